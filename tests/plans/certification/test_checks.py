"""What each check says before, at and after its boundary."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.plans.certification.checking import law_of
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
from coverport.plans.rules.certification.tobacco import tobacco_rates

ID = "99999NH0010001"
LIMITS = (Amount("combined", "in", 635000, 635000, 1270000),)


def law(year: int = 2014, *, by_tier: bool = False, state: str | None = None) -> CertificationLaw:
    return msgspec.structs.replace(law_of(year, state), by_tier=by_tier)


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
        "rates": "met", "tobacco": "none", "areas": "met", "actuarial_value": "met", "variants": "met", "silver_gap": "met",
        "essential_share": "met", "yearly_limit": "met", "person_limit": "none", "dental_value": "none", "dental_limit": "none",
        "crosswalk": "none",
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


def priced(rate: int, smoker: int, *, age: int = 40) -> Filed:
    """The same plan with one age's rates, cents."""
    rates = tuple(rate if each == age else 20000 for each in range(AGES))
    tobacco = tuple(smoker if each == age else NO_RATE for each in range(AGES))
    return filed(prices=(Price(ID, "Rating Area 1", rates, tobacco, (NO_RATE,) * len(TIERS)),))


@pytest.mark.parametrize(
    ("rate", "smoker", "good"),
    [
        (20000, 29999, True),
        (20000, 30000, True),
        (20000, 30001, False),
        (33333, 50000, True),  # 1.5 times $333.33 is $499.995: to the cent, $500.00
        (33333, 50001, False),
        (20000, 15000, True),
    ],
)
def test_tobacco_users_pay_at_most_one_and_a_half_times_the_rate_of_their_age(
    rate: int, smoker: int, good: bool
) -> None:
    assert (found("tobacco", priced(rate, smoker)).outcome is Outcome.MET) is good


def test_a_tobacco_rate_that_is_too_high_is_told_with_its_ages_and_factor() -> None:
    rates = tuple(20000 for _ in range(AGES))
    tobacco = tuple(30000 if age < 50 else 32000 if age < 60 else 35000 for age in range(AGES))
    finding = found("tobacco", filed(prices=(Price(ID, "Rating Area 1", rates, tobacco, (NO_RATE,) * len(TIERS)),)))
    assert finding.faults == (
        Fault("tobacco_rate_too_high", ID, "Rating Area 1", {"ages": "50-64", "factor": "1.750", "most": "1.500"}),
    )
    assert "147.102(a)(1)(iv)" in finding.citation


@pytest.mark.parametrize(("state", "most"), [("NH", 30000), ("CA", 20000), ("VT", 20000), ("NJ", 20000)])
def test_a_state_may_allow_less_for_tobacco_or_nothing(state: str, most: int) -> None:
    def outcome(smoker: int) -> Outcome:
        return next(one for one in check(priced(20000, smoker), law(state=state)) if one.check == "tobacco").outcome

    assert (outcome(most), outcome(most + 1)) == (Outcome.MET, Outcome.NOT_MET)


@given(rate=st.integers(100, 500_000), most=st.sampled_from(["1.000", "1.250", "1.500"]))
def test_the_highest_lawful_tobacco_rate_is_the_factor_to_the_cent(rate: int, most: str) -> None:
    held = msgspec.structs.replace(law(), tobacco=msgspec.structs.replace(law().tobacco, most=Decimal(most)))
    highest = (rate * int(Decimal(most) * 1000) * 2 + 1000) // 2000
    assert tobacco_rates(priced(rate, highest), held).outcome is Outcome.MET
    assert tobacco_rates(priced(rate, highest + 1), held).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("year", "standard", "first", "good"),
    [
        (2014, "71.5", "73.49", False),
        (2014, "71.5", "73.5", True),
        (2014, "71.5", "74", True),
        (2022, "72", "73.99", False),
        (2022, "72", "74", True),
        (2023, "72", "73.99", False),
        (2023, "71", "73", True),
        (2027, "72", "74", True),
    ],
)
def test_the_first_silver_variant_lies_two_points_above_its_plan(
    year: int, standard: str, first: str, good: bool
) -> None:
    variants = plan().variants | {"01": variant("01", standard), "04": variant("04", first)}
    finding = found("silver_gap", filed(plan(variants=variants)), year)
    assert (finding.outcome is Outcome.MET) is good
    if not good:
        assert codes(finding) == ["variant_too_near"]


