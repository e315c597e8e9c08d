"""What a household pays for a plan: literal cases, then the properties that hold for every household."""

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.plans.catalog import Catalog
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import MissingRate, premium_of
from coverport.plans.rules.premiums import CANNOT_COVER, ehb_parts, premiums
from tests.plans.toys import catalog, contents, plan

ADULT, CHILD_ONLY, ADULT_ONLY, ONE_CHILD, TWO_CHILDREN, TIERED, SHARED = range(7)


def _everything(folder: Path) -> Catalog:
    """One plan of each kind, at 200.00 for age 21 (a child: 127.00); the tiered one costs 400.00 for one adult."""
    plans = [
        plan(1),
        plan(2, child_only=True),
        plan(3, adult_only=True),
        plan(4),
        plan(5),
        plan(6),
        plan(7, ehb_share=Decimal("0.9975")),
    ]
    none = [-1] * 4
    return catalog(
        folder,
        contents(
            plans,
            [20000, -1, 20000, 20000, 20000, -1, 20002],
            counted=[3, 3, 3, 1, 2, 3, 3],
            tiers=[none, none, none, none, none, [40000, 80000, 77200, 112400], none],
        ),
    )


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return _everything(tmp_path_factory.mktemp("premium"))


def people(*ages: int, relationship: str = "child") -> list[Member]:
    """A parent of the first age and children (or others) of the following ages."""
    first, *rest = ages
    return [Member("1", first), *(Member(str(n), age, relationship) for n, age in enumerate(rest, 2))]  # type: ignore[arg-type]


def total(plans: Catalog, row: int, members: list[Member]) -> int | None:
    premium = premium_of(plans, row, members)
    return None if premium is None else premium.total


@pytest.mark.parametrize(
    ("age", "cents"),
    [
        (0, 12700),
        (20, 12700),
        (21, 20000),
        (24, 20000),
        (25, 20080),
        (40, 25560),
        (63, 59040),
        (64, 60000),
        (65, 60000),
        (99, 60000),
    ],
)
def test_one_person_pays_the_rate_of_the_age(plans: Catalog, age: int, cents: int) -> None:
    assert total(plans, ADULT, [Member("1", age)]) == cents


def test_everyone_of_21_and_over_counts_and_the_three_oldest_under_21(plans: Catalog) -> None:
    assert total(plans, ADULT, people(40, 20, 9)) == 25560 + 2 * 12700
    assert total(plans, ADULT, people(40, 20, 9, 5)) == 25560 + 3 * 12700
    assert total(plans, ADULT, people(40, 20, 9, 5, 1)) == 25560 + 3 * 12700
    assert total(plans, ADULT, people(40, 21, 22, 23, 24, 25)) == 25560 + 4 * 20000 + 20080


@pytest.mark.parametrize(("row", "counted"), [(ONE_CHILD, 1), (TWO_CHILDREN, 2), (ADULT, 3)])
def test_a_plan_may_count_fewer_children(plans: Catalog, row: int, counted: int) -> None:
    assert total(plans, row, people(40, 9)) == 25560 + 12700
    assert total(plans, row, people(40, 9, 8, 7, 6)) == 25560 + counted * 12700


def test_the_children_left_out_are_named_and_cost_nothing(plans: Catalog) -> None:
    premium = premium_of(plans, ADULT, people(40, 3, 12, 7, 9))
    assert premium is not None
    assert {one.id: (one.cents, one.rated) for one in premium.members} == {
        "1": (25560, True),
        "3": (12700, True),
        "5": (12700, True),
        "4": (12700, True),
        "2": (0, False),
    }
    assert premium.policies[0].tier is None


def test_a_child_only_plan_takes_nobody_of_21(plans: Catalog) -> None:
    assert total(plans, CHILD_ONLY, [Member("1", 20)]) == 10000
    assert total(plans, CHILD_ONLY, [Member("1", 21)]) is None
    assert total(plans, CHILD_ONLY, people(40, 9)) is None


def test_an_adult_only_plan_takes_children_with_an_adult_but_not_alone(plans: Catalog) -> None:
    assert total(plans, ADULT_ONLY, [Member("1", 20)]) is None
    assert total(plans, ADULT_ONLY, [Member("1", 21)]) == 20000
    assert total(plans, ADULT_ONLY, people(21, 9)) == 32700


def test_the_essential_health_benefits_part_is_the_share_with_half_cents_up(plans: Catalog) -> None:
    premium = premium_of(plans, SHARED, [Member("1", 21)])
    assert premium is not None
    assert (premium.total, premium.ehb, premium.ehb_assumed) == (20002, 19952, False)  # 19951.995
    whole = premium_of(plans, ADULT, [Member("1", 21)])
    assert whole is not None
    assert (whole.ehb, whole.ehb_assumed) == (20000, True)


def test_tobacco_is_said_to_be_missing_from_rates_that_have_none(plans: Catalog) -> None:
    smoker = [Member("1", 40, tobacco=True)]
    by_age, by_tier = premium_of(plans, ADULT, smoker), premium_of(plans, TIERED, smoker)
    assert by_age is not None
    assert by_tier is not None
    assert (by_age.total, by_age.tobacco_not_priced) == (25560, True)
    assert by_tier.tobacco_not_priced is False


