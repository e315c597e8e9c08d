"""Who may do what. Default deny: a URL without a declared permission does not start, an object without a relation is not there.

A verb calls `actor.require(Permission.X, thing)`. Each permission names the relations that carry it; each room registers how a
relation is recognized for its things (`@relation("owner")`), so that upper rooms (brokers' consent) can add theirs.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

import msgspec

from coverport.core.errors import NotAllowed

Thing = Any
View = TypeVar("View", bound=Callable[..., Any])


class Permission(Enum):
    """What can be done to a thing."""

    VIEW = "view"
    CHANGE = "change"
    SIGN = "sign"
    ENROLL = "enroll"
    PAY = "pay"
    FILE_PLANS = "file plans"
    SEE_FILINGS = "see filings"
    CERTIFY_PLANS = "certify plans"
    SEE_OVERSIGHT = "see the contract's desk"
    SUBMIT_WORK = "submit work"
    ACCEPT_WORK = "accept work"
    MANAGE_CONTRACT = "manage the contract"
    PAY_VENDOR = "pay the vendor"
    WRITE_FINDINGS = "write findings"
    SETTLE_CHANGES = "settle changes"
    REVIEW_PROOF = "review proof"
    PROVE_IDENTITY = "prove identity"
    RUN_FALLBACK = "run the fallback"
    KEY_PAPER = "key in paper"
    # What others know about a person: beyond owning the household, they have proven who they are.
    SEE_TAX_DATA = "see tax data"
    SEE_FILES = "see files of insurers"
    SETTLE_DISCREPANCIES = "settle discrepancies"
    SEE_DESK = "see the desk of who works here"
    DECIDE_APPEALS = "decide appeals"


# Which relations to a thing carry a permission. Staff and helpers join here when their rooms come.
CARRIED_BY: dict[Permission, tuple[str, ...]] = dict.fromkeys(Permission, ("owner",)) | {
    Permission.FILE_PLANS: ("issuer",),
    Permission.SEE_FILINGS: ("issuer", "certifier"),
    Permission.CERTIFY_PLANS: ("certifier",),
    Permission.SEE_OVERSIGHT: ("vendor", "acceptance_reviewer", "contract_officer", "payer", "independent_reviewer"),
    Permission.SUBMIT_WORK: ("vendor",),
    Permission.ACCEPT_WORK: ("acceptance_reviewer",),
    Permission.MANAGE_CONTRACT: ("contract_officer",),
    Permission.PAY_VENDOR: ("payer",),
    Permission.WRITE_FINDINGS: ("independent_reviewer",),
    Permission.SETTLE_CHANGES: ("certifier",),
    Permission.REVIEW_PROOF: ("reviewer",),
    Permission.PROVE_IDENTITY: ("certifier",),
    Permission.RUN_FALLBACK: ("certifier",),
    Permission.KEY_PAPER: ("certifier",),
    # Clerks key in what came on paper or by telephone, for whoever sent it.
    **dict.fromkeys((Permission.VIEW, Permission.CHANGE, Permission.SIGN), ("owner", "clerk")),
    Permission.SEE_TAX_DATA: ("proven_owner", "tax_reviewer"),
    Permission.SEE_FILES: ("issuer", "certifier"),
    Permission.SETTLE_DISCREPANCIES: ("certifier",),
    Permission.SEE_DESK: (
        "certifier",
        "issuer",
        "vendor",
        "acceptance_reviewer",
        "contract_officer",
        "payer",
        "independent_reviewer",
    ),
    Permission.DECIDE_APPEALS: ("certifier",),
}

# What only these parts of the system may, 26 USC 6103(l)(21); anything else every part may.
PARTS: dict[Permission, frozenset[str]] = {Permission.SEE_TAX_DATA: frozenset({"system:verification", "system:replay"})}


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a signed-in person, a part of the system, or nobody known. The label goes into the event."""

    kind: str
    label: str
    user_id: int | None = None

    @classmethod
    def person(cls, user: Any) -> "Actor":
        return cls(kind="person", label=f"person:{user.reference}", user_id=user.pk)

    @classmethod
    def system(cls, part: str) -> "Actor":
        return cls(kind="system", label=f"system:{part}")

    def may(self, permission: Permission, thing: Thing) -> bool:
        if self.kind == "system":
            return permission not in PARTS or self.label in PARTS[permission]
        return any(_relations[name](self, thing) for name in CARRIED_BY[permission])

    def require(self, permission: Permission, thing: Thing) -> None:
        """Raise NotAllowed unless a relation to the thing carries the permission."""
        if not self.may(permission, thing):
            raise NotAllowed(f"{self.label} may not {permission.value} this {type(thing).__name__.lower()}")


ANONYMOUS = Actor(kind="anonymous", label="anonymous")

_relations: dict[str, Callable[[Actor, Thing], bool]] = {}


def relation(name: str) -> Callable[[Callable[[Actor, Thing], bool]], Callable[[Actor, Thing], bool]]:
    """Register how a relation of an actor to a thing is recognized. A second registration of the name is a mistake of ours."""

    def register(recognize: Callable[[Actor, Thing], bool]) -> Callable[[Actor, Thing], bool]:
        if name in _relations:
            raise ValueError(f"the relation {name!r} is registered twice")
        _relations[name] = recognize
        return recognize

    return register


@relation("owner")
def owns(actor: Actor, thing: Thing) -> bool:
    """Things of a household answer `owner_user_id`; the signed-in owner of the household owns them."""
    owner = getattr(thing, "owner_user_id", None)
    return owner is not None and owner == actor.user_id


def public(view: View) -> View:
    """Declare, in a URL conf, that anybody may open this address."""
    return _declare(view, "public")


def signed_in(view: View) -> View:
    """Declare that a signed-in person may open this address; the verb behind it still checks the object."""
    from django.contrib.auth.decorators import login_required

    return _declare(login_required(view), "signed_in")


def permitted(permission: Permission, view: View) -> View:
    """Declare that only people who have the permission at the request's exchange may open this address; for others it is not there."""
    from django.contrib.auth.decorators import login_required
    from django.http import Http404

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.exchange is None or not request.actor.may(permission, request.exchange):
            raise Http404
        return view(request, *args, **kwargs)

    return _declare(login_required(checked), permission.value)  # type: ignore[return-value]


def _declare(view: View, permission: str) -> View:
    @wraps(view)
    def declared(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    declared.permission = permission  # type: ignore[attr-defined]
    return declared  # type: ignore[return-value]
