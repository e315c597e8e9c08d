"""A household's enrollments of one year as the rules know them: policies, prices, what credit rests on, what each month came to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import prefetch_related_objects

from coverport.applications.models import Application, Determination, Household
from coverport.applications.submission import result_of
from coverport.core.money import Cents
from coverport.core.prepared import Read
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.results import TaxHouseholdResult
from coverport.eligibility.withheld import contribution
from coverport.enrollment.models import CreditBasis, Enrollment, EnrollmentMember
from coverport.enrollment.models import PersonMonth as Row
from coverport.enrollment.pricing import PlanPrices, row_in
from coverport.enrollment.rules.credit import Basis
from coverport.enrollment.rules.months import Method, Part
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.year import PersonMonth
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import PartialMonth
from coverport.plans import catalogs
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.credit import credit_of

OF_YEAR = Read(
    lambda household, year: (
        Enrollment.objects.filter(application__household=household, year=year)
        .select_related("exchange", "application__household__owner", "catalog", "determination")
        .order_by("id")
    )
)
BASES = Read(lambda household, year: CreditBasis.objects.filter(household=household, year=year))


class HouseholdYear(msgspec.Struct, frozen=True):
    """All of a household's enrollments in a plan year, oldest first, with what the rules need of them by enrollment number."""

    household: Household
    year: int
    enrollments: tuple[Enrollment, ...]
    policies: tuple[Policy, ...]
    members: Mapping[str, tuple[EnrollmentMember, ...]]
    bases: tuple[Basis, ...]
    rows: tuple[PersonMonth, ...]

    def enrollment(self, reference: str) -> Enrollment:
        """KeyError where it is another household's or year's."""
        return {each.reference: each for each in self.enrollments}[reference]

    def policy(self, reference: str) -> Policy:
        return {each.reference: each for each in self.policies}[reference]

    def prices(self) -> dict[str, PlanPrices]:
        """What people cost on each policy. Read once each: a set of people costs the same all year."""
        return {each.reference: price_of(each, self.people_of(each.reference)) for each in self.enrollments}

    def people_of(self, reference: str) -> dict[str, Member]:
        """The people who are or were on a policy, as premiums see them."""
        return {member.person.reference: as_member(member) for member in self.members[reference]}


def load(household: Household, year: int) -> HouseholdYear:
    """A household's year. The caller holds the household's lock where it means to change anything."""
    found = OF_YEAR.all(household.pk, year)
    prefetch_related_objects(found, "members__person")
    return HouseholdYear(
        household=household,
        year=year,
        enrollments=tuple(found),
        policies=tuple(as_policy(each, _ordered(each.members.all())) for each in found),
        members={each.reference: tuple(_ordered(each.members.all())) for each in found},
        bases=tuple(_basis(row) for row in BASES.all(household.pk, year)),
        rows=tuple(newest_rows(found)),
    )


def begun(enrollment: Enrollment, members: Sequence[EnrollmentMember], bases: Sequence[CreditBasis]) -> HouseholdYear:
    """The year of a household whose only enrollment was written just now, as `load` would read it back."""
    mine = _ordered(members)
    return HouseholdYear(
        household=enrollment.application.household, year=enrollment.year, enrollments=(enrollment,),
        policies=(as_policy(enrollment, mine),), members={enrollment.reference: tuple(mine)},
        bases=tuple(_basis(row) for row in bases), rows=(),
    )  # fmt: skip


def as_policy(enrollment: Enrollment, members: Sequence[EnrollmentMember]) -> Policy:
    """An enrollment as the rules know it. members: the subscriber first, whose span stands first."""
    kept = [member for member in members if member.active] or members
    return Policy(
        reference=enrollment.reference,
        kind=enrollment.kind,
        status=enrollment.status,
        product=product(
            enrollment.plan_id, enrollment.csr_variant, enrollment.rating_area, members[0].person.reference
        ),
        first=enrollment.start,
        last=enrollment.end,
        spans=tuple(_span(member) for member in kept),
        elected=enrollment.elected_cents,
        kept=tuple(_days(member, member.before_end) for member in members if member.before_end is not None),
    )


def product(plan_id: str, variant: str, rating_area: str, subscriber: str) -> tuple[str, ...]:
    """What stays as long as a policy does. subscriber: a person's reference."""
    return (plan_id, variant, rating_area, subscriber)


