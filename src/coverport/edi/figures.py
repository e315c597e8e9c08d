"""What an enrollment costs month by month, as insurers hear it: stretches of months that cost the same."""

from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from coverport.core.dates import day_before, first_of_month, last_of_month
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment, EnrollmentMember


class Stretch(msgspec.Struct, frozen=True):
    """Months in a row with the same figures. since, until: both days count; premiums: person's key -> cents a month.

    A month that is covered in part stands alone, with what it really came to.
    """

    since: date
    until: date
    premiums: dict[int, Cents]
    credit: Cents

    @property
    def total(self) -> Cents:
        return sum(self.premiums.values())


def stretches(enrollment: Enrollment) -> list[Stretch]:
    """An enrollment's months to its end, in order; none where nobody is covered."""
    found: list[Stretch] = []
    for each in _months(enrollment):
        before = found[-1] if found else None
        if before and day_before(each.since) == before.until and _figures(before) == _figures(each):
            found[-1] = msgspec.structs.replace(before, until=each.until)
        else:
            found.append(each)
    return found


def stretch_from(enrollment: Enrollment, since: date) -> Stretch:
    """The figures of the month of a day, as long as they hold. LookupError where nobody is covered then."""
    here = next((each for each in stretches(enrollment) if each.until >= since), None)
    if here is None or first_of_month(here.since) > first_of_month(since):
        raise LookupError(f"nobody is covered by {enrollment.reference} on {since}")
    return msgspec.structs.replace(here, since=max(here.since, since))


def came(enrollment: Enrollment, stretch: Stretch, late: Collection[int] = ()) -> dict[int, EnrollmentMember]:
    """Who comes onto a policy within a stretch, after its beginning. late: who is on it from the first day, but not in its message."""
    return {
        pk: member
        for pk, member in here(enrollment, stretch).items()
        if max(stretch.since, enrollment.start) <= member.coverage.lower
        and (member.coverage.lower != enrollment.start or pk in late)
    }


def left(enrollment: Enrollment, stretch: Stretch) -> dict[int, EnrollmentMember]:
    """Who leaves a policy that goes on: whose last day is in a stretch or the day before it, or who was to come and does not."""
    staying = {pk for pk, member in here(enrollment, stretch).items() if last_day(member) >= stretch.until}
    return {
        member.person_id: member
        for member in enrollment.members.all()
        if member.person_id not in staying
        and (_ends_within(member, stretch) if member.active else _never_came(member, stretch))
    }


def here(enrollment: Enrollment, stretch: Stretch) -> dict[int, EnrollmentMember]:
    """Whose days cost something in a stretch, each with their latest days of it."""
    return {
        member.person_id: member
        for member in sorted(enrollment.members.all(), key=lambda one: one.coverage.lower)
        if member.active and member.person_id in stretch.premiums and _overlaps(member, stretch)
    }


def last_day(member: EnrollmentMember) -> date:
    """A range's upper end is the day after its last."""
    return day_before(member.coverage.upper)


def _months(enrollment: Enrollment) -> Iterator[Stretch]:
    """Each month by its newest rows."""
    newest: dict[date, dict[int, tuple[Cents, Cents]]] = {}
    for row in sorted(enrollment.months.all(), key=lambda row: (row.month, row.number)):
        people = newest.setdefault(row.month, {})
        people.pop(row.person_id, None)
        if row.first is not None:
            people[row.person_id] = (row.premium_cents, row.credit_cents)
    for month, people in newest.items():
        if people:
            premiums = {person: premium for person, (premium, _) in sorted(people.items())}
            since, until = max(month, enrollment.start), min(last_of_month(month), enrollment.end)
            yield Stretch(since, until, premiums, sum(credit for _, credit in people.values()))


def _figures(stretch: Stretch) -> tuple[dict[int, Cents], Cents]:
    return stretch.premiums, stretch.credit


def _overlaps(member: EnrollmentMember, stretch: Stretch) -> bool:
    return bool(member.coverage.lower <= stretch.until and member.coverage.upper > stretch.since)


def _ends_within(member: EnrollmentMember, stretch: Stretch) -> bool:
    return day_before(stretch.since) <= last_day(member) < stretch.until


def _never_came(member: EnrollmentMember, stretch: Stretch) -> bool:
    return bool(stretch.since <= member.coverage.lower <= stretch.until)
