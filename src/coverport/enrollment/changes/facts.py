"""What the sentences about a change need beside its preview: names, plans and days."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from coverport.applications.models import Person
from coverport.enrollment.changes.previewing import Preview
from coverport.enrollment.changes.untouched import Untouched, untouched_by
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.special.law import window_after
from coverport.enrollment.story import Told, told


class Facts(msgspec.Struct, frozen=True):
    """What sentences need beside the preview. names: short names by reference; plan, issuer: of the enrollment.

    beside: names of the other plans whose amounts are in the sums; others: plan and issuer by number, of what is told beside.
    untouched: what goes on as it is. own_by: the last day on which who leaves after a divorce can choose a plan of their own.
    elsewhere: who was told to have other coverage and stays on the plan. went_on_from: the last day of coverage of the year before that
    ended early, from which the plan was to go on; rescinded: that year, where it was taken back. not_on: who came to the household by
    it and not onto the plan. asked: whether the page still asks who leaves. free: whether nothing is to be paid before coverage is sure.
    """

    names: Mapping[str, str]
    plan: str
    issuer: str
    beside: tuple[str, ...] = ()
    untouched: tuple[Untouched, ...] = ()
    others: Mapping[str, tuple[str, str]] = {}
    own_by: date | None = None
    elsewhere: tuple[str, ...] = ()
    asked: bool = False
    went_on_from: date | None = None
    rescinded: int | None = None
    not_on: tuple[str, ...] = ()
    free: bool = False

    def name(self, reference: str) -> str:
        return self.names.get(reference, "")


def names_of(change: Change) -> dict[str, str]:
    """Short names of everybody in the household, by reference."""
    return {person.reference: person.short_name for person in Person.objects.filter(household=change.household)}


def facts_of(change: Change, story: Told, outcome: Preview | None) -> Facts:
    """Of a change and the story of its enrollment."""
    names, others = names_of(change), _others(outcome)
    beside = dict.fromkeys(others[each][0] for each in others if outcome and each in outcome.beside)
    beside.pop(story.plan.name, None)  # of what went on from it under a new number
    return Facts(
        names=names, plan=story.plan.name, issuer=story.issuer, beside=tuple(beside), untouched=untouched_by(change, names, outcome),
        others=others, own_by=_own_by(change, outcome), elsewhere=tuple(names[each] for each in _elsewhere(change, outcome)),
        asked=change.status == Change.Status.OPEN,
        went_on_from=_went_on_from(change), rescinded=_rescinded(change),
        not_on=tuple(names[each] for each in _not_on(change, outcome)), free=story.free,
    )  # fmt: skip


def _others(outcome: Preview | None) -> dict[str, tuple[str, str]]:
    """Plan and issuer of every other number that an outcome names."""
    if outcome is None:
        return {}
    named = {*outcome.beside, *(each.policy for each in outcome.messages), *(each.policy for each in outcome.also)}
    stories = [(each.reference, told(each)) for each in Enrollment.objects.filter(reference__in=named).order_by("id")]
    return {reference: (story.plan.name, story.issuer) for reference, story in stories}


def _went_on_from(change: Change) -> date | None:
    before = _canceled_with(change)
    if before is None or before.end == date(before.year, 12, 31):
        return None
    return before.end


def _rescinded(change: Change) -> int | None:
    before = _canceled_with(change)
    return before.year if before is not None and before.status == Enrollment.Status.VOIDED else None


def _canceled_with(change: Change) -> Enrollment | None:
    """The plan of the year before; not where the household asked for the end of this one itself."""
    asked = bool(change.signature or change.told_by or change.agreed_by)
    return None if change.kind == "end" and asked else change.enrollment.of_year_before


def _own_by(change: Change, outcome: Preview | None) -> date | None:
    """45 CFR 155.420(d)(1)(i): who leaves loses coverage by the divorce, and may choose in time."""
    if change.kind != "divorce" or outcome is None or not outcome.leaves:
        return None
    _, closes = window_after(max(outcome.leaves.values()), change.enrollment.application.state)
    return closes


def _not_on(change: Change, outcome: Preview | None) -> Iterator[str]:
    """Who came to the household and asks for coverage, and cannot be on this plan, such as a child that Medicaid or CHIP covers."""
    if change.kind in {"birth", "adoption", "marriage"} and outcome is not None and change.application is not None:
        before = set(change.enrollment.application.applicants.values_list("person__reference", flat=True))
        rows = change.application.applicants.filter(applies=True).order_by("position")
        there = before | {*outcome.stay, *outcome.joins, *outcome.waiting, *outcome.too_late}
        yield from (key for key in rows.values_list("person__reference", flat=True) if key not in there)


def _elsewhere(change: Change, outcome: Preview | None) -> Iterator[str]:
    """Who stays on the plan beside other coverage, such as Medicare: nobody leaves it because they told of that."""
    if change.kind == "gained_coverage" and outcome is not None and change.application is not None:
        rows = change.application.applicants.filter(other_coverage=True).order_by("position")
        yield from (key for key in rows.values_list("person__reference", flat=True) if key in outcome.stay)
