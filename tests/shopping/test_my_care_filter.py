"""The list narrowed by the reader's own doctors and drugs: only plans that are known to have them all, with live counts."""

import csv
import io
import re

import pytest
from django.http import QueryDict

from coverport.plans.models import Provider, ProviderCoverage
from coverport.shopping.filters import Chosen
from coverport.shopping.search.result import Result
from tests.shopping.market import COUPLE, quoted, text_of

DRUG = "6809"  # metformin


def add(shopper, *things: str) -> None:
    for thing in things:
        assert shopper.post("/federal/care/change", {"add": thing}).status_code == 302


@pytest.fixture
def doctor(market) -> str:
    """The NPI of a doctor whom some plans here have and some have not."""
    plans = {price.plan.plan_id for price in quoted([40, 38], 60_000_00).plans}
    for one in Provider.objects.filter(facility=False).order_by("npi"):
        there = plans & set(one.coverages.values_list("plan_id", flat=True))
        if 0 < len(there) < len(plans):
            return one.npi
    raise AssertionError("every plan has every doctor, or none")


def records(shopper, more: str = "") -> list[str]:
    answer = shopper.get(f"/federal/plans.csv?{COUPLE}{more}")
    return [row["plan_id"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


def facet(page, name: str):
    return next((each for each in page.context["facets"] if each.name == name), None)


def test_plans_that_have_all_of_them_pass_and_no_others(shopper, doctor):
    add(shopper, f"doctor:{doctor}", f"drug:{DRUG}")
    page = shopper.get(f"/federal/plans?{COUPLE}&show=9")
    states = {plan_id: [mark.state for mark in marks] for plan_id, marks in page.context["care_marks"].items()}
    for more, wanted in (
        ("&doctors=1", lambda found: found[0] == "covered"),
        ("&drugs=1", lambda found: found[1] in {"covered", "generic"}),
        ("&doctors=1&drugs=1", lambda found: found[0] == "covered" and found[1] in {"covered", "generic"}),
    ):
        passing = {plan_id for plan_id, found in states.items() if wanted(found)}
        assert set(records(shopper, more)) == passing & set(records(shopper))
        assert len(passing) > 0
    assert set(records(shopper, "&doctors=1")) != set(records(shopper))


def test_every_count_is_how_many_plans_its_answer_would_leave(shopper, doctor):
    """With the filter itself chosen, and beside another one."""
    add(shopper, f"doctor:{doctor}", f"drug:{DRUG}")
    for others in ("", "&level=silver", "&doctors=1"):
        page = shopper.get(f"/federal/plans?{COUPLE}{others}")
        mine = facet(page, "mine")
        assert [(one.name, one.label) for one in mine.options] == [
            ("doctors", "All of my doctors and hospitals"), ("drugs", "All of my drugs"),
        ]  # fmt: skip
        for option in mine.options:
            rest = others.replace(f"&{option.name}=1", "")
            assert option.count == len(records(shopper, f"{rest}&{option.name}=1")), (others, option)
        levels = facet(page, "level")
        for option in levels.options if others != "&level=silver" else ():
            assert option.count == len(records(shopper, f"{others}&level={option.value}")), (others, option)


def test_a_plan_of_which_it_is_not_known_says_so_and_does_not_pass(shopper, doctor):
    add(shopper, f"doctor:{doctor}")
    known = records(shopper, "&doctors=1")[0]
    ProviderCoverage.objects.filter(plan_id=known).delete()
    page = shopper.get(f"/federal/plans?{COUPLE}&show=9")
    assert [mark.state for mark in page.context["care_marks"][known]] == ["unknown"]
    row = page.content.decode().partition(f'id="p-{known}"')[2].partition("</article>")[0]
    assert "Not known" in row
    assert known not in records(shopper, "&doctors=1")


def test_each_plan_says_what_it_covers_as_a_card_and_in_the_table(shopper, doctor):
    add(shopper, f"doctor:{doctor}", f"drug:{DRUG}")
    name = Provider.objects.filter(npi=doctor).first().name
    for view in ("", "&view=table"):
        page = shopper.get(f"/federal/plans?{COUPLE}&show=9{view}").content.decode()
        said = re.findall(r'<ul class="care-marks"[^>]*>(.*?)</ul>', page, re.DOTALL)
        assert len(said) == len(records(shopper))
        assert all(name in each and "metformin" in each for each in said)
        assert {word for each in said for word in re.findall(r">((?:Not )?[Cc]overed|Not known)<", each)} >= {
            "Covered",
            "Not covered",
        }


def test_where_nothing_is_kept_a_link_with_the_filter_shows_every_plan(shopper):
    page = shopper.get(f"/federal/plans?{COUPLE}&doctors=1&drugs=1", headers={"X-In-Place": "1"})
    assert facet(page, "mine") is None
    assert not page.context["chosen"].any
    assert "doctors" not in page["X-Address"]
    assert records(shopper, "&doctors=1&drugs=1") == records(shopper)


def test_a_list_for_which_nobody_looked_at_doctors_is_not_narrowed_by_them(market):
    """That of a decided household, whose address anybody can write."""
    found = quoted([40, 38], 60_000_00)
    result = Result(found.priced, uses=["medium", "medium"])
    chosen = Chosen(QueryDict("doctors=1&drugs=1"), illustrated=True)
    assert chosen.search(result, whole=True).total == int(result.sold.sum())


def test_what_was_chosen_stays_while_other_pages_are_looked_at(shopper, doctor):
    add(shopper, f"doctor:{doctor}")
    plan_id = records(shopper, "&doctors=1")[0]
    page = shopper.get(f"/federal/plans/{plan_id}?{COUPLE}&doctors=1")
    assert page.context["back_url"] == f"/federal/plans?{COUPLE}&doctors=1"


def test_no_address_on_the_page_names_a_doctor_or_a_drug(shopper, doctor):
    add(shopper, f"doctor:{doctor}", f"drug:{DRUG}")
    page = shopper.get(f"/federal/plans?{COUPLE}&doctors=1&drugs=1").content.decode()
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert doctor not in address
        assert not re.search(rf"(?<!\d){DRUG}(?!\d)", address)


def test_a_mark_costs_a_handful_of_queries_however_many_plans_there_are(shopper, doctor, django_assert_max_num_queries):
    add(shopper, f"doctor:{doctor}", f"drug:{DRUG}")
    shopper.get(f"/federal/plans?{COUPLE}")
    with django_assert_max_num_queries(30):  # most of them set and end the time that a statement may take
        shopper.get(f"/federal/plans?{COUPLE}&doctors=1", headers={"X-In-Place": "1"})


def test_nobody_covers_them_all_and_the_list_says_the_way_out(shopper, doctor):
    add(shopper, f"doctor:{doctor}", "drug:99999999")
    page = shopper.get(f"/federal/plans?{COUPLE}&drugs=1")
    assert "No plan passes these filters. Show all plans" in text_of(page)
    assert [(one.count, one.chosen) for one in facet(page, "mine").options if one.name == "drugs"] == [(0, True)]
