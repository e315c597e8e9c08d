"""The payment for months without coverage, 26 USC 5000A: examples of the regulation, the IRS, VITA, TAS and HealthCare.gov."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.eligibility.proofs.tax import EVIDENCE
from coverport.eligibility.tax.coverage_months import covered, gaps, grown_up, short_gap
from coverport.eligibility.tax.facts import BadFacts
from coverport.eligibility.tax.mandate_facts import Coverage, Exemption, MandateFacts, Member
from coverport.eligibility.tax.mandate_law import MandateYear, mandate_year
from coverport.eligibility.tax.penalty_command import main
from coverport.eligibility.tax.shared_responsibility import Payment, nearest, shared_responsibility
from coverport.eligibility.words.tax import SENTENCES
from coverport.law.loader import MissingLaw

ADULT, CHILD = date(1980, 5, 5), date(2008, 6, 6)


def member(name: str = "1", born: date = ADULT, **more: Any) -> Member:
    return Member(id=name, birth_date=born, **more)


def household(year: int, income: float, *people: Member, status: str = "single", **more: Any) -> MandateFacts:
    facts = {"filing_status": status, "people": people or (member(),)}
    return MandateFacts(**{"year": year, "income": round(income * 100)} | facts | more)


def couple_and(children: int, **more: Any) -> tuple[Member, ...]:
    adults = (member("1", **more), member("2", **more))
    return (*adults, *(member(str(3 + place), CHILD, **more) for place in range(children)))


def owed(facts: MandateFacts, law: MandateYear | None = None) -> Payment:
    return shared_responsibility(facts, law or mandate_year(facts.year))


def with_threshold(year: int, **dollars: int) -> MandateYear:
    law = mandate_year(year)
    return msgspec.structs.replace(law, filing_threshold=msgspec.structs.replace(law.filing_threshold, **dollars))


def with_bronze(law: MandateYear, month: int) -> MandateYear:
    assert law.bronze is not None
    return msgspec.structs.replace(law, bronze=msgspec.structs.replace(law.bronze, month=month))


def without(*months: int) -> tuple[int, ...]:
    """Covered in all months but these."""
    return tuple(month for month in range(1, 13) if month not in months)


# Worked examples


def test_irs_2014_single() -> None:
    """IRS, Calculating the payment, 2014: income 40,000, threshold 10,150, one percent of 29,850 is 298.50."""
    found = owed(household(2014, 40_000))
    assert (found.payment, found.cap, found.payment_dollars) == (298_50, 204_00 * 12, 299)


def test_irs_2014_couple_with_two_children() -> None:
    """IRS, 2014: income 70,000, threshold 20,300, 497; flat 285 (95 + 95 + 47.50 + 47.50); cap 9,792."""
    found = owed(household(2014, 70_000, *couple_and(2), status="married_jointly"))
    assert (found.payment, found.cap, found.months[0].flat) == (497_00, 9_792_00, 285_00)
    assert found.reasons[0].code == "mandate_income_part"


def test_vita_2018_single() -> None:
    """VITA training, 2018: income 40,000, threshold 12,000: 700, 58.33 a month."""
    found = owed(household(2018, 40_000))
    assert (found.payment, found.months[0].amount) == (700_00, 58_33)


def test_healthcare_gov_2016() -> None:
    """HealthCare.gov, 2016: 2.5 percent of 40,000 less 10,150 (the threshold that its example takes) is 746.25; family at most 2,085."""
    assert owed(household(2016, 40_000), with_threshold(2016, single=10_150)).payment == 746_25
    family = owed(household(2016, 60_000, *couple_and(4), status="married_jointly"))
    assert family.payment == 2_085_00


def test_tas_2018_single_of_20_000() -> None:
    """Taxpayer Advocate Service, 2018: 2.5 percent of 8,000 is 200; the flat amount of 695 is more."""
    found = owed(household(2018, 20_000))
    assert (found.payment, found.reasons[0].code) == (695_00, "mandate_flat")


def test_tas_2018_family_with_two_gaps() -> None:
    """Taxpayer Advocate Service, 2018: August and September are the short gap, December is owed: 2,085 / 12 = 173.75."""
    people = couple_and(2, covered_months=without(8, 9, 12))
    found = owed(household(2018, 60_000, *people, status="married_jointly"))
    assert (found.payment, [each.month for each in found.months], found.payment_dollars) == (173_75, [12], 174)
    assert {each.exempt for each in found.people} == {(8, 9)}


# 26 CFR 1.5000A-4(d): threshold 12,000 (single) and 24,000 (joint), bronze 5,000 and 20,000 a year
REGULATION = with_bronze(with_threshold(2016, single=12_000, married_jointly=24_000), 417)


@pytest.mark.parametrize(("months", "payment"), [((), 2_700_00), (tuple(range(1, 7)), 1_350_00)])
def test_the_regulations_unmarried_taxpayer(months: tuple[int, ...], payment: int) -> None:
    """26 CFR 1.5000A-4(d), examples 1 and 2: 120,000 less 12,000 at 2.5 percent, for the whole year and for half of it."""
    assert owed(household(2016, 120_000, member(covered_months=months)), REGULATION).payment == payment


def test_the_regulations_family() -> None:
    """26 CFR 1.5000A-4(d): H and J with children of 21, 15 and 10: flat 2,085 (of 2,780), income 2,400, 200 a month."""
    children = (member("k", date(1995, 1, 5)), member("l", date(2001, 1, 5)), member("m", date(2006, 1, 5)))
    found = owed(
        household(2016, 120_000, member("h"), member("j"), *children, status="married_jointly"),
        with_bronze(REGULATION, 334),
    )
    assert (found.months[0].flat, found.months[0].amount, found.payment) == (2_085_00, 200_00, 2_400_00)


def test_children_add_no_exemptions_to_the_threshold() -> None:
    """A broker's page takes standard deduction and an exemption for each child as the threshold, and gets 318; the law says 497."""
    assert owed(household(2014, 70_000, *couple_and(2), status="married_jointly")).threshold == 20_300_00


