"""The premium tax credit paid in advance: who can have it, what the household contributes, and how much it is."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from coverport.core.money import Cents, half_up
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import NO, UNKNOWN, YES, Fact, Finding, Outcome, Reason, no, unknown, yes
from coverport.eligibility.rules.income import Measured, below_only, income_within_credit_window
from coverport.law.parameters import (
    Allowed,
    ApplicablePercentage,
    CreditStatuses,
    CreditWindow,
    IncomeTreatedAs,
    WorkRequirement,
)

FOUR_PLACES = Decimal("0.0001")
PUBLIC_INSTEAD = no("credit_medicaid_or_chip_instead", "26 USC 36B(c)(2)(B); 26 CFR 1.36B-2(c)(2)", {})
BASIC_HEALTH_INSTEAD = no("credit_basic_health_instead", "42 USC 18051(e)(2); 42 CFR 600.305(b)", {})


# ---- The tax household


def counted_income(measured: Measured, law: IncomeTreatedAs, *, unemployment: bool) -> Measured:
    """The income that the credit and cost sharing count: who had unemployment compensation, at most so many percent, 26 USC 36B(g)."""
    if not unemployment or law.percent is None or measured.income is None:
        return measured
    most = measured.at(law.percent)
    return measured if measured.income <= most else msgspec.structs.replace(measured, income=most, percent=law.percent)


def credit_window(
    measured: Measured,
    window: CreditWindow,
    exception: Allowed,
    unemployed: IncomeTreatedAs,
    *,
    unemployment: bool = False,
    barred_by_status: bool | None = False,
) -> Finding:
    """Whether household income lets a tax household have the credit.

    measured: income as it is. barred_by_status: whether immigration status keeps a lawfully present applicant on the return out
    of Medicaid; then the floor does not bind them while the exception stands, 45 CFR 155.305(f)(2), 26 CFR 1.36B-2(b)(5).
    """
    if unemployment and (treated := _unemployment(measured, window, unemployed)):
        return treated
    found = income_within_credit_window(measured, window)
    if barred_by_status is False or not exception.allowed or not below_only(found):
        return found
    if barred_by_status is None:
        return unknown("credit_below_window_by_status", exception.citation, {})
    return yes("credit_below_window_lawfully_present", exception.citation, measured.facts() | {"floor": window.floor})


def _unemployment(measured: Measured, window: CreditWindow, law: IncomeTreatedAs) -> Finding | None:
    """Who had unemployment compensation has the credit at any income; None where income decides as it does for others."""
    if law.percent is None or measured.income is None:
        return None
    most = measured.at(law.percent)
    if measured.at(window.floor) <= measured.income <= most:
        return None
    facts: dict[str, Fact] = {"counted": min(measured.income, most), "counted_percent": law.percent}
    return yes("credit_unemployment", law.citation, measured.facts() | facts)


# ---- The person


def person_obstacles(
    person: Person,
    *,
    qhp: Finding,
    medicaid: Finding,
    chip: Finding,
    basic_health: Finding,
    employer: Finding | None,
    work: Finding | None,
    statuses: CreditStatuses,
    enrollment: Allowed,
    requirement: WorkRequirement,
) -> tuple[Finding, ...]:
    """All that a person's own facts say about the credit, income and the return aside. A no keeps them out of the coverage family.

    employer: from offers; work: what the work requirement says, where it alone keeps the person out of Medicaid.
    """
    if qhp.outcome is NO:
        return (qhp,)
    found = [qhp] if qhp.outcome is UNKNOWN else []
    if (public := public_coverage(medicaid, chip, basic_health)) is not None:
        found.append(public)
    if (other := other_coverage(person)) is not None:
        found.append(other)
    if employer is not None:
        found.append(employer)
    if not person.citizen and (status := status_open(person, statuses)) is not None:
        found.append(status)
    if person.income_sep and (special := income_based_enrollment(person, enrollment)) is not None:
        found.append(special)
    if work is not None and (failed := failed_work_requirement(work, requirement)) is not None:
        found.append(failed)
    return tuple(found)


def public_coverage(medicaid: Finding, chip: Finding, basic_health: Finding) -> Finding | None:
    """Medicaid, CHIP and the Basic Health Program come before the credit, 26 CFR 1.36B-2(c)(2)."""
    if medicaid.outcome is YES or chip.outcome is YES:
        return PUBLIC_INSTEAD
    if basic_health.outcome is YES:
        return BASIC_HEALTH_INSTEAD
    if medicaid.outcome is UNKNOWN:
        return medicaid
    if chip.outcome is UNKNOWN:
        return chip
    return basic_health if basic_health.outcome is UNKNOWN else None


def other_coverage(person: Person) -> Finding | None:
    """Other minimum essential coverage, which keeps a person out of the coverage family; None when there is none."""
    if person.medicare:
        return no("medicare_comes_first", "26 USC 36B(c)(2)(B); 26 CFR 1.36B-2(c)(2)(i)", {})
    if person.other_coverage:
        return no("credit_other_coverage", "26 USC 36B(c)(2)(B); 26 CFR 1.36B-2(c)", {})
    if person.other_coverage is None:
        return unknown("other_coverage_missing", "26 USC 36B(c)(2)(B)", {})
    return None


def status_open(person: Person, law: CreditStatuses) -> Finding | None:
    """Who may buy a plan, but whose immigration status the credit leaves out. None for citizens and where all statuses are open."""
    if law.statuses is None or person.citizen:
        return None
    if person.immigration is None:
        return unknown("credit_status_missing", law.citation, {})
    if person.immigration.status in law.statuses:
        return None
    return no("credit_status_closed", law.citation, {"status": person.immigration.status})


def income_based_enrollment(person: Person, law: Allowed) -> Finding | None:
    """Who enrolls through a special period that rests on income alone, where that closes the credit."""
    if not person.income_sep or law.allowed:
        return None
    return no("credit_income_based_enrollment", law.citation, {})


def failed_work_requirement(found: Finding | None, law: WorkRequirement) -> Finding | None:
    """Medicaid that only the work requirement keeps away counts as coverage that the person could have, where the law says so."""
    if found is None or not law.bars_credit:
        return None
    if found.outcome is NO:
        return no("credit_work_requirement", law.citation, found.reasons[0].facts)
    return found if found.outcome is UNKNOWN else None


def in_coverage_family(obstacles: Sequence[Finding]) -> bool:
    """Whether the person would be on the policy with the credit, as far as is known, 26 CFR 1.36B-3(b)(1)."""
    return not obstacles or NO not in [each.outcome for each in obstacles]


# ---- Both together


def tax_credit(obstacles: Sequence[Finding | None], window: Finding) -> Finding:
    """Whether a person can have the credit. obstacles: the person's own, and what the return says; window: of household income."""
    return granted_unless(obstacles, window)


