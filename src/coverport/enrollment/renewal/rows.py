"""The rows of many enrollments that begin, as COPY reads them: their people, what their credit rests on, and every month."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coverport.core.copying import copy_text, line_of
from coverport.core.dates import first_of_month, last_of_month
from coverport.enrollment.models import CreditBasis, Enrollment, EnrollmentMember, PersonMonth
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.planning import NewPolicy, Plans
from coverport.enrollment.renewal.terms import Terms

Begun = tuple[Plans, NewPolicy, Enrollment]

_MEMBERS = (
    "enrollment_id, person_id, position, subscriber, relationship, tobacco, age, premium_cents, kind, active, coverage"
)
_BASES = (
    "household_id, determination_id, year, tax_household, since, people, family, benchmark_plan_id, benchmark_cents, "
    "contribution_cents, arrangement_cents"
)
_MONTHS = (
    "enrollment_id, person_id, month, number, first, last, premium_cents, ehb_cents, tax_household, benchmark_cents, "
    'credit_cents, "on"'
)


def write_rows(terms: Terms, plans: Sequence[Plans], begun: Sequence[Begun]) -> None:
    """A household that chose for itself has what its credit rests on already. A month is a member's: members come first."""
    copy_text(EnrollmentMember, _MEMBERS, (line for each in begun for line in _members(*each)))
    covered = (each.projection for each in plans if each.policies and not each.projection.one.chosen)
    copy_text(CreditBasis, _BASES, (_basis(terms, each, basis) for each in covered for basis in each.bases))
    copy_text(PersonMonth, _MONTHS, _months(terms, begun))


def _members(plans: Plans, policy: NewPolicy, enrollment: Enrollment) -> Iterator[str]:
    by_person = plans.projection.by_person
    days = f"[{enrollment.start},{enrollment.end}]"
    for position, each in enumerate(policy.members):
        one = by_person[each.id]
        yield line_of(
            enrollment.id, one.person_id, position, position == 0, each.relationship, one.tobacco, each.age, policy.told[each.id],
            enrollment.kind, True, days,
        )  # fmt: skip


def _basis(terms: Terms, projection: Projection, basis: Mapping[str, Any]) -> str:
    """People are told by references, which need no quotes."""
    people, family = (f"{{{','.join(basis[name])}}}" for name in ("people", "family"))
    return line_of(
        projection.one.household.id, projection.determination.id, terms.year, basis["tax_household"], basis["since"], people,
        family, basis["benchmark_plan_id"], basis["benchmark_cents"], basis["contribution_cents"], basis["arrangement_cents"],
    )  # fmt: skip


def _months(terms: Terms, begun: Sequence[Begun]) -> Iterator[str]:
    """Twelve for each person, all like January: what differs between them stands in the middle."""
    firsts = [first_of_month(terms.first, n) for n in range(12)]
    months = [f"{first}\t1\t{first}\t{last_of_month(first)}\t" for first in firsts]
    for plans, policy, enrollment in begun:
        for row in policy.months:
            whose = f"{enrollment.id}\t{plans.projection.by_person[row.person].person_id}\t"
            cents = line_of(row.premium, row.creditable, row.household, row.benchmark, row.credit, terms.on)
            yield "".join([f"{whose}{month}{cents}" for month in months])