# The two amounts, the cap


@pytest.mark.parametrize(
    ("year", "adult", "child", "family"),
    [
        (2014, 95_00, 47_50, 285_00),
        (2015, 325_00, 162_50, 975_00),
        (2016, 695_00, 347_50, 2_085_00),
        (2018, 695_00, 347_50, 2_085_00),
    ],
)
def test_flat_amounts_of_each_year(year: int, adult: int, child: int, family: int) -> None:
    def flat(*people: Member) -> int:
        return owed(household(year, 30_000, *people, status="married_jointly")).months[0].flat

    assert flat(member()) == adult
    assert flat(member("1", CHILD)) == child
    assert flat(*couple_and(1)) == 2 * adult + child
    assert flat(*couple_and(2)) == flat(*couple_and(7)) == family


@pytest.mark.parametrize(("year", "bronze"), [(2014, 204), (2015, 207), (2016, 223), (2017, 272), (2018, 283)])
def test_the_cap_counts_five_people_at_most(year: int, bronze: int) -> None:
    rich = owed(household(year, 5_000_000))
    many = owed(household(year, 5_000_000, *couple_and(7), status="married_jointly"))
    assert (rich.payment, many.payment) == (bronze * 12 * 100, bronze * 5 * 12 * 100)
    assert rich.reasons[-1].code == "mandate_capped"


def test_the_larger_amount_is_taken_month_by_month() -> None:
    """Income part 400; two adults are 1,390, one is 695."""
    people = (member("1"), member("2", covered_months=tuple(range(7, 13))))
    found = owed(household(2016, 36_700, *people, status="married_jointly"))
    assert [each.amount for each in found.months] == [115_83] * 6 + [57_92] * 6
    assert found.payment == (1_390_00 + 695_00) // 2
    assert found.reasons[0].code == "mandate_mixed"


@pytest.mark.parametrize(
    ("status", "aged", "threshold"),
    [
        ("single", 0, 10_400),
        ("single", 1, 11_950),
        ("head_of_household", 0, 13_400),
        ("married_jointly", 0, 20_800),
        ("married_jointly", 2, 23_300),
        ("married_separately", 0, 4_050),
        ("surviving_spouse", 0, 16_750),
    ],
)
def test_filing_thresholds_of_2017(status: str, aged: int, threshold: int) -> None:
    """2017 instructions for Form 8965, step 4."""
    found = owed(household(2017, 100_000, status=status, filers_65=aged))
    assert found.threshold == threshold * 100


@pytest.mark.parametrize(("income", "payment"), [(10_349.99, 0), (10_350, 0), (10_350.01, 695_00)])
def test_income_not_over_the_filing_threshold_owes_nothing(income: float, payment: int) -> None:
    """Instructions for Form 8965, step 4: zero or less over the threshold stops."""
    assert owed(household(2016, income)).payment == payment


