"""From a ZIP code to an enrollment that the insurer has received: what pages, letter and 834 say is computed a second time here."""

import io
import os
import random
from datetime import date
from decimal import Decimal
from tempfile import NamedTemporaryFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from pdfua import validate
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.edi.judge import complaints
from tests.journeys import reader
from tests.journeys.figures import NEW_HAMPSHIRE, VERMONT
from tests.journeys.reader import Message, money, written
from tests.journeys.walk import Someone, Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STARTS = date(2014, 1, 1)
TODAY = "2013-12-10"
PAY_BY = date(2013, 12, 31)
# ZIP codes that lie in one county, with that county's name and code.
NEW_HAMPSHIRE_PLACES = [
    ("03301", "Merrimack County", "33013", "Concord"),
    ("03431", "Cheshire County", "33005", "Keene"),
    ("03801", "Rockingham County", "33015", "Portsmouth"),
]
VERMONT_PLACES = [("05401", "50007", "Burlington"), ("05602", "50023", "Montpelier")]


def accessible(page: Page, name: str) -> None:
    """No page of the walk has a serious fault, and none scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} pixels"
    faults = Axe().run(page).response["violations"]
    told = [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in faults]
    assert not [each for each in told if each[1] in {"serious", "critical"}], f"{name}: {told}"


def glance(page: Page, name: str) -> None:
    """Without JavaScript there is no axe; the page must at least not be an error."""
    expect(page.locator("main h1")).to_be_visible()


def seeded(name: str) -> random.Random:
    """Drawn anew in each run; the seed stands in the head of the run's report."""
    seed = int(os.environ["COVERPORT_SEED"])
    print(f"{name}: COVERPORT_SEED={seed}")
    return random.Random(seed)


def born(age: int, drawn: random.Random) -> date:
    """A birth date that makes the person so old on January 1, 2014."""
    return date(2013 - age, drawn.randint(2, 12), drawn.randint(1, 28))


def check_letter(pdf: bytes, *, says: list[str], not_says: tuple[str, ...] = ()) -> None:
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        assert (report := validate(file.name)).exit_code == 0, report.findings
    text = " ".join("".join(page.extract_text() + "\n" for page in PdfReader(io.BytesIO(pdf)).pages).split())
    for words in says:
        assert words in text, f"{words!r} is not in the letter: {text}"
    for words in not_says:
        assert words not in text


def enroll_in_new_hampshire(
    walk: Walk, *, age: int, income: int, plan: str, place: tuple[str, str, str, str], person: Someone
) -> None:
    zip_code, county_name, county, city = place
    level = NEW_HAMPSHIRE[plan][0]
    price = reader.new_hampshire_price(plan, [age])
    credit = reader.credit(reader.new_hampshire_benchmark([age]), income, 1)
    used = Decimal(0) if level == "catastrophic" else min(credit, price)

    walk.shop(zip_code, [age], income)
    expect(walk.page.locator("main")).to_contain_text(county_name)
    name = walk.plan_heading(plan)
    row = walk.plan_row(name)
    expect(row.locator(".price")).to_contain_text(money(price - used))
    if used:
        expect(row).to_contain_text(money(price))
        expect(walk.page.locator(".callout").first).to_contain_text(money(credit))
    walk.open_plan(name)
    expect(walk.page.locator("main")).to_contain_text(money(price - used))
    walk.apply_with_this_plan()

    walk.make_account()
    decision = walk.apply([person], "12 Main Street", city, zip_code, income, county_name)
    assert f"{reader.percent_of_poverty(income, 1)}%" in decision
    if credit:
        assert money(credit) in decision
    walk.choose(name)
    if used:
        walk.use_all_credit()
    walk.sign_plan(f"{person.first} {person.last}")
    chosen = walk.confirmation()
    # Where the credit pays the whole price, nothing is asked for.
    to_pay = [money(price - used), written(PAY_BY)] if price > used else ["nothing to pay", "$0.00"]
    for words in (*to_pay, written(STARTS), "not covered yet", "Anthem"):
        assert words in chosen.text
    check_letter(
        walk.letter(),
        says=[
            person.first,
            person.last,
            money(price),
            written(STARTS),
            chosen.number,
            *(to_pay if price > used else ["You do not have to pay anything."]),
        ],
        not_says=("You are covered from",),
    )
    file = walk.site.wait_for_file("federal/**/*", chosen.number)
    assert complaints(file.read_bytes()) == ""
    check_834(
        Message.read(file), chosen.number,
        plan=plan, variant=variant(level, income, 1), county=county, issuer="96751", people=[person],
        price=price, credit=used, members=[price],
    )  # fmt: skip


