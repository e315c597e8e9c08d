"""What every desk does with a form that was sent: ask the verb, and show its refusal in place."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed, Refusal

REFUSED = 422
MAY = {
    "submit": Permission.SUBMIT_WORK,
    "accept": Permission.ACCEPT_WORK,
    "manage": Permission.MANAGE_CONTRACT,
    "pay": Permission.PAY_VENDOR,
    "review": Permission.WRITE_FINDINGS,
}


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def may(request: HttpRequest, thing: Any) -> dict[str, bool]:
    """Which parts the reader has in a contract or a gate."""
    return {name: actor_of(request).may(permission, thing) for name, permission in MAY.items()}


def sent(request: HttpRequest, form: Any, do: Callable[[], object]) -> bool:
    """Whether the form was right and the verb went through; otherwise the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        do()
    except NotAllowed:
        raise  # 404: what somebody may not do is not there for them
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True


def typed(request: HttpRequest, mine: bool) -> tuple[Any, ...]:
    """What a form is made from: what was sent, where it was this form."""
    return (request.POST, request.FILES) if request.method == "POST" and mine else ()
