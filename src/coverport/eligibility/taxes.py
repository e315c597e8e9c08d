"""One tax household before and after the credit: its income beside the guideline, what the return says, and the sums."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import msgspec

from coverport.core.money import Cents, half_up
from coverport.eligibility.facts import Application, EmployerOffer, TaxHousehold
from coverport.eligibility.findings import UNKNOWN, YES, Finding, unknown
from coverport.eligibility.results import Benchmark, Subsidy, TaxHouseholdResult
from coverport.eligibility.rules.credit import (
    Share,
    applicable_figure,
    counted_income,
    credit_amount,
    credit_window,
    share_of_income,
)
from coverport.eligibility.rules.filing import filer_is_claimed, filing
from coverport.eligibility.rules.income import Measured, measure, percent_for_credit, percent_to_four_places
from coverport.eligibility.rules.kinship import Kin
from coverport.eligibility.rules.magi import PersonIncome, tax_income
from coverport.eligibility.rules.offers import arrangement_benefit
from coverport.eligibility.rules.subsidies import state_subsidies
from coverport.law.resolved import KEPT, Law


class Taxes(msgspec.Struct, frozen=True, gc=False):
    """A tax household with its income. counted: as the credit counts it; filing: what the return says against the credit."""

    household: TaxHousehold
    members: tuple[str, ...]
    measured: Measured
    counted: Measured
    filing: Finding | None
    below_floor: bool
    plain_window: Finding

    def window(self, barred: Sequence[bool | None], law: Law) -> Finding:
        """Whether income lets the household have the credit.

        barred: whether status keeps each applicant out of Medicaid; it counts below the floor alone.
        """
        if not self.below_floor or all(each is False for each in barred):
            return self.plain_window
        return _window(self.household, self.measured, law, True if True in barred else None)


def taxes_of(
    household: TaxHousehold, application: Application, kin: Kin, incomes: dict[str, PersonIncome], law: Law
) -> Taxes:
    """The tax household measured, 26 CFR 1.36B-1(d), (e)."""
    members = (*household.filers, *household.dependents)
    measured = measure(tax_income(household, incomes), len(members), law.credit.guideline)
    return Taxes(
        household=household,
        members=members,
        measured=measured,
        counted=counted_income(measured, law.credit.unemployment, unemployment=household.unemployment),
        filing=filing(
            household,
            married=len(household.filers) == 1 and kin.spouse_of(household.filers[0]) is not None,
            claimed=filer_is_claimed(household, application),
            separate=law.credit.separate_filing,
            unreconciled=law.credit.unreconciled,
        ),
        below_floor=measured.income is not None and measured.income < measured.at(law.credit.window.floor),
        plain_window=_window(household, measured, law, False),
    )


def _window(household: TaxHousehold, measured: Measured, law: Law, barred: bool | None) -> Finding:
    return credit_window(
        measured,
        law.credit.window,
        law.credit.lawfully_present_below_floor,
        law.credit.unemployment,
        unemployment=household.unemployment,
        barred_by_status=barred,
    )


def household_result(
    taxes: Taxes,
    *,
    family: tuple[str, ...],
    able: list[Finding],
    benchmark: Benchmark | None,
    asked: bool,
    offers: tuple[EmployerOffer, ...],
    law: Law,
) -> TaxHouseholdResult:
    """The sums. able: whether each of the coverage family can have the credit; asked: whether a catalog stood behind the benchmark."""
    percent = percent_for_credit(taxes.counted, law.credit.percent_ceiling)
    share = None
    if percent is not None and YES in [found.outcome for found in able]:
        share = share_of_income(taxes.counted, percent, law.credit.applicable_percentage, figure=_figure(law, percent))
    amount, credit = credit_amount(
        able,
        benchmark.premium if benchmark else None,
        share,
        arrangement=_arrangement(taxes, family, offers, law) if offers else 0,
    )
    if not asked and credit.outcome is UNKNOWN and credit.codes == ("benchmark_missing",):
        credit = unknown("benchmark_not_given", "26 CFR 1.36B-3(f)", {})
    return TaxHouseholdResult(
        id=taxes.household.id,
        people=taxes.members,
        coverage_family=family,
        magi=taxes.measured.income,
        guideline=taxes.measured.guideline,
        guideline_year=taxes.measured.guideline_year,
        percent_of_poverty=percent_to_four_places(taxes.measured),
        whole_percent=percent,
        applicable_percentage=share.figure if share else None,
        expected_contribution_month=half_up(share.monthly) if share else None,
        benchmark=benchmark,
        aptc=amount,
        credit=credit,
        subsidies=_subsidies(taxes, family, credit, share, benchmark, amount, law),
    )


@lru_cache(maxsize=KEPT)
def _figure(law: Law, percent: int) -> Decimal:
    """The share of income at a whole percent of poverty, reckoned once."""
    return applicable_figure(percent, law.credit.applicable_percentage)


def _subsidies(
    taxes: Taxes,
    family: tuple[str, ...],
    credit: Finding,
    share: Share | None,
    benchmark: Benchmark | None,
    amount: Cents | None,
    law: Law,
) -> tuple[Subsidy, ...]:
    if not (entries := law.subsidies.entries):
        return ()
    return state_subsidies(
        entries,
        measured=taxes.counted,
        credit=credit,
        figure=share.figure if share else None,
        benchmark=benchmark.premium if benchmark else None,
        aptc=amount,
        people=family,
    )


def _arrangement(taxes: Taxes, family: tuple[str, ...], offers: tuple[EmployerOffer, ...], law: Law) -> Cents:
    return arrangement_benefit(offers, taxes.counted, taxes.members, family, law.credit.affordability)