def variant(level: str, income: int, size: int) -> str:
    """The cost-sharing variant of the plan, by exact income over the guideline."""
    first, further = reader.POVERTY_2013
    guideline = first + further * (size - 1)
    if level != "silver" or not guideline <= income <= guideline * 5 / 2:
        return "01"
    return "06" if income <= guideline * 3 / 2 else "05" if income <= guideline * 2 else "04"


def check_834(
    message: Message, number: str, *, plan: str, variant: str, county: str, issuer: str, people: list[Someone],
    price: Decimal, credit: Decimal, members: list[Decimal],
) -> None:  # fmt: skip
    """The file as the insurer reads it."""
    mine = message.transaction_of(number)
    assert mine.one("ST")[1] == "834"
    assert mine.one("BGN")[8] == "2"
    assert mine.one("QTY", "TO")[2] == str(len(people))
    assert (mine.find("QTY", "DT") or [["QTY", "DT", "0"]])[0][2] == str(len(people) - 1)
    inserted = mine.find("INS")
    assert inserted[0][1:3] == ["Y", "18"]
    assert [segment[1] for segment in inserted] == ["Y"] + ["N"] * (len(people) - 1)
    assert all(segment[3:5] == ["021", "EC"] for segment in inserted)
    assert [segment[2] for segment in mine.find("REF", "CE")] == [f"{plan}{variant}"] * len(people)
    assert {segment[2] for segment in mine.find("REF", "1L")} == {number}
    assert {segment[3] for segment in mine.find("DTP", "348", "D8")} == {f"{STARTS:%Y%m%d}"}
    assert [segment[2] for segment in mine.find("DMG", "D8")] == [f"{one.born:%Y%m%d}" for one in people]
    assert {segment[6] for segment in mine.find("N4") if len(segment) > 6 and segment[5] == "CY"} == {county}
    assert mine.amount("PRE AMT TOT") == [price]
    assert mine.amount("APTC AMT") == [credit]
    assert mine.amount("TOT RES AMT") == [price - credit]
    assert mine.amount("PRE AMT 1") == members
    assert message.one("GS")[3].startswith(issuer)
    assert mine.one("SE")[1] == str(len(mine.segments))


def test_one_adult_in_new_hampshire_from_zip_code_to_an_834_that_the_insurer_has(site, desk):
    site.date_of_record("federal", TODAY)
    walk = Walk(desk, site, "federal", accessible)
    enroll_in_new_hampshire(
        walk, age=40, income=25_000, plan="96751NH0150006", place=NEW_HAMPSHIRE_PLACES[0],
        person=Someone("Ana", "Rivera", date(1973, 6, 15), "F"),
    )  # fmt: skip


def test_an_adult_drawn_by_seed_enrolls_on_an_old_phone_without_javascript(site, phone):
    drawn = seeded("New Hampshire adult")
    site.date_of_record("federal", TODAY)
    age, income = drawn.randint(21, 63), drawn.randint(12_000, 44_000)
    plans = sorted(plan for plan, row in NEW_HAMPSHIRE.items() if row[0] != "catastrophic" or age < 30)
    plan, place = drawn.choice(plans), drawn.choice(NEW_HAMPSHIRE_PLACES)
    print(f"age {age}, income {income}, {plan}, {place[0]}")
    person = Someone("Lê", "O'Neil-Núñez", born(age, drawn), drawn.choice("FM"))
    enroll_in_new_hampshire(
        Walk(phone, site, "federal", glance), age=age, income=income, plan=plan, place=place, person=person
    )


def vermont_family(drawn: random.Random | None) -> tuple[list[Someone], tuple[str, str, str]]:
    """Two parents and two children, and where they live."""
    if drawn is None:
        ages, place, names = [42, 40, 12, 9], VERMONT_PLACES[0], "Tremblay"
        days = [date(2013 - age, 6, 15) for age in ages]
    else:
        ages = [drawn.randint(30, 60), drawn.randint(30, 60), drawn.randint(1, 17), drawn.randint(1, 17)]
        place, names = drawn.choice(VERMONT_PLACES), "Björk-Łoś"
        days = [born(age, drawn) for age in ages]
    kinds = ["", "My husband or wife", "My child or stepchild", "My child or stepchild"]
    firsts = ["Ana", "Luis", "Mia", "Zoë"]
    people = [
        Someone(first, names, day, sex, kind) for first, day, sex, kind in zip(firsts, days, "FMFF", kinds, strict=True)
    ]
    return people, place


