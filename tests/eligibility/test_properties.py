"""What holds for any household: drawn by hypothesis."""

from datetime import date
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport import law
from coverport.eligibility.answer import findings
from coverport.eligibility.facts import Application, EmployerOffer, Immigration, Person, Relationship, TaxHousehold
from coverport.eligibility.findings import Outcome
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.results import Determination
from tests.eligibility.households import costs, decide, household, single, taxes

YEARS = st.integers(2014, 2027)
STATES = st.sampled_from(["NH", "VT", "TX", "GA", "NC", "AK", "FL", "MN", "MA", "NY"])
ATTESTED = st.sampled_from([True, True, True, False, None])
RARELY = st.sampled_from([False, False, False, True])
MONEY = st.integers(0, 120_000_00)
STATUSES = st.sampled_from(
    ["lawful_permanent_resident", "refugee", "nonimmigrant", "daca", "compact_of_free_association", "none"]
)


@st.composite
def people(draw: st.DrawFn, adult: bool) -> Person:
    """Anybody: a grown-up or a child, with any attestations."""
    citizen = draw(ATTESTED)
    abroad = draw(st.booleans()) if citizen is False else False
    income = draw(st.one_of(st.none(), MONEY))
    return Person(
        id="?",
        age=draw(st.integers(20, 100) if adult else st.integers(0, 19)),
        applies=draw(st.sampled_from([True, True, False])),
        pregnant=draw(RARELY) if adult else False,
        student=draw(RARELY),
        disabled=draw(RARELY),
        foster_care=draw(RARELY),
        american_indian=draw(RARELY),
        incarcerated=draw(st.sampled_from([False, False, False, True, None])),
        citizen=citizen,
        lawfully_present=None if abroad else draw(ATTESTED),
        immigration=Immigration(status=draw(STATUSES), since=date(2010, 1, 1)) if abroad else None,  # type: ignore[arg-type]
        other_coverage=draw(st.sampled_from([False, False, True, None])),
        work_hours_month=draw(st.sampled_from([None, 0, 90, 160])),
        income_year=income,
        income=() if income is not None else draw(st.sampled_from([None, ()])),
        home=draw(st.sampled_from(["1", "1", "1", "2"])),
    )


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """A grown-up, perhaps a spouse, children and others; on one return, on two, or on none; any state and year."""
    married = draw(st.booleans())
    grown = [draw(people(adult=True)) for _ in range(2 if married else 1)]
    young = [draw(people(adult=False)) for _ in range(draw(st.integers(0, 3)))]
    everybody = tuple(msgspec.structs.replace(one, id=str(place)) for place, one in enumerate([*grown, *young]))
    ids = [one.id for one in everybody]
    ties = [Relationship(person="1", is_="spouse", of="0")] if married else []
    ties += [
        Relationship(person=each, is_=draw(st.sampled_from(["child", "niece_nephew"])), of="0")
        for each in ids[len(grown) :]
    ]
    year = draw(YEARS)
    return Application(
        state=draw(STATES),
        coverage_year=year,
        decided_on=draw(st.sampled_from([date(year - 1, 12, 10), date(year, 1, 15), date(min(year, 2026), 9, 1)])),
        people=everybody,
        relationships=tuple(ties),
        tax_households=draw(returns(ids, len(grown))),
        offers=draw(
            st.sampled_from(
                [
                    (),
                    (
                        EmployerOffer(
                            employee="0",
                            covers=tuple(ids),
                            self_only_month=120_00,
                            family_month=700_00,
                            minimum_value=True,
                        ),
                    ),
                ]
            )
        ),
    )


@st.composite
def returns(draw: st.DrawFn, ids: list[str], grown: int) -> tuple[TaxHousehold, ...]:
    files = draw(ATTESTED)
    filers = tuple(ids[:grown]) if draw(st.booleans()) else ("0",)
    claimed = tuple(each for each in ids[grown:] if draw(st.booleans()))
    return draw(st.sampled_from([(TaxHousehold(id="1", filers=filers, dependents=claimed, files=files),), ()]))