def as_member(member: EnrollmentMember) -> Member:
    """As on the day on which they came onto the policy: 45 CFR 147.102(a)(1)(iii)."""
    return Member(
        id=member.person.reference,
        age=member.age,
        relationship=member.relationship,  # type: ignore[arg-type]
        tobacco=member.tobacco,
    )


def price_of(enrollment: Enrollment, people: Mapping[str, Member]) -> PlanPrices:
    """What sets of these people cost on an enrollment, by the catalog that priced it."""
    number = enrollment.catalog
    catalog = catalogs.numbered(number.exchange, number.year, number.number)
    place = catalog.place(enrollment.county_fips, enrollment.application.zip or None)
    return PlanPrices(catalog, row_in(catalog, place, enrollment.plan_id), people)


def newest_rows(enrollments: Sequence[Enrollment]) -> Iterable[PersonMonth]:
    """The person-months that count: of each the one with the highest number."""
    rows = (
        Row.objects.filter(enrollment__in=enrollments)
        .order_by("enrollment", "person", "month", "-number")
        .distinct("enrollment", "person", "month")
        .select_related("enrollment", "person")
    )
    return [as_person_month(row) for row in rows]


def as_person_month(row: Row) -> PersonMonth:
    return PersonMonth(
        policy=row.enrollment.reference, month=row.month, person=row.person.reference, first=row.first, last=row.last,
        premium=row.premium_cents, creditable=row.ehb_cents, household=row.tax_household, benchmark=row.benchmark_cents,
        credit=row.credit_cents,
    )  # fmt: skip


def method_of(application: Application) -> Method:
    """How part months are counted where the household lives, in its plan year."""
    method: Method = typed(
        PartialMonth, "payment.partial_month", on=new_year(application.year), state=application.state
    ).method
    return method


def bases_of(determination: Determination, since: date, decided: Decided | None = None) -> list[CreditBasis]:
    """What each tax household's credit rests on by a determination, from a month on; not stored yet. decided: where it was read."""
    application = determination.application
    return [
        CreditBasis(household_id=application.household_id, determination=determination, year=application.year, **values)
        for values in basis_of(decided or result_of(determination), since)
    ]


def basis_values(determination: Determination, since: date) -> list[dict[str, Any]]:
    """The columns of these rows that the determination itself gives."""
    return basis_of(result_of(determination), since)


def basis_of(decided: Decided, since: date) -> list[dict[str, Any]]:
    """The same of a decision that is not stored yet. Who files stands first among the people of a tax household."""
    return [
        {
            "tax_household": each.people[0],
            "since": since,
            "people": list(each.people),
            "family": list(each.coverage_family),
            "benchmark_plan_id": each.benchmark.plan_id if each.benchmark else "",
            "benchmark_cents": each.benchmark.premium if each.benchmark else None,
            "contribution_cents": _contribution(each),
            "arrangement_cents": _arrangement(each),
        }
        for each in decided.tax_households
    ]


def rules_basis(row: CreditBasis) -> Basis:
    """A stored basis as the rules know it."""
    return _basis(row)


def _contribution(result: TaxHouseholdResult) -> Decimal | None:
    """What the household is expected to pay a month; None where it can have no credit, or that is not known."""
    return contribution(result) if result.credit.outcome is Outcome.YES else None


def _arrangement(result: TaxHouseholdResult) -> Cents:
    return credit_of(result).arrangement if result.aptc is not None else 0


def _basis(row: CreditBasis) -> Basis:
    return Basis(
        household=row.tax_household,
        since=row.since,
        people=tuple(row.people),
        family=tuple(row.family),
        benchmark=row.benchmark_cents,
        contribution=row.contribution_cents,
        arrangement=row.arrangement_cents,
        decision=row.determination_id,
    )


def _ordered(members: Iterable[EnrollmentMember]) -> list[EnrollmentMember]:
    return sorted(members, key=lambda member: (not member.subscriber, member.position, member.pk))


def _span(member: EnrollmentMember) -> Span:
    return _days(member, member.coverage)


def _days(member: EnrollmentMember, days: Any) -> Span:
    return Span(member.person.reference, days.lower, days.upper - timedelta(days=1))


def whole_price(parts: Iterable[Part]) -> tuple[Cents, Cents]:
    """(premium, what credit may pay of it) of a set of people by the full month."""
    listed = list(parts)
    return sum(part.premium for part in listed), sum(part.creditable for part in listed)
