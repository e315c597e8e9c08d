"""What confirms income, at its edges; what is asked of whom; what the sources put in the place of what was not proven."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.applications.verification import words
from coverport.applications.verification.hub.adapters import ADAPTERS
from coverport.applications.verification.rules import confirmed, incomes
from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.applications.verification.rules.instead import Unproven, by_the_sources
from coverport.applications.verification.rules.sources import Source
from coverport.eligibility.facts import Application, EmployerOffer, Immigration, IncomeLine, Person, TaxHousehold
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import IncomeThreshold

TEN_PERCENT = typed(IncomeThreshold, "verification.income_threshold", on=date(2013, 12, 10))
QUARTER_OR_6000 = typed(IncomeThreshold, "verification.income_threshold", on=date(2026, 11, 26))


@pytest.mark.parametrize(
    ("attested", "told", "threshold", "near"),
    [
        (45_000_00, 50_000_00, TEN_PERCENT, True),  # ten percent below, to the cent
        (44_999_99, 50_000_00, TEN_PERCENT, False),
        (44_000_00, 50_000_00, QUARTER_OR_6000, True),
        (37_500_00, 50_000_00, QUARTER_OR_6000, True),  # 25 percent is more than $6,000
        (37_499_99, 50_000_00, QUARTER_OR_6000, False),
        (14_000_00, 20_000_00, QUARTER_OR_6000, True),  # $6,000 is more than 25 percent
        (13_999_99, 20_000_00, QUARTER_OR_6000, False),
        (0, 0, TEN_PERCENT, True),
    ],
)
def test_income_is_near_up_to_the_threshold_and_not_beyond(attested, told, threshold, near):
    assert incomes.near(attested, told, threshold) is near


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_who_attests_more_is_never_further_from_the_sources(attested, told, more):
    if incomes.near(attested, told, TEN_PERCENT):
        assert incomes.near(attested + more, told, TEN_PERCENT)


ANA = Person(
    id="ana", birth_date=date(1980, 1, 1), citizen=True, other_coverage=False, income=(IncomeLine("wages", 30_000_00),)
)
LUIS = Person(id="luis", birth_date=date(1980, 1, 1), citizen=False, immigration=Immigration(status="refugee"))
GIVEN = Application(
    state="NH", coverage_year=2014, decided_on=date(2014, 3, 16), people=(ANA, LUIS),
    tax_households=(TaxHousehold(id="1", filers=("ana", "luis")),), offers=(EmployerOffer(employee="ana", covers=("ana",)),),
)  # fmt: skip


def ana_by(kind: Kind, instead: Instead | None = None, person: str = "ana") -> Person:
    return by_the_sources(GIVEN, [Unproven(kind, person, instead or Instead())]).person(person)


@pytest.mark.parametrize(
    ("kind", "instead", "facts"),
    [
        (Kind.NUMBER, None, {"citizen": True}),
        (Kind.CITIZENSHIP, None, {"citizen": False, "lawfully_present": False}),
        (Kind.DEATH, None, {"applies": False}),
        (Kind.INCARCERATION, None, {"incarcerated": True}),
        (Kind.RESIDENCY, None, {"lives_in_state": False}),
        (Kind.EMPLOYER_COVERAGE, None, {"other_coverage": True}),
        (Kind.PUBLIC_COVERAGE, Instead(programs=("medicare",)), {"medicare": True, "other_coverage": False, "public_coverage": False}),
        (Kind.PUBLIC_COVERAGE, Instead(programs=("chip",)), {"medicare": False, "public_coverage": True}),
        (Kind.PUBLIC_COVERAGE, Instead(programs=("veterans", "medicaid")), {"other_coverage": True, "public_coverage": True}),
        (Kind.INCOME, Instead(incomes={"ana": 60_000_00}), {"income": (), "income_year": 60_000_00}),
        (Kind.INCOME, None, {"income": None, "income_year": None}),
    ],
)  # fmt: skip
def test_the_sources_stand_for_what_was_not_proven(kind, instead, facts):
    one = ana_by(kind, instead)
    assert {name: getattr(one, name) for name in facts} == facts


def test_a_status_that_the_sources_know_stands_and_none_is_none():
    assert ana_by(Kind.IMMIGRATION, Instead(status="asylee"), "luis").immigration == Immigration(status="asylee")
    assert ana_by(Kind.IMMIGRATION, person="luis").immigration is None
    assert ana_by(Kind.IMMIGRATION, person="luis").lawfully_present is False


def test_where_no_source_knows_income_nobody_on_the_return_has_a_known_one():
    changed = by_the_sources(GIVEN, [Unproven(Kind.INCOME, "ana", Instead())])
    assert [one.income for one in changed.people] == [None, None]


def test_nothing_else_changes():
    changed = by_the_sources(GIVEN, [Unproven(Kind.INCARCERATION, "ana", Instead())])
    assert changed.person("luis") == LUIS
    assert (changed.offers, changed.tax_households) == (GIVEN.offers, GIVEN.tax_households)


def test_what_staff_read_of_a_task_does_not_speak_to_them_as_to_the_person():
    for kind in Kind:
        said = (words._TITLES_TO_STAFF.get(kind) or words._TITLES[kind])()
        assert "your" not in said.lower(), kind
    for code, text in words._REASONS.items():
        said = (words._REASONS_TO_STAFF.get(code) or text)()
        assert " you " not in f" {said.lower()} ".replace("your", "you"), code
    assert set(words._REASONS_TO_STAFF) <= set(words._REASONS)


def test_every_kind_source_and_reason_has_words():
    assert set(words._TITLES) == set(words._OTHERWISE) == set(words._PROOFS) == set(Kind)
    assert set(words._SOURCES) == set(Source) == set(ADAPTERS)
    written = {
        code
        for module in (confirmed, incomes)
        for code in module.__loader__.get_source(module.__name__).split('"')  # type: ignore[union-attr]
        if code in words._REASONS
    }
    named = {f"{name}_by_social_security" for name in ("deceased", "incarcerated")}
    assert written | named == set(words._REASONS)


def test_each_answer_can_be_kept_and_read_again():
    import msgspec

    from coverport.applications.verification.rules.sources import SourceAnswer, TaxAnswer

    stored = msgspec.json.encode(TaxAnswer(True, {"ana": 3_000_000}))
    assert msgspec.json.decode(stored, type=SourceAnswer) == TaxAnswer(True, {"ana": 3_000_000})
    assert len(get_args(SourceAnswer)) == len(Source)
    assert Decimal("1.10") == Decimal(msgspec.json.decode(msgspec.json.encode(Decimal("1.10"))))
