"""Worked examples from the regulations, the forms, agencies' training material and those who teach it, each with its source.

A figure that comes from no source but the text of a rule was worked out by hand from the guideline: nothing here asks our law for a number.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from coverport.eligibility.facts import Application, Deduction, EmployerOffer, Immigration, IncomeLine, TaxHousehold
from tests.eligibility.families import family
from tests.eligibility.households import household, parents_and_children, person, single


class Example(NamedTuple):
    """source: who worked it; asked; told: what the answer says, by person and field, or by field of the one return."""

    source: str
    asked: Application
    told: dict[str, Any]
    benchmark: float | None = 1_000
    poverty: tuple[int, int] | None = None


def adult(dollars: float, year: int = 2014, state: str = "TX", age: int = 40, **more: Any) -> Application:
    return household(single(age, **more), dollars, state=state, year=year)


def people(
    told: str,
    ties: str = "",
    returns: str = "",
    *,
    state: str = "TX",
    year: int = 2014,
    on: date | None = None,
    **facts: Any,
) -> Application:
    """A family in a line of text (see families.py); who is not said to be otherwise is a citizen without other coverage."""
    asked = family(told, ties, returns, **facts)
    citizens = tuple(
        replace(one, citizen=one.citizen if one.citizen is not None or one.immigration else True, other_coverage=bool(one.other_coverage))
        for one in asked.people
    )  # fmt: skip
    day = on or date(year - 1, 12, 10)
    return replace(asked, state=state, coverage_year=year, decided_on=day, people=citizens)


def month(dollars: float, kind: Any = "wages") -> dict[str, Any]:
    """Income of that much a month."""
    return {"income": (IncomeLine(kind=kind, amount=round(dollars * 100), period="month"),)}


def offer(who: str, *covers: str, **more: Any) -> tuple[EmployerOffer, ...]:
    return (EmployerOffer(employee=who, covers=(who, *covers), minimum_value=True, **more),)


OF_2012 = (11_170, 3_960)  # the poverty guideline that Treasury's examples use

EXAMPLES = [
    # 26 CFR 1.36B-3(g)(3): the applicable percentage
    Example(
        "26 CFR 1.36B-3(g)(3), example 1: 275 percent",
        adult(31_597.50),
        {"figure": "0.0878", "whole": 275, "share": "231.19"},
    ),
    Example(
        "26 CFR 1.36B-3(g)(3), example 2: 210 percent",
        adult(24_129),
        {"figure": "0.0665", "whole": 210, "credit": "866.29"},
    ),
    # 26 CFR 1.36B-4(a)(4): projected and real income of one year. A month is a twelfth of what the example has for the year.
    # All but the last are recalled; each adds up by itself.
    Example(
        "26 CFR 1.36B-4(a)(4), example 1: 27,925 projected, 8.05 percent, 5,200 - 2,248 = 2,952",
        adult(27_925),
        {"whole": 250, "figure": "0.0805", "credit": "246.00"},
        433.33,
        OF_2012,
    ),
    Example(
        "26 CFR 1.36B-4(a)(4), example 1: 33,622 in the end, 9.5 percent, 5,200 - 3,194 = 2,006",
        adult(33_622),
        {"whole": 301, "figure": "0.0950", "credit": "167.16"},
        433.33,
        OF_2012,
    ),
    Example(
        "26 CFR 1.36B-4(a)(4), example 2: 23,905 in the end, 6.79 percent, 5,200 - 1,623 = 3,577",
        adult(23_905),
        {"whole": 214, "figure": "0.0679", "credit": "298.07"},
        433.33,
        OF_2012,
    ),
    Example(
        "26 CFR 1.36B-4(a)(4), a family of three: 63,388, 332 percent, 14,100 - 6,022 = 8,078",
        people("b 40; x 9; y 7", "x child b; y child b", "b: x, y", b={"income_year": 63_388_00}),
        {"whole": 332, "figure": "0.0950", "credit": "673.18"},
        1_175,
        OF_2012,
    ),
    Example(
        "26 CFR 1.36B-4(a)(4), the same family in the end: 68,779, 14,100 - 6,534 = 7,566",
        people("b 40; x 9; y 7", "x child b; y child b", "b: x, y", b={"income_year": 68_779_00}),
        {"whole": 360, "figure": "0.0950", "credit": "630.50"},
        1_175,
        OF_2012,
    ),
    Example(
        "26 CFR 1.36B-4(a)(4), two people: 28,747 x .0584 = 1,679 a year",
        people("e 40; f 9", "f child e", "e: f", e={"income_year": 28_747_00}),
        {"whole": 190, "figure": "0.0584", "share": "139.90"},
        600,
        OF_2012,
    ),
    # Form 8962 and its instructions
    Example(
        "Form 8962, line 5: 6,998 of 14,580 is 47, never rounded up",
        adult(6_998, 2024),
        {"whole": 47, "percent": "47.9973", "1.aptc": "no"},
    ),
    Example(
        "Form 8962, line 7: 309 percent in 2024 is 0.06225, so 0.0623",
        adult(45_052.20, 2024),
        {"whole": 309, "figure": "0.0623"},
    ),
    Example(
        "Form 8962, line 8a: 38,337 x .0448 = 1,717 in 2024",
        adult(38_337, 2024),
        {"whole": 262, "figure": "0.0448", "share": "143.12"},
    ),
    Example(
        "Form 8962, line 5: income over 400 percent is entered as 401",
        adult(60_241, 2025),
        {"whole": 401, "percent": "400.0066", "figure": "0.0850"},
    ),
    Example("Form 8962, line 5: 1.8545 of poverty is 185", adult(21_308.21), {"whole": 185, "percent": "185.4500"}),
    # The IRS's slides on the premium tax credit: who is within 100 to 400 percent for 2014
    *(
        Example(f"IRS, ABCs of the Premium Tax Credit: {who} at {dollars:,}", asked, {"1.aptc": told})
        for who, dollars, asked, told in [
            ("one person", 11_489, adult(11_489), "no"),
            ("one person", 11_490, adult(11_490), "yes"),
            ("one person", 45_960, adult(45_960), "yes"),
            ("one person", 45_961, adult(45_961), "no"),
            ("two people", 15_510, household((person(1, 40), person(2, 38, "spouse")), 15_510, state="TX"), "yes"),
            ("two people", 62_040, household((person(1, 40), person(2, 38, "spouse")), 62_040, state="TX"), "yes"),
            ("two people", 62_041, household((person(1, 40), person(2, 38, "spouse")), 62_041, state="TX"), "no"),
            ("four people", 23_550, household(parents_and_children(9, 7), 23_550, state="TX"), "yes"),
            ("four people", 94_200, household(parents_and_children(9, 7), 94_200, state="TX"), "yes"),
            ("four people", 94_201, household(parents_and_children(9, 7), 94_201, state="TX"), "no"),
        ]
    ),
    # Beyond the Basics (CBPP), key facts on premium tax credits, 2014, as recalled; KFF
    Example(
        "Beyond the Basics: John, 28,735, pays 8.05 percent, 2,313; 5,733 - 2,313 = 3,420",
        adult(28_735, age=24),
        {"whole": 250, "figure": "0.0805", "share": "192.76", "credit": "284.99"},
        477.75,
    ),
    Example(
        "Beyond the Basics: a family of four, 58,875, pays 4,739; 14,245 - 4,739 = 9,506",
        household(parents_and_children(9, 7), 58_875, state="TX"),
        {"whole": 250, "figure": "0.0805", "share": "394.95", "credit": "792.13"},
        1_187.08,
    ),
    Example(
        "Beyond the Basics: an income under the benchmark's price leaves no credit",
        adult(40_000),
        {"1.aptc": "yes", "credit": "0.00", "share": "316.67"},
        200,
    ),
    Example(
        "KFF: 60 years old with 50,000 in 2021, 392 percent",
        adult(50_000, 2021, age=60),
        {"whole": 391, "figure": "0.0828", "credit": "655.00"},
    ),
    Example(
        "KFF: 138 percent for one person in 2025 is 21,597",
        household(single(), 21_597, state="WV", year=2025, on=date(2025, 6, 1)),
        {"1.medicaid": "yes"},
    ),
    Example(
        "KFF: and a cent more is not",
        household(single(), 21_597.01, state="WV", year=2025, on=date(2025, 6, 1)),
        {"1.medicaid": "no"},
    ),
    Example(
        "P.L. 117-2 s. 9661: 90,000 in 2021 pays 8.5 percent",
        adult(90_000, 2021),
        {"whole": 401, "share": "637.50", "credit": "162.50"},
        800,
    ),
    Example(
        "P.L. 117-2 s. 9661: 150 percent pays nothing",
        adult(19_140, 2021),
        {"figure": "0.0000", "credit": "500.00"},
        500,
    ),
    # Guidelines that are no straight line, and those of Alaska and Hawaii
    Example(
        "HHS guideline of 2016, seven people: 36,730",
        household(parents_and_children(9, 8, 7, 6, 5), 36_730, state="TX", year=2017),
        {"percent": "100.0000", "figure": "0.0204", "share": "62.44"},
        3_000,
    ),
    Example(
        "the same at 400 percent",
        household(parents_and_children(9, 8, 7, 6, 5), 146_920, state="TX", year=2017),
        {"percent": "400.0000", "figure": "0.0969", "share": "1186.38", "credit": "1813.62"},
        3_000,
    ),
    Example(
        "HHS guideline of 2018 for Hawaii, two people: 18,930",
        household((person(1, 40), person(2, 38, "spouse")), 37_860, state="HI", year=2019),
        {"percent": "200.0000", "figure": "0.0654", "credit": "693.66"},
        900,
    ),
    Example("Alaska in 2026, 138 percent of 19,550 is 26,979", adult(26_979, 2026, "AK"), {"1.medicaid": "yes"}),
    Example("Alaska in 2026, a cent more", adult(26_979.01, 2026, "AK"), {"1.medicaid": "no", "1.aptc": "yes"}),
    Example(
        "Alaska in 2026, 150 percent is 29,325",
        adult(29_325, 2026, "AK"),
        {"figure": "0.0419", "1.csr_variant": "06", "credit": "797.61"},
        900,
    ),
    Example(
        "Alaska in 2026, 200 percent is 39,100",
        adult(39_100, 2026, "AK"),
        {"figure": "0.0660", "1.csr_variant": "05", "credit": "684.95"},
        900,
    ),
    Example(
        "Alaska in 2026, 400 percent is 78,200", adult(78_200, 2026, "AK"), {"figure": "0.0996", "credit": "350.94"}
    ),
    Example("Alaska in 2026, a dollar more", adult(78_201, 2026, "AK"), {"1.aptc": "no", "credit": "0.00"}),
    # Households for Medicaid: Alaska's MAGI manual 817-2, RIPIN, CMS's training of July 2013, 42 CFR 435.603(f)
    Example(
        "Alaska MAGI manual 817-2, example 1: Lily and Bill are not married, Bill claims Bella",
        people(
            "lily 30; bill 31; bella 1",
            "bella child lily, bill",
            "lily:; bill: bella",
            state="AK",
            lily=month(1_000),
            bill=month(800),
        ),
        {
            "lily.size": 1,
            "lily.magi": "12000.00",
            "bill.size": 2,
            "bill.magi": "9600.00",
            "bella.size": 3,
            "bella.magi": "21600.00",
        },
    ),
    Example(
        "Alaska MAGI manual 817-2, example 2: Casey, 20, on his own",
        people("casey 20", state="AK", casey=month(1_300)),
        {"casey.size": 1, "casey.magi": "15600.00"},
    ),
    Example(
        "Alaska MAGI manual 817-2, example 3: April, Jason and twins of 13 do not file; assistance is no income",
        people(
            "april 35; jason 36; deanna 13; meg 13",
            "april spouse jason; deanna child april, jason; meg child april, jason",
            state="AK",
            april=month(700, "not_counted"),
        ),
        {"april.size": 4, "jason.size": 4, "deanna.size": 4, "meg.size": 4, "meg.magi": "0.00", "meg.medicaid": "yes"},
    ),
    Example(
        "Alaska MAGI manual 817-2: aunt Betty with Dan, 6, and a niece and a nephew whom she claims",
        people(
            "betty 40; dan 6; jake 8; nora 5",
            "dan child betty; jake niece_nephew betty; nora niece_nephew betty; jake sibling nora",
            "betty: dan, jake, nora",
            state="AK",
            betty=month(2_000),
        ),
        {
            "betty.people": "betty dan jake nora",
            "dan.people": "betty dan jake nora",
            "jake.people": "jake nora",
            "jake.magi": "0.00",
        },
    ),
    Example(
        "RIPIN, example 1: John and Jessica file jointly and claim Melissa",
        people(
            "john 40; jessica 41; melissa 9",
            "john spouse jessica; melissa child john, jessica",
            "john+jessica: melissa",
        ),
        {"john.size": 3, "jessica.size": 3, "melissa.size": 3},
    ),
    Example(
        "CMS, July 2013: a grandmother claims her daughter of 20 and the baby",
        people("gran 50; dot 20; bab 1", "dot child gran; bab child dot", "gran: dot, bab", gran=month(3_000)),
        {
            "gran.people": "gran dot bab",
            "dot.people": "gran dot bab",
            "bab.people": "dot bab",
            "bab.magi": "0.00",
            "bab.medicaid": "yes",
        },
    ),
    Example(
        "CMS, July 2013: a father elsewhere claims the child, who counts with the mother",
        people("mom 30; dad 31 @2; kid 5", "kid child mom, dad", "mom:; dad: kid", mom=month(1_500), dad=month(6_000)),
        {"kid.people": "mom kid", "kid.magi": "18000.00", "kid.medicaid": "yes", "mom.size": 1, "dad.size": 2},
    ),
    Example(
        "CMS, July 2013: spouses at home who file apart count together",
        people("ann 40; bob 41", "ann spouse bob", "ann:; bob:", ann=month(1_000), bob=month(2_000)),
        {"ann.size": 2, "ann.magi": "36000.00", "bob.magi": "36000.00", "ann.aptc": "no"},
    ),
    Example(
        "42 CFR 435.603(b): a pregnant woman counts with the twins that she expects",
        adult(39_255.30, state="NH", age=30, pregnant=True, expected_children=2),
        {"1.size": 3, "1.medicaid": "yes"},
    ),
    Example(
        "42 CFR 435.603(b): 201 percent of 19,530 and a cent",
        adult(39_255.31, state="NH", age=30, pregnant=True, expected_children=2),
        {"1.medicaid": "no"},
    ),
    # Whose income, and which: 42 CFR 435.603(d), (e), (h), (i); 26 CFR 1.36B-1(e)
    Example(
        "26 CFR 1.36B-1(e)(1): a dependent's wages count where they must file: 6,201 in 2014",
        people(
            "mom 45; sam 17",
            "sam child mom",
            "mom: sam",
            on=date(2014, 1, 15),
            mom={"income_year": 30_000_00},
            sam={"income": (IncomeLine("wages", 6_201_00),)},
        ),
        {"magi": "36201.00", "sam.magi": "36201.00"},
    ),
    Example(
        "26 CFR 1.36B-1(e)(1): 6,200 need no return and do not count",
        people(
            "mom 45; sam 17",
            "sam child mom",
            "mom: sam",
            on=date(2014, 1, 15),
            mom={"income_year": 30_000_00},
            sam={"income": (IncomeLine("wages", 6_200_00),)},
        ),
        {"magi": "30000.00", "sam.magi": "30000.00"},
    ),
    Example(
        "26 USC 36B(d)(2)(B)(iii): the whole of Social Security",
        people("pat 63", returns="pat:", pat={"income": (IncomeLine("social_security", 1_200_00, "month"),)}),
        {"magi": "14400.00"},
    ),
    Example(
        "26 USC 36B(d)(2)(B)(i), (ii): income abroad and tax-exempt interest",
        people(
            "pat 40",
            returns="pat:",
            pat={"income": (IncomeLine("foreign_excluded", 9_000_00), IncomeLine("tax_exempt_interest", 5_000_00))},
        ),
        {"magi": "14000.00"},
    ),
    Example(
        "26 USC 62: interest on a student loan is taken off",
        people(
            "pat 30",
            returns="pat:",
            pat={
                "income": (IncomeLine("wages", 30_000_00),),
                "deductions": (Deduction("student_loan_interest", 2_500_00),),
            },
        ),
        {"magi": "27500.00"},
    ),
    Example(
        "child support and SSI are no income",
        people("pat 30", returns="pat:", pat=month(900, "not_counted")),
        {"magi": "0.00", "pat.magi": "0.00"},
    ),
    Example(
        "42 CFR 435.603(e)(1): a lump sum counts in its month, and for the credit in its year",
        people(
            "pat 30",
            returns="pat:",
            state="WV",
            year=2016,
            on=date(2016, 4, 20),
            pat={"income": (IncomeLine("lump_sum", 14_000_00, "once", starts=date(2016, 4, 1)),)},
        ),
        {"pat.magi": "168000.00", "pat.medicaid": "no", "pat.aptc": "yes", "magi": "14000.00"},
    ),
    Example(
        "42 CFR 435.603(h)(1): current monthly income, the year's for the credit",
        people("pat 30", returns="pat:", state="WV", pat={"income_month": 1_300_00, "income_year": 30_000_00}),
        {"pat.magi": "15600.00", "pat.medicaid": "yes", "pat.aptc": "no", "magi": "30000.00"},
    ),
    Example(
        "42 CFR 435.603(i): over the month's limit, under 100 percent by the year",
        people("pat 30", returns="pat:", state="WV", pat={"income_month": 1_400_00, "income_year": 11_000_00}),
        {"pat.medicaid": "yes", "pat.aptc": "no"},
    ),
    Example(
        "52 weeks make a year, and an hour 52 times the usual week",
        people("pat 30", returns="pat:", pat={"income": (IncomeLine("wages", 12_00, "hour", Decimal(40)),)}),
        {"magi": "24960.00"},
    ),
    Example(
        "26 times a year, and 24 times",
        people(
            "pat 30",
            returns="pat:",
            pat={"income": (IncomeLine("wages", 700_00, "two_weeks"), IncomeLine("pension", 250_00, "half_month"))},
        ),
        {"magi": "24200.00"},
    ),
    # Offers of employers
    Example(
        "26 CFR 1.36B-2(c)(3)(v)(D), example 1: C pays 3,450 of 47,000, 7.3 percent",
        replace(adult(47_000), offers=offer("1", self_only_month=287_50)),
        {"1.aptc": "no"},
    ),
    Example(
        "26 CFR 1.36B-2(c)(3)(v)(D), example 2, to 2022: it is affordable for J as well",
        replace(
            household((person(1, 40), person(2, 38, "spouse")), 47_000, state="TX", year=2022),
            offers=offer("1", "2", self_only_month=287_50, family_month=441_66),
        ),
        {"1.aptc": "no", "2.aptc": "no", "family": ""},
    ),
    Example(
        "the same by T.D. 9968, since 2023: 5,300 is 11.3 percent, not affordable for J",
        replace(
            household((person(1, 40), person(2, 38, "spouse")), 47_000, state="TX", year=2023),
            offers=offer("1", "2", self_only_month=287_50, family_month=441_66),
        ),
        {"1.aptc": "no", "2.aptc": "yes", "family": "2"},
    ),
    Example(
        "9.96 percent of 60,000 in 2026 is 498.00 a month: affordable",
        replace(adult(60_000, 2026), offers=offer("1", self_only_month=498_00)),
        {"1.aptc": "no"},
    ),
    Example(
        "and a cent more is not",
        replace(adult(60_000, 2026), offers=offer("1", self_only_month=498_01)),
        {"1.aptc": "yes"},
    ),
    Example(
        "26 USC 36B(c)(4)(B): a small employer's $100 is taken off the credit",
        replace(adult(30_000), offers=offer("1", kind="qsehra", arrangement_month=100_00, lowest_silver_month=500_00)),
        {"1.aptc": "yes", "credit": "690.75"},
    ),
    # Who can have the credit
    Example(
        "26 CFR 1.36B-2(b)(2): married and filing apart",
        replace(adult(30_000), tax_households=(TaxHousehold(id="1", filers=("1",), status="married_separately"),)),
        {"1.aptc": "no"},
    ),
    Example(
        "26 CFR 1.36B-2(b)(2)(ii): apart because of abuse",
        replace(
            adult(30_000),
            tax_households=(
                TaxHousehold(id="1", filers=("1",), status="married_separately", separate_because="abuse"),
            ),
        ),
        {"1.aptc": "yes", "credit": "90.75"},
        300,
    ),
    Example(
        "26 CFR 1.36B-2(b)(2)(v): not a fourth year in a row",
        replace(
            adult(30_000),
            tax_households=(
                TaxHousehold(
                    id="1", filers=("1",), status="married_separately", separate_because="abuse", separate_years=3
                ),
            ),
        ),
        {"1.aptc": "no"},
    ),
    Example(
        "26 CFR 1.36B-2(b)(3): a filer whom somebody claims",
        adult(30_000, claimed_by_outsider="parent"),
        {"1.aptc": "no"},
    ),
    Example(
        "26 CFR 1.36B-2(b)(5): 5,000, in the five years, lawfully present, 2014",
        adult(5_000, citizen=False, immigration=Immigration("lawful_permanent_resident", since=date(2012, 3, 1))),
        {"1.medicaid": "no", "1.aptc": "yes", "figure": "0.0200", "credit": "291.67"},
        300,
    ),
    Example(
        "the same in 2026, P.L. 119-21 s. 71302",
        adult(5_000, 2026, citizen=False, immigration=Immigration("lawful_permanent_resident", since=date(2024, 3, 1))),
        {"1.aptc": "no"},
    ),
    Example(
        "26 USC 36B(g): unemployment pay in 2021, 133 percent at most",
        replace(adult(90_000, 2021), tax_households=(TaxHousehold(id="1", filers=("1",), unemployment=True),)),
        {"1.aptc": "yes", "figure": "0.0000", "credit": "300.00", "1.csr_variant": "06"},
        300,
    ),
    Example(
        "45 CFR 155.305(f)(4): no return, no credit",
        replace(adult(30_000), tax_households=(TaxHousehold(id="1", filers=("1",), files=False),)),
        {"1.aptc": "no"},
    ),
    Example(
        "26 USC 36B(c)(2)(B): who has Medicaid is not in the coverage family",
        household(parents_and_children(9), 45_000),
        {"family": "1 2", "3.medicaid": "yes", "credit": "724.38"},
    ),
    # Cost sharing
    Example(
        "45 CFR 155.350(a): American Indians to 300 percent, 34,470",
        adult(34_470, american_indian=True),
        {"1.csr_variant": "02"},
    ),
    Example(
        "45 CFR 155.350(b): a cent more, limited cost sharing",
        adult(34_470.01, american_indian=True),
        {"1.csr_variant": "03"},
    ),
    Example(
        "45 CFR 155.305(g)(2)(iii): 250 percent and a cent", adult(28_725.01), {"1.csr_variant": "01", "1.csr": "no"}
    ),
    # States' groups
    Example(
        "42 CFR 435.119 in New Hampshire from August 15, 2014",
        household(single(), 12_000, on=date(2014, 8, 15)),
        {"1.medicaid": "yes"},
    ),
    Example(
        "and the day before", household(single(), 12_000, on=date(2014, 8, 14)), {"1.medicaid": "no", "1.aptc": "yes"}
    ),
    Example(
        "42 CFR 600.305: Minnesota's program to 200 percent in 2016",
        adult(23_540, 2016, "MN"),
        {"1.bhp": "yes", "1.aptc": "no"},
    ),
    Example("and a cent more", adult(23_540.01, 2016, "MN"), {"1.bhp": "no", "1.aptc": "yes"}),
    Example("45 CFR 156.155: a catastrophic plan at 29", adult(60_000, age=29), {"1.catastrophic": "yes"}),
    Example("at 30", adult(60_000, age=30), {"1.catastrophic": "no"}),
    Example(
        "the reference page of coverport determine: 31,200 for two in New Hampshire, 2026",
        people("ana 41; ben 9", "ben child ana", "ana: ben", state="NH", year=2026, ana=month(2_600)),
        {"whole": 147, "ana.csr_variant": "06", "ben.medicaid": "yes", "credit": "508.40"},
        612.40,
    ),
]