def enroll_in_vermont(
    walk: Walk, *, people: list[Someone], place: tuple[str, str, str], income: int, plan_name: str
) -> None:
    zip_code, county, city = place
    single = reader.vermont_single(*next(row[:3] for row in VERMONT if vermont_plan_name(row) == plan_name))
    credit = reader.credit(reader.vermont_family_benchmark(), income, 4)
    walk.shop(zip_code, [one.age(STARTS) for one in people], income)
    row = walk.plan_row(plan_name, "Blue Cross")
    price = full_price(row.text_content() or "")
    # 2.81 times one adult's price; the filing multiplied before it rounded, so a few cents may differ.
    assert abs(price - single * Decimal("2.81")) <= Decimal("0.03")
    used = min(credit, price)
    expect(row.locator(".price")).to_contain_text(money(price - used))
    expect(walk.page.locator("main")).to_contain_text(walk.word("The state has not approved them yet"))
    walk.page.get_by_role("link", name=walk.word("Apply"), exact=True).first.click()

    walk.make_account()
    decision = walk.apply(people, "7 Church Street", city, zip_code, income)
    assert money(credit) in decision
    walk.choose(plan_name, "Blue Cross")
    walk.use_all_credit()
    walk.sign_plan(f"{people[0].first} {people[0].last}")
    chosen = walk.confirmation()
    pay_by = written(PAY_BY, walk.language)
    for words in (money(price - used), pay_by, walk.word("not covered yet"), "Coverport Vermont"):
        assert words in chosen.text
    check_letter(walk.letter(), says=[people[0].last, money(price - used), pay_by, chosen.number])
    assert not [path for path in walk.site.files("vt/**/*") if chosen.number in path.read_text("ascii")]

    walk.pay(chosen.number, money(price - used))
    check_letter(
        walk.letter(),
        says=[walk.word("You are covered from"), written(STARTS, walk.language), chosen.number],
        not_says=(walk.word("not covered yet"),),
    )
    file = walk.site.wait_for_file("vt/**/*", chosen.number)
    assert complaints(file.read_bytes()) == ""
    message = Message.read(file)
    plan_id = message.transaction_of(chosen.number).find("REF", "CE")[0][2][:14]
    assert plan_id[:7] == "13627VT"
    check_834(
        message, chosen.number, plan=plan_id, variant="01", county=county, issuer="13627", people=people,
        price=price, credit=used, members=[price, Decimal("0.00"), Decimal("0.00"), Decimal("0.00")],
    )  # fmt: skip


def vermont_plan_name(row: tuple[str, str, str, str]) -> str:
    """The filing's design under the name that people see: level first, unless it says so itself."""
    level = row[1].title()
    return row[2] if row[2].startswith(level) else f"{level} {row[2]}"


def full_price(row: str) -> Decimal:
    """The price before credit in a row, or the price where there is no credit."""
    return max(Decimal(amount[1:].replace(",", "")) for amount in reader.only_amounts(row))


def test_a_vermont_family_of_four_pays_its_first_bill_and_is_then_covered(site, desk):
    site.date_of_record("vt", TODAY)
    people, place = vermont_family(None)
    walk = Walk(desk, site, "vt", accessible)
    enroll_in_vermont(walk, people=people, place=place, income=80_000, plan_name="Silver Blue for You")


def test_a_vermont_family_drawn_by_seed_walks_in_spanish_on_an_old_phone_without_javascript(site, phone):
    drawn = seeded("Vermont family")
    site.date_of_record("vt", TODAY)
    people, place = vermont_family(drawn)
    # From 80,000 on no child is below Vermont's limit for Dr. Dynasaur, and the credit ends at 94,200.
    income = drawn.randint(80_000, 94_000)
    designs = [vermont_plan_name(row) for row in VERMONT if row[0] == "13627" and row[1] != "catastrophic"]
    plan_name = drawn.choice(designs)
    print(f"{[one.age(STARTS) for one in people]}, income {income}, {plan_name}, {place[0]}")
    walk = Walk(phone, site, "vt", glance, language="es")
    enroll_in_vermont(walk, people=people, place=place, income=income, plan_name=plan_name)
