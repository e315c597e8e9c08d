"""Changes in households' lives, told, answered and agreed to by the product's own verbs."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec

from coverport.applications import actions as answering
from coverport.applications.models import Application
from coverport.applications.rules.answers import ContactAnswer, PersonAnswer, TaxAnswer
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.enrollment.actions import agree_to_change, effectuate, report_change
from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.models import Change, Enrollment, PersonMonth
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import answer_the_rest, decided, yearly
from tests.enrollment.choices import choose

DAY = date(2013, 12, 10)
SYSTEM = Actor.system("test")


def covered(
    user: Any, exchange: Any, *args: Any, level: str = "silver", credit: int | None = None, **more: Any
) -> Enrollment:
    """A plan chosen on December 10, 2013, paid for."""
    application, _ = decided(user, exchange, *args, **more)
    enrollment = choose(application, level=level, **({} if credit is None else {"credit": credit}))
    return effectuate(actor=SYSTEM, enrollment=enrollment, on=DAY)


def owner(enrollment: Enrollment) -> Actor:
    return Actor.person(enrollment.application.household.owner)


def reported(enrollment: Enrollment, kind: str, happened_on: date, *, on: date, **more: Any) -> Change:
    return report_change(
        actor=owner(enrollment), enrollment=enrollment, kind=kind, happened_on=happened_on, on=on, **more
    )


def as_told(application: Application) -> list[PersonAnswer]:
    """The people of an application as they were entered."""
    found = application.applicants.select_related("person").order_by("position")
    return [
        PersonAnswer(
            key=one.person.reference, first_name=one.person.first_name, last_name=one.person.last_name,
            birth_date=one.person.birth_date, relationship=one.relationship, sex=one.person.sex, applies=one.applies,
        )
        for one in found
    ]  # fmt: skip


def answer_anew(
    change: Change, *, on: date, people: Sequence[PersonAnswer] = (), without: Sequence[str] = (), income: int = 30_000_00,
    contact: ContactAnswer | None = None, **more: Any,
) -> None:  # fmt: skip
    """Answer the draft of a change and sign it. people: who comes; without: first names of who does not apply any more."""
    draft = change.application
    assert draft is not None
    there = [
        msgspec.structs.replace(one, applies=one.applies and one.first_name not in without) for one in as_told(draft)
    ]
    answer_for(change, [*there, *people], on=on, income=income, contact=contact, **more)


def answer_for(
    change: Change, everybody: Sequence[PersonAnswer], *, on: date, income: int = 30_000_00, contact: ContactAnswer | None = None,
    **more: Any,
) -> None:  # fmt: skip
    """The same with all people as they are to stand in it. income: of the first one."""
    draft = change.application
    assert draft is not None
    actor = Actor.person(draft.household.owner)
    common: dict[str, Any] = {"actor": actor, "application": draft, "on": on}
    answering.save_people(people=everybody, **common)
    if contact:
        answering.save_contact(contact=contact, **common)
    applicants = list(draft.applicants.select_related("person").order_by("position"))
    keys = [one.person.reference for one in applicants]
    applying = [one.person.reference for one in applicants if one.applies]
    answering.save_citizenship(attested=dict.fromkeys(applying, "citizen"), **common)
    claimed = frozenset(one.person.reference for one in applicants if one.relationship not in {"self", "spouse"})
    married = any(one.relationship == "spouse" for one in applicants)
    answering.save_taxes(answer=TaxAnswer(True, True if married else None, "no", dependents=claimed), **common)
    incomes = [yearly(key, income if place == 0 else 0) for place, key in enumerate(keys)]
    answering.save_income(incomes=incomes, **common)
    answer_the_rest(draft, {"other_coverage": False, **more}, on=on)
    draft.refresh_from_db()
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=on)


def agreed(change: Change, *, on: date, **more: Any) -> Change:
    """Look at what would happen, and sign."""
    change.refresh_from_db()
    actor = Actor.person(change.household.owner)
    shown = preview_change(actor=actor, change=change, on=on)
    arguments = {"signature": "Ana Rivera", "shown": shown.digest, "submission": uuid4(), "on": on, **more}
    return agree_to_change(actor=actor, change=change, **arguments)


def months(enrollment: Enrollment) -> dict[int, tuple[int, int]]:
    """Month -> (premium, credit) as they stand."""
    found: dict[int, tuple[int, int]] = {}
    rows = PersonMonth.objects.filter(enrollment=enrollment).order_by("person", "month", "-number")
    for row in rows.distinct("person", "month"):
        premium, credit = found.get(row.month.month, (0, 0))
        found[row.month.month] = (premium + row.premium_cents, credit + row.credit_cents)
    return dict(sorted(found.items()))


def told_of(enrollment: Enrollment) -> list[str]:
    """The kinds of event of an enrollment, in order, without those of its changes."""
    events = Event.objects.filter(subject=enrollment.reference, kind__startswith="enrollment.").order_by("id")
    kinds = (event.kind.removeprefix("enrollment.") for event in events)
    return [kind for kind in kinds if not kind.startswith("change_")]


def letters(kind: str) -> list[str]:
    """The words of the letters of a kind, oldest first."""
    return ["\n".join(texts(each.content)) for each in Notice.objects.filter(kind=kind).order_by("id")]
