"""Which answers are still missing, each by the path of the field that would give it."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from coverport import law
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application, EmployerOffer, IncomeLine, TaxHousehold
from coverport.eligibility.findings import Outcome
from tests.eligibility.cases import immigrant, offered, on_no_return, with_
from tests.eligibility.households import decide, household, parents_and_children, person, single

CHILD_OF_20 = (person(1, 45), person(2, 20, "child"))


def missing(asked: Application, *, on: date | None = None) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in decide(asked, on=on).missing]


def test_nothing_is_missing_where_all_is_told() -> None:
    assert missing(household(parents_and_children(9), 45_000)) == []
    assert missing(household(single(), 30_000, state="TX")) == []


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"citizen": None}, "people[0].citizen", "citizenship_missing"),
        ({"lives_in_state": None}, "people[0].lives_in_state", "residence_missing"),
        ({"incarcerated": None}, "people[0].incarcerated", "incarceration_missing"),
        ({"other_coverage": None}, "people[0].other_coverage", "other_coverage_missing"),
    ],
)
def test_an_attestation_that_is_not_made(more: dict[str, Any], field: str, code: str) -> None:
    assert missing(household(single(**more), 30_000, state="TX")) == [(field, code)]


def test_the_place_is_that_of_the_person() -> None:
    people = (person(1, 40), person(2, 38, "spouse", citizen=None), person(3, 9, "child", other_coverage=None))
    assert missing(household(people, 60_000, state="TX")) == [
        ("people[1].citizen", "citizenship_missing"),
        ("people[2].other_coverage", "other_coverage_missing"),
    ]


def test_what_changes_nothing_is_not_asked_for() -> None:
    """The child has Medicaid whatever other coverage it has; above every limit nobody's status matters for Medicaid."""
    assert missing(household((person(1, 40), person(2, 9, "child", other_coverage=None)), 15_000, state="TX")) == []
    assert missing(household(single(applies=False, citizen=None), 30_000, state="TX")) == []
    assert missing(household(single(other_coverage=None, medicare=True), 30_000, state="TX")) == []


# ---- Immigration


@pytest.mark.parametrize(
    ("people", "dollars", "year", "found"),
    [
        (single(citizen=False, lawfully_present=True), 12_000, 2018, ("people[0].immigration", "immigration_to_check")),
        (
            immigrant("lawful_permanent_resident"),
            12_000,
            2018,
            ("people[0].immigration.since", "status_since_missing"),
        ),
        (
            single(citizen=False, lawfully_present=True),
            30_000,
            2027,
            ("people[0].immigration", "credit_status_missing"),
        ),
    ],
)
def test_the_status_and_its_day(people: Any, dollars: int, year: int, found: tuple[str, str]) -> None:
    assert found in missing(household(people, dollars, state="VT", year=year))


def test_below_the_floor_the_status_of_who_is_lawfully_present() -> None:
    asked = household(single(citizen=False, lawfully_present=True), 5_000, state="TX", year=2018)
    assert ("people[0].immigration", "credit_below_window_by_status") in missing(asked)


# ---- Income


def test_income_is_missing_of_whoever_has_told_none() -> None:
    asked = household(parents_and_children(9), None)
    both = (asked.people[0], replace(asked.people[1], income=None), asked.people[2])
    assert missing(with_(asked, people=both)) == [
        ("people[0].income", "income_missing"),
        ("people[1].income", "income_missing"),
    ]


@pytest.mark.parametrize(
    ("told", "medicaid", "aptc"),
    [
        ({"income_year": 30_000_00}, Outcome.UNKNOWN, Outcome.UNKNOWN),  # lines are not known: nor what comes in now
        ({"income_month": 2_500_00}, Outcome.NO, Outcome.UNKNOWN),  # nor what the year brings
    ],
)
def test_a_total_of_one_kind_leaves_the_other_to_be_told(
    told: dict[str, int], medicaid: Outcome, aptc: Outcome
) -> None:
    asked = household(single(), None, state="WV")
    half = with_(asked, people=(replace(asked.people[0], **told),))
    found = decide(half).person("1")
    assert (found.medicaid.outcome, found.aptc.outcome) == (medicaid, aptc)
    assert missing(half) == [("people[0].income", "income_missing")]


def test_whether_a_dependent_must_file_decides_whether_their_total_counts() -> None:
    """3,000 in all: below the limit of earned income of 2014 and above that of unearned."""
    asked = household((person(1, 45), person(2, 17, "child", income_year=3_000_00)), 30_000, state="TX")
    assert missing(asked) == [("people[1].must_file", "income_missing")]
    for answer in (True, False):
        told = with_(asked, people=(asked.people[0], replace(asked.people[1], must_file=answer)))
        assert missing(told) == []


# ---- The return


def test_whether_the_return_is_filed() -> None:
    assert missing(household(single(), 30_000, state="TX", files=None)) == [
        ("tax_households[0].files", "filing_missing")
    ]


def test_of_two_returns_the_one_that_is_in_doubt() -> None:
    people = (person(1, 40), person(2, 41, "other", income_year=25_000_00))
    asked = household(people, 30_000, state="TX")
    two = with_(
        asked, tax_households=(TaxHousehold(id="a", filers=("1",)), TaxHousehold(id="b", filers=("2",), files=None))
    )
    assert {field for field, _ in missing(two)} == {"tax_households[1].files"}


