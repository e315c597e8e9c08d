"""What holds for any household: drawn by hypothesis."""

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from coverport import law
from coverport.eligibility import Determination, Household, Outcome, Person
from coverport.eligibility.evidence import outcome_of
from tests.eligibility.cases import findings
from tests.eligibility.households import costs, decide, household, single

YEARS = st.integers(2014, 2027)
STATES = st.sampled_from(["NH", "VT", "TX", "GA", "NC", "AK", "FL"])
ATTESTED = st.sampled_from([True, True, True, False, None])
MONEY = st.integers(0, 120_000_00)


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    """One to six people with any attestations, the first of them the one who asks."""
    count = draw(st.integers(1, 6))
    kinds = ["self"] + [draw(st.sampled_from(["child", "child", "other"])) for _ in range(count - 1)]
    if count > 1 and draw(st.booleans()):
        kinds[1] = "spouse"
    return tuple(
        Person(
            id=str(place),
            age=draw(st.integers(0, 100)),
            relationship=kind,  # type: ignore[arg-type]
            applies=draw(st.sampled_from([True, True, False])),
            pregnant=draw(st.booleans()),
            citizen=draw(ATTESTED),
            lawfully_present=draw(ATTESTED),
            other_coverage=draw(st.sampled_from([False, False, True, None])),
        )
        for place, kind in enumerate(kinds)
    )


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Any household of any state and year that can be told to the engine."""
    return Household(
        people=draw(people()),
        income=draw(st.one_of(st.none(), MONEY)),
        state=draw(STATES),
        year=draw(YEARS),
        files_taxes=draw(ATTESTED),
    )


def by_person(result: Determination) -> dict[str, object]:
    return {each.id: each for each in result.people}


@given(households(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_people_never_matters(asked: Household, chance: object) -> None:
    shuffled = list(asked.people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = decide(asked)
    other = decide(Household(tuple(shuffled), asked.income, asked.state, asked.year, asked.files_taxes))
    assert by_person(one) == by_person(other)
    assert (one.aptc, one.benchmark, one.credit) == (other.aptc, other.benchmark, other.credit)
    assert set(one.coverage_family) == set(other.coverage_family)
    assert set(one.likely_medicaid_chip) == set(other.likely_medicaid_chip)
    assert one.assumed == other.assumed


@given(households())
@settings(max_examples=150, deadline=None)
def test_every_answer_proves_itself(asked: Household) -> None:
    for found in findings(decide(asked)):
        assert found.reasons
        assert all(outcome_of(reason) is found.outcome for reason in found.reasons)


@given(households())
@settings(max_examples=150, deadline=None)
def test_nobody_has_both_the_credit_and_medicaid_and_no_unknown_is_silent(asked: Household) -> None:
    result = decide(asked)
    for each in result.people:
        other_program = Outcome.YES in (each.medicaid.outcome, each.chip.outcome)
        assert not (other_program and each.aptc.outcome is Outcome.YES)
        assert not (each.id in result.coverage_family and other_program)
        assert (each.csr_variant != "01") <= (each.aptc.outcome is Outcome.YES)
    assert (result.aptc is None) == (result.credit.outcome is Outcome.UNKNOWN)
    assert (result.aptc or 0) <= 1000_00


@given(YEARS, st.lists(MONEY, min_size=2, max_size=12), st.integers(0, 2_000))
@settings(max_examples=150, deadline=None)
def test_inside_the_window_more_income_never_raises_the_credit(year: int, incomes: list[int], benchmark: int) -> None:
    """One adult where Medicaid has no group for adults, so that the family is the same throughout."""
    rising = [
        decide(household(single(), cents / 100, state="TX", year=year), benchmark=costs(benchmark))
        for cents in sorted(incomes)
    ]
    inside = [result for result in rising if result.person("1").aptc.outcome is Outcome.YES]
    for less, more in pairwise(inside):
        assert less.aptc is not None
        assert more.aptc is not None
        assert more.aptc <= less.aptc


@given(st.lists(YEARS, min_size=2, max_size=6), MONEY)
@settings(max_examples=60, deadline=None)
def test_a_years_parameters_never_leak_into_another(years: list[int], income: int) -> None:
    def all_of(order: list[int]) -> dict[int, Determination]:
        law.resolve.cache_clear()
        return {year: decide(household(single(), income / 100, state="TX", year=year)) for year in order}

    assert all_of(years) == all_of(list(reversed(years)))
    for year in years:
        reason = decide(household(single(), income / 100, state="TX", year=year)).person("1").aptc.reasons[0]
        assert reason.facts["guideline_year"] == year - 1


@given(YEARS, MONEY)
@settings(max_examples=60, deadline=None)
def test_the_day_of_the_decision_changes_no_credit_inside_a_year(year: int, income: int) -> None:
    """The credit's law is the coverage year's; only Medicaid's is the day's."""
    asked = household(single(), income / 100, state="TX", year=year)
    early, late = decide(asked, on=law.open_enrollment_first_day(year)), decide(asked, on=date(year, 1, 15))
    assert (early.aptc, early.applicable_percentage) == (late.aptc, late.applicable_percentage)