def granted_unless(obstacles: Sequence[Finding | None], granting: Finding) -> Finding:
    """Any no decides, then anything unknown; otherwise what grants it, with whatever else spoke for it."""
    met = [each for each in obstacles if each is not None]
    if not met:
        return granting
    if len(met) == 1 and met[0].outcome is NO and granting.outcome is not NO:
        return _together(NO, met)
    for outcome in (NO, UNKNOWN):
        if deciding := [each for each in (*met, granting) if each.outcome is outcome]:
            return _together(outcome, deciding)
    return _together(YES, [granting, *met])


def _together(outcome: Outcome, findings: Sequence[Finding]) -> Finding:
    """One finding of several: the finding itself where it is the only one."""
    if len(findings) == 1 and len(findings[0].reasons) == 1:
        return findings[0]
    return Finding(outcome, each_once(findings))


def each_once(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """All reasons in order, each code once: nobody is told twice to give their income."""
    found: dict[str, Reason] = {}
    for finding in findings:
        for reason in finding.reasons:
            found.setdefault(reason.code, reason)
    return tuple(found.values())


# ---- The sums


class Share(msgspec.Struct, frozen=True, gc=False):
    """What a household is expected to pay of the benchmark: a share of income, and cents a month before rounding."""

    income: Cents
    figure: Decimal
    monthly: Decimal
    citation: str


def share_of_income(
    measured: Measured, percent: int | None, law: ApplicablePercentage, *, figure: Decimal | None = None
) -> Share | None:
    """The household's share; None while income is not known. percent: of poverty, whole, as the credit uses it.

    figure: the applicable figure of that percent, by whoever has reckoned it before.
    """
    if percent is None or measured.income is None:
        return None
    figure = applicable_figure(percent, law) if figure is None else figure
    return Share(measured.income, figure, monthly_contribution(measured.income, figure), law.citation)


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


def credit_amount(
    family: Sequence[Finding], benchmark: Cents | None, share: Share | None, *, arrangement: Cents = 0
) -> tuple[Cents | None, Finding]:
    """The credit a month with its finding: 0 and no where nobody can have it, None while anything that it needs is unknown.

    family: whether each of the coverage family can have it; arrangement: cents a month that an employer's arrangement takes off.
    """
    if not family:
        return 0, no("nobody_in_coverage_family", "26 CFR 1.36B-3(b)(1)", {})
    outcomes = {found.outcome for found in family}
    if UNKNOWN in outcomes:
        undecided = [found for found in family if found.outcome is UNKNOWN]
        return None, Finding(UNKNOWN, _in_any_order(undecided))
    if YES not in outcomes:
        return 0, Finding(NO, _in_any_order(family))
    if benchmark is None or share is None:
        return None, unknown("benchmark_missing", "26 CFR 1.36B-3(f)", {})
    return _sums(benchmark, share, arrangement)


def _sums(benchmark: Cents, share: Share, arrangement: Cents) -> tuple[Cents, Finding]:
    whole = monthly_credit(benchmark, share.monthly)
    left = max(0, whole - arrangement)
    sums: dict[str, Fact] = {
        "benchmark": benchmark,
        "income": share.income,
        "figure": str(share.figure),
        # Beside a credit, the share is what remains: both rounded on their own could miss the benchmark by a cent.
        "contribution": benchmark - whole if whole else half_up(share.monthly),
        "credit": left,
    }
    if not arrangement:
        return left, yes("credit_amount" if left else "credit_zero", share.citation, sums)
    code = "credit_amount_after_arrangement" if left else "credit_zero_after_arrangement"
    return left, yes(code, f"{share.citation}; 26 USC 36B(c)(4)(B)", sums | {"arrangement": arrangement})


def _in_any_order(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """The family's reasons, the same whoever was entered first."""
    # The household's income is one reason for all.
    reasons = {id(reason): reason for finding in findings for reason in finding.reasons}
    ranked = sorted(reasons.values(), key=_rank) if len(reasons) > 1 else list(reasons.values())
    return each_once([Finding(findings[0].outcome, tuple(ranked))])


def _rank(reason: Reason) -> tuple[str, str, str]:
    return reason.code, reason.citation, str(reason.facts)