def test_where_the_household_for_medicaid_hangs_on_it_even_without_a_credit() -> None:
    """Claimed at 20, with coverage of her own: only Medicaid is open."""
    people = (person(1, 45, other_coverage=True), person(2, 20, "child", other_coverage=True))
    asked = household(people, 12_000, state="WV", files=None)
    found = decide(asked).person("2")
    assert (found.medicaid.codes, found.aptc.outcome) == (("household_unknown",), Outcome.NO)
    assert ("tax_households[0].files", "household_unknown") in missing(asked)


def test_a_household_that_no_answer_here_can_give() -> None:
    """Claimed by a parent who is not on the application: there is no field to fill."""
    asked = on_no_return(single(25, claimed_by_outsider="parent"), 12_000, state="WV")
    assert decide(asked).person("1").medicaid.codes == ("household_unknown",)
    assert missing(asked) == []


def test_the_benchmark_where_no_catalog_stands_behind() -> None:
    asked = household(single(), 30_000, state="TX")
    found = determine(asked, law=law.resolve(on=asked.decided_on, state="TX", year=2014))
    assert [(each.field, each.code) for each in found.missing] == [
        ("tax_households[0].benchmark_month", "benchmark_not_given")
    ]
    assert missing(asked) == []


# ---- Offers of employers


@pytest.mark.parametrize(
    ("offer", "found"),
    [
        ({}, [("offers[0].self_only_month", "offer_cost_missing")]),
        (
            {"self_only_month": 100_00, "minimum_value": None},
            [("offers[0].minimum_value", "offer_value_missing")],
        ),
        ({"self_only_month": 900_00, "minimum_value": None}, []),  # not affordable in any case
        ({"minimum_value": False}, []),
        (
            {"kind": "ichra"},
            [
                ("offers[0].arrangement_month", "arrangement_cost_missing"),
                ("offers[0].lowest_silver_month", "arrangement_cost_missing"),
            ],
        ),
        (
            {"kind": "qsehra", "arrangement_month": 100_00},
            [("offers[0].lowest_silver_month", "arrangement_cost_missing")],
        ),
    ],
)
def test_what_an_offer_lacks(offer: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert missing(offered(single(), 30_000, **offer)) == found


@pytest.mark.parametrize(
    ("year", "found"),
    [(2022, []), (2023, [("offers[0].family_month", "offer_cost_missing")])],
)
def test_the_familys_premium_is_asked_for_where_it_decides(year: int, found: list[tuple[str, str]]) -> None:
    """26 CFR 1.36B-2(c)(3)(v)(A)(2), T.D. 9968."""
    asked = offered((person(1, 40), person(2, 38, "spouse")), 60_000, year=year, self_only_month=100_00)
    assert missing(asked) == found


def test_of_two_offers_the_one_that_lacks_something() -> None:
    asked = offered(single(), 30_000, self_only_month=900_00)
    other = EmployerOffer(employee="1", covers=("1",), minimum_value=True)
    assert missing(with_(asked, offers=(*asked.offers, other))) == [("offers[1].self_only_month", "offer_cost_missing")]


# ---- Hours of work


def test_the_hours_that_are_not_told_and_not_those_that_are() -> None:
    """New Hampshire in 2014: a parent at home who works fewer than 100 hours makes both caretakers."""
    earns = (IncomeLine(kind="wages", amount=7_000_00),)
    asked = household(parents_and_children(9), 0)
    mother, father = (replace(one, income=earns, income_year=None) for one in asked.people[:2])
    untold = with_(asked, people=(mother, father, asked.people[2]))
    assert missing(untold) == [
        ("people[0].work_hours_month", "caretaker_hours_missing"),
        ("people[1].work_hours_month", "caretaker_hours_missing"),
    ]
    half = with_(asked, people=(replace(mother, work_hours_month=160), father, asked.people[2]))
    assert missing(half) == [("people[1].work_hours_month", "caretaker_hours_missing")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "people[0].work_hours_month"),
        ({"work_hours_month": 20}, "people[0].work_exempt"),
        ({"work_exempt": False}, "people[0].work_hours_month"),
    ],
)
def test_hours_first_and_then_the_exemption(told: dict[str, Any], field: str) -> None:
    asked = household(single(**told), 5_000, state="VT", year=2027)
    assert missing(asked, on=date(2027, 1, 15)) == [(field, "work_requirement_missing")]


# ---- Each once, and each settles something


def test_each_field_and_reason_stands_once() -> None:
    found = missing(household(parents_and_children(9, 7, 3), None, files=None))
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (household(single(citizen=None), 30_000, state="TX"), {"citizen": True}),
        (household(single(other_coverage=None), 30_000, state="TX"), {"other_coverage": False}),
        (household(single(lives_in_state=None), 30_000, state="TX"), {"lives_in_state": True}),
        (household(single(), None, state="TX"), {"income": (), "income_year": 30_000_00}),
    ],
)
def test_the_answer_settles_what_was_unknown(asked: Application, answer: dict[str, Any]) -> None:
    assert decide(asked).person("1").aptc.outcome is Outcome.UNKNOWN
    told = with_(asked, people=(replace(asked.people[0], **answer),))
    assert (decide(told).person("1").aptc.outcome, missing(told)) == (Outcome.YES, [])
