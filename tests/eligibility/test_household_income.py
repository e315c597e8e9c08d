"""Whose income counts for whom: the Medicaid household's and the return's."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.facts import Application, Deduction, IncomeLine
from coverport.eligibility.facts.check import ages_of
from coverport.eligibility.rules.magi import PersonIncome, medicaid_incomes, person_income, tax_income
from coverport.law.parameters import FilingThreshold
from tests.eligibility.families import family, households
from tests.eligibility.random_families import families, shuffled
from tests.eligibility.thresholds import OF_2014

# Whose income counts: a year's income by name, then the sum of some households.
Lines = dict[str, IncomeLine]


def wages(dollars: int) -> IncomeLine:
    return IncomeLine("wages", dollars * 100)


def benefits(dollars: int) -> IncomeLine:
    return IncomeLine("social_security", dollars * 100)


THREE_GENERATIONS = ("gran 50; dot 17; bab 1", "dot child gran; bab child dot", "gran: dot, bab")

# (people, ties, returns, incomes, {who: dollars a year of the Medicaid household}), by 42 CFR 435.603(d)(2) as New Hampshire's
# Medical Assistance Manual reads it (259.07): what does not count for the parents does not count for anybody.
WHOSE: dict[str, tuple[str, str, str, Lines, dict[str, int | None]]] = {
    "a child's summer job below the threshold counts for nobody": (
        "mom 40; dad 41; kid 16",
        "mom spouse dad; kid child mom, dad",
        "mom+dad: kid",
        {"mom": wages(20_000), "dad": wages(10_000), "kid": wages(6_200)},
        {"mom": 30_000, "dad": 30_000, "kid": 30_000},
    ),
    "above it, it counts for all, 435.603(d)(2)(i)": (
        "mom 40; dad 41; kid 16",
        "mom spouse dad; kid child mom, dad",
        "mom+dad: kid",
        {"mom": wages(20_000), "dad": wages(10_000), "kid": wages(6_201)},
        {"mom": 36_201, "dad": 36_201, "kid": 36_201},
    ),
    "a child's survivors' benefit does not count": (
        "mom 40; kid 9",
        "kid child mom",
        "mom: kid",
        {"mom": wages(20_000), "kid": benefits(12_000)},
        {"mom": 20_000, "kid": 20_000},
    ),
    "a student of 20 whom the parents claim": (
        "mom 45; sam 20",
        "sam child mom",
        "mom: sam",
        {"mom": wages(20_000), "sam": wages(5_000)},
        {"mom": 20_000, "sam": 20_000},
    ),
    "a child of parents who do not file": (
        "mom 40; kid 16",
        "kid child mom",
        "",
        {"mom": wages(8_000), "kid": wages(5_000)},
        {"mom": 8_000, "kid": 8_000},
    ),
    "a child of 18 at home who files and is not claimed": (
        "mom 40; son 18",
        "son child mom",
        "son:",
        {"mom": wages(8_000), "son": wages(5_000)},
        {"mom": 8_000, "son": 0},
    ),
    "a grown child at home is on their own": (
        "mom 40; son 19",
        "son child mom",
        "",
        {"mom": wages(8_000), "son": wages(5_000)},
        {"mom": 8_000, "son": 5_000},
    ),
    "unmarried parents: the child has both, each parent their own": (
        "mom 30; dad 31; kid 5",
        "kid child mom, dad",
        "mom: kid; dad:",
        {"mom": wages(12_000), "dad": wages(18_000)},
        {"mom": 12_000, "dad": 18_000, "kid": 30_000},
    ),
    "a grandchild's own benefit counts for the grandchild, not for the grandmother, 435.603(d)(2)(ii)": (
        "gran 60; kid 9",
        "kid grandchild gran",
        "gran: kid",
        {"gran": wages(15_000), "kid": benefits(6_000)},
        {"gran": 15_000, "kid": 6_000},
    ),
    "a sibling's counts beside no parent and no taxpayer": (
        "aunt 40; kid 16; tot 4",
        "kid niece_nephew aunt; tot niece_nephew aunt; kid sibling tot",
        "aunt: kid, tot",
        {"aunt": wages(15_000), "kid": wages(3_000)},
        {"aunt": 15_000, "kid": 3_000, "tot": 3_000},
    ),
    "three generations: the young mother's low wages count for nobody": (
        *THREE_GENERATIONS,
        {"gran": wages(20_000), "dot": wages(5_000)},
        {"gran": 20_000, "dot": 20_000, "bab": 0},
    ),
    "three generations: when she must file, for all": (
        *THREE_GENERATIONS,
        {"gran": wages(20_000), "dot": wages(9_000)},
        {"gran": 29_000, "dot": 29_000, "bab": 9_000},
    ),
    "a grown son who claims his mother is not under her": (
        "son 30; mom 66",
        "son child mom",
        "son: mom",
        {"son": wages(5_000), "mom": benefits(9_000)},
        {"son": 5_000, "mom": 9_000},
    ),
    "a spouse who is claimed counts in full": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann: bob",
        {"ann": wages(10_000), "bob": benefits(9_000)},
        {"ann": 19_000, "bob": 19_000},
    ),
    "spouses at home who file apart": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann:; bob:",
        {"ann": wages(10_000), "bob": wages(9_000)},
        {"ann": 19_000, "bob": 19_000},
    ),
    "a friend whom one claims": (
        "joe 33; mom 30",
        "joe domestic_partner mom",
        "joe: mom",
        {"joe": wages(20_000), "mom": wages(2_000)},
        {"joe": 20_000, "mom": 2_000},
    ),
    "a father elsewhere claims the child": (
        "mom 30; dad 31 @2; kid 16",
        "kid child mom, dad",
        "mom:; dad: kid",
        {"mom": wages(10_000), "dad": wages(30_000), "kid": wages(4_000)},
        {"mom": 10_000, "dad": 30_000, "kid": 10_000},
    ),
    "a father who is not on the application claims the child": (
        "mom 30; kid 16 outside parent",
        "kid child mom",
        "mom:",
        {"mom": wages(10_000), "kid": wages(4_000)},
        {"mom": 10_000, "kid": 10_000},
    ),
    "of a grown child whom such a parent claims it is not known": (
        "sam 20 outside parent; bab 1",
        "bab child sam",
        "",
        {"sam": wages(4_000)},
        {"sam": None, "bab": 0},
    ),
    "a child with a stepfather": (
        "mom 40; pop 41; kid 9",
        "mom spouse pop; kid child mom",
        "",
        {"mom": wages(4_000), "pop": wages(9_000)},
        {"mom": 13_000, "pop": 13_000, "kid": 13_000},
    ),
    "losses offset, and the sum is not below zero": (
        "ann 40; bob 41; cy 42",
        "ann spouse bob",
        "ann+bob:; cy:",
        {"ann": wages(10_000), "bob": IncomeLine("farm", -4_000_00), "cy": IncomeLine("farm", -4_000_00)},
        {"ann": 6_000, "bob": 6_000, "cy": 0},
    ),
}


def of_family(people: str, ties: str, returns: str, lines: Lines) -> Application:
    return family(people, ties, returns, **{who: {"income": (line,)} for who, line in lines.items()})


def incomes_of(application: Application, law: FilingThreshold | None = OF_2014) -> dict[str, PersonIncome]:
    ages = ages_of(application)
    return {person.id: person_income(person, application, ages[person.id], law, law) for person in application.people}


def medicaid_of(application: Application, law: FilingThreshold | None = OF_2014) -> dict[str, int | None]:
    kin, found = households(application)
    return medicaid_incomes(found, kin, incomes_of(application, law))


@pytest.mark.parametrize("example", WHOSE)
def test_whose_income_counts_for_medicaid(example: str) -> None:
    """42 CFR 435.603(d)."""
    people, ties, returns, lines, expected = WHOSE[example]
    found = medicaid_of(of_family(people, ties, returns, lines))
    in_cents = {who: None if dollars is None else dollars * 100 for who, dollars in expected.items()}
    assert {who: found[who] for who in expected} == in_cents


def test_an_unknown_income_that_counts_makes_the_sum_unknown() -> None:
    told = ("mom 40; kid 9", "kid child mom", "mom: kid")
    assert medicaid_of(family(*told, mom={"income": None})) == {"mom": None, "kid": None}
    assert medicaid_of(family(*told, kid={"income": None})) == {"mom": None, "kid": None}
    assert medicaid_of(family(*told, kid={"income": None, "must_file": False})) == {"mom": 0, "kid": 0}


def test_whether_a_child_must_file_matters_only_with_income() -> None:
    told = ("mom 40; kid 16", "kid child mom", "mom: kid")
    assert medicaid_of(family(*told, kid={"income": (wages(3_000),)}), law=None) == {"mom": None, "kid": None}
    assert medicaid_of(family(*told, mom={"income": (wages(3_000),)}), law=None) == {"mom": 300_000, "kid": 300_000}


# (people, ties, returns, incomes, dollars a year of the first tax household)
TAX: dict[str, tuple[str, str, str, Lines, int | None]] = {
    # IRS Link & Learn Taxes, household income: David and Melinda, and Philip, 17, who works part time
    "a dependent with a filing requirement": (
        "david 45; melinda 44; philip 17",
        "david spouse melinda; philip child david, melinda",
        "david+melinda: philip",
        {"david": wages(30_000), "melinda": wages(20_000), "philip": wages(6_500)},
        56_500,
    ),
    "and without one": (
        "david 45; melinda 44; philip 17",
        "david spouse melinda; philip child david, melinda",
        "david+melinda: philip",
        {"david": wages(30_000), "melinda": wages(20_000), "philip": wages(6_200)},
        50_000,
    ),
    "a dependent parent's benefit is not in it": (
        "son 40; mom 70",
        "son child mom",
        "son: mom",
        {"son": wages(30_000), "mom": benefits(14_000)},
        30_000,
    ),
    "spouses who file apart have each their own": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann:; bob:",
        {"ann": wages(30_000), "bob": wages(20_000)},
        30_000,
    ),
    "a loss offsets the other spouse's wages": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann+bob:",
        {"ann": wages(30_000), "bob": IncomeLine("self_employment", -12_000_00)},
        18_000,
    ),
    "the sum is not below zero": ("ann 40", "", "ann:", {"ann": IncomeLine("farm", -12_000_00)}, 0),
}


@pytest.mark.parametrize("example", TAX)
def test_household_income_of_a_return(example: str) -> None:
    """26 CFR 1.36B-1(e)(1): the taxpayers', and of the family who must file."""
    people, ties, returns, lines, dollars = TAX[example]
    application = of_family(people, ties, returns, lines)
    found = tax_income(application.tax_households[0], incomes_of(application))
    assert found == (None if dollars is None else dollars * 100)


