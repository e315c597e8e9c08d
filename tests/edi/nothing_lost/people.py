"""Who comes: couples whose applications are decided, each with a session of its own, by the product's own verbs.

Run as `python -m tests.edi.nothing_lost.people COUNT FILE` on an installation: one line of JSON for each as soon as it may choose. Beyond
COUNT they go on coming, one a second, until this is stopped. The database may die meanwhile: whoever was not committed is made again.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import InterfaceError, OperationalError, connection, transaction  # noqa: E402

from coverport.accounts.models import User  # noqa: E402
from coverport.core.references import new_reference  # noqa: E402
from coverport.exchanges.models import Exchange  # noqa: E402
from tests.applications.households import ANA, LUIS, decided  # noqa: E402
from tests.enrollment.choices import offered  # noqa: E402

LEVELS = ("bronze", "silver", "gold")
PER_LEVEL = 4


def main(count: int, file: Path) -> None:
    """So many couples, each committed before its line is written; then more."""
    made = 0
    with file.open("a") as lines:
        while True:
            time.sleep(1 if made >= count else 0)
            try:
                with transaction.atomic():
                    household = _household(Exchange.objects.get(slug="federal"), made)
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(1)
                continue
            lines.write(json.dumps(household) + "\n")
            lines.flush()
            made += 1


def _household(exchange: Exchange, number: int) -> dict[str, Any]:
    """Of the same age and income, so that prices are asked for once."""
    user = User.objects.create_user(f"person{number}-{new_reference()}@example.org", None)
    application, _ = decided(user, exchange, (ANA, LUIS))
    leaves = application.applicants.get(relationship="spouse").person.reference
    global _plans
    _plans = _plans or list(_choices(application))
    return {
        "application": application.reference, "leaves": leaves, "session": _session(user), "plans": _plans,
    }  # fmt: skip


_plans: list[dict[str, Any]] = []


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
