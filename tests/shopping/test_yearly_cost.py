"""What care costs in a year: sums worked by hand, and what holds for every plan."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.plans.plan import Amount, Plan, Share, Variant
from coverport.shopping.pricing.columns import PlaceColumns
from coverport.shopping.pricing.household import Help
from coverport.shopping.yearly_cost.costs import in_bad_year, out_of_pocket, yearly_total
from coverport.shopping.yearly_cost.spending import SERVICES, USES, Profile, Use, is_illustration, spending
from coverport.shopping.yearly_cost.table import table_of
from coverport.shopping.yearly_cost.terms import Terms, terms_of_plans, unstated
from tests.plans import toys

PCP = "Primary Care Visit to Treat an Injury or Illness"
HOSPITAL = "Inpatient Hospital Services (e.g., Hospital Stay)"
GENERIC, SPECIALTY = "Generic Drugs", "Specialty Drugs"


def profile(**care: tuple[int, float]) -> Profile:
    """A year of (dollars, times) by service."""
    charges = tuple(round(care.get(name, (0, 0))[0] * 100) for name in SERVICES)
    times = tuple(round(care.get(name, (0, 0))[1] * 1000) for name in SERVICES)
    return Profile("medium", Decimal(1), 0, None, charges, times, times, 0)


def filed(
    deductible: Amount,
    limit: Amount,
    shares: dict[str, Share],
    *more: Amount,
    level: str = "silver",
    number: str = "01",
) -> Plan:
    variant = Variant(
        number=number,
        deductibles=(deductible, *(one for one in more if one.covers == "drug")),
        limits=(limit,),
        shares={name: (share,) for name, share in shares.items()},
    )
    return toys.plan(1, level, variants={number: variant})  # type: ignore[arg-type]


def terms(*plans: Plan, number: str = "01") -> Terms:
    return terms_of_plans([(plan, number) for plan in plans], unstated(2026))


def cost(plan: Plan, *people: Profile) -> int:
    uses: dict[Use, Profile] = dict(zip(USES, people, strict=False))
    return int(out_of_pocket(terms(plan), list(uses), uses)[0])


def combined(cents: int, family: int | None = None, person: int | None = None) -> Amount:
    return Amount(covers="combined", individual=cents, per_person=person, family=family)


AFTER = Share(coinsurance=Decimal(20), coinsurance_when="after")


def test_the_deductible_comes_first_then_coinsurance() -> None:
    plan = filed(combined(1000_00), combined(5000_00), {HOSPITAL: AFTER})
    assert cost(plan, profile(hospital=(600, 1))) == 600_00
    assert cost(plan, profile(hospital=(1000, 1))) == 1000_00
    assert cost(plan, profile(hospital=(3000, 1))) == 1000_00 + 400_00
    assert cost(plan, profile(hospital=(20_999.99, 1))) == 1000_00 + 4000_00  # 3,999.998
    assert cost(plan, profile(hospital=(90_000, 1))) == 5000_00


def test_a_copay_without_deductible_is_due_for_each_visit_and_never_more_than_the_bill() -> None:
    plan = filed(combined(1000_00), combined(5000_00), {PCP: Share(copay=30_00)})
    assert cost(plan, profile(primary_care=(400, 2.5))) == 75_00
    assert cost(plan, profile(primary_care=(50, 2.5))) == 50_00


def test_a_copay_after_the_deductible_is_due_for_the_visits_beyond_it() -> None:
    plan = filed(combined(100_00), combined(5000_00), {PCP: Share(copay=30_00, copay_when="after")})
    assert cost(plan, profile(primary_care=(400, 4))) == 100_00 + 90_00  # three quarters of four visits


def test_no_charge_and_not_covered() -> None:
    free = filed(combined(1000_00), combined(5000_00), {PCP: Share(copay=0)})
    assert cost(free, profile(primary_care=(400, 2))) == 0
    never = filed(combined(0), combined(500_00), {SPECIALTY: Share(not_covered=True), HOSPITAL: AFTER})
    # what is not covered counts towards no limit
    assert cost(never, profile(specialty_drugs=(2000, 3), hospital=(90_000, 1))) == 2000_00 + 500_00


def test_a_copay_for_each_day() -> None:
    plan = filed(combined(0), combined(9000_00), {HOSPITAL: Share(copay=250_00, per="day")})
    stay = profile(hospital=(30_000, 1))
    days = tuple(4000 if name == "hospital" else 0 for name in SERVICES)
    four = Profile("medium", Decimal(1), 0, None, stay.charges, stay.times, days, 0)
    assert cost(plan, four) == 1000_00


def test_drugs_with_a_deductible_of_their_own() -> None:
    drugs = Amount(covers="drug", individual=200_00, family=400_00)
    medical = Amount(covers="medical", individual=1000_00, family=2000_00)
    plan = filed(medical, combined(5000_00), {GENERIC: AFTER, HOSPITAL: AFTER}, drugs)
    assert cost(plan, profile(generic_drugs=(300, 10), hospital=(1500, 1))) == (200_00 + 20_00) + (1000_00 + 100_00)
    together = filed(combined(1000_00), combined(5000_00), {GENERIC: AFTER, HOSPITAL: AFTER})
    assert cost(together, profile(generic_drugs=(300, 10), hospital=(1500, 1))) == 1000_00 + 160_00


def test_what_the_filing_does_not_name_costs_the_plans_general_coinsurance() -> None:
    care = profile(imaging=(2000, 1))
    assert cost(filed(combined(0), combined(9000_00), {HOSPITAL: AFTER}), care) == 400_00
    stated = Amount(covers="combined", individual=0, coinsurance=Decimal(10))
    assert cost(filed(stated, combined(9000_00), {HOSPITAL: AFTER}), care) == 200_00
    assert cost(filed(combined(0), combined(9000_00), {}), care) == 600_00  # a silver plan leaves 30 percent
    assert cost(filed(combined(0), combined(9000_00), {}, level="gold"), care) == 400_00


def test_a_family_shares_deductible_and_limit() -> None:
    plan = filed(combined(1000_00, 1500_00, 1000_00), combined(4000_00, 6000_00, 4000_00), {HOSPITAL: AFTER})
    one, two = profile(hospital=(2000, 1)), profile(hospital=(2000, 1))
    assert cost(plan, one) == 1000_00 + 200_00
    # the second person's deductible ends at the family's 1,500.00
    assert cost(plan, one, two) == (1000_00 + 200_00) + (500_00 + 300_00)
    dear = profile(hospital=(90_000, 1))
    assert cost(plan, dear, dear) == 6000_00
    assert cost(plan, dear, one) == 4000_00 + (500_00 + 300_00)


def test_what_is_not_known_is_not_reckoned() -> None:
    no_limit = filed(combined(1000_00), Amount(covers="combined"), {HOSPITAL: AFTER})
    nothing = toys.plan(2)
    found = out_of_pocket(terms(no_limit, nothing), ["medium"])
    assert found.tolist() == [-1, -1]
    assert yearly_total(np.array([100_00, 100_00]), found).tolist() == [-1, -1]


def test_a_reduced_variant_that_is_not_filed_is_not_known_but_none_at_all_is_free() -> None:
    plan = filed(combined(1000_00), combined(5000_00), {HOSPITAL: AFTER})
    by_number = {
        number: int(out_of_pocket(terms(plan, number=number), ["high"])[0]) for number in ("01", "02", "03", "06")
    }
    assert by_number["02"] == 0  # 45 CFR 155.350(a): no cost sharing
    assert by_number["03"] == by_number["01"] > 0
    assert by_number["06"] == -1


def test_the_worked_example_of_the_documentation() -> None:
    """docs/explanation/yearly-cost.md: a silver plan, one person, medium use."""
    plan = filed(
        combined(2000_00),
        combined(6000_00),
        {
            PCP: Share(copay=25_00),
            "Specialist Visit": Share(copay=50_00),
            GENERIC: Share(copay=10_00),
            HOSPITAL: AFTER,
        },
    )
    found = terms(plan)
    care = spending().profiles["medium"]
    by_name = dict(zip(SERVICES, zip(care.charges, care.times, strict=True), strict=True))
    assert by_name["primary_care"] == (250_38, 1766)
    assert by_name["specialist"] == (469_43, 2806)
    assert by_name["generic_drugs"] == (309_22, 9851)
    copays = 44_15 + 140_30 + 98_51
    others = sum(
        charge for name, (charge, _) in by_name.items() if name not in ("primary_care", "specialist", "generic_drugs")
    )
    assert others == 1656_78
    assert out_of_pocket(found, ["medium"]).tolist() == [copays + others] == [1939_74]
    # high use: copays, and of the other 7,671.96 the deductible and a fifth of what is over it
    assert out_of_pocket(found, ["high"]).tolist() == [(67_53 + 282_95 + 161_26) + 2000_00 + 1134_39] == [3646_13]
    assert out_of_pocket(found, ["bad_year"]).tolist() == [6000_00]
    assert yearly_total(np.array([310_00]), out_of_pocket(found, ["medium"])).tolist() == [5659_74]


def test_the_table_adds_up_to_its_source() -> None:
    """The groups' averages, weighted by their shares, are the average of all enrollees: 7,386.31."""
    profiles = spending().profiles
    assert sum(each.share for each in profiles.values()) == 1
    average = sum(each.total * each.share for each in profiles.values())
    assert abs(average - 738_631) < 5
    for low, high in pairwise(USES):
        assert profiles[low].total < profiles[high].total
        assert profiles[low].at_most == profiles[high].at_least
    for each in profiles.values():
        assert each.at_least <= each.total
        assert each.at_most is None or each.total <= each.at_most


