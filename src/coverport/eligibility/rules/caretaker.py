"""Parents and caretakers: who has a dependent child in their care, 42 CFR 435.4, 435.110."""

from collections.abc import Mapping

import msgspec

from coverport.eligibility.facts import Person
from coverport.eligibility.rules.kinship import Kin
from coverport.eligibility.rules.magi import EARNED
from coverport.law.parameters import Deprivation, UnderAge


class Care(msgspec.Struct, frozen=True, gc=False):
    """What the care for children makes of a person.

    caretaker: of a dependent child; None where hours of work decide and are not told. youngest: age of the youngest child in
    their care. uncovered: such a child under the children's age neither applies nor has coverage.
    """

    caretaker: bool | None
    youngest: int | None
    uncovered: bool


NOBODY = Care(False, None, False)


def care_of(
    person: Person, kin: Kin, ages: Mapping[str, int], *, dependent: UnderAge, child: UnderAge, deprivation: Deprivation
) -> Care:
    """Read once per person. dependent, child: under which age one is a dependent child, and a child for Medicaid."""
    cared = kin.cared_for_by(person.id)
    if not cared:
        return NOBODY
    young = [each for each in cared if ages[each] < child.under]
    if not young:
        return Care(False, min([ages[each] for each in cared]), False)
    return Care(
        caretaker=_caretaker([each for each in young if _dependent(each, kin, ages, dependent)], kin, deprivation),
        youngest=min([ages[each] for each in young]),
        uncovered=True in [_uncovered(kin.people[each]) for each in young],
    )


def _dependent(child: str, kin: Kin, ages: Mapping[str, int], law: UnderAge) -> bool:
    """Below the age, or a full-time student who is no longer below it but still a child for Medicaid."""
    return ages[child] < law.under or kin.people[child].student


def _uncovered(child: Person) -> bool:
    return not child.applies and child.other_coverage is False and not child.public_coverage


def _caretaker(children: list[str], kin: Kin, law: Deprivation) -> bool | None:
    if not children or law.hours_month is None:
        return bool(children)
    found = [_deprived(each, kin, law.hours_month) for each in children]
    return True if True in found else None if None in found else False


def _deprived(child: str, kin: Kin, hours: int) -> bool | None:
    """Whether the child lacks a parent's support: a parent is not at home, is disabled, or is out of work, 45 CFR 233.90(c), 233.100."""
    parents = [kin.people[each] for each in kin.at_home_with(child, kin.parents_of(child))]
    if len(parents) <= 1 or any(each.disabled for each in parents):
        return True
    worked = [_hours(each) for each in parents]
    if any(each is not None and each < hours for each in worked):
        return True
    return None if None in worked else False


def _hours(parent: Person) -> int | None:
    """Hours of work a month: as told; none of who is known to earn nothing."""
    if parent.work_hours_month is not None or parent.income is None or parent.income_year or parent.income_month:
        return parent.work_hours_month
    return None if any(line.kind in EARNED for line in parent.income) else 0
