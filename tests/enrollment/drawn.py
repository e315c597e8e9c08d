"""What may happen to a household, drawn at random and done by the product's own verbs: (its enrollment, the day, the hand that draws)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
from django.db import transaction

from coverport.applications.actions import save_answers
from coverport.applications.rules.answers import PersonAnswer
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.enrollment.actions import effectuate, end_coverage, reinstate_coverage
from coverport.enrollment.changes.reporting import say_who_leaves
from coverport.enrollment.models import Change, Enrollment
from tests.applications.households import BOSTON, BURLINGTON, CONCORD, person
from tests.enrollment.lives import agreed, answer_for, as_told, owner, reported

STAFF = Actor.system("staff")
INCOMES = (45_000_00, 60_000_00, 61_000_00, 75_000_00, 90_000_00, 110_000_00)
Step = Callable[[Enrollment, date, Random], None]


def taken(step: Step, row: Enrollment, on: date, drawn: Random) -> None:
    """Do it; where the product refuses, nothing has happened, and what was told is taken back. What was done is printed."""
    try:
        with transaction.atomic():
            step(row, on, drawn)
        print(on, _name(step))
    except Refusal as refused:
        print(on, _name(step), refused.code)
        Change.objects.filter(status="open").update(status="withdrawn", done_on=on)


def _name(step: Step) -> str:
    return str(getattr(step, "func", step).__name__)


def told(
    row: Enrollment, kind: str, day: date, on: date, drawn: Random, change_people: Callable[..., Any], **more: Any
) -> None:
    """A change with new answers. change_people: everybody as they stood -> as they are to stand."""
    change = reported(row, kind, day, on=on)
    answer_for(change, change_people(as_told(change.application)), on=on, income=drawn.choice(INCOMES), **more)  # type: ignore[arg-type]
    agreed(change, on=on)


def no_gap_that_was_not_asked_for() -> None:
    """Where another plan was chosen the one before ends the day before that begins, whether it was paid for yet or not; only what would
    not have begun before is canceled for it.
    """
    for row in Enrollment.objects.order_by("pk"):
        days = Change.objects.filter(enrollment=row, kind="plan_change", status="done").order_by("pk")
        gave_way = list(days.values_list("happened_on", flat=True))
        if gave_way and row.status == "canceled" and row.end_cause == "plan_change":
            assert gave_way[-1] < row.start, (row.reference, "canceled for a plan that begins later")
        if row.status in {"selected", "awaiting_payment"}:
            assert row.end == min([*gave_way, date(row.year, 12, 31)]), (row.reference, row.end, gave_way)


def pays(row: Enrollment, on: date, drawn: Random) -> None:
    """Something that waits for its first payment is paid."""
    if waiting := list(Enrollment.objects.filter(status__in=("selected", "awaiting_payment")).order_by("pk")):
        effectuate(actor=STAFF, enrollment=drawn.choice(waiting), on=on)


def income(row: Enrollment, on: date, drawn: Random) -> None:
    told(row, "income", on, on, drawn, list)


def born(row: Enrollment, on: date, drawn: Random) -> None:
    day = max(date(row.year, 1, 2), on - timedelta(days=drawn.randint(0, 40)))
    child = person(f"Mia{drawn.randint(1, 99)}", day, "child")
    told(row, "birth", day, on, drawn, lambda people: [*people, child])


def adopts(row: Enrollment, on: date, drawn: Random) -> None:
    child = person(f"Noa{drawn.randint(1, 99)}", date(2010, 3, drawn.randint(1, 28)), "child")
    told(row, "adoption", on - timedelta(days=drawn.randint(0, 50)), on, drawn, lambda people: [*people, child])


def marries(row: Enrollment, on: date, drawn: Random) -> None:
    spouse = person(f"Rosa{drawn.randint(1, 99)}", date(1980, 3, drawn.randint(1, 28)), "spouse")
    told(row, "marriage", on - timedelta(days=drawn.randint(0, 50)), on, drawn, lambda people: [*people, spouse])


def divorces(row: Enrollment, on: date, drawn: Random) -> None:
    day = on - timedelta(days=drawn.randint(0, 50))
    told(row, "divorce", day, on, drawn, lambda people: [one for one in people if one.relationship != "spouse"])


def moves(row: Enrollment, on: date, drawn: Random) -> None:
    home = {"vt": BURLINGTON, "ma": BOSTON}.get(row.exchange.slug, CONCORD)
    new = msgspec.structs.replace(home, street=f"{drawn.randint(1, 99)} Pine Street")
    told(row, "move", on + timedelta(days=drawn.randint(-30, 30)), on, drawn, list, contact=new)


def gains_coverage(row: Enrollment, on: date, drawn: Random) -> None:
    day = on + timedelta(days=drawn.randint(-30, 40))
    told(row, "gained_coverage", day, on, drawn, lambda people: _applying(people, drawn, False))


def loses_coverage(row: Enrollment, on: date, drawn: Random) -> None:
    day = on + timedelta(days=drawn.randint(-50, 50))
    told(row, "lost_coverage", day, on, drawn, lambda people: _applying(people, drawn, True))


def _applying(people: Sequence[PersonAnswer], drawn: Random, applies: bool) -> list[PersonAnswer]:
    """One of them, whoever it is, applies from now on, or does not any more."""
    who = drawn.choice(people).key
    return [msgspec.structs.replace(one, applies=applies) if one.key == who else one for one in people]


def leaves(row: Enrollment, on: date, drawn: Random) -> None:
    if others := list(row.members.filter(active=True)):
        who, day = drawn.choice(others).person.reference, on + timedelta(days=drawn.randint(0, 30))
        agreed(reported(row, "drop_member", day, on=on, people=[who]), on=on)


def leaves_for_other_coverage(row: Enrollment, on: date, drawn: Random) -> None:
    """Somebody has other coverage, and leaves the plan by the same report."""
    change = reported(row, "gained_coverage", on + timedelta(days=drawn.randint(-30, 40)), on=on)
    applying = [one.person.reference for one in change.application.applicants.filter(applies=True).order_by("position")]
    who = drawn.choice(applying)
    given = {each: {"other_coverage": each == who} for each in applying}
    save_answers(actor=owner(row), application=change.application, step="coverage", given=given, on=on)
    answer_for(change, as_told(change.application), on=on, income=drawn.choice(INCOMES), kinds=("medicare",))
    change.refresh_from_db()
    say_who_leaves(actor=owner(row), change=change, people=[who], on=on)
    agreed(change, on=on)


def dies(row: Enrollment, on: date, drawn: Random) -> None:
    others = list(row.members.filter(active=True))
    if len(others) > 1:
        died = on - timedelta(days=drawn.randint(0, 40))
        agreed(reported(row, "death", died, on=on, people=[drawn.choice(others).person.reference]), on=on)


def has_other_coverage(row: Enrollment, on: date, drawn: Random) -> None:
    agreed(
        reported(row, "other_coverage", on + timedelta(days=drawn.randint(1, 40)), on=on),
        on=on,
        dental_too=drawn.random() < 0.5,
    )


def asks_to_end(row: Enrollment, on: date, drawn: Random) -> None:
    agreed(
        reported(row, "end", on + timedelta(days=drawn.randint(14, 40)), on=on), on=on, dental_too=drawn.random() < 0.5
    )


def ends(row: Enrollment, on: date, drawn: Random) -> None:
    cause, last = (
        drawn.choice(["requested", "nonpayment", "other_coverage"]),
        on + timedelta(days=drawn.randint(-40, 60)),
    )
    end_coverage(actor=STAFF, enrollment=row, cause=cause, last=min(last, date(row.year, 12, 30)), on=on)


def back(row: Enrollment, on: date, drawn: Random) -> None:
    reinstate_coverage(actor=STAFF, enrollment=row, on=on)


TOLD: tuple[Step, ...] = (
    income, born, adopts, marries, divorces, moves, gains_coverage, loses_coverage, leaves,
    leaves_for_other_coverage, dies, has_other_coverage, asks_to_end,
)  # fmt: skip
