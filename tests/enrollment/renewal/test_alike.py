"""What is worked out once for families alike is what it is for each by itself, whoever was asked about before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.engine import FamilyMember
from coverport.eligibility.facts import TaxHousehold
from coverport.enrollment.pricing import CannotCover, PlanPrices
from coverport.enrollment.renewal.alike import Benchmarks, Shares, Totals, alike
from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import MissingRate
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.pricing.premiums import totals
from coverport.shopping.quote import benchmark_at
from tests.shopping.places import MERRIMACK, everything, households

RETURN = TaxHousehold(id="A", filers=("A",))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return everything(tmp_path_factory.mktemp("alike"))


@pytest.fixture(scope="module")
def known() -> Totals:
    return Totals()


@pytest.fixture(scope="module")
def shares(catalog) -> Shares:
    return Shares(catalog)


@pytest.fixture(scope="module")
def benchmark(catalog):
    return Benchmarks(catalog).at(catalog.place(MERRIMACK))


@settings(max_examples=40)
@given(households(), households())
def test_every_plan_costs_a_family_what_it_costs_it_alone(catalog, known, one, other):
    columns = columns_of(catalog, catalog.place(MERRIMACK))
    for members in (one, other, _under_other_names(one)):
        try:
            alone = totals(columns, members).tolist()
        except MissingRate:
            with pytest.raises(MissingRate):
                known(columns, alike(members))
            continue
        assert known(columns, alike(members)).tolist() == alone


@settings(max_examples=40)
@given(households(), households(), st.integers(0, 10**6))
def test_each_one_s_part_of_a_plan_is_what_it_is_alone(catalog, shares, one, other, drawn):
    rows = catalog.place(MERRIMACK).rows
    row = int(rows[drawn % len(rows)])
    for members in (one, other, _under_other_names(one)):
        prices, everybody = (
            PlanPrices(catalog, row, {each.id: each for each in members}),
            frozenset(each.id for each in members),
        )
        try:
            alone = prices(everybody), prices.told(everybody)
        except (CannotCover, MissingRate) as refused:
            with pytest.raises(type(refused)):
                shares(row, members, alike(members))
            continue
        assert shares(row, members, alike(members)) == alone


@settings(max_examples=40)
@given(households(), households())
def test_the_benchmark_is_that_of_the_family_alone(catalog, benchmark, one, other):
    place = catalog.place(MERRIMACK)
    for members in (one, other, _under_other_names(one)):
        family = tuple(_person(each) for each in members)
        try:
            alone = benchmark_at(catalog, place, family)
        except MissingRate:
            with pytest.raises(MissingRate):
                benchmark(RETURN, family)
            continue
        assert benchmark(RETURN, family) == alone


def test_twins_are_two_people_and_what_is_remembered_is_not_changed(catalog, known):
    columns = columns_of(catalog, catalog.place(MERRIMACK))
    twins = [Member("A", 40), Member("B", 8, "child"), Member("C", 8, "child")]
    assert known(columns, alike(twins)).tolist() == totals(columns, twins).tolist()
    assert known(columns, alike(twins)).tolist() != known(columns, alike(twins[:2])).tolist()
    with pytest.raises(ValueError, match="read-only"):
        known(columns, alike(twins))[0] = 0


def _under_other_names(members: list[Member]) -> list[Member]:
    """The same ages and roles, with ties settled the other way round."""
    return [Member(f"Z{99 - at}", each.age, each.relationship, each.tobacco) for at, each in enumerate(members)]


def _person(one: Member) -> FamilyMember:
    return FamilyMember(one.id, one.age, one.relationship, one.tobacco, True, "A", None)