@pytest.mark.parametrize(("year", "illustrates"), [(2014, True), (2025, True), (2026, False), (2027, True)])
def test_prices_of_another_year_are_an_illustration(year: int, illustrates: bool) -> None:
    assert is_illustration(year) is illustrates


SHARES = st.builds(
    Share,
    copay=st.none() | st.integers(0, 500_00),
    copay_when=st.sampled_from([None, "before", "after"]),
    coinsurance=st.none() | st.integers(0, 100).map(Decimal),
    coinsurance_when=st.sampled_from([None, "before", "after"]),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    deductible = draw(st.integers(0, 8000_00))
    limit = draw(st.integers(deductible, 10_000_00))
    names = draw(st.lists(st.sampled_from([PCP, HOSPITAL, GENERIC, SPECIALTY, "Specialist Visit"]), unique=True))
    return filed(
        combined(deductible, 2 * deductible),
        combined(limit, 2 * limit),
        {name: draw(SHARES) for name in names},
    )


@given(st.lists(plans(), min_size=1, max_size=4), st.lists(st.sampled_from(USES), min_size=1, max_size=5), st.randoms())
def test_more_care_never_costs_less_and_the_order_of_people_never_matters(
    sold: list[Plan], uses: list[Use], random: object
) -> None:
    found = terms(*sold)
    here = out_of_pocket(found, uses)
    mixed = list(uses)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert out_of_pocket(found, mixed).tolist() == here.tolist()
    assert (here >= 0).all()
    family = found.limit.family if len(uses) > 1 else found.limit.individual
    assert (here <= family).all()
    assert (out_of_pocket(found, in_bad_year(uses)) >= here).all()
    assert (out_of_pocket(found, [*uses, "low"]) >= 0).all()
    for place, use in enumerate(uses):
        if use != "bad_year":
            worse = [*uses[:place], USES[USES.index(use) + 1], *uses[place + 1 :]]
            assert (out_of_pocket(found, worse) >= here).all()


def test_nobody_has_no_yearly_cost() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        out_of_pocket(terms(filed(combined(0), combined(0), {})), [])


def test_what_is_kept_for_a_catalog_is_what_is_reckoned_for_a_plan(tmp_path: Path) -> None:
    """Rows are read when first asked for, in whatever order, and answered alike ever after."""
    made = [
        msgspec.structs.replace(
            filed(combined(cents, 2 * cents), combined(6000_00, 12_000_00), {HOSPITAL: AFTER}),
            plan_id=f"99999NH{number:07d}",
        )
        for number, cents in enumerate((500_00, 1000_00, 2000_00))
    ]
    catalog = toys.catalog(tmp_path, toys.contents(made, [200_00] * 3, year=2026))
    table, rows = table_of(catalog), catalog.place("33013").rows
    everything = PlaceColumns(catalog, rows)
    variants = Help().variants
    for columns in (PlaceColumns(catalog, rows[1:2]), everything, everything):
        here = table.rows(columns, variants)
        plans = [made[number] for number in columns.plan.tolist()]
        for uses in (["medium"], ["low", "high"], ["high", "low"]):
            expected = out_of_pocket(terms(*plans), uses)  # type: ignore[arg-type]
            assert table.out_of_pocket(here, uses).tolist() == expected.tolist()  # type: ignore[arg-type]
    assert table.deductible(table.rows(everything, variants), family=True).tolist() == [1000_00, 2000_00, 4000_00]
    free = table.rows(everything, {**variants, "silver": "02"})
    assert table.limit(free, family=False).tolist() == table.out_of_pocket(free, ["bad_year"]).tolist() == [0, 0, 0]
    assert table_of(catalog) is table
