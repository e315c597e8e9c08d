"""Cost-sharing reductions: 45 CFR 155.305(g), 155.350, 156.420(a)-(b). One adult in 2014; 11,490 is 100 percent."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport import law
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, Outcome, no, unknown, yes
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.cost_sharing import CostSharing, cost_sharing, policy_variant
from coverport.eligibility.rules.income import measure
from coverport.eligibility.words import sentence
from coverport.law.resolved import CreditLaw

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
CAN_BUY = yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": "TX"})
CANNOT_BUY, MAY_BUY = no("incarcerated", "1", {}), unknown("residence_missing", "1", {})
CREDIT = yes("income_within_credit_window", "26 USC 36B(c)(1)(A)", {})
NO_CREDIT, MAYBE = no("not_filing", "1", {}), unknown("filing_missing", "1", {})
METALS = ("bronze", "silver", "gold", "platinum", "catastrophic")
OTHER, INDIAN = Person(id="1", age=40), Person(id="1", age=40, american_indian=True)


@cache
def of(year: int) -> CreditLaw:
    return law.resolve(on=law.open_enrollment_first_day(year), state="TX", year=year).credit


def ask(
    dollars: float | None, *, year: int = 2014, person: Person = OTHER, qhp: Finding = CAN_BUY, credit: Finding = CREDIT
) -> CostSharing:
    measured = measure(None if dollars is None else round(dollars * 100), 1, of(year).guideline)
    return cost_sharing(person, qhp=qhp, credit=credit, measured=measured, law=of(year))


@pytest.mark.parametrize(
    ("dollars", "variant"),
    [
        (11_490, "06"),
        (17_234.99, "06"),
        (17_235, "06"),  # 150 percent: 94
        (17_235.01, "05"),
        (22_980, "05"),  # 200: 87
        (22_980.01, "04"),
        (28_725, "04"),  # 250: 73
        (28_725.01, "01"),
        (5_000, "06"),  # below the floor, who can have the credit by exception, 155.305(g)(2)(i)
    ],
)
def test_each_band_ends_with_its_percent_to_the_cent(dollars: float, variant: str) -> None:
    assert ask(dollars).variant == variant


@pytest.mark.parametrize("year", range(2014, 2028))
def test_the_bands_are_the_same_every_year(year: int) -> None:
    hundred = of(year).guideline.amount(1)
    variants = [ask(hundred * percent / 100, year=year).variant for percent in (100, 150, 151, 200, 201, 250, 251)]
    assert variants == ["06", "06", "05", "05", "04", "04", "01"]


def test_without_the_credit_there_is_no_reduction() -> None:
    found = ask(20_000, credit=NO_CREDIT)
    assert (found.finding.outcome, found.finding.codes, found.variant) == (NO, ("cost_sharing_needs_credit",), "01")


def test_while_the_credit_or_the_income_is_unknown_so_is_the_reduction() -> None:
    for found in (ask(20_000, credit=MAYBE), ask(None, credit=MAYBE)):
        assert (found.finding.outcome, found.variant, found.qualifies) == (UNKNOWN, "01", ("01",))


@pytest.mark.parametrize(
    ("dollars", "variant"),
    [
        (11_490, "02"),
        (28_725.01, "02"),
        (34_469.99, "02"),
        (34_470, "02"),  # exactly 300 percent: "does not exceed 300 percent"
        (34_470.01, "03"),
        (400_000, "03"),
    ],
)
def test_members_of_tribes_pay_nothing_to_300_percent_and_limited_cost_sharing_above(
    dollars: float, variant: str
) -> None:
    """45 CFR 155.350(a)-(b)."""
    assert ask(dollars, person=INDIAN).variant == variant


@pytest.mark.parametrize("credit", [NO_CREDIT, MAYBE])
@pytest.mark.parametrize("dollars", [None, 12_000, 400_000])
def test_limited_cost_sharing_needs_neither_credit_nor_income(credit: Finding, dollars: float | None) -> None:
    """45 CFR 155.350(b): without asking for a determination about help."""
    found = ask(dollars, person=INDIAN, credit=credit)
    assert (found.finding.outcome, found.variant, found.qualifies) == (YES, "03", ("01", "03"))


@pytest.mark.parametrize("qhp", [CANNOT_BUY, MAY_BUY])
def test_who_cannot_buy_a_plan_has_none(qhp: Finding) -> None:
    found = ask(12_000, person=INDIAN, qhp=qhp, credit=NO_CREDIT)
    assert (found.variant, found.qualifies) == ("01", ("01",))


@pytest.mark.parametrize(
    ("percent", "indian", "qualifies"),
    [
        (140, False, "01 04 05 06"),
        (180, False, "01 04 05"),
        (220, False, "01 04"),
        (280, False, "01"),
        (140, True, "01 03 04 05 06 02"),
        (220, True, "01 03 04 02"),
        (280, True, "01 03 02"),
        (310, True, "01 03"),
    ],
)
def test_everything_that_a_person_qualifies_for(percent: int, indian: bool, qualifies: str) -> None:
    found = ask(114.90 * percent, person=INDIAN if indian else OTHER)
    assert found.qualifies == tuple(qualifies.split())


def together(*people: tuple[int, bool], metal: str = "silver") -> str:
    """The variant of one policy for people at a percent of poverty, each a member of a tribe or not."""
    found = [ask(114.90 * percent, person=INDIAN if indian else OTHER).qualifies for percent, indian in people]
    return policy_variant(found, metal, of(2014))


@pytest.mark.parametrize(
    ("people", "variant"),
    [
        ([(140, False)], "06"),
        ([(140, False), (220, False)], "04"),
        ([(180, False), (280, False)], "01"),
        ([(140, False), (180, False), (140, False)], "05"),
        ([(140, True)], "02"),
        ([(140, True), (280, True)], "02"),
        ([(280, True), (310, True)], "03"),
        ([(140, True), (140, False)], "06"),  # the best for which both qualify
        ([(220, True), (140, False)], "04"),
        ([(280, True), (280, False)], "01"),
        ([(310, True), (310, False)], "01"),
        ([], "01"),
    ],
)
def test_one_policy_has_the_last_category_for_which_all_qualify(people: list[tuple[int, bool]], variant: str) -> None:
    """45 CFR 155.305(g)(3)."""
    assert together(*people) == variant


@pytest.mark.parametrize("metal", METALS)
def test_only_silver_carries_reductions_and_only_catastrophic_refuses_those_of_tribes(metal: str) -> None:
    """45 CFR 155.305(g)(1)(ii), 155.350(a)(2), 156.440."""
    assert together((140, False), metal=metal) == ("06" if metal == "silver" else "01")
    assert together((140, True), metal=metal) == ("01" if metal == "catastrophic" else "02")
    assert together((310, True), metal=metal) == ("01" if metal == "catastrophic" else "03")
    assert together((140, True), (140, False), metal=metal) == ("06" if metal == "silver" else "01")


PERCENTS = st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=4)


@given(PERCENTS, st.sampled_from(METALS), st.randoms())
@settings(max_examples=150, deadline=None)
def test_a_policy_has_only_what_all_qualify_for_and_order_never_matters(
    people: list[tuple[int, bool]], metal: str, chance: object
) -> None:
    variant = together(*people, metal=metal)
    alone = [ask(114.90 * percent, person=INDIAN if indian else OTHER) for percent, indian in people]
    assert all(variant in found.qualifies for found in alone)
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert together(*shuffled, metal=metal) == variant
    if len(people) == 1 and metal == "silver":
        assert variant == alone[0].variant


def test_every_answer_proves_itself_and_has_words() -> None:
    for dollars, person, qhp, credit in product(
        (None, 5_000, 17_235, 22_981, 28_725, 28_726, 34_471, 90_000),
        (OTHER, INDIAN),
        (CAN_BUY, MAY_BUY),
        (CREDIT, NO_CREDIT, MAYBE),
    ):
        found = ask(dollars, person=person, qhp=qhp, credit=credit).finding
        assert [outcome_of(reason) for reason in found.reasons] == [found.outcome]
        assert sentence(found.reasons[0]).endswith(".")
        assert "None" not in sentence(found.reasons[0])
