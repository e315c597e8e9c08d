"""Last year's plan beside what takes over: by the crosswalk of the place, else under its own number."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.money import display
from coverport.plans import catalogs
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from coverport.plans.models import Reference, ReferenceFile
from coverport.plans.rules.premium import premium_of
from tests.shopping.market import COUPLE, MERRIMACK, quoted, text_of


@pytest.fixture
def renewing(shopper, market, django_capture_on_commit_callbacks):
    """The same exchange with a market of 2026, too, drawn by another seed."""
    with django_capture_on_commit_callbacks(execute=True):
        generate_market(actor=Actor.system("test"), wish=Wish("federal", "NH", 2026, 2, 8, 2), on=date(2025, 11, 25))
    return shopper


def crosswalk(old: str, new: str | None, *, county: str = "", zip_code: str = "", year: int = 2027) -> None:
    file, _made = ReferenceFile.objects.get_or_create(
        exchange="federal",
        year=year,
        kind="crosswalk",
        name="crosswalk.csv",
        format="CMS Plan ID Crosswalk",
        sha256="a" * 64,
    )
    details = {"to": new, "county": county, "zip": zip_code, "level": "0", "reason": "1"}
    Reference.objects.create(file=file, state="NH", issuer_id=old[:5], key=old, details=details)


def old_plan():
    catalog = catalogs.current("federal", 2026)
    return catalog, catalog.plan_of(int(catalog.place(MERRIMACK, "03301").rows[0]))


def shown(shopper, plan_id: str):
    return shopper.get(f"/federal/compare?{COUPLE}&last={plan_id}")


def test_a_plan_that_leads_to_another_stands_beside_it_at_the_prices_of_both_years(renewing):
    catalog, old = old_plan()
    found = quoted([40, 38], 60_000_00)
    new = found.plans[2]
    crosswalk(old.plan_id, new.plan.plan_id)
    answer = shown(renewing, old.plan_id)
    page = text_of(answer)
    assert f"{old.name} ends. If you do nothing, you go over to {new.plan.name}." in page
    place = catalog.place(MERRIMACK, "03301")
    then = premium_of(catalog, catalog.row_of(place, old.plan_id), found.people)
    full = next(each for part in answer.context["parts"] for each in part.lines if each.term == "premium")
    assert [cell.words for cell in full.cells] == [display(then.total), display(new.premium.total)]
    assert "The price of 2026 is for the same ages, without any credit." in page


def test_the_row_of_the_zip_code_goes_before_the_county_s_and_that_before_the_state_s(renewing):
    _catalog, old = old_plan()
    first, second, third, fourth = (price.plan for price in quoted([40, 38], 60_000_00).plans[:4])
    crosswalk(old.plan_id, first.plan_id)
    assert f"you go over to {first.name}." in text_of(shown(renewing, old.plan_id))
    crosswalk(old.plan_id, second.plan_id, county=MERRIMACK)
    assert f"you go over to {second.name}." in text_of(shown(renewing, old.plan_id))
    crosswalk(old.plan_id, third.plan_id, county=MERRIMACK, zip_code="03301")
    crosswalk(old.plan_id, fourth.plan_id, county=MERRIMACK, zip_code="03302")
    assert f"you go over to {third.name}." in text_of(shown(renewing, old.plan_id))


def test_a_crosswalk_to_nothing_says_so_and_offers_the_nearest(renewing):
    _catalog, old = old_plan()
    crosswalk(old.plan_id, None)
    answer = shown(renewing, old.plan_id)
    assert f"{old.name} ends, and no plan takes over." in text_of(answer)
    assert len(answer.context["like"]) == 3
    assert len(answer.context["columns"]) == 1


def test_a_successor_that_is_not_sold_here_is_said(renewing):
    _catalog, old = old_plan()
    crosswalk(old.plan_id, "99999NH0000001")
    assert f"The plan that takes over from {old.name} is not sold to you here." in text_of(shown(renewing, old.plan_id))


def test_a_plan_goes_on_under_its_number_where_no_crosswalk_says_otherwise(renewing):
    _catalog, old = old_plan()
    there = {price.plan.plan_id for price in quoted([40, 38], 60_000_00).plans}
    page = text_of(shown(renewing, old.plan_id))
    assert (f"{old.name} goes on this year." in page) == (old.plan_id in there)
    crosswalk(old.plan_id, old.plan_id)
    assert (f"{old.name} goes on this year." in text_of(shown(renewing, old.plan_id))) == (old.plan_id in there)


def test_a_crosswalk_of_another_year_does_not_count(renewing):
    _catalog, old = old_plan()
    new = quoted([40, 38], 60_000_00).plans[2].plan
    crosswalk(old.plan_id, new.plan_id, year=2026)
    assert f"you go over to {new.name}" not in text_of(shown(renewing, old.plan_id))


@pytest.mark.parametrize("plan_id", ["99999NH0000001", "x", "%00", "03301NH00100010000"])
def test_a_plan_that_was_not_there_last_year_is_said_with_the_list_to_choose_from(renewing, plan_id):
    answer = shown(renewing, plan_id)
    page = text_of(answer)
    assert answer.status_code == 404
    assert "We do not know this plan of last year." in page
    _catalog, old = old_plan()
    assert f"{old.issuer_name}: {old.name}" in page


def test_where_last_year_is_not_published_nobody_is_asked_about_it(shopper):
    assert "last year" not in text_of(shopper.get(f"/federal/compare?{COUPLE}"))
    assert shown(shopper, "99999NH0000001").status_code == 404
