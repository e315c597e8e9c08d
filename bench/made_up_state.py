"""A made-up state whose households are renewed: Vermont with markets of two years, and as many households as wanted.

Run as `python -m bench.made_up_state` on an installation's database; COVERPORT_BENCH_HOUSEHOLDS says how many households (2,000). Each is
like one of some families, with birth dates and an income of its own: nothing that is worked out for one is of use to the next.
"""

import os
import random
import sys
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.db import IntegrityError, connection, transaction  # noqa: E402
from django.db.models import NOT_PROVIDED  # noqa: E402

from coverport.accounts.models import User  # noqa: E402
from coverport.applications.models import Household  # noqa: E402
from coverport.core.access import Actor  # noqa: E402
from coverport.core.copying import copy_models  # noqa: E402
from coverport.core.references import is_taken, new_reference  # noqa: E402
from coverport.enrollment.models import Enrollment  # noqa: E402
from coverport.plans.actions import bring_current_catalog  # noqa: E402
from coverport.plans.market import Wish  # noqa: E402
from coverport.plans.market_actions import generate_market  # noqa: E402
from tests.applications.households import LUIS, MIA, TOM, person  # noqa: E402
from tests.enrollment.renewal.market import TOLD, enrolled  # noqa: E402

HOUSEHOLDS = int(os.environ.get("COVERPORT_BENCH_HOUSEHOLDS", "2000"))
SEED, PATTERNS, AT_ONCE = 2027, 24, 1000
# Within how many days somebody is born later than who they are like.
DAYS = 700


def main() -> int:
    """0 when all is there."""
    for year in (2026, 2027):
        generate_market(actor=Actor.system("bench"), wish=Wish("vt", "VT", year, 4, 60, 1), on=TOLD)
        bring_current_catalog(exchange="vt", year=year)
    multiply(_families(), HOUSEHOLDS)
    # As the database keeps its tables by and by: else it plans by luck, now and then for twice the time.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return 0


def _families() -> list[Enrollment]:
    """Families of many kinds, answered and enrolled in 2026 by the product's own verbs."""
    drawn = random.Random(SEED)
    found = []
    for number in range(PATTERNS):
        you = person("Ana", date(drawn.randint(1962, 1998), drawn.randint(1, 12), 5))
        people = [you, *drawn.choice(((), (LUIS,), (MIA,), (LUIS, MIA), (LUIS, MIA, TOM)))]
        more = {"income": drawn.randint(45, 130) * 1000_00, "consent_years": drawn.choice((0, 5, 5, 5))}
        level = drawn.choice(("bronze", "silver", "gold"))
        found.append(enrolled(people, "VT", email=f"family{number}@example.org", level=level, **more))
    return found


def multiply(families: Sequence[Enrollment], count: int) -> None:
    """As many households as wanted, each like one of the families, under references of its own."""
    drawn = random.Random(SEED)
    for start in range(len(families), count, AT_ONCE):
        batch = [families[n % len(families)] for n in range(start, min(start + AT_ONCE, count))]
        try:
            _likes(batch, drawn)
        except IntegrityError as error:
            if not is_taken(error):
                raise
            # Of so many references one was there already: nothing is written, and all are drawn anew.
            _likes(batch, drawn)


@transaction.atomic
def _likes(families: Sequence[Enrollment], drawn: random.Random) -> None:
    users = [User(email=f"{new_reference()}@example.org", password="!") for _ in families]
    for user in users:
        user.email_key = user.email.casefold()
    copy_models(users)
    households = [Household(exchange=one.exchange, owner=user) for one, user in zip(families, users, strict=True)]
    copy_models(households)
    applications, people, applicants, enrollments, members = [], [], [], [], []
    for before, household in zip(families, households, strict=True):
        application = _like(before.application, household_id=household.pk)
        enrollment = _like(before, submission=uuid.uuid4())
        asked = list(_applicants(before))
        mine = {one.person_id: _born(one.person, household.pk, drawn.randrange(DAYS)) for one in asked}
        percent = drawn.randint(80, 125)
        names = {one.person.reference: mine[one.person_id].reference for one in asked}
        applications.append(application)
        enrollments.append((enrollment, application))
        people += mine.values()
        applicants += [
            (_like(one, answers=_earning(_renamed(one.answers, names), percent)), application, mine[one.person_id])
            for one in asked
        ]
        members += [(_like(one), enrollment, mine[one.person_id]) for one in _members(before)]
    copy_models(applications)
    copy_models(people)
    for one, application, who in applicants:
        one.application_id, one.person_id = application.pk, who.pk
    copy_models([one for one, _, _ in applicants])
    for one, application in enrollments:
        one.application_id = application.pk
    copy_models([one for one, _ in enrollments])
    for one, enrollment, who in members:
        one.enrollment_id, one.person_id = enrollment.pk, who.pk
    copy_models([one for one, _, _ in members])


_kept: dict[tuple[str, int], list[Any]] = {}


def _applicants(before: Enrollment) -> list[Any]:
    key = "applicants", before.pk
    if key not in _kept:
        _kept[key] = list(before.application.applicants.select_related("person").order_by("position"))
    return _kept[key]


def _members(before: Enrollment) -> list[Any]:
    key = "members", before.pk
    if key not in _kept:
        _kept[key] = list(before.members.all())
    return _kept[key]


def _born(person: Any, household: int, later: int) -> Any:
    """The same person some days younger."""
    return _like(person, household_id=household, birth_date=person.birth_date + timedelta(days=later))


def _earning(answers: dict[str, Any], percent: int) -> dict[str, Any]:
    """Answers with other incomes, in whole dollars."""
    lines = [{**line, "amount": line["amount"] * percent // 10_000 * 100} for line in answers.get("income", ())]
    return {**answers, "income": lines} if lines else answers


def _like(record: Any, **given: Any) -> Any:
    """A new record with the same values, but for its key and reference."""
    fields = [field for field in type(record)._meta.concrete_fields if field.db_default is NOT_PROVIDED]
    values = {
        field.attname: getattr(record, field.attname) for field in fields if field.name not in {"id", "reference"}
    }
    return type(record)(**{**values, **given})


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Answers in which people are named by their own references."""
    if isinstance(value, dict):
        return {key: _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    for old, new in names.items():
        value = value.replace(old, new) if isinstance(value, str) else value
    return value


if __name__ == "__main__":
    sys.exit(main())
