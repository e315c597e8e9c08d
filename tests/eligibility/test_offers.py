"""Offers of employers: 26 USC 36B(c)(2)(B)-(C) and (c)(4), 26 CFR 1.36B-2(c)(3)-(5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.facts import EmployerOffer
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.income import Measured, measure
from coverport.eligibility.rules.offers import arrangement_benefit, employer_coverage
from coverport.eligibility.words import sentence
from coverport.law.lookups import credit_guideline, new_year, typed
from coverport.law.parameters import FamilyTest, PercentOfIncome

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
YEARS = range(2014, 2028)
FAMILY = ("c", "j", "kid")


def affordability(year: int) -> PercentOfIncome:
    return typed(PercentOfIncome, "employer_coverage.affordability", on=new_year(year))


def of_income(dollars: float | None, year: int) -> Measured:
    return measure(None if dollars is None else round(dollars * 100), 3, credit_guideline("NH", year))


def plan(**more: object) -> EmployerOffer:
    """C's offer, for the whole family; amounts in cents a month."""
    return EmployerOffer(**{"employee": "c", "covers": FAMILY, "minimum_value": True} | more)  # type: ignore[arg-type]


def ask(
    who: str,
    offer: EmployerOffer | list[EmployerOffer],
    dollars: float | None,
    year: int,
    members: tuple[str, ...] = FAMILY,
) -> Finding | None:
    offers = offer if isinstance(offer, list) else [offer]
    test = typed(FamilyTest, "employer_coverage.family_test", on=new_year(year))
    return employer_coverage(who, offers, of_income(dollars, year), members, affordability(year), test)


def told(found: Finding | None) -> tuple[Outcome, tuple[str, ...]] | None:
    return found and (found.outcome, found.codes)