@pytest.mark.parametrize(
    ("members", "cents", "tiers"),
    [
        ([Member("a", 64)], 40000, ["single"]),
        ([Member("a", 40), Member("b", 38, "spouse")], 80000, ["couple"]),
        ([Member("a", 40), Member("b", 9, "child")], 77200, ["parent_children"]),
        (
            [Member("a", 40), Member("b", 9, "child"), Member("c", 8, "child"), Member("d", 7, "child")],
            77200,
            ["parent_children"],
        ),
        ([Member("a", 40), Member("b", 38, "spouse"), Member("c", 9, "child")], 112400, ["family"]),
        ([Member("a", 50), Member("b", 25, "child")], 77200, ["parent_children"]),
        ([Member("a", 50), Member("b", 26, "child")], 80000, ["single", "single"]),
        ([Member("a", 40), Member("b", 70, "other")], 80000, ["single", "single"]),
        ([Member("a", 9, "child"), Member("b", 7, "child")], 80000, ["single", "single"]),
        ([Member("a", 38, "spouse"), Member("b", 7, "child")], 77200, ["parent_children"]),
    ],
)
def test_vermont_prices_a_family_by_tier(plans: Catalog, members: list[Member], cents: int, tiers: list[str]) -> None:
    premium = premium_of(plans, TIERED, members)
    assert premium is not None
    assert premium.total == cents == sum(one.cents for one in premium.members)
    assert [policy.tier for policy in premium.policies] == tiers


def test_an_empty_household_and_a_negative_age_are_refused(plans: Catalog) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        premium_of(plans, ADULT, [])
    with pytest.raises(ValueError, match="at least one person"):
        premiums(plans, plans.place("33013"), [])
    with pytest.raises(ValueError, match="-1"):
        Member("1", -1)


def test_derived_ages_say_so(plans: Catalog) -> None:
    premium = premium_of(plans, ADULT, people(21, 9))
    assert premium is not None
    assert [(one.id, one.derived) for one in premium.members] == [("1", False), ("2", True)]
    assert premium.derived


def test_a_rate_that_should_be_there_and_is_not_is_an_error_never_nothing(plans: Catalog) -> None:
    class Holed:
        """The catalog with one rate taken out, which no publication would let through."""

        def __init__(self) -> None:
            self.rates = plans.rates.copy()
            self.rates[ADULT, 40] = -1

        def __getattr__(self, name: str) -> object:
            return getattr(plans, name)

    holed = Holed()
    with pytest.raises(MissingRate, match="99999NH0000001"):
        premium_of(holed, ADULT, [Member("1", 40)])  # type: ignore[arg-type]
    with pytest.raises(MissingRate, match="99999NH0000001"):
        premiums(holed, plans.place("33013"), [Member("1", 40)])  # type: ignore[arg-type]


RELATIONSHIPS = st.sampled_from(["child", "child", "spouse", "other"])


@st.composite
def households(draw: st.DrawFn, *, least: int = 1) -> list[Member]:
    """One to nine people of any age; the first is the applicant, or not even that."""
    ages = draw(st.lists(st.integers(0, 110), min_size=least, max_size=9))
    first = draw(st.sampled_from(["self", "self", "child"]))
    kinds = [first, *draw(st.lists(RELATIONSHIPS, min_size=len(ages) - 1, max_size=len(ages) - 1))]
    return [
        Member(str(n), age, kind, draw(st.booleans())) for n, (age, kind) in enumerate(zip(ages, kinds, strict=True))
    ]


@pytest.fixture(scope="module")
def any_catalog() -> Iterator[Catalog]:
    with tempfile.TemporaryDirectory() as folder:
        yield _everything(Path(folder))


@given(households(), st.randoms())
def test_the_order_of_people_never_matters(any_catalog: Catalog, members: list[Member], random: object) -> None:
    mixed = list(members)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for row in range(7):
        assert premium_of(any_catalog, row, mixed) == premium_of(any_catalog, row, members)


@given(households(), st.integers(0, 20))
def test_a_child_younger_than_the_third_oldest_adds_nothing(
    any_catalog: Catalog, members: list[Member], age: int
) -> None:
    children = sorted((one.age for one in members if one.age < 21), reverse=True)
    if len(children) < 3 or age > children[2]:
        return
    more = [*members, Member("zz", age, "child")]
    assert total(any_catalog, ADULT, more) == total(any_catalog, ADULT, members)


@given(households())
def test_pricing_all_plans_at_once_equals_pricing_them_one_by_one(any_catalog: Catalog, members: list[Member]) -> None:
    place = any_catalog.place("33013")
    totals = premiums(any_catalog, place, members)
    parts = ehb_parts(any_catalog, place, totals)
    for row, at_once, part in zip(place.rows.tolist(), totals.tolist(), parts.tolist(), strict=True):
        single = premium_of(any_catalog, row, members)
        assert (at_once, part) == ((CANNOT_COVER, CANNOT_COVER) if single is None else (single.total, single.ehb))


@given(households(), st.integers(0, 110))
def test_one_more_person_never_makes_a_premium_lower(any_catalog: Catalog, members: list[Member], age: int) -> None:
    before = total(any_catalog, ADULT, members)
    after = total(any_catalog, ADULT, [*members, Member("zz", age, "other")])
    assert before is not None
    assert after is not None
    assert after >= before