def test_gross_income_under_the_threshold_owes_nothing() -> None:
    found = owed(household(2016, 12_000, gross_income=10_349_99))
    assert (found.payment, found.reasons[0].code) == (0, "mandate_gross_income_below_threshold")


@pytest.mark.parametrize(("year", "code"), [(2018, "mandate_flat"), (2019, "mandate_ended"), (2026, "mandate_ended")])
def test_from_2019_nothing_is_owed(year: int, code: str) -> None:
    found = owed(household(year, 20_000))
    assert ((found.payment > 0), found.reasons[0].code) == (year == 2018, code)


def test_before_2014_there_is_no_law() -> None:
    with pytest.raises(MissingLaw):
        mandate_year(2013)


def test_who_can_be_claimed_owes_nothing() -> None:
    assert owed(household(2016, 40_000, claimed_by_another=True)).payment == 0


# Months


@pytest.mark.parametrize(
    ("birthday", "adult_from"),
    [
        (date(1999, 2, 28), 3),
        (date(1999, 3, 1), 4),  # 26 CFR 1.5000A-4(b)(2)(iii): 18 is reached on March 1, 2017, not before that day
        (date(1999, 3, 2), 4),
        (date(1999, 3, 31), 4),
        (date(1998, 12, 31), 1),
        (date(1999, 1, 1), 2),
    ],
)
def test_a_person_counts_half_until_the_month_after_18(birthday: date, adult_from: int) -> None:
    first = next(month for month in range(1, 13) if grown_up(birthday, 2017, month, 18))
    assert first == adult_from


def test_who_turns_18_owes_both_amounts() -> None:
    found = owed(household(2016, 15_000, member("1", date(1998, 6, 15))))
    assert [each.flat for each in found.months] == [347_50] * 6 + [695_00] * 6
    assert found.payment == 521_25


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([("2016-03-02", "2016-06-25")], {3, 4, 5, 6}),
        ([("2015-11-01", "2016-01-01")], {1}),
        ([("2016-02-29", "2016-02-29")], {2}),
        ([("2016-12-31", None)], {12}),
        ([("2015-01-01", "2015-12-31")], set()),
        ([("2017-01-01", None)], set()),
        ([("2014-01-01", None)], set(range(1, 13))),
    ],
)
def test_one_day_covers_the_month(spans: list[tuple[str, str | None]], months: set[int]) -> None:
    coverage = tuple(Coverage(start=date.fromisoformat(a), end=b and date.fromisoformat(b)) for a, b in spans)
    assert covered(member(coverage=coverage), 2016) == months


@pytest.mark.parametrize(
    ("uncovered", "before", "exempt"),
    [
        # Instructions for Form 8965: two months are free, three are not, of two gaps the first
        ({2, 3}, 0, (2, 3)),
        ({2, 3, 4}, 0, ()),
        ({5, 11, 12}, 0, (5,)),
        # HealthCare.gov, exemptions tool: covered to March 2 and from June 25
        ({4, 5}, 0, (4, 5)),
        # November 2014 to January 2015: free for 2014, not for 2015
        ({11, 12}, 0, (11, 12)),
        ({1}, 2, ()),
        ({1}, 1, (1,)),
        ({1, 2}, 0, (1, 2)),
        # A long gap does not use up the short one
        ({1, 2, 3, 4, 12}, 0, (12,)),
        (set(range(1, 13)), 0, ()),
        (set(), 5, ()),
    ],
)
def test_the_short_gap(uncovered: set[int], before: int, exempt: tuple[int, ...]) -> None:
    assert short_gap(uncovered, before, 3) == exempt


def test_gaps_are_runs_of_months() -> None:
    assert gaps({1, 2, 5, 7, 8, 9}) == [(1, 2), (5,), (7, 8, 9)]


def test_an_exempt_month_ends_a_gap() -> None:
    """26 CFR 1.5000A-3(j)(2): a month exempt for another reason counts as covered; February to April alone would be three."""
    prison = Exemption(kind="incarcerated", months=(4,))
    found = owed(household(2016, 30_000, member(covered_months=without(2, 3, 4), exemptions=(prison,))))
    assert (found.people[0].exempt, found.payment) == ((2, 3, 4), 0)


def test_months_before_a_birth_are_nobodys() -> None:
    child = member("2", date(2016, 9, 9), in_family=(9, 10, 11, 12))
    found = owed(household(2016, 15_000, member("1", covered_months=without()), child))
    assert [each.month for each in found.months] == [9, 10, 11, 12]
    assert found.people[1].exempt == ()


