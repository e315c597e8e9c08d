"""The plan page: every figure is the filing's or the quote's, in the household's own variant."""

import csv
import io
from decimal import Decimal

import pytest

from coverport.core.money import cents, display, display_whole
from coverport.plans import variants
from coverport.plans.plan import Amount, Benefit, Example, Examples, Plan, Share, Stars, Urls, Variant
from coverport.shopping.plan_page import details
from coverport.shopping.plan_page.benefits import benefits_of, first_of, share_words
from coverport.shopping.plan_page.examples import examples_of
from coverport.shopping.search.result import Result
from tests.shopping.market import ALONE, COUPLE, quoted, text_of

VISIT = "Primary Care Visit to Treat an Injury or Illness"


def plan(**more) -> Plan:
    return Plan("99999NH0010001", "99999", "Granite", "Granite Silver", "silver", "HMO", "NH", **more)


def variant(number: str = "01", **more) -> Variant:
    deductibles = more.pop("deductibles", (Amount(covers="combined", individual=2_000_00, family=4_000_00),))
    return Variant(number, deductibles=deductibles, **more)


@pytest.mark.parametrize(("share", "words", "first"), [
    (Share(copay=25_00, copay_when="before"), "$25", "before"),
    (Share(copay=25_00), "$25", "before"),  # the template names only what waits
    (Share(copay=25_50, copay_when="after"), "$25.50 after deductible", "after"),
    (Share(copay=500_00, copay_when="after", per="day"), "$500 a day after deductible", "after"),
    (Share(copay=500_00, per="stay"), "$500 a stay", "before"),
    (Share(coinsurance=Decimal("20.00"), coinsurance_when="after"), "20% after deductible", "after"),
    (Share(copay=200_00, copay_when="before", coinsurance=Decimal(20), coinsurance_when="after"), "$200 and 20% after deductible", "part"),
    (Share(copay=0), "$0", "before"),
    (Share(copay=0, copay_when="after"), "$0 after deductible", "after"),
    (Share(copay=0, coinsurance=Decimal("12.5"), coinsurance_when="after"), "12.5% after deductible", "after"),
    (Share(coinsurance=Decimal(0)), "$0", "before"),
    (Share(not_covered=True, words="Not Covered"), "Not covered", ""),
    (Share(words="Ask us"), "Ask us", ""),
])  # fmt: skip
def test_a_share_is_told_in_figures_and_whether_the_deductible_comes_first(share, words, first):
    assert share_words(share) == words
    assert first_of(share) == first


def test_the_list_has_every_benefit_once_in_groups_known_ones_first():
    said = (
        Benefit("Magic Water", covered=True),
        Benefit("Specialist Visit", covered=True),
        Benefit("Acupuncture", covered=False),
    )
    found = benefits_of(plan(benefits=said, variants={"01": variant(shares={VISIT: (Share(copay=30_00),)})}), "01")
    assert [(group.slug, [row.name for row in group.rows]) for group in found.groups] == [
        ("visits", [VISIT, "Specialist Visit"]), ("recovery", ["Acupuncture"]), ("other", ["Magic Water"]),
    ]  # fmt: skip
    rows = {row.name: row for group in found.groups for row in group.rows}
    assert (rows[VISIT].covered, rows[VISIT].inside, rows[VISIT].first) == (True, "$30", "before")
    assert (rows["Specialist Visit"].covered, rows["Specialist Visit"].inside) == (True, "")
    assert (rows["Acupuncture"].inside, rows["Acupuncture"].first) == ("Not covered", "")
    assert not rows["Magic Water"].known


def test_names_are_known_however_a_file_spaces_them():
    spelled = "Outpatient Facility Fee (e.g.,  Ambulatory Surgery Center)"
    found = benefits_of(plan(benefits=(Benefit(spelled, covered=True),)), "01")
    assert [(group.slug, group.rows[0].known) for group in found.groups] == [("hospital", True)]