def shuffled(asked: Application, chance: Random) -> Application:
    """The same application, entered in another order."""

    def mixed(values: tuple) -> tuple:  # type: ignore[type-arg]
        listed = list(values)
        chance.shuffle(listed)
        return tuple(listed)

    return msgspec.structs.replace(
        asked,
        people=mixed(asked.people),
        relationships=mixed(asked.relationships),
        tax_households=tuple(
            msgspec.structs.replace(each, filers=mixed(each.filers), dependents=mixed(each.dependents))
            for each in asked.tax_households
        ),
    )


def by_person(result: Determination) -> dict[str, object]:
    """Results by id; whom a household holds has no order."""
    return {
        each.id: msgspec.structs.replace(
            each,
            medicaid_household=msgspec.structs.replace(
                each.medicaid_household, people=tuple(sorted(each.medicaid_household.people))
            ),
        )
        for each in result.people
    }


def by_return(result: Determination) -> dict[str, object]:
    return {
        each.id: msgspec.structs.replace(
            each,
            people=tuple(sorted(each.people)),
            coverage_family=tuple(sorted(each.coverage_family)),
            subsidies=tuple(msgspec.structs.replace(one, people=tuple(sorted(one.people))) for one in each.subsidies),
        )
        for each in result.tax_households
    }


@given(applications(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_people_never_matters(asked: Application, chance: Random) -> None:
    one, other = decide(asked), decide(shuffled(asked, chance))
    assert by_person(one) == by_person(other)
    assert by_return(one) == by_return(other)
    assert one.assumed == other.assumed


@given(applications())
@settings(max_examples=150, deadline=None)
def test_every_answer_proves_itself(asked: Application) -> None:
    for found in findings(decide(asked)):
        assert found.reasons
        assert all(outcome_of(reason) is found.outcome for reason in found.reasons)


@given(applications())
@settings(max_examples=150, deadline=None)
def test_nobody_has_two_programs_and_no_unknown_is_silent(asked: Application) -> None:
    result = decide(asked)
    for each in result.people:
        others = [found.outcome for found in (each.medicaid, each.chip, each.bhp)]
        assert others.count(Outcome.YES) <= 1
        assert not (Outcome.YES in others and each.aptc.outcome is Outcome.YES)
        assert not (each.id in result.coverage_family and Outcome.YES in others)
    for household_ in result.tax_households:
        assert (household_.aptc is None) == (household_.credit.outcome is Outcome.UNKNOWN)
        assert (household_.aptc or 0) <= 1000_00


@given(applications())
@settings(max_examples=100, deadline=None)
def test_a_missing_answer_is_named_wherever_something_is_unknown_for_want_of_it(asked: Application) -> None:
    result = decide(asked)
    for missing in result.missing:
        assert missing.field.split("[")[0] in {"people", "tax_households", "offers"}


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
    assert early.aptc == late.aptc
    assert taxes(early).applicable_percentage == taxes(late).applicable_percentage


@given(YEARS, st.integers(1, 90_000), st.sampled_from(["NH", "TX", "VT"]), st.sampled_from([7, 40]))
@settings(max_examples=150, deadline=None)
def test_at_the_nearest_thresholds_the_answer_changes_and_a_cent_before_it_does_not(
    year: int, dollars: int, state: str, age: int
) -> None:
    asked = household(single(age), dollars, state=state, year=year)
    for edge in decide(asked).nearest:
        (who,) = edge.people
        there = decide(household(single(age), dollars + edge.change / 100, state=state, year=year)).person(who)
        before = decide(
            household(
                single(age), dollars + (edge.change - (1 if edge.change > 0 else -1)) / 100, state=state, year=year
            )
        ).person(who)
        answer = (
            there.csr_variant
            if edge.program == "csr" and edge.becomes != "no"
            else getattr(there, edge.program).outcome
        )
        earlier = (
            before.csr_variant
            if edge.program == "csr" and edge.becomes != "no"
            else getattr(before, edge.program).outcome
        )
        assert (answer, earlier != answer) == (edge.becomes, True), (edge, there)