# Exemptions


@pytest.mark.parametrize(
    "kind", ["hardship", "religious_conscience", "ministry", "tribe", "incarcerated", "not_lawfully_present"]
)
def test_each_exemption_frees_its_months(kind: Any) -> None:
    exempt = Exemption(kind=kind, months=(1, 2, 3, 4, 5, 6))
    found = owed(household(2016, 15_000, member(exemptions=(exempt,))))
    assert found.people[0].exempt == (1, 2, 3, 4, 5, 6)
    assert found.payment == 347_50
    assert found.people[0].reasons[0].code == f"mandate_{kind}"


@pytest.mark.parametrize(
    ("year", "percent"), [(2014, "8.00"), (2015, "8.05"), (2016, "8.13"), (2017, "8.16"), (2018, "8.05")]
)
def test_coverage_over_the_years_share_of_income_is_unaffordable(year: int, percent: str) -> None:
    """26 USC 5000A(e)(1): exactly the share is affordable, a cent more is not."""
    at = round(float(percent) * 30_000)  # cents: percent of 30,000 dollars
    outcomes = []
    for cost in (at - 1, at, at + 1):
        exempt = Exemption(kind="unaffordable", required_contribution=cost)
        outcomes.append(owed(household(year, 30_000, member(exemptions=(exempt,)))).payment)
    assert [payment > 0 for payment in outcomes] == [True, True, False]


def test_pay_taken_before_tax_for_coverage_is_income_here() -> None:
    """26 CFR 1.5000A-3(e)(2)(iii)."""
    exempt = Exemption(kind="unaffordable", required_contribution=2_500_00, salary_reduction=1_000_00)
    found = owed(household(2016, 30_000, member(exemptions=(exempt,))))
    assert found.payment > 0  # 8.13 percent of 31,000 is 2,520.30
    without_it = msgspec.structs.replace(exempt, salary_reduction=0)
    assert owed(household(2016, 30_000, member(exemptions=(without_it,)))).payment == 0