def test_what_comes_before_the_deductible_is_listed_only_where_there_is_one():
    shares = {VISIT: (Share(copay=30_00),), "Specialist Visit": (Share(copay=50_00, copay_when="after"),)}
    some = plan(variants={"01": variant(shares=shares)})
    none = plan(
        variants={"01": variant(shares=shares, deductibles=(Amount(covers="combined", individual=0, family=0),))}
    )
    assert [row.name for row in benefits_of(some, "01").before] == [VISIT]
    assert benefits_of(none, "01").before == ()


def test_limits_and_tiers_are_shown_where_the_filing_has_them():
    shares = {
        "Chiropractic Care": (Share(copay=30_00), Share("in_2", copay=60_00), Share("out", coinsurance=Decimal(50)))
    }
    said = (
        Benefit(
            "Chiropractic Care", covered=True, quantity=Decimal("12"), unit="Visit(s) per Year", outside_limit=True
        ),
    )
    found = benefits_of(plan(benefits=said, variants={"01": variant(shares=shares)}), "01")
    row = found.groups[0].rows[0]
    assert (found.second, found.outside) == (True, True)
    assert (row.second, row.outside, row.limit, row.outside_limit) == ("$60", "50%", "12 Visit(s) per Year", True)


def test_the_household_s_variant_is_read_and_the_standard_one_where_it_files_no_other():
    filed = {
        "01": variant(shares={VISIT: (Share(copay=30_00),)}),
        "06": variant("06", shares={VISIT: (Share(copay=5_00),)}),
    }
    both = plan(variants=filed)
    assert [benefits_of(both, number).groups[0].rows[0].inside for number in ("01", "04", "06")] == ["$30", "$30", "$5"]


def test_a_landscape_s_words_are_benefits_too():
    words = {
        "primary_care_physician": "$35",
        "medical_deductible_individual": "$2,000",
        "emergency_room": "20% Coinsurance after deductible",
    }
    found = benefits_of(plan(cost_sharing={"01": words}), "01")
    assert {row.name: row.inside for group in found.groups for row in group.rows} == {
        VISIT: "$35", "Emergency Room Services": "20% after deductible",
    }  # fmt: skip


def test_a_plan_of_which_nothing_is_said_has_no_list():
    assert benefits_of(plan(), "01").groups == ()
    assert examples_of(plan(), "01") == ()


def test_the_coverage_examples_are_summed_and_a_missing_part_is_never_zero():
    examples = Examples(
        baby=Example(2_000_00, 300_00, 1_000_00, 60_00), fracture=Example(deductible=800_00), diabetes=Example()
    )
    found = examples_of(plan(variants={"01": variant(examples=examples)}), "01")
    assert [(case.name, case.total) for case in found] == [
        ("Having a baby", 3_360_00), ("Managing type 2 diabetes", None), ("A simple fracture", 800_00),
    ]  # fmt: skip
    assert found[2].copay is None


def test_quality_says_stars_or_why_there_are_none():
    rated = details.quality_of(
        plan(stars=Stars(2026, overall=4, member_experience=3), claims_received=1000, claims_denied=150)
    )
    assert (rated.stars, rated.claims) == ((("All together", 4), ("What members say", 3)), (150, 1000))
    unrated = details.quality_of(plan(stars=Stars(2026, why_not="New plan")))
    assert (unrated.stars, unrated.why_not) == ((), "New plan")
    assert details.quality_of(plan()).claims is None


def test_pages_without_a_scheme_get_one_and_the_variant_s_own_summary_goes_first():
    one = plan(
        urls=Urls(sbc="example.org/sbc", network="https://example.org/doctors"),
        variants={"06": variant("06", sbc="https://example.org/06")},
    )
    assert details.documents_of(one, "01") == [("http://example.org/sbc", "Summary of benefits and coverage")]
    assert details.documents_of(one, "06") == [("https://example.org/06", "Summary of benefits and coverage")]
    assert details.directories_of(one) == [("https://example.org/doctors", "Doctors and hospitals of the plan")]


