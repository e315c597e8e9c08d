"""The states' mandates: the schedule of Massachusetts, the formulas on the federal model, Vermont's report."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.eligibility.proofs.tax import EVIDENCE
from coverport.eligibility.tax.facts import BadFacts
from coverport.eligibility.tax.mandate_facts import Exemption, MandateFacts, Member
from coverport.eligibility.tax.mandate_law import state_mandate_law
from coverport.eligibility.tax.penalty_command import main
from coverport.eligibility.tax.shared_responsibility import Payment
from coverport.eligibility.tax.state_mandates import state_mandate
from coverport.eligibility.words.tax import SENTENCES
from coverport.law.loader import MissingLaw

ADULT, CHILD = date(1980, 5, 5), date(2012, 6, 6)
ONE = 14_580  # guideline of 2023 for one person: it serves 2024


def member(name: str = "1", born: date = ADULT, **more: Any) -> Member:
    return Member(id=name, birth_date=born, **more)


def household(state: str, year: int, income: float, *people: Member, **more: Any) -> MandateFacts:
    facts = {"state": state, "filing_status": "single", "people": people or (member(),)}
    return MandateFacts(**{"year": year, "income": round(income * 100)} | facts | more)


def owed(facts: MandateFacts) -> Payment:
    return state_mandate(facts, state_mandate_law(facts.state, facts.year))


def without(*months: int) -> tuple[int, ...]:
    return tuple(month for month in range(1, 13) if month not in months)


# Massachusetts


@pytest.mark.parametrize(
    ("percent", "below", "above"),
    [(150, 0, 24), (200, 24, 48), (250, 48, 71), (300, 71, 109), (400, 109, 127), (500, 127, 175)],
)
def test_the_massachusetts_schedule_of_2024_before_at_and_after_each_edge(percent: int, below: int, above: int) -> None:
    """TIR 24-1: $24, $48, $71, $109, $127, $175 a month; 288 to 2,100 a year."""
    at = percent * ONE / 100
    payments = [owed(household("MA", 2024, income)).payment for income in (at - 0.01, at, at + 0.01)]
    assert payments == [below * 12 * 100, below * 12 * 100, above * 12 * 100]


@pytest.mark.parametrize(
    ("income", "year_amount"),
    [(25_000, 288), (33_000, 576), (40_000, 852), (50_000, 1_308), (70_000, 1_524), (90_000, 2_100)],
)
def test_the_massachusetts_penalty_of_a_year(income: int, year_amount: int) -> None:
    assert owed(household("MA", 2024, income)).payment_dollars == year_amount


def test_a_couple_owes_the_sum_of_two_and_children_nothing() -> None:
    people = (member("1"), member("2"), member("3", CHILD))
    found = owed(household("MA", 2024, 80_000, *people, filing_status="married_jointly"))  # 321 percent of 24,860
    assert found.payment == 2 * 12 * 109_00
    assert found.people[2].owed == ()


@pytest.mark.parametrize(
    ("uncovered", "months"),
    [
        ((), 0),
        ((2, 3, 4), 0),
        ((2, 3, 4, 5), 1),
        (tuple(range(1, 7)), 3),
        ((1, 2, 3, 7, 8, 9), 0),
        (tuple(range(1, 13)), 12),
    ],
)
def test_three_months_of_a_lapse_are_free(uncovered: tuple[int, ...], months: int) -> None:
    """63 days or less; without any coverage in the year all twelve months count, as the yearly amounts of TIR 24-1 do."""
    found = owed(household("MA", 2024, 25_000, member(covered_months=without(*uncovered))))
    assert found.payment == months * 24_00


def test_months_before_18_do_not_count_in_massachusetts() -> None:
    found = owed(household("MA", 2024, 25_000, member("1", date(2006, 9, 20))))
    assert found.people[0].owed == (9, 10, 11, 12)


@pytest.mark.parametrize("kind", ["hardship", "religious_conscience", "unaffordable"])
def test_exemptions_hold_in_massachusetts(kind: Any) -> None:
    found = owed(household("MA", 2024, 25_000, member(exemptions=(Exemption(kind=kind),))))
    assert (found.payment, found.reasons[0].code) == (0, "state_mandate_nothing_owed")


@pytest.mark.parametrize("year", [2014, 2019, 2023, 2025, 2026])
def test_years_without_figures_are_refused_in_massachusetts(year: int) -> None:
    with pytest.raises(MissingLaw, match="MA"):
        state_mandate_law("MA", year)


# The federal model


def test_new_jersey_of_2024() -> None:
    """nj.gov: 695 at least, 3,960 at most for one; 4,500 and 9,500 at most for a couple of 200,000 and 400,000, 19,800 beyond."""
    family = [member(str(number)) for number in (1, 2)] + [member(str(number), CHILD) for number in (3, 4, 5)]

    def couple(income: int) -> int:
        return owed(household("NJ", 2024, income, *family, filing_status="married_jointly")).payment_dollars

    assert owed(household("NJ", 2024, 20_000)).payment_dollars == 695
    assert owed(household("NJ", 2024, 1_000_000)).payment_dollars == 3_960
    assert [couple(income) for income in (200_000, 400_000, 2_000_000)] == [4_500, 9_500, 19_800]


@pytest.mark.parametrize(("income", "payment"), [(10_000, 0), (10_000.01, 695_00)])
def test_new_jersey_asks_nothing_of_who_need_not_file(income: float, payment: int) -> None:
    assert owed(household("NJ", 2024, income)).payment == payment


def test_california_takes_the_figures_that_its_form_gives() -> None:
    """900 an adult, 450 a child, 2.5 percent over the state's threshold (2024)."""
    given_by_form: dict[str, Any] = {"state_threshold": 22_273_00, "state_bronze_month": 330_00}
    assert owed(household("CA", 2024, 40_000, **given_by_form)).payment == 900_00
    assert owed(household("CA", 2024, 100_000, **given_by_form)).payment == 1_943_18  # 1,943.175, halves up
    family = (member("1"), member("2"), member("3", CHILD), member("4", CHILD))
    assert owed(household("CA", 2024, 60_000, *family, **given_by_form)).payment == 2_700_00