def test_a_gap_is_told_in_points_and_asked_of_silver_plans_alone() -> None:
    near = {"01": variant("01", "72"), "04": variant("04", "73.5")}
    assert found("silver_gap", filed(plan(variants=near))).faults[0].facts == {
        "value": "73.5", "standard": "72", "gap": "1.5", "points": "2",
    }  # fmt: skip
    assert found("silver_gap", filed(plan("gold", variants=near))).outcome is Outcome.NONE
    missing = {"01": variant("01", "72"), "04": msgspec.structs.replace(variant("04"), actuarial_value=None)}
    assert found("silver_gap", filed(plan(variants=missing))).outcome is Outcome.NONE
    assert found("actuarial_value", filed(plan(variants=missing))).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("year", "person", "outcome"),
    [
        (2015, 1320000, "none"),  # 80 FR 10750 holds from plan year 2016 on
        (2016, 685000, "met"),
        (2016, 685001, "not_met"),
        (2016, None, "unknown"),
        (2026, 1060000, "met"),
        (2026, 1060100, "not_met"),
    ],
)
def test_nobody_in_a_family_pays_more_than_a_person_alone(year: int, person: int | None, outcome: str) -> None:
    limit = law(year).limit
    amounts = (Amount("combined", "in", limit.individual * 100, person, limit.family * 100),)
    one = plan("bronze", variants={"01": variant("01", limits=amounts)})
    assert found("person_limit", filed(one), year).outcome.value == outcome


def test_a_family_limit_that_is_no_higher_than_a_persons_needs_none_for_each() -> None:
    low = plan("bronze", variants={"01": variant("01", limits=(Amount("combined", "in", 500000, None, 685000),))})
    high = plan("bronze", variants={"01": variant("01", limits=(Amount("combined", "in", 500000, None, 685100),))})
    assert found("person_limit", filed(low), 2016).outcome is Outcome.MET
    assert codes(found("person_limit", filed(high), 2016)) == ["person_limit_missing"]
    alone = plan("bronze", variants={"01": variant("01", limits=(Amount("combined", "in", 500000),))})
    assert found("person_limit", filed(alone), 2016).outcome is Outcome.NONE
    parts = (Amount("medical", "in", 500000, 500000, 1000000), Amount("drug", "in", 185000, 185001, 370000))
    apart = plan("bronze", variants={"01": variant("01", limits=parts)})
    assert codes(found("person_limit", filed(apart), 2016)) == ["limit_too_high_person"]


def dental(level: MetalLevel = "low", value: str | None = "70", **more: Any) -> Plan:
    limits = (Amount("dental", "in", more.pop("child", 35000), None, more.pop("children", 70000)),)
    filed_value = None if value is None else Decimal(value)
    one = Variant(number="01", actuarial_value=filed_value, limits=limits)
    given = {"division": "dental", "variants": {"01": one}, "pediatric_dental_share": Decimal("0.5")}
    return plan(level, **(given | more))


@pytest.mark.parametrize(
    ("year", "level", "value", "outcome"),
    [
        (2014, "low", "67.99", "not_met"),
        (2014, "low", "68", "met"),
        (2014, "low", "72", "met"),
        (2014, "low", "72.01", "not_met"),
        (2018, "high", "82.99", "not_met"),
        (2018, "high", "87", "met"),
        (2018, "high", None, "unknown"),
        (2019, "high", "60", "none"),  # 83 FR 16930 asks for no level any more
        (2019, "low", None, "none"),
    ],
)
def test_dental_plans_have_a_level_until_2018(year: int, level: Any, value: str | None, outcome: str) -> None:
    assert found("dental_value", filed(dental(level, value)), year).outcome.value == outcome


@pytest.mark.parametrize(
    ("year", "child", "children", "wrong"),
    [
        (2014, 70000, 140000, []),
        (2014, 70100, 140100, ["limit_too_high_child", "limit_too_high_children"]),
        (2015, 35000, 70000, []),
        (2015, 35001, 70000, ["limit_too_high_child"]),
        (2021, 35000, 70001, ["limit_too_high_children"]),
        (2022, 37500, 75000, []),
        (2022, 37501, 75000, ["limit_too_high_child"]),
        (2026, 45000, 90000, []),
        (2026, 45100, 90000, ["limit_too_high_child"]),
        (2026, None, None, ["limit_missing"]),
    ],
)
def test_what_childrens_dental_care_may_cost_in_a_year(
    year: int, child: int | None, children: int | None, wrong: list[str]
) -> None:
    finding = found("dental_limit", filed(dental(child=child, children=children)), year)
    assert codes(finding) == wrong


def test_dental_rules_are_about_childrens_care_and_dental_plans_alone() -> None:
    adults = dental(child=100000, value="10", adult_only=True)
    for name in ("dental_limit", "dental_value"):
        assert found(name, filed(adults), 2018).outcome is Outcome.NONE
        assert found(name, filed(), 2018).outcome is Outcome.NONE
    assert found("yearly_limit", filed(dental(child=900000))).outcome is Outcome.NONE


def test_a_dental_limit_that_is_not_published_yet_is_unknown_and_stops_no_medical_plan() -> None:
    assert codes(found("dental_limit", filed(dental()), 2027)) == ["dental_limit_not_known"]
    assert found("dental_limit", filed(dental()), 2027).outcome is Outcome.UNKNOWN
    assert found("dental_limit", filed(), 2027).outcome is Outcome.NONE


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
