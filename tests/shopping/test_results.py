"""The results: filters and orders do what they say, and page, table, file, document and the plan API name the same figures to the cent."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from tempfile import NamedTemporaryFile

import pytest
from django.test import Client
from pdfua import validate
from pypdf import PdfReader

from coverport.plans import catalogs, context
from coverport.shopping import document
from coverport.shopping.files import csv_of
from coverport.shopping.outlook import FINE
from coverport.shopping.table import HEADS, Record
from tests.shopping.test_pages import prices_on
from tests.shopping.test_pages import text_of as words_of
from tests.shopping.test_plan_year_2027 import exchange, market

ASKED = "zip=05401&age=40&age=38&income=80000&year=2027"
PLANS = 24


@pytest.fixture
def shop(db, django_capture_on_commit_callbacks) -> Iterator[Client]:
    """Vermont in November 2026, with plans of two insurers."""
    from coverport.shopping.api import exchanges, limits

    context._published.cache_clear()
    # Other tests of this process have a market of the same number and another size: each finds its own as it left it.
    link = catalogs.folder("vt", 2027) / catalogs.LINK
    before = link.resolve() if link.exists() else None
    link.unlink(missing_ok=True)
    exchange("vt")
    with django_capture_on_commit_callbacks(execute=True):
        market("vt", "VT", plans=PLANS)
    exchanges._days.clear()
    limits.counters().forget()
    yield Client()
    exchanges._days.clear()
    link.unlink(missing_ok=True)
    if before:
        catalogs.make_current(before)


def text_of(answer) -> str:
    return words_of(answer.content)


def records(shop: Client, more: str = "") -> list[dict[str, str]]:
    answer = shop.get(f"/vt/plans.csv?{ASKED}{more}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def listed(answer) -> list[str]:
    """Plan ids in the order of the page."""
    found = re.findall(r"/vt/plans/(\w{14})\?", answer.content.decode())
    return list(dict.fromkeys(found))


def cents(text: str) -> Decimal:
    return Decimal(text.replace("$", "").replace(",", ""))


def searched(shop: Client, sort: str = "premium") -> list[dict]:
    people = [{"age": age, "gender": "Female", "utilization": "Medium"} for age in (40, 38)]
    body = {
        "place": {"countyfips": "50007", "state": "VT", "zipcode": "05401"}, "market": "Individual", "year": 2027,
        "household": {"income": 80000, "people": people}, "sort": sort, "limit": 100,
    }  # fmt: skip
    answer = shop.post("/api/v1/plans/search", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["plans"]


def test_page_file_and_plan_api_name_the_same_figures_to_the_cent(shop):
    api = {plan["id"]: plan for plan in searched(shop)}
    page = shop.get(f"/vt/plans?{ASKED}&show=9")
    rows = records(shop)
    assert len(rows) == len(api) > 10
    assert listed(page) == [row["plan_id"] for row in rows] == list(api)
    for row, price in zip(rows, prices_on(page.content), strict=True):
        plan = api[row["plan_id"]]
        assert cents(price) == Decimal(row["price_after_credit"]) == Decimal(str(plan["premium_w_credit"]))
        assert Decimal(row["full_price"]) == Decimal(str(plan["premium"]))
        assert Decimal(row["year_care"]) == Decimal(str(plan["oopc"]))
        assert Decimal(row["year_expected"]) == 12 * Decimal(row["price_after_credit"]) + Decimal(row["year_care"])
        assert f"${Decimal(row['full_price']):,}" in text_of(page)
        assert (row["stars"] or "0") == str(plan["quality_rating"]["global_rating"])


def test_the_order_by_the_year_is_the_plan_api_s_order_by_total_costs(shop):
    asked = f"/vt/plans?{ASKED}&sort=year&show=9"
    assert listed(shop.get(asked)) == [plan["id"] for plan in searched(shop, "total_costs")]
    assert "Sorted by the cost of the whole year, lowest first" in text_of(shop.get(asked))


def test_the_order_is_by_price_while_the_year_is_an_illustration_and_says_so(shop):
    page = text_of(shop.get(f"/vt/plans?{ASKED}"))
    assert "Sorted by price after credit, lowest first" in page
    assert "What a year of care costs is an illustration at prices of 2026." in page


@pytest.mark.parametrize(("sort", "column", "falls"), [
    ("price", "price_after_credit", False), ("full", "full_price", False), ("deductible", "year_deductible", False),
    ("limit", "year_limit", False), ("year", "year_expected", False), ("stars", "stars", True), ("nonsense", "price_after_credit", False),
])  # fmt: skip
def test_each_order_sorts_by_its_column_and_puts_what_is_unknown_last(shop, sort, column, falls):
    found = [row[column] for row in records(shop, f"&sort={sort}")]
    known = [Decimal(value) for value in found if value]
    assert known == sorted(known, reverse=falls)
    assert found == [value for value in found if value] + [""] * found.count("")


@pytest.mark.parametrize(("more", "passes"), [
    ("&level=gold", lambda row: row["level"] == "gold"),
    ("&level=gold&level=bronze", lambda row: row["level"] in {"gold", "bronze"}),
    ("&type=HMO", lambda row: row["network"] == "HMO"),
    ("&easy=1", lambda row: row["standard_design"]),
    ("&hsa=1", lambda row: row["hsa"] == "yes"),
    ("&stars=3", lambda row: row["stars"] >= "3"),
    ("&most=500", lambda row: Decimal(row["price_after_credit"]) <= 500),
    ("&deductible=2000", lambda row: Decimal(row["year_deductible"]) <= 2000),
    ("&level=silver&most=900&hsa=1", lambda row: row["level"] == "silver" and row["hsa"] == "yes"),
    ("&most=abc&stars=9&level=", lambda row: True),
])  # fmt: skip
def test_a_filter_keeps_what_passes_and_nothing_else(shop, more, passes):
    everything, kept = records(shop), records(shop, more)
    assert [row["plan_id"] for row in kept] == [row["plan_id"] for row in everything if passes(row)]


def test_a_count_is_the_number_of_plans_that_its_filter_shows(shop):
    page = shop.get(f"/vt/plans?{ASKED}&type=HMO")
    for facet in page.context["facets"]:
        for option in facet.options:
            if option.chosen:
                continue
            more = f"&{option.name}={option.value}"
            # One's own question is left open: another type of network stands beside the chosen one.
            others = "" if option.name == "type" else "&type=HMO"
            assert len(records(shop, others + more)) == option.count, option


def test_a_filter_changed_in_place_is_the_same_list_with_a_short_address(shop):
    asked = f"/vt/plans?{ASKED}&level=gold&most=&stars="
    whole, part = shop.get(asked), shop.get(asked, headers={"X-In-Place": "1"})
    assert prices_on(part.content) == prices_on(whole.content) != []
    assert part["X-Address"] == f"/vt/plans?{ASKED}&level=gold"
    assert b"<!doctype" not in part.content
    assert 'id="list-told"' in part.content.decode()
    for answer in (whole, part):
        assert "X-In-Place" in answer["Vary"]


def test_the_table_holds_every_plan_and_its_heads_sort(shop):
    page = shop.get(f"/vt/plans?{ASKED}&view=table&sort=deductible")
    body = page.content.decode()
    assert body.count('<th scope="row">') == len(records(shop))
    assert len(re.findall(r'<th scope="col"', body)) == len(HEADS)
    assert 'aria-sort="ascending"' in body
    assert f"?{ASKED.replace('&', '&amp;')}&amp;view=table&amp;sort=full#results" in body


def test_more_care_makes_the_year_dearer_and_each_person_is_asked(shop):
    low, high = ({row["plan_id"]: row for row in records(shop, f"&use={use}&use={use}")} for use in ("low", "high"))
    for plan, row in low.items():
        assert Decimal(row["year_care"]) <= Decimal(high[plan]["year_care"])
        assert row["price_after_credit"] == high[plan]["price_after_credit"]
    assert any(low[plan]["year_care"] != high[plan]["year_care"] for plan in low)
    body = shop.get(f"/vt/plans?{ASKED}&use=low&use=high").content.decode()
    assert body.count('<option value="low" selected>') == 1
    assert body.count('<option value="high" selected>') == 1
    assert "use=low&amp;use=high" in body


def test_the_bad_year_is_at_least_the_expected_one(shop):
    for row in records(shop):
        assert Decimal(row["year_expected"]) <= Decimal(row["year_bad"]) <= Decimal(row["year_at_most"])
        assert Decimal(row["year_at_most"]) == Decimal(row["year_premium"]) + Decimal(row["year_limit"])


def test_an_exemption_opens_catastrophic_plans_to_people_of_30(shop):
    closed = shop.get(f"/vt/plans?{ASKED}")
    assert "catastrophic" not in {row["level"] for row in records(shop)}
    assert "We hold an exemption: show them" in text_of(closed)
    assert "exempt=1" in closed.content.decode()
    opened = [row for row in records(shop, "&exempt=1") if row["level"] == "catastrophic"]
    assert opened
    assert {row["credit"] for row in opened} == {"0.00"}
    assert "We hold an exemption" not in text_of(shop.get(f"/vt/plans?{ASKED}&exempt=1"))
    plan = opened[0]["plan_id"]
    assert shop.get(f"/vt/plans/{plan}?{ASKED}&exempt=1").status_code == 200
    assert shop.get(f"/vt/plans/{plan}?{ASKED}").status_code == 404


def test_the_document_is_accessible_and_lists_what_passes(shop):
    answer = shop.get(f"/vt/plans.pdf?{ASKED}&level=gold")
    assert answer["Content-Type"] == "application/pdf"
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(answer.content)
        file.flush()
        assert (report := validate(file.name)).exit_code == 0, report.findings
    told = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    gold = records(shop, "&level=gold")
    for row in gold:
        assert "".join(row["plan"].split()) in told
        assert f"${Decimal(row['price_after_credit']):,}" in told
    others = {"".join(row["plan"].split()) for row in records(shop)} - {"".join(row["plan"].split()) for row in gold}
    assert not [name for name in others if name in told]
    assert answer.content == shop.get(f"/vt/plans.pdf?{ASKED}&level=gold").content


def test_files_that_cannot_be_made_ask_what_is_missing(shop):
    for name in ("csv", "pdf"):
        answer = shop.get(f"/vt/plans.{name}?zip=05401&age=x")
        assert answer.status_code == 422
        assert "Enter the age in whole years" in text_of(answer)


@pytest.mark.parametrize("name", ["=1+1", "+A", "-A", "@A", "\tA"])
def test_a_name_that_begins_like_a_formula_does_not_run_in_a_spreadsheet(name):
    blank = dict.fromkeys(Record.__struct_fields__, "")
    line = list(csv.reader(io.StringIO(csv_of([Record(**(blank | {"plan": name}))]), newline="")))[1]
    assert line[1] == f"'{name}"


def test_the_help_page_names_each_person_the_curve_and_the_nearest_changes(shop):
    page = shop.get(f"/vt/help-you-may-get?{ASKED}")
    words = text_of(page)
    assert "You (40) and Person 2 (38): likely a tax credit" in words
    assert "26 USC 36B" in words
    assert page.context["chart"].you is not None
    ends = [row for row in page.context["table"] if row["is_last"]]
    assert len(ends) == 1
    # 400 percent of $21,640 for two people, 26 USC 36B(c)(1)(A).
    last = max(row["last"].income for row in page.context["table"] if row["last"].credit)
    assert 8_656_000 - FINE < last <= 8_656_000
    assert "help with premiums would end" in words


@pytest.mark.parametrize("path", ["plans", "help-you-may-get"])
def test_who_is_old_enough_for_medicare_reads_what_the_estimate_takes_as_given(shop, path):
    asked = f"/vt/{path}?zip=05401&income=30000&year=2027&age="
    text = text_of(shop.get(f"{asked}66"))
    assert text.count("Most people of 65 and older can have Medicare") == 1
    assert "this estimate counts only if you cannot" in text
    assert "1-800-633-4227" in text
    assert "this estimate counts only if they cannot" in text_of(shop.get(f"{asked}60&age=65"))
    assert "Medicare" not in text_of(shop.get(f"{asked}64"))


def test_without_an_income_the_help_page_says_what_help_there_could_be(shop):
    asked = "zip=05401&age=40&age=38&year=2027"
    page = shop.get(f"/vt/help-you-may-get?{asked}")
    assert page.status_code == 200
    assert page.context["chart"].you is None
    assert max(row["last"].credit or 0 for row in page.context["table"]) > 0
    assert "See what help there could be" in text_of(shop.get(f"/vt/plans?{asked}"))


def test_how_a_year_is_reckoned_is_told_with_its_table(shop):
    page = text_of(shop.get("/vt/how-we-estimate-a-year"))
    assert "Medium 41.5% $1,000 $7,800 $3,083" in page
    assert "CMS, 2026 Actuarial Value Calculator" in page


def test_a_plan_that_is_beaten_names_the_better_one(shop):
    page = shop.get(f"/vt/plans?{ASKED}&show=9")
    marked = [row for row in page.context["rows"] if any("better in every way" in note.strong for note in row.notes)]
    by_name = {row["plan"]: row for row in records(shop)}
    for row in marked:
        better = by_name[
            next(note.text for note in row.notes if "with the same network" in note.text).split(", with")[0]
        ]
        mine = by_name[row.name]
        for figure in ("price_after_credit", "year_deductible", "year_limit", "year_expected", "year_bad"):
            assert Decimal(better[figure]) <= Decimal(mine[figure])
        assert better["network"] == mine["network"]


def test_a_sign_that_no_font_of_ours_has_is_set_as_its_number(shop):
    """An insurer may file any name."""
    on = datetime(2026, 11, 25, tzinfo=UTC)
    told = {
        "title": "Plans", "exchange": "Coverport", "color": "#22693d", "day": [2026, 11, 25], "language": "en", "page": "{page} of {pages}",
        "lines": ["Nimbus \u4e2d\ue000 Health"], "sorted": "Sorted", "heads": [], "figures": [], "rows": [], "nothing": "None", "notes": [],
    }  # fmt: skip
    words = PdfReader(io.BytesIO(document.typeset(told, on))).pages[0].extract_text()
    assert "Nimbus [U+4E2D][U+E000] Health" in words
