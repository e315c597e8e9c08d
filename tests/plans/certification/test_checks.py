"""What each check says before, at and after its boundary."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport import law as the_law
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import CostSharingBands, IndianCostSharing, YearlyDollars
from coverport.law.parameters.calendar import ActuarialValues
from coverport.plans.plan import Amount, MetalLevel, Plan, Share, Variant
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS
from coverport.plans.rules.certification import (
    GATES,
    CertificationLaw,
    Fault,
    Filed,
    Finding,
    Outcome,
    Price,
    Review,
    check,
    gates,
)
from coverport.plans.rules.certification.rates import spans

ID = "99999NH0010001"
LIMITS = (Amount("combined", "in", 635000, 635000, 1270000),)


def law(year: int = 2014, *, by_tier: bool = False) -> CertificationLaw:
    on = new_year(year)
    return CertificationLaw(
        actuarial_value=typed(ActuarialValues, "plans.actuarial_value", on=on),
        limit=typed(YearlyDollars, "cost_sharing.out_of_pocket_limit", on=on),
        children=the_law.rated_children(year),
        reductions=typed(CostSharingBands, "cost_sharing.reductions", on=on),
        indian=typed(IndianCostSharing, "cost_sharing.indian", on=on),
        by_tier=by_tier,
    )


def variant(number: str, value: str | None = None, **more: Any) -> Variant:
    values = {"01": "70", "02": "100", "03": "70", "04": "73", "05": "87", "06": "94"}
    limits = (Amount("combined", "in", 0, 0, 0),) if number == "02" else LIMITS
    given = {"number": number, "actuarial_value": Decimal(value or values[number]), "limits": limits}
    return Variant(**(given | more))


def plan(metal_level: MetalLevel = "silver", **more: Any) -> Plan:
    variants = {number: variant(number) for number in ("01", "02", "03", "04", "05", "06")}
    given: dict[str, Any] = {
        "plan_id": ID, "issuer_id": "99999", "issuer_name": "Granite", "name": "Granite", "metal_level": metal_level,
        "plan_type": "HMO", "state": "NH", "variants": variants, "ehb_share": Decimal("0.99"),
    }  # fmt: skip
    return Plan(**(given | more))


def price(area: str = "Rating Area 1", *, without: tuple[int, ...] = (), tobacco: tuple[int, ...] = ()) -> Price:
    rates = tuple(NO_RATE if age in without else 20000 + age for age in range(AGES))
    smokers = tuple(25000 if age in tobacco else NO_RATE for age in range(AGES))
    return Price(ID, area, rates, smokers, (NO_RATE,) * len(TIERS))


def filed(one: Plan | None = None, **more: Any) -> Filed:
    given: dict[str, Any] = {
        "year": 2014, "state": "NH", "plans": (one or plan(),), "prices": (price(),), "sold_in": {ID: ("Rating Area 1",)},
        "areas": frozenset({"Rating Area 1"}),
    }  # fmt: skip
    return Filed(**(given | more))


def found(name: str, what: Filed, year: int = 2014, **more: Any) -> Finding:
    return next(one for one in check(what, law(year, **more)) if one.check == name)


def codes(finding: Finding) -> list[str]:
    return [fault.code for fault in finding.faults]


def test_a_complete_filing_passes() -> None:
    assert {one.check: one.outcome.value for one in check(filed(), law())} == {
        "rates": "met", "areas": "met", "actuarial_value": "met", "variants": "met", "essential_share": "met",
        "yearly_limit": "met", "crosswalk": "none",
    }  # fmt: skip


@given(missing=st.sets(st.integers(0, AGES - 1), min_size=1))
def test_whichever_age_has_no_rate_is_named(missing: set[int]) -> None:
    finding = found("rates", filed(prices=(price(without=tuple(missing)),)))
    assert finding.outcome is Outcome.NOT_MET
    named = {
        age
        for part in finding.faults[0].facts["ages"].split(", ")
        for age in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)
    }
    assert named == missing


def test_spans_of_ages() -> None:
    assert spans([0, 1, 2, 30, 63, 64]) == "0-2, 30, 63-64"


def test_an_area_of_the_service_area_without_any_rate_is_named() -> None:
    finding = found("rates", filed(sold_in={ID: ("Rating Area 1", "Rating Area 2")}))
    assert finding.faults == (Fault("no_rate_in_area", ID, "Rating Area 2"),)


@pytest.mark.parametrize(
    ("ages", "missing"),
    [(range(21, 65), None), (range(22, 65), "21"), (range(21, 64), "64"), (range(21), "21-64")],
)
def test_a_plan_that_asks_about_tobacco_has_a_tobacco_rate_for_every_adult(ages: range, missing: str | None) -> None:
    finding = found("rates", filed(prices=(price(tobacco=tuple(ages)),)))
    assert [fault.facts["ages"] for fault in finding.faults] == ([missing] if missing else [])


def test_a_child_only_plan_needs_no_rates_for_adults_and_any_other_does() -> None:
    children = price(without=tuple(range(21, AGES)))
    assert found("rates", filed(plan(child_only=True), prices=(children,))).outcome is Outcome.MET
    assert found("rates", filed(prices=(children,))).faults[0].facts == {"ages": "21-64"}


def test_where_families_are_rated_by_tier_each_tier_has_a_price() -> None:
    tiered = Price(ID, "Rating Area 1", (NO_RATE,) * AGES, (NO_RATE,) * AGES, (40000, 80000, NO_RATE, 110000))
    finding = found("rates", filed(prices=(tiered,)), by_tier=True)
    assert finding.faults == (Fault("tier_rate_missing", ID, "Rating Area 1", {"tiers": "parent_children"}),)


def test_areas_that_are_none_of_the_state_are_named() -> None:
    what = filed(prices=(price(), price("Rating Area 9")), strange=(("NHS001", "50007"),))
    assert codes(found("areas", what)) == ["no_such_area", "county_elsewhere"]


def test_a_plan_without_a_filed_service_area_is_named() -> None:
    assert codes(found("areas", filed(sold_in={}))) == ["service_area_missing"]


def test_where_no_area_of_the_state_is_known_the_answer_is_unknown_and_not_yes() -> None:
    assert found("areas", filed(areas=frozenset())).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("year", "metal", "value", "good"),
    [
        (2014, "silver", "67.99", False),
        (2014, "silver", "68", True),
        (2014, "silver", "72", True),
        (2014, "silver", "72.01", False),
        (2018, "silver", "66", True),
        (2018, "silver", "65.99", False),
        (2023, "silver", "69.99", False),  # 87 FR 27208: on the exchange, silver is 70 and up to two points more
        (2023, "silver", "70", True),
        (2026, "gold", "76", False),  # 90 FR 27074 is stayed
        (2014, "bronze", "62.01", False),
        (2014, "platinum", "88", True),
    ],
)
def test_the_filed_actuarial_value_lies_in_the_years_range(year: int, metal: Any, value: str, good: bool) -> None:
    one = plan(metal, variants={"01": variant("01", value)})
    assert (found("actuarial_value", filed(one), year).outcome is Outcome.MET) is good


def test_an_expanded_bronze_plan_may_have_more_from_the_year_that_allows_it() -> None:
    one = plan("bronze", expanded=True, variants={"01": variant("01", "65")})
    assert found("actuarial_value", filed(one), 2020).outcome is Outcome.MET
    assert found("actuarial_value", filed(one), 2014).outcome is Outcome.NOT_MET  # the law of 2014 knows bronze alone


@pytest.mark.parametrize(
    ("number", "value", "good"),
    [("04", "72", True), ("04", "71.99", False), ("05", "88", True), ("05", "88.01", False), ("06", "95.01", False)],
)
def test_variants_have_ranges_of_their_own(number: str, value: str, good: bool) -> None:
    one = plan(variants=plan().variants | {number: variant(number, value)})
    assert (found("actuarial_value", filed(one)).outcome is Outcome.MET) is good


def test_a_value_that_nobody_filed_is_unknown() -> None:
    one = plan(variants={"01": Variant("01", limits=LIMITS)})
    assert found("actuarial_value", filed(one)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("metal", "given", "missing"),
    [
        ("silver", ("01", "02", "03", "05", "06"), "04"),
        ("bronze", ("01",), "02, 03"),
        ("bronze", ("01", "02", "03"), None),
        ("catastrophic", ("01",), None),
    ],
)
def test_the_variants_that_a_plan_owes(metal: Any, given: tuple[str, ...], missing: str | None) -> None:
    one = plan(metal, variants={number: variant(number) for number in given})
    finding = found("variants", filed(one))
    assert [fault.facts["variants"] for fault in finding.faults] == ([missing] if missing else [])


@pytest.mark.parametrize("more", [{"offered": "off"}, {"market": "shop"}, {"division": "dental", "metal_level": "low"}])
def test_plans_that_are_not_sold_to_individuals_on_the_exchange_owe_no_variants(more: Mapping[str, Any]) -> None:
    one = plan(**{"variants": {"01": variant("01")}, **more})
    assert found("variants", filed(one)).outcome is Outcome.NONE


def deductible(dollars: int) -> dict[str, Any]:
    return {"deductibles": (Amount("medical", "in", dollars * 100),)}


@pytest.mark.parametrize(("second", "good"), [(599, True), (600, True), (601, False)])
def test_a_deductible_never_rises_with_more_help(second: int, good: bool) -> None:
    variants = plan().variants | {"05": variant("05", **deductible(600)), "06": variant("06", **deductible(second))}
    finding = found("variants", filed(plan(variants=variants)))
    assert (finding.outcome is Outcome.MET) is good
    if not good:
        assert finding.faults[0].facts == {
            "what": "deductible, medical, in, individual", "before": "05", "from": "$600.00", "to": "$601.00",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "good"),
    [
        (Share(copay=2000), Share(copay=2000), True),
        (Share(copay=2000), Share(copay=2001), False),
        (Share(coinsurance=Decimal(20)), Share(coinsurance=Decimal("20.5")), False),
        (Share(tier="out", copay=2000), Share(tier="out", copay=9000), True),
    ],
)
def test_copays_and_coinsurance_in_network_never_rise_with_more_help(first: Share, second: Share, good: bool) -> None:
    def with_share(number: str, share: Share) -> Variant:
        return variant(number, shares={"Specialist Visit": (share,)})

    variants = plan().variants | {"04": with_share("04", first), "05": with_share("05", second)}
    assert (found("variants", filed(plan(variants=variants))).outcome is Outcome.MET) is good


def test_the_tribal_variant_costs_nothing_in_network() -> None:
    variants = plan().variants | {"02": variant("02", **deductible(100))}
    assert codes(found("variants", filed(plan(variants=variants)))) == ["tribal_variant_costs"]


@pytest.mark.parametrize(
    ("year", "limit", "good"),
    [(2014, 635000, True), (2014, 635001, False), (2026, 1060000, True), (2026, 1060100, False)],
)
def test_the_out_of_pocket_limit_of_the_year(year: int, limit: int, good: bool) -> None:
    one = plan("bronze", variants={"01": variant("01", limits=(Amount("combined", "in", limit),))})
    assert (found("yearly_limit", filed(one), year).outcome is Outcome.MET) is good


@pytest.mark.parametrize(("drug", "good"), [(135000, True), (135100, False)])
def test_limits_for_care_and_for_drugs_count_together(drug: int, good: bool) -> None:
    both = (Amount("medical", "in", 500000), Amount("drug", "in", drug))
    one = plan("bronze", variants={"01": variant("01", limits=both)})
    assert (found("yearly_limit", filed(one)).outcome is Outcome.MET) is good


def test_a_familys_limit_counts_too_and_care_outside_the_network_does_not() -> None:
    family = plan("bronze", variants={"01": variant("01", limits=(Amount("combined", "in", 635000, None, 1270100),))})
    assert codes(found("yearly_limit", filed(family))) == ["limit_too_high_family"]
    outside = plan("bronze", variants={"01": variant("01", limits=(*LIMITS, Amount("combined", "out", 2000000)))})
    assert found("yearly_limit", filed(outside)).outcome is Outcome.MET


def test_a_limit_that_nobody_filed_is_unknown() -> None:
    one = plan("bronze", variants={"01": variant("01", limits=())})
    assert found("yearly_limit", filed(one)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("share", "outcome"), [(None, "unknown"), ("0", "not_met"), ("1", "met"), ("1.0001", "not_met")]
)
def test_the_essential_share_is_a_part_of_the_premium(share: str | None, outcome: str) -> None:
    one = plan(ehb_share=Decimal(share) if share else None)
    assert found("essential_share", filed(one)).outcome.value == outcome


def test_a_plan_of_last_year_is_filed_again_or_hands_its_people_over() -> None:
    old = "99999NH0010009"
    assert codes(found("crosswalk", filed(before={old: "Old"}))) == ["no_crosswalk"]
    assert codes(found("crosswalk", filed(before={old: "Old"}, crosswalk={old: "99999NH0019999"}))) == [
        "crosswalk_leads_nowhere"
    ]
    for good in (ID, "77777NH0000001", None):
        assert found("crosswalk", filed(before={old: "Old"}, crosswalk={old: good})).outcome is Outcome.MET
    assert found("crosswalk", filed(before={ID.lower(): "Same"})).outcome is Outcome.MET


def test_a_gate_is_closed_until_a_reviewer_opens_it_and_the_last_word_counts() -> None:
    def review(met: bool) -> Review:
        return Review("accreditation", met, "a.pdf", "ann@example.org", date(2013, 12, 10))

    def outcome(*reviews: Review) -> Outcome:
        return next(one for one in gates(reviews) if one.check == "accreditation").outcome

    assert [one.outcome for one in gates(())] == [Outcome.UNKNOWN] * len(GATES)
    assert outcome(review(False)) is Outcome.NOT_MET
    assert outcome(review(False), review(True)) is Outcome.MET
    assert outcome(review(True), review(False)) is Outcome.NOT_MET