def test_the_page_shows_the_household_s_variant_price_and_years(shopper):
    found = quoted([30], 28_000_00)
    price = next(each for each in found.plans if each.plan.metal_level == "silver")
    assert price.csr_variant == "05"  # 175 percent of the poverty line
    page = text_of(shopper.get(f"/federal/plans/{price.plan.plan_id}?{ALONE}"))
    assert f"You pay each month {display(price.after_credit)}" in page
    assert "These are the lower amounts of your extra savings" in page
    filed = variants.of(price.plan, "05")
    assert filed is not None
    assert filed.number == "05"
    for group in benefits_of(price.plan, "05").groups:
        for row in group.rows:
            assert row.name in page
            assert row.inside in page
    for use in ("low", "medium", "high"):
        result = Result(found.priced, uses=[use])
        place = result.columns.position_of[price.row]
        assert display_whole(int(result.yearly_cost[place])) in page
    examples = examples_of(price.plan, "05")
    assert len(examples) == 3
    for case in examples:
        assert f"You would pay {display_whole(case.total)}" in page


def test_a_family_s_bad_year_is_that_of_one_person(shopper):
    found = quoted([40, 38], 60_000_00)
    price = found.plans[0]
    page = text_of(shopper.get(f"/federal/plans/{price.plan.plan_id}?{COUPLE}"))
    result = Result(found.priced, uses=["medium", "medium"])
    total = price.after_credit * 12 + int(result.bad_year[result.columns.position_of[price.row]])
    assert f"A bad year for one of you {display_whole(price.after_credit * 12)}" in page
    assert display_whole(total) in page


@pytest.mark.parametrize(("uses", "row"), [
    ("", "A medium amount of care, each of you"),
    ("&use=low&use=low", "Little care, each of you"),
    ("&use=low&use=high", "The care that each of you expects"),
])  # fmt: skip
def test_the_expected_and_the_bad_year_are_those_of_the_list_to_the_cent(shopper, uses, row):
    """Each person's own use: on the list, on the plan's page and side by side."""
    asked = COUPLE + uses
    listed = csv.DictReader(io.StringIO(shopper.get(f"/federal/plans.csv?{asked}").content.decode("utf-8-sig")))
    figures = {each["plan_id"]: each for each in listed if each["year_expected"]}
    assert len(figures) > 3
    for plan_id in list(figures)[:3]:
        page = shopper.get(f"/federal/plans/{plan_id}?{asked}")
        expected, bad = (cents(figures[plan_id][name]) for name in ("year_expected", "year_bad"))
        year = page.context["year"]
        totals = {each.use: each.total for each in year.years}
        assert (totals[year.expected], totals["bad_year"]) == (expected, bad)
        assert f"Expected year: {row} " in text_of(page)
        beside = text_of(shopper.get(f"/federal/compare?{asked}&plan={plan_id}"))
        assert f"Expected year: {row} {display_whole(expected)}" in beside
        assert f"A bad year for one of you {display_whole(bad)}" in beside


def test_the_plan_id_may_be_spelled_in_small_letters(shopper):
    plan_id = quoted([30], 28_000_00).plans[0].plan.plan_id
    assert shopper.get(f"/federal/plans/{plan_id.lower()}?{ALONE}").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "zip=03301", "zip=9&age=30&year=2027", "zip=03301&age=200", "zip=03301&age=30&income=x"]
)
def test_whoever_lacks_an_answer_is_sent_where_it_is_asked_with_what_was_typed(shopper, query):
    plan_id = quoted([30], 28_000_00).plans[0].plan.plan_id
    for page in (f"plans/{plan_id}", "compare", "dental"):
        answer = shopper.get(f"/federal/{page}?{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/federal/plans?{query}")