def test_household_income_counts_what_adjusted_gross_income_leaves_out() -> None:
    """26 CFR 1.36B-1(e)(2): foreign earned income, tax-exempt interest, social security that is not taxed."""
    lines = (
        wages(20_000),
        IncomeLine("foreign_excluded", 1_00),
        IncomeLine("tax_exempt_interest", 2_00),
        benefits(9_000),
    )
    application = family("ann 40", "", "ann:", ann={"income": lines})
    assert tax_income(application.tax_households[0], incomes_of(application)) == 29_003_00


def test_household_income_is_unknown_with_one_that_counts() -> None:
    told = ("mom 40; kid 16", "kid child mom", "mom: kid")

    def of(law: FilingThreshold | None = OF_2014, **more: Any) -> int | None:
        application = family(*told, **more)
        return tax_income(application.tax_households[0], incomes_of(application, law))

    assert of(mom={"income": None}) is None
    assert of(kid={"income": None}) is None
    assert of(kid={"income": None, "must_file": True}) is None
    assert of(kid={"income": None, "must_file": False}) == 0
    assert of(law=None, kid={"income": (wages(3_000),)}) is None
    assert of(law=None, mom={"income": (wages(3_000),)}) == 3_000_00
    nothing_left = {"income": (wages(3_000),), "deductions": (Deduction("retirement_contribution", 3_000_00),)}
    assert of(law=None, kid=nothing_left) == 0