# 26 CFR 1.36B-2(c)(3)(v)(D): household income 47,000; C would pay 3,450 a year alone, 5,300 with J.
EXAMPLE = plan(self_only_month=3_450_00 // 12, family_month=5_300_00 // 12)


def test_example_1_a_plan_for_the_employee_alone() -> None:
    """3,450 is 7.3 percent of 47,000: affordable."""
    assert told(ask("c", EXAMPLE, 47_000, 2014)) == (NO, ("offer_affordable",))


def test_example_2_the_employees_premium_decided_for_the_family_until_2022() -> None:
    """T.D. 9590: affordable for J too, although 5,300 is 11.3 percent."""
    for year in (2014, 2022):
        assert told(ask("j", EXAMPLE, 47_000, year)) == (NO, ("offer_affordable",))


def test_example_2_since_2023_the_familys_premium_decides_for_the_family() -> None:
    """T.D. 9968: not affordable for J, affordable for C as before."""
    assert told(ask("j", EXAMPLE, 47_000, 2023)) == (YES, ("offer_not_affordable_family",))
    assert told(ask("c", EXAMPLE, 47_000, 2023)) == (NO, ("offer_affordable",))


@pytest.mark.parametrize("year", YEARS)
def test_a_premium_that_equals_the_percentage_is_affordable_and_a_cent_more_is_not(year: int) -> None:
    """36B(c)(2)(C)(i)(II): unaffordable when the contribution "exceeds" the percentage. Income 48,000: a month is 40 times the percent."""
    at = int(affordability(year).percent * 40 * 100)
    outcomes = [ask("c", plan(self_only_month=month), 48_000, year) for month in (at - 1, at, at + 1)]
    assert [each and each.outcome for each in outcomes] == [NO, NO, YES]
    assert outcomes[1] is not None
    assert outcomes[1].reasons[0].facts["most"] == at


@pytest.mark.parametrize("year", [2023, 2027])
def test_the_familys_premium_has_the_same_edge(year: int) -> None:
    at = int(affordability(year).percent * 40 * 100)
    for month, outcome in ((at - 1, NO), (at, NO), (at + 1, YES)):
        found = ask("kid", plan(self_only_month=1, family_month=month), 48_000, year)
        assert found is not None
        assert found.outcome is outcome


@pytest.mark.parametrize(
    ("offer", "dollars", "outcome", "codes"),
    [
        (plan(self_only_month=100_00, minimum_value=False), 47_000, YES, ("offer_below_minimum_value",)),
        (plan(minimum_value=False), None, YES, ("offer_below_minimum_value",)),
        (plan(self_only_month=100_00, minimum_value=None), 47_000, UNKNOWN, ("offer_value_missing",)),
        (plan(self_only_month=900_00, minimum_value=None), 47_000, YES, ("offer_not_affordable",)),
        (plan(), 47_000, UNKNOWN, ("offer_cost_missing",)),
        (plan(self_only_month=100_00), None, UNKNOWN, ("income_missing",)),
        (plan(self_only_month=1), 0, YES, ("offer_not_affordable",)),
        (plan(self_only_month=0), 0, NO, ("offer_affordable",)),
    ],
)
def test_a_plan_bars_only_with_minimum_value_and_unknown_stays_unknown(
    offer: EmployerOffer, dollars: float | None, outcome: Outcome, codes: tuple[str, ...]
) -> None:
    assert told(ask("c", offer, dollars, 2014)) == (outcome, codes)


def test_since_2023_the_familys_premium_is_asked_for_only_where_it_decides() -> None:
    offer = plan(self_only_month=100_00)
    assert told(ask("j", offer, 47_000, 2022)) == (NO, ("offer_affordable",))
    assert told(ask("j", offer, 47_000, 2023)) == (UNKNOWN, ("offer_cost_missing",))
    assert told(ask("c", offer, 47_000, 2023)) == (NO, ("offer_affordable",))


def test_who_is_on_the_plan_has_no_credit_whatever_it_costs_or_pays() -> None:
    """26 CFR 1.36B-2(c)(3)(vii)(A)."""
    offer = plan(enrolled=("j",), self_only_month=2_000_00, family_month=3_000_00, minimum_value=False)
    assert told(ask("j", offer, 20_000, 2026)) == (NO, ("enrolled_in_employer_plan",))
    assert told(ask("c", offer, 20_000, 2026)) == (YES, ("offer_below_minimum_value",))


def test_an_offer_reaches_only_whom_it_covers() -> None:
    offer = plan(covers=("c",), self_only_month=100_00)
    assert ask("j", offer, 47_000, 2014) is None
    assert told(ask("c", plan(covers=(), self_only_month=100_00), 47_000, 2014)) == (NO, ("offer_affordable",))
    assert ask("c", [], 47_000, 2014) is None


def test_an_offer_to_who_is_on_another_return_bars_only_who_is_enrolled() -> None:
    """26 CFR 1.36B-2(c)(4)(i)."""
    offer = plan(self_only_month=100_00, family_month=100_00)
    assert ask("kid", offer, 47_000, 2026, members=("kid", "j")) is None
    enrolled = plan(self_only_month=100_00, family_month=100_00, enrolled=("kid",))
    assert told(ask("kid", enrolled, 47_000, 2026, members=("kid", "j"))) == (NO, ("enrolled_in_employer_plan",))


def test_of_several_offers_any_affordable_one_bars() -> None:
    """26 CFR 1.36B-2(c)(3)(v)(A)(8)."""
    dear, cheap, untold = plan(self_only_month=900_00), plan(self_only_month=100_00), plan()
    assert told(ask("c", [dear, cheap], 47_000, 2014)) == (NO, ("offer_affordable",))
    assert told(ask("c", [untold, cheap], 47_000, 2014)) == (NO, ("offer_affordable",))
    assert told(ask("c", [dear, untold], 47_000, 2014)) == (UNKNOWN, ("offer_cost_missing",))
    assert told(ask("c", [dear, dear], 47_000, 2014)) == (YES, ("offer_not_affordable",))


def ichra(**more: object) -> EmployerOffer:
    return plan(**{"kind": "ichra", "lowest_silver_month": 500_00, "arrangement_month": 200_00} | more)


def test_individual_coverage_arrangement_of_the_regulations() -> None:
    """26 CFR 1.36B-2(c)(5)(ix), example 1, 2020: 500 less 2,400 / 12 is 300; 28,000 x 0.0978 / 12 is 228: not affordable."""
    assert told(ask("c", ichra(), 28_000, 2020)) == (NO, ("arrangement_not_opted_out",))
    opted_out = ask("c", ichra(opted_out=True), 28_000, 2020)
    assert told(opted_out) == (YES, ("arrangement_opted_out",))
    assert opted_out is not None
    assert opted_out.reasons[0].facts["premium"] == 300_00
    assert opted_out.reasons[0].facts["most"] == 228_20


@pytest.mark.parametrize("opted_out", [True, False])
def test_an_affordable_arrangement_bars_whoever_opts_out(opted_out: bool) -> None:
    """28,000 x 0.0978 / 12 is 228.20: equality is affordable."""
    for allowance, affordable in ((271_79, False), (271_80, True), (271_81, True), (600_00, True)):
        found = ask("c", ichra(arrangement_month=allowance, opted_out=opted_out), 28_000, 2020)
        assert found is not None
        assert (found.codes == ("arrangement_affordable",)) is affordable
        assert found.outcome is (NO if affordable or not opted_out else YES)


def test_the_employees_own_share_of_an_arrangement_decides_for_the_family() -> None:
    """26 CFR 1.36B-2(c)(5)(i): the required contribution is for self-only coverage, for related people too, in every year."""
    for year in (2020, 2026):
        assert told(ask("kid", ichra(), 28_000, year)) == (NO, ("arrangement_not_opted_out",))


def test_who_uses_an_individual_coverage_arrangement_has_no_credit() -> None:
    assert told(ask("c", ichra(enrolled=("c",)), 28_000, 2020)) == (NO, ("enrolled_in_employer_plan",))
    assert told(ask("c", ichra(enrolled=("c",), opted_out=True), 28_000, 2020)) == (YES, ("arrangement_opted_out",))


@pytest.mark.parametrize("kind", ["ichra", "qsehra"])
@pytest.mark.parametrize("missing", ["lowest_silver_month", "arrangement_month"])
def test_an_arrangement_without_its_numbers_is_unknown(kind: str, missing: str) -> None:
    assert told(ask("c", ichra(kind=kind, **{missing: None}), 28_000, 2020)) == (UNKNOWN, ("arrangement_cost_missing",))
    assert told(ask("c", ichra(kind=kind), None, 2020)) == (UNKNOWN, ("income_missing",))


def benefit(offers: list[EmployerOffer], dollars: float, family: tuple[str, ...] = FAMILY) -> int:
    return arrangement_benefit(offers, of_income(dollars, 2020), FAMILY, family, affordability(2020))


def test_a_small_employers_arrangement_bars_or_is_taken_off_the_credit() -> None:
    """26 USC 36B(c)(4): 500 less 200 is 300 a month; affordable from an income of 300 x 12 / 0.0978 = 36,809.82 on."""
    offer = ichra(kind="qsehra")
    assert told(ask("c", offer, 36_809.81, 2020)) == (YES, ("arrangement_not_affordable",))
    assert told(ask("c", offer, 36_809.82, 2020)) == (NO, ("arrangement_affordable",))
    assert told(ask("kid", offer, 36_809.82, 2020)) == (
        NO,
        ("arrangement_affordable",),
    )  # spouse and dependents, (c)(4)(A)
    assert (benefit([offer], 36_809.81), benefit([offer], 36_809.82)) == (200_00, 0)


def test_the_benefit_is_taken_off_once_for_each_employee_in_the_coverage_family() -> None:
    two = [ichra(kind="qsehra"), ichra(kind="qsehra", employee="j", covers=("j",), arrangement_month=50_00)]
    assert benefit(two, 28_000) == 250_00
    assert benefit(two, 28_000, family=("kid",)) == 200_00
    assert benefit(two, 28_000, family=()) == 0
    assert benefit([ichra(), EXAMPLE, ichra(kind="qsehra", employee="elsewhere")], 28_000) == 0


MONEY = st.one_of(st.none(), st.integers(0, 3_000_00))
OFFERS = st.builds(
    EmployerOffer,
    employee=st.sampled_from(("c", "j", "elsewhere")),
    kind=st.sampled_from(("group", "ichra", "qsehra")),
    covers=st.sampled_from(((), ("c",), FAMILY)),
    enrolled=st.sampled_from(((), (), ("c",))),
    self_only_month=MONEY,
    family_month=MONEY,
    minimum_value=st.sampled_from((True, False, None)),
    arrangement_month=MONEY,
    lowest_silver_month=MONEY,
    opted_out=st.booleans(),
)


@given(
    st.lists(OFFERS, max_size=3),
    st.one_of(st.none(), st.integers(0, 120_000)),
    st.sampled_from(YEARS),
    st.sampled_from(FAMILY),
)
@settings(max_examples=200, deadline=None)
def test_every_answer_proves_itself_and_has_words(
    offers: list[EmployerOffer], dollars: int | None, year: int, who: str
) -> None:
    found = ask(who, offers, dollars, year)
    for reason in found.reasons if found else ():
        assert outcome_of(reason) is found.outcome
        assert sentence(reason).endswith(".")
        assert "None" not in sentence(reason)


@given(
    st.lists(OFFERS, min_size=1, max_size=3), st.integers(0, 120_000), st.sampled_from(YEARS), st.sampled_from(FAMILY)
)
@settings(max_examples=200, deadline=None)
def test_the_order_of_offers_never_matters(offers: list[EmployerOffer], dollars: int, year: int, who: str) -> None:
    one, other = ask(who, offers, dollars, year), ask(who, offers[::-1], dollars, year)
    assert (one and (one.outcome, set(one.codes))) == (other and (other.outcome, set(other.codes)))


@given(OFFERS, st.integers(0, 120_000), st.integers(0, 60_000), st.sampled_from(YEARS))
@settings(max_examples=200, deadline=None)
def test_more_income_never_makes_an_offer_less_affordable(
    offer: EmployerOffer, dollars: int, more: int, year: int
) -> None:
    poorer, richer = ask("c", offer, dollars, year), ask("c", offer, dollars + more, year)
    if poorer and poorer.outcome is NO and richer:
        assert richer.outcome is NO


def test_the_sentence_about_an_offer_holds_the_numbers() -> None:
    found = ask("c", EXAMPLE, 47_000, 2014)
    assert found is not None
    assert sentence(found.reasons[0]) == (
        "An employer offers you a plan for which the worker alone would pay $287.50 a month. "
        "With a yearly income of $47,000, up to $372.08 a month counts as affordable (9.50% of income). "
        "Coverage that you could have at such a price comes before help with premiums."
    )