def test_what_is_unaffordable_must_say_what_it_costs() -> None:
    with pytest.raises(BadFacts) as refused:
        owed(household(2016, 30_000, member(exemptions=(Exemption(kind="unaffordable"),))))
    assert refused.value.field == "people[0].exemptions[0].required_contribution"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (household(2016, 1, member(), member()), "people[1].id"),
        (household(2016, 1, member("1", date(2017, 1, 1))), "people[0].birth_date"),
        (household(2016, 1, state="QQ"), "state"),
        (household(2016, 1, member(), member("2"), family_size=1), "family_size"),
        (
            household(2016, 1, member(coverage=(Coverage(start=date(2016, 2, 2), end=date(2016, 2, 1)),))),
            "people[0].coverage[0].to",
        ),
    ],
)
def test_facts_that_cannot_be_right_are_refused_by_path(facts: MandateFacts, field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        owed(facts)
    assert refused.value.field == field


# Properties

MONTHS = st.sets(st.integers(1, 12))
YEARS = st.integers(2014, 2018)


@given(YEARS, st.integers(0, 400_000), MONTHS, MONTHS)
def test_more_coverage_never_owes_more(year: int, income: int, mine: set[int], more: set[int]) -> None:
    """A covered month may cut the free gap from two months to one, but then it is itself one month less."""
    less, all_ = (owed(household(year, income, member(covered_months=tuple(months)))) for months in (mine, mine | more))
    assert all_.payment <= less.payment
    assert len(all_.people[0].owed if all_.people else ()) <= len(less.people[0].owed if less.people else ())


@given(YEARS, st.integers(0, 400_000), st.integers(0, 400_000), MONTHS)
def test_more_income_never_owes_less(year: int, one: int, other: int, months: set[int]) -> None:
    less, more = (
        owed(household(year, income, *couple_and(1, covered_months=tuple(months)), status="married_jointly"))
        for income in sorted((one, other))
    )
    assert less.payment <= more.payment


@given(YEARS, st.integers(0, 2_000_000), st.integers(0, 6), MONTHS)
def test_the_payment_is_the_sum_of_its_months_and_never_over_the_cap(
    year: int, income: int, children: int, months: set[int]
) -> None:
    found = owed(household(year, income, *couple_and(children, covered_months=tuple(months)), status="married_jointly"))
    exact = sum((Fraction(max(each.flat, each.income_part), 12) for each in found.months), Fraction(0))
    assert abs(found.total - nearest(exact)) <= 1
    assert found.payment == min(found.total, found.cap if found.cap is not None else found.total)
    assert abs(found.payment - found.payment_dollars * 100) <= 50
    assert re_evaluates(found)


@given(st.permutations(list(couple_and(2, covered_months=(1, 2)))))
def test_the_order_of_people_never_matters(people: list[Member]) -> None:
    assert owed(household(2016, 60_000, *people, status="married_jointly")).payment == 2_085_00 * 10 // 12


# Reasons


def re_evaluates(found: Payment) -> bool:
    reasons = [*found.reasons, *(reason for each in found.people for reason in each.reasons)]
    return all(EVIDENCE[reason.code][1](reason.facts) for reason in reasons)


def test_every_reason_of_the_payment_is_reached_proves_itself_and_has_words() -> None:
    kinds: tuple[Any, ...] = (
        "hardship", "religious_conscience", "ministry", "tribe", "incarcerated", "not_lawfully_present",
    )  # fmt: skip
    unaffordable = Exemption(kind="unaffordable", required_contribution=9_000_00)
    cases = [
        household(2019, 30_000),
        household(2016, 30_000, claimed_by_another=True),
        household(2016, 9_000),
        household(2016, 12_000, gross_income=9_000_00),
        household(2016, 30_000, member(covered_months=without())),
        household(2016, 90_000),
        household(2016, 20_000, member(covered_months=without(2, 3, 12))),
        household(2016, 36_700, member("1"), member("2", covered_months=(1, 2, 3)), status="married_jointly"),
        household(2016, 9_000_000),
        household(2016, 30_000, member(exemptions=(unaffordable,))),
        *(household(2016, 30_000, member(exemptions=(Exemption(kind=kind),))) for kind in kinds),
    ]
    found = [owed(facts) for facts in cases]
    reasons = [
        reason for each in found for reason in (*each.reasons, *(one for who in each.people for one in who.reasons))
    ]
    ours = {code for code in EVIDENCE if code.startswith("mandate_")} - {"mandate_unaffordable_attested"}
    assert {reason.code for reason in reasons} == ours
    assert all(re_evaluates(each) for each in found)
    for reason in reasons:
        told = {name: str(value) for name, value in reason.facts.items()}
        assert all((text % told).endswith(".") for text in SENTENCES[reason.code])


def test_a_tampered_payment_no_longer_adds_up() -> None:
    reason = owed(household(2014, 40_000)).reasons[0]
    for fact in ("income", "threshold", "income_part", "total"):
        value = reason.facts[fact]
        assert isinstance(value, int)
        assert not EVIDENCE[reason.code][1](reason.facts | {fact: value + 5_000})


# The command


def test_the_command_prints_the_federal_payment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        "year": 2018,
        "filing_status": "single",
        "income": "40000",
        "people": [{"id": "ana", "birth_date": "1980-05-05", "coverage": [{"from": "2018-01-01", "to": "2018-03-01"}]}],
    }
    file = tmp_path / "penalty.json"
    file.write_text(json.dumps(document))
    assert main([str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    federal = told["federal"]
    assert (told["state"], federal["payment"], federal["payment_on_return"]) == (None, "525.00", 525)
    assert federal["months"][0] == {
        "month": 4, "people": ["ana"], "flat_year": "695.00", "income_part_year": "700.00", "amount": "58.33",
    }  # fmt: skip
    assert federal["people"][0]["covered"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"people": [{"id": "ana", "birth_date": "1980-05-32"}]}, "people[0].birth_date: Invalid RFC3339"),
        (
            {"people": [{"id": "ana", "birth_date": "1980-05-05", "covered_months": [13]}]},
            "people[0].covered_months[0]",
        ),
        ({"income": None}, "income: Expected int, got null"),
        ({"year": 2013}, "mandate.amounts is not known for 2013-01-01"),
        ({"state": "TX"}, "mandate.formula in TX is not known for 2018-01-01"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], told: str
) -> None:
    document = {
        "year": 2018,
        "filing_status": "single",
        "income": 1,
        "people": [{"id": "a", "birth_date": "1980-05-05"}],
    }
    file = tmp_path / "penalty.json"
    file.write_text(json.dumps(document | change))
    assert main([str(file)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert told in said.err


def test_the_schema_describes_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--schema"]) == 0
    for made in json.loads(capsys.readouterr().out)["$defs"].values():
        assert all(field.get("description") for field in made["properties"].values()), made["title"]