@given(families(incomes=True), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_people_and_lines_never_matters(application: Application, random: Any) -> None:
    mixed = shuffled(application, random)
    backwards = tuple(msgspec.structs.replace(each, income=(each.income or ())[::-1]) for each in mixed.people)
    again = msgspec.structs.replace(mixed, people=backwards)
    assert medicaid_of(again) == medicaid_of(application)
    incomes = incomes_of(application)
    assert incomes_of(again) == incomes
    sums = {each.id: tax_income(each, incomes) for each in application.tax_households}
    assert {each.id: tax_income(each, incomes) for each in again.tax_households} == sums


@given(families(incomes=True), st.data())
@settings(max_examples=100, deadline=None)
def test_more_income_never_lowers_a_sum(application: Application, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(application.people) - 1))
    more = IncomeLine(
        data.draw(st.sampled_from(["wages", "interest", "social_security"])), data.draw(st.integers(1, 9_000_00))
    )
    people = list(application.people)
    people[place] = msgspec.structs.replace(people[place], income=(*(people[place].income or ()), more))
    richer = msgspec.structs.replace(application, people=tuple(people))
    before, after = medicaid_of(application), medicaid_of(richer)
    for who, sum_before in before.items():
        sum_after = after[who]
        assert (sum_before is None) == (sum_after is None)
        assert sum_before is None or (sum_after is not None and sum_after >= sum_before)
    for each in application.tax_households:
        poor, rich = tax_income(each, incomes_of(application)), tax_income(each, incomes_of(richer))
        assert poor is not None
        assert rich is not None
        assert rich >= poor
