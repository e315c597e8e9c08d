"""ConnectorCare, Vermont Premium Assistance and Vermont's cost sharing, before, at and after each edge."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.eligibility.findings import Finding, Outcome, no, unknown, yes
from coverport.eligibility.proofs.subsidies import EVIDENCE
from coverport.eligibility.results import Subsidy
from coverport.eligibility.rules.income import Measured, measure
from coverport.eligibility.rules.subsidies import state_subsidies
from coverport.eligibility.words.subsidies import SENTENCES
from coverport.law.loader import parameter, values
from coverport.law.lookups import credit_guideline, new_year
from coverport.law.parameters import Entry
from coverport.law.parameters.subsidies import SUBSIDIES

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
CREDIT = yes("credit", "26 USC 36B", {})
NAMES = [name for name in SUBSIDIES if name.startswith("subsidy.")]


def entries(state: str, year: int) -> tuple[Entry, ...]:
    """What the law of that state and year holds, as the engine resolves it."""
    return tuple(values(name, on=new_year(year), state=state) for name in NAMES if parameter(name, state))


def measured(dollars: float | None, state: str = "MA", year: int = 2026, size: int = 1) -> Measured:
    return measure(None if dollars is None else round(dollars * 100), size, credit_guideline(state, year))


def subsidies(state: str, year: int, dollars: float | None, **more: Any) -> tuple[Subsidy, ...]:
    size = more.pop("size", 1)
    parts: dict[str, Any] = {
        "measured": measured(dollars, state, year, size),
        "credit": CREDIT,
        "figure": Decimal("0.0660"),
        "benchmark": 500_00,
        "aptc": 300_00,
        "people": ("1",),
    }
    return state_subsidies(entries(state, year), **parts | more)


def at(percent: int, year: int, state: str = "MA") -> float:
    return measured(1, state, year).at(percent) / 100


# Massachusetts


@pytest.mark.parametrize(
    ("percent", "below", "above"),
    [
        (100, None, ("2A", 0)),
        (150, ("2A", 0), ("2B", 53)),
        (200, ("2B", 53), ("3A", 103)),
        (250, ("3A", 103), ("3B", 152)),
        (300, ("3B", 152), ("3C", 235)),
        (400, ("3C", 235), None),
    ],
)
def test_connector_care_2026_before_at_and_after_each_edge(
    percent: int, below: tuple[str, int] | None, above: tuple[str, int] | None
) -> None:
    """ConnectorCare Overview 2026: 100 to 400 percent; "not in excess of" each edge (956 CMR 12.04)."""
    edge = at(percent, 2026)
    before, exact, after = (subsidies("MA", 2026, dollars)[0] for dollars in (edge - 0.01, edge, edge + 0.01))
    assert pays(before) == below
    assert pays(exact) == (above if percent == 100 else below)
    assert pays(after) == above


def pays(found: Subsidy) -> tuple[str, int] | None:
    if found.finding.outcome is not YES:
        return None
    assert found.variant is not None
    assert found.contribution is not None
    return found.variant, found.contribution // 100


def test_each_enrollee_pays_and_no_amount_of_the_state_is_made_up() -> None:
    found = subsidies("MA", 2026, 30_000, people=("1", "2"), size=2)[0]
    assert (found.program, found.people, found.amount, found.contribution) == ("ConnectorCare", ("1", "2"), None, 0)


@pytest.mark.parametrize(
    ("year", "percent", "plan_type", "contribution"),
    [
        (2014, 100, "1", 0),
        (2014, 250, "3A", 78_00),
        (2014, 300, "3B", 118_00),
        (2018, 250, "3A", None),
        (2020, 200, "2B", 45_00),
        (2020, 300, "3B", 130_00),
        (2023, 300, "3B", None),
        (2024, 400, "3C", None),
        (2025, 500, "3D", None),
    ],
)
def test_connector_care_of_other_years(year: int, percent: int, plan_type: str, contribution: int | None) -> None:
    found = subsidies("MA", year, at(percent, year))[0]
    assert (found.variant, found.contribution, found.finding.outcome) == (plan_type, contribution, YES)


@pytest.mark.parametrize(("year", "top"), [(2014, 300), (2023, 300), (2024, 500), (2025, 500), (2026, 400)])
def test_connector_care_ends_where_its_year_says(year: int, top: int) -> None:
    outcomes = [subsidies("MA", year, at(top, year) + cents)[0].finding.outcome for cents in (0, 0.01)]
    assert outcomes == [YES, NO]


# Vermont


@pytest.mark.parametrize(
    ("income", "figure", "benchmark", "aptc", "amount"),
    [
        (31_300, "0.0660", 1_299_00, 1_126_85, 39_13),  # 200 percent of 2026: 31,300 x 1.5 / 12 = 39.125, half up
        (23_475, "0.0419", 1_299_00, 1_217_03, 29_34),  # 23,475 x 1.5 / 12 = 29.34375
        (46_950, "0.0996", 1_299_00, 909_32, 58_69),  # exactly 300 percent
        (20_000, "0.0100", 1_299_00, 1_282_33, 16_67),  # the whole share, where it is under a point and a half
        (20_000, "0.0000", 1_299_00, 1_299_00, 0),  # 2021 to 2025 up to 150 percent
        (31_300, "0.0660", 100_00, 80_00, 20_00),  # never more than what is left of the benchmark
        (31_300, "0.0660", 100_00, 100_00, 0),
    ],
)
def test_vermont_premium_assistance(income: int, figure: str, benchmark: int, aptc: int, amount: int) -> None:
    """33 V.S.A. 1812(a)(2): the contribution is cut by 1.5 percent of income, a month."""
    found = subsidies("VT", 2026, income, figure=Decimal(figure), benchmark=benchmark, aptc=aptc)[0]
    assert (found.program, found.amount, found.finding.outcome) == ("Vermont Premium Assistance", amount, YES)


@pytest.mark.parametrize("year", [2014, 2019, 2022, 2026, 2027])
def test_premium_assistance_ends_at_exactly_300_percent(year: int) -> None:
    edge = at(300, year, "VT")
    found = [subsidies("VT", year, dollars)[0] for dollars in (edge - 0.01, edge, edge + 0.01)]
    assert [each.finding.outcome for each in found] == [YES, YES, NO]
    assert found[2].amount is None


@pytest.mark.parametrize(("percent", "below", "above"), [(200, None, "77"), (250, "77", "73"), (300, "73", None)])
def test_vermonts_cost_sharing_before_at_and_after_each_edge(
    percent: int, below: str | None, above: str | None
) -> None:
    edge = at(percent, 2026, "VT")
    variants = [subsidies("VT", 2026, dollars)[1].variant for dollars in (edge - 0.01, edge, edge + 0.01)]
    assert variants == [below, below, above]


def test_up_to_200_percent_the_federal_reduction_is_as_good() -> None:
    found = subsidies("VT", 2026, 20_000)[1]
    assert (found.finding.outcome, found.finding.codes) == (NO, ("subsidy_cost_sharing_federal",))


# All


@pytest.mark.parametrize(
    ("credit", "dollars", "outcome", "code"),
    [
        (no("x", "1", {}), 30_000, NO, "subsidy_needs_credit"),
        (unknown("x", "1", {}), 30_000, UNKNOWN, "subsidy_needs_credit_unknown"),
        (CREDIT, None, UNKNOWN, "subsidy_needs_credit_unknown"),
    ],
)
@pytest.mark.parametrize("state", ["MA", "VT"])
def test_without_the_credit_there_is_none(
    state: str, credit: Finding, dollars: float | None, outcome: Outcome, code: str
) -> None:
    for found in subsidies(state, 2026, dollars, credit=credit):
        assert (found.finding.outcome, found.finding.codes, found.amount) == (outcome, (code,), None)


@pytest.mark.parametrize("missing", ["figure", "benchmark", "aptc"])
def test_premium_assistance_waits_for_the_credits_own_figures(missing: str) -> None:
    found = subsidies("VT", 2026, 30_000, **{missing: None})[0]
    assert (found.finding.outcome, found.amount) == (UNKNOWN, None)


@pytest.mark.parametrize("state", ["CA", "CO", "CT", "MD", "NJ", "NM", "WA"])
def test_programs_of_other_states_are_named_and_unknown(state: str) -> None:
    (found,) = subsidies(state, 2026, 30_000)
    assert (found.finding.outcome, found.finding.codes, found.amount) == (UNKNOWN, ("subsidy_not_worked_out",), None)


@pytest.mark.parametrize("state", ["TX", "NH", "FL"])
def test_states_without_entries_and_families_without_people_have_none(state: str) -> None:
    assert subsidies(state, 2026, 30_000) == ()
    assert subsidies("MA", 2026, 30_000, people=()) == ()


def test_an_entry_that_is_no_subsidy_is_an_error() -> None:
    with pytest.raises(TypeError, match="no subsidy"):
        state_subsidies(
            (credit_guideline("VT", 2026),),
            measured=measured(1),
            credit=CREDIT,
            figure=None,
            benchmark=None,
            aptc=None,
            people=("1",),
        )


@given(st.integers(0, 80_000), st.integers(0, 2_000_00), st.integers(0, 2_000_00), st.integers(0, 996))
def test_premium_assistance_is_never_more_than_what_is_left_to_pay(
    income: int, benchmark: int, aptc: int, figure: int
) -> None:
    aptc = min(aptc, benchmark)
    found = subsidies("VT", 2026, income, figure=Decimal(figure) / 10_000, benchmark=benchmark, aptc=aptc)[0]
    assert 0 <= (found.amount or 0) <= benchmark - aptc
    assert re_evaluates(found)


def re_evaluates(found: Subsidy) -> bool:
    return all(
        EVIDENCE[reason.code][0] is found.finding.outcome and EVIDENCE[reason.code][1](reason.facts)
        for reason in found.finding.reasons
    )


def test_every_reason_is_reached_proves_itself_and_has_words() -> None:
    incomes = [at(percent, 2026) for percent in (50, 120, 220, 350, 450)]
    found = [each for dollars in incomes for state in ("MA", "VT") for each in subsidies(state, 2026, dollars)]
    found += [*subsidies("MA", 2025, at(450, 2025)), *subsidies("CA", 2026, 1)]
    found += subsidies("VT", 2026, 20_000, figure=Decimal(0))
    found += subsidies("VT", 2026, 20_000, credit=no("x", "1", {}))
    found += subsidies("VT", 2026, None)
    reasons = [reason for each in found for reason in each.finding.reasons]
    assert {reason.code for reason in reasons} == set(EVIDENCE) == set(SENTENCES)
    assert all(re_evaluates(each) for each in found)
    for reason in reasons:
        told = {name: str(value) for name, value in reason.facts.items()}
        assert all((text % told).endswith(".") for text in SENTENCES[reason.code])
        assert any(sign.isdigit() for sign in reason.citation)
