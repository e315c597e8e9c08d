"""Who can have the premium tax credit on a return: an applicable taxpayer, 26 USC 36B(c)(1), 26 CFR 1.36B-2(b)."""

from coverport.eligibility.findings import Fact, Finding, no, yes
from coverport.eligibility.tax.facts import TaxReturn
from coverport.eligibility.tax.law import CreditYear

DOLLAR = 100
ESTIMATE = "26 CFR 1.36B-2(b)(6)(i)"
RECKLESS = "26 CFR 1.36B-2(b)(6)(ii)"


def applicable_taxpayer(
    facts: TaxReturn, law: CreditYear, *, income: int, size: int, poverty_line: int, percent: int
) -> Finding:
    """Whether the credit is allowed. income, poverty_line: whole dollars; percent: line 5."""
    if facts.claimed_by_another:
        return no("tax_claimed_by_another", "26 USC 36B(c)(1)(D); 26 CFR 1.36B-2(b)(3)", {})
    if size == 0:
        return no("tax_no_family", "26 USC 36B(d)(1); instructions for Form 8962, line 1", {})
    if against := _apart(facts, law):
        return against
    numbers: dict[str, Fact] = {
        "income": income * DOLLAR,
        "size": size,
        "guideline_year": law.poverty_line(size).year,
        "guideline": poverty_line * DOLLAR,
        "percent": percent,
        "floor": law.window.floor,
    }
    return _by_income(facts, law, numbers, percent)


def separate_return_excused(facts: TaxReturn, law: CreditYear) -> bool:
    """Whether a married person who files apart may have the credit all the same: the box above line 1."""
    apart = facts.filing_status == "married_separately" and facts.separate_because is not None
    return apart and facts.separate_years < law.separate_filing.years


def _apart(facts: TaxReturn, law: CreditYear) -> Finding | None:
    if facts.filing_status != "married_separately" or separate_return_excused(facts, law):
        return None
    if facts.separate_because is None:
        return no("tax_separate_return", "26 USC 36B(c)(1)(C); 26 CFR 1.36B-2(b)(2)(i)", {})
    used: dict[str, Fact] = {"separate_years": facts.separate_years, "years": law.separate_filing.years}
    return no("tax_separate_return_used_up", law.separate_filing.citation, used)


def _by_income(facts: TaxReturn, law: CreditYear, numbers: dict[str, Fact], percent: int) -> Finding:
    window = law.window
    if facts.unemployment and law.unemployment.percent is not None:
        return yes("tax_unemployment_rule", law.unemployment.citation, numbers)
    if percent < window.floor:
        return _below(facts, law, numbers)
    if window.ceiling is None:
        return yes("tax_income_in_window_no_ceiling", window.citation, numbers)
    numbers = numbers | {"ceiling": window.ceiling}
    if percent > window.ceiling:
        return no("tax_income_above_window", window.citation, numbers)
    return yes("tax_income_in_window", window.citation, numbers)


def _below(facts: TaxReturn, law: CreditYear, numbers: dict[str, Fact]) -> Finding:
    """Under the floor: who was paid in advance on an estimate over it, and until 2025 whom their status keeps out of Medicaid."""
    advance = sum(sum(policy.aptc) for policy in facts.policies)
    if facts.estimated_at_or_over_poverty and advance > 0 and not facts.reckless_estimate:
        return yes("tax_below_window_estimate", ESTIMATE, numbers | {"advance": advance})
    if facts.lawfully_present_below_poverty and law.lawfully_present.allowed:
        return yes("tax_below_window_lawfully_present", law.lawfully_present.citation, numbers)
    if facts.estimated_at_or_over_poverty and facts.reckless_estimate:
        return no("tax_below_window_reckless", RECKLESS, numbers)
    return no("tax_income_below_window", law.window.citation, numbers)
