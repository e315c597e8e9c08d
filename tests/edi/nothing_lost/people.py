"""Who comes: couples whose applications are decided, each with a session of its own: one by the product's own verbs, the others like it.

Run as `python -m tests.edi.nothing_lost.people COUNT FILE` on an installation: one line of JSON for each as soon as it may choose. Beyond
COUNT they go on coming, one a second, until this is stopped. The database may die meanwhile: whoever was not committed is made again.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import InterfaceError, OperationalError, connection, transaction  # noqa: E402

from coverport.accounts.models import User  # noqa: E402
from coverport.applications.models import Applicant  # noqa: E402
from coverport.core.references import new_reference  # noqa: E402
from coverport.exchanges.models import Exchange  # noqa: E402
from tests.applications.households import ANA, LUIS, decided  # noqa: E402
from tests.edi.nothing_lost.twins import twins  # noqa: E402
from tests.enrollment.choices import offered  # noqa: E402

LEVELS = ("bronze", "silver", "gold")
PER_LEVEL = 4
# So many at once, until as many are there as are wanted.
AT_ONCE = 50
Made = TypeVar("Made")


def main(count: int, file: Path) -> None:
    """So many couples, each committed before its line is written; then more."""
    first, plans = _until_there(_first)
    made = 0
    with file.open("a") as lines:
        while True:
            time.sleep(1 if made >= count else 0)
            wanted = min(AT_ONCE, max(count - made, 1))
            for each in _until_there(lambda wanted=wanted: list(_like(first, wanted))):
                lines.write(json.dumps({**each, "plans": plans}) + "\n")
            lines.flush()
            made += wanted


def _until_there(make: Callable[[], Made]) -> Made:
    """In one transaction, begun again whenever the database dies under it."""
    while True:
        try:
            with transaction.atomic():
                return make()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(1)


def _first() -> tuple[User, list[dict[str, Any]]]:
    """A couple with its decision, which chooses nothing, and what it may choose: so may all that are as old and earn as much."""
    user = User.objects.create_user(f"first-{new_reference()}@example.org", None)
    application, _ = decided(user, Exchange.objects.get(slug="federal"), (ANA, LUIS))
    return user, list(_choices(application))


def _like(first: User, count: int) -> Iterator[dict[str, Any]]:
    made = list(twins(first, count))
    spouses = Applicant.objects.filter(application__in=[each for _, each in made], relationship="spouse")
    leaves = dict(spouses.values_list("application_id", "person__reference"))
    for user, application in made:
        yield {"application": application.reference, "leaves": leaves[application.pk], "session": _session(user)}


def _choices(application: Any) -> Iterator[dict[str, Any]]:
    """Some plans of each level and of several insurers, with the most credit of each."""
    prices = offered(application)
    for level in LEVELS:
        at_level = (price for price in prices if price.plan.metal_level == level)
        for price in islice(at_level, PER_LEVEL):
            yield {"plan": price.plan.plan_id, "credit": price.credit}


def _session(user: User) -> str:
    """As after a sign-in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
