"""The premium tax credit paid in advance: who can have it, what the household contributes, and how much it is."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from coverport.core.money import Cents, half_up
from coverport.eligibility.facts import Household, Person
from coverport.eligibility.findings import Finding, Outcome, Reason, no, unknown
from coverport.law.parameters import Allowed, ApplicablePercentage

FOUR_PLACES = Decimal("0.0001")


def applicable_figure(percent: int, law: ApplicablePercentage) -> Decimal:
    """The share of income that a household contributes: 230 in 2014 -> 0.0735. Four decimals, half up (Form 8962 line 7)."""
    band = next(band for band in law.bands if band.below is None or percent < band.below)
    if band.below is None:
        return (band.final / 100).quantize(FOUR_PLACES, ROUND_HALF_UP)
    step = Decimal(percent - band.at_least) / (band.below - band.at_least)
    return ((band.initial + step * (band.final - band.initial)) / 100).quantize(FOUR_PLACES, ROUND_HALF_UP)


def monthly_contribution(income: Cents, figure: Decimal) -> Decimal:
    """Cents a month, not rounded: the credit is rounded once, at its end."""
    return income * figure / 12


def monthly_credit(benchmark: Cents, contribution: Decimal) -> Cents:
    """What the benchmark costs over the contribution, to the cent, never below 0. 26 CFR 1.36B-3(d)."""
    return max(0, half_up(benchmark - contribution))


def filing(household: Household) -> Finding | None:
    """What the tax return says against the credit: None when the household attests to file."""
    if household.files_taxes is None:
        return unknown("filing_missing", "45 CFR 155.305(f)(4)", {})
    if not household.files_taxes:
        return no("not_filing", "45 CFR 155.305(f)(4)", {})
    return None


def other_help(person: Person, medicaid: Finding, chip: Finding) -> Finding | None:
    """Other minimum essential coverage, which keeps a person out of the coverage family; None when there is none."""
    if medicaid.outcome is Outcome.YES or chip.outcome is Outcome.YES:
        return no("credit_medicaid_or_chip_instead", "26 USC 36B(c)(2)(B); 26 CFR 1.36B-2(c)(2)", {})
    if person.other_coverage:
        return no("credit_other_coverage", "26 USC 36B(c)(2)(B); 26 CFR 1.36B-2(c)", {})
    undecided = [found.reasons for found in (medicaid, chip) if found.outcome is Outcome.UNKNOWN]
    if undecided:
        return Finding(Outcome.UNKNOWN, undecided[0])
    if person.other_coverage is None:
        return unknown("other_coverage_missing", "26 USC 36B(c)(2)(B)", {})
    return None


def below_floor_by_status(person: Person, window: Finding, exception: Allowed) -> Finding | None:
    """Below the window, a lawfully present person whom their status keeps out of Medicaid may have the credit all the same.

    Whether it is the status that keeps them out is for the agency to say, so the answer is unknown, not no.
    """
    if not exception.allowed or person.citizen is not False or not person.lawfully_present:
        return None
    if window.codes != ("income_below_credit_window",):
        return None
    return unknown("credit_below_window_by_status", exception.citation, {})


def tax_credit(obstacles: Sequence[Finding | None], window: Finding) -> Finding:
    """Whether a person can have the credit: any no decides, then anything unknown, then the income window says yes."""
    met = [*(each for each in obstacles if each is not None), window]
    for outcome in (Outcome.NO, Outcome.UNKNOWN):
        deciding = [each for each in met if each.outcome is outcome]
        if deciding:
            return Finding(outcome, each_once(deciding))
    return window


def each_once(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """All reasons in order, each code once: nobody is told twice to give their income."""
    found: dict[str, Reason] = {}
    for finding in findings:
        for reason in finding.reasons:
            found.setdefault(reason.code, reason)
    return tuple(found.values())