@pytest.mark.parametrize(
    ("given_by_form", "told"),
    [({}, "state_threshold"), ({"state_threshold": 22_273_00}, "state_bronze_month")],
)
def test_california_without_those_figures_is_refused(given_by_form: dict[str, Any], told: str) -> None:
    with pytest.raises(MissingLaw, match=told):
        owed(household("CA", 2024, 40_000, **given_by_form))


@pytest.mark.parametrize(("year", "adult"), [(2020, 750), (2021, 800), (2022, 850), (2023, 900), (2024, 900)])
def test_californias_amounts_by_year(year: int, adult: int) -> None:
    facts = household("CA", year, 30_000, state_threshold=20_000_00, state_bronze_month=400_00)
    assert owed(facts).payment == adult * 100


@pytest.mark.parametrize(
    ("state", "year"),
    [("CA", 2019), ("CA", 2025), ("NJ", 2018), ("RI", 2019), ("DC", 2018), ("DC", 2020), ("TX", 2024), ("VT", 2019)],
)
def test_states_and_years_without_law_are_refused(state: str, year: int) -> None:
    with pytest.raises(MissingLaw, match=f"{state} is not known for {year}"):
        state_mandate_law(state, year)


def test_rhode_island_looks_at_the_age_on_january_first() -> None:
    """280-RICR-20-55-15.8 D; and its threshold is the federal standard deduction (2023: 13,850)."""
    more: dict[str, Any] = {"state_bronze_month": 300_00}
    turning = owed(household("RI", 2023, 20_000, member("1", date(2005, 3, 3)), **more))
    assert (turning.payment, turning.threshold) == (347_50, 13_850_00)
    assert owed(household("RI", 2023, 20_000, member("1", date(2005, 1, 1)), **more)).payment == 695_00
    assert owed(household("RI", 2023, 20_000, member("1", date(2005, 1, 2)), **more)).payment == 347_50


@pytest.mark.parametrize(("born", "percent"), [(date(1980, 5, 5), 222), (date(1999, 5, 5), 324)])
def test_the_district_lets_people_off_by_age_and_income(born: date, percent: int) -> None:
    """222 percent of poverty, under 21 324 percent (2019; the guideline of 2018 for one is 12,140)."""
    at = percent * 12_140 / 100
    payments = [
        owed(household("DC", 2019, income, member("1", born), state_bronze_month=400_00)).payment
        for income in (at, at + 0.01)
    ]
    assert (payments[0], payments[1] > 0) == (0, True)


def test_the_short_gap_is_free_on_the_federal_model() -> None:
    facts = household("NJ", 2024, 20_000, member(covered_months=without(2, 3, 12)))
    assert (owed(facts).people[0].exempt, owed(facts).people[0].owed) == ((2, 3), (12,))


def test_vermont_asks_for_a_report_and_no_money() -> None:
    found = owed(household("VT", 2024, 90_000))
    assert (found.payment, found.reasons[0].code) == (0, "state_mandate_report")


def test_a_state_that_is_none_is_refused_by_path() -> None:
    with pytest.raises(BadFacts) as refused:
        state_mandate(household("ZZ", 2024, 1), state_mandate_law("VT", 2024))
    assert refused.value.field == "state"


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.sets(st.integers(1, 12)))
def test_more_income_never_owes_less(one: int, other: int, months: set[int]) -> None:
    for state in ("MA", "NJ"):
        less, more = (
            owed(household(state, 2024, income, member(covered_months=tuple(months)))).payment
            for income in sorted((one, other))
        )
        assert less <= more


def test_every_reason_of_the_states_proves_itself_and_has_words() -> None:
    attested = member(exemptions=(Exemption(kind="unaffordable"),))
    found = [
        owed(household("MA", 2024, 10_000)),
        owed(household("MA", 2024, 25_000)),
        owed(household("MA", 2024, 25_000, attested)),
        owed(household("DC", 2019, 20_000, state_bronze_month=400_00)),
        owed(household("NJ", 2024, 50_000)),
        owed(household("NJ", 2024, 50_000, claimed_by_another=True)),
        owed(household("VT", 2024, 50_000)),
    ]
    reasons = [
        reason for each in found for reason in (*each.reasons, *(one for who in each.people for one in who.reasons))
    ]
    codes = {reason.code for reason in reasons}
    assert {code for code in EVIDENCE if code.startswith("state_mandate_")} | {"mandate_unaffordable_attested"} <= codes
    for reason in reasons:
        assert EVIDENCE[reason.code][1](reason.facts), reason
        told = {name: str(value) for name, value in reason.facts.items()}
        assert all((text % told).endswith(".") for text in SENTENCES[reason.code])


def test_the_command_prints_federal_and_state_payments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        "year": 2024,
        "state": "NJ",
        "filing_status": "single",
        "income": "50000.00",
        "people": [{"id": "ana", "birth_date": "1980-05-05"}],
    }
    file = tmp_path / "penalty.json"
    file.write_text(json.dumps(document))
    assert main([str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["federal"]["reasons"][0]["code"] == "mandate_ended"
    assert (told["state"]["state"], told["state"]["payment"], told["state"]["cap"]) == ("NJ", "1000.00", "3960.00")
