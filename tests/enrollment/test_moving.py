"""A move opens a time for choosing only where it leads to plans that were not sold at the old home: 45 CFR 155.420(d)(7)."""

import re
from datetime import date

import pytest

from coverport.applications.rules.answers import ContactAnswer
from coverport.enrollment.actions import effectuate
from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.special.moving import Home, opens_other_plans
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, geography
from tests.applications.households import ANA, CONCORD, decided, somebody
from tests.enrollment.choices import choose
from tests.enrollment.lives import SYSTEM, answer_anew, letters, owner, reported
from tests.enrollment.renewal.market import _new_hampshire, federal_years
from tests.enrollment.test_special_choice import day, tells
from tests.shopping.market import DAY

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = pytest.mark.django_db
MOVED = date(2027, 4, 20)


@pytest.fixture
def market(federal_years) -> Exchange:
    return federal_years


@pytest.fixture
def application(market):
    return decided(somebody("ana@example.org"), market, (ANA,), contact=CONCORD, on=DAY, year=2027)[0]


def sold(county: str, zip_code: str) -> set[str]:
    """As the catalog's own rows say it."""
    catalog = catalogs.current("federal", 2027)
    return {catalog.plan_id_of(int(row)) for row in catalog.place(county, zip_code).rows}


def poorer() -> tuple[str, str]:
    """A county with fewer plans than Concord's, which has them all, and a ZIP code that lies in it alone."""
    zips = geography.zips_by_county("NH", 2027)
    all_plans = sold("33013", "03301")
    for county, codes in sorted(zips.items()):
        for code in codes:
            alone = [each.fips for each in geography.counties_of_zip(code, 2027)] == [county]
            if alone and sold(county, code) < all_plans:
                return county, code
    raise AssertionError("every county has every plan")


def test_only_what_is_new_at_the_new_home_opens_it(market):
    county, code = poorer()
    here, there = Home("33013", "03301"), Home(county, code)
    assert opens_other_plans(market, 2027, there, here)
    assert not opens_other_plans(market, 2027, here, there)  # fewer, but none that is new
    assert not opens_other_plans(market, 2027, here, here)
    assert opens_other_plans(market, 2027, Home("50007", "05401"), here)  # another state


@pytest.mark.parametrize("moved_from", ["poorer", "10001", "abroad", "territory"])
def test_from_where_other_plans_are_sold_the_period_opens(application, moved_from):
    before = poorer()[1] if moved_from == "poorer" else moved_from
    period = tells(application, "move", MOVED, on=MOVED, prior_coverage_end=MOVED, moved_from=before)
    assert (period.event, period.moved_from) == ("move", before)


@pytest.mark.parametrize(
    ("moved_from", "code"), [("03301", "no_other_plans"), ("", "old_zip_unknown"), ("0330", "old_zip_unknown")]
)
def test_from_where_the_same_plans_are_sold_or_from_nowhere_known_it_does_not(application, moved_from, code):
    with pytest.raises(NotNow) as refused:
        tells(application, "move", MOVED, on=MOVED, prior_coverage_end=MOVED, moved_from=moved_from)
    assert (refused.value.code, refused.value.field) == (code, "old_zip")


def test_coverage_before_the_move_is_still_asked_for(application):
    moved = {"on": MOVED, "moved_from": poorer()[1]}
    for last, code in ((date(2027, 2, 18), "no_prior_coverage"), (None, "prior_coverage_unknown")):
        with pytest.raises(NotNow) as refused:
            tells(application, "move", MOVED, prior_coverage_end=last, **moved)
        assert refused.value.code == code
    assert tells(application, "move", MOVED, prior_coverage_end=date(2027, 2, 19), **moved)  # sixty days before


@pytest.mark.parametrize("richer", [True, False])
def test_who_has_a_plan_and_moves_can_choose_another_where_there_is_a_new_one(application, market, richer):
    county, code = poorer()
    elsewhere = ContactAnswer(street="1 Main Street", city="Elsewhere", zip=code, county_fips=county)
    first, then = (elsewhere, CONCORD) if richer else (CONCORD, elsewhere)
    if richer:
        user = somebody("bo@example.org")
        application = decided(user, market, (ANA,), contact=first, on=DAY, year=2027)[0]
    stays = sorted(sold(county, code) & sold("33013", "03301"))
    enrollment = choose(application, plan_id=stays[0], on=DAY, credit=0)
    effectuate(actor=SYSTEM, enrollment=enrollment, on=DAY)
    on = date(2026, 12, 5)
    change = reported(enrollment, "move", on, on=on)
    answer_anew(change, on=on, contact=then)
    window = preview_change(actor=owner(enrollment), change=change, on=on).window
    assert window == ((on, date(2027, 2, 3)) if richer else None)


def test_the_page_asks_for_the_old_zip_code(client, application):
    Exchange.objects.update(date_of_record=MOVED)
    client.force_login(application.household.owner)
    where = f"/federal/coverage/{application.reference}/when/"
    told = {"event": "move", "moved_from": "", **day("event_date", MOVED), **day("prior_coverage_end", MOVED)}
    page = client.post(where, told)
    text = re.sub(r"\s+", " ", page.content.decode())
    assert (page.status_code, "Enter the ZIP code where you lived before." in text) == (422, True)
    page = client.post(where, {**told, "old_zip": "03301"})
    assert "were all sold there, too" in page.content.decode()
    assert client.post(where, {**told, "old_zip": "10001-1234"}).status_code == 302


def test_who_married_and_had_no_coverage_reads_who_needs_none_and_says_that_they_come_from_abroad(client, application):
    """45 CFR 155.420(a)(5), (d)(2)(i)(A)."""
    Exchange.objects.update(date_of_record=MOVED)
    client.force_login(application.household.owner)
    where = f"/federal/coverage/{application.reference}/when/"
    told = {"event": "marriage", "moved_from": "", **day("event_date", MOVED)}
    page = client.post(where, told)
    text = re.sub(r"\s+", " ", page.content.decode())
    assert (page.status_code, "For a move or a marriage: from where?" in text) == (422, True)
    assert "If nobody had, this opens no time for choosing a plan, unless somebody lived abroad" in text
    assert client.post(where, {**told, "moved_from": "abroad"}).status_code == 302


def test_who_says_that_nobody_had_coverage_before_is_refused_by_a_letter_with_the_right_to_appeal(client, application):
    """45 CFR 155.420(a)(5), (d)(2)(i)(A), 155.505(b): the page alone said it, and what is not decided cannot be appealed."""
    Exchange.objects.update(date_of_record=MOVED)
    client.force_login(application.household.owner)
    where = f"/federal/coverage/{application.reference}/when/"
    told = {"event": "marriage", "moved_from": "", **day("event_date", MOVED)}
    both = client.post(where, {**told, "uncovered": "on", **day("prior_coverage_end", MOVED)})
    assert "Not both." in both.content.decode()
    assert letters("special_enrollment") == []  # nor by a day that was forgotten
    page = client.post(where, {**told, "uncovered": "on"})
    text = re.sub(r"\s+", " ", page.content.decode())
    assert (page.status_code, "We send you a letter with this reason and how to appeal." in text) == (422, True)
    [letter] = letters("special_enrollment")
    assert "You told us that nobody had health coverage before." in letter
    assert "on a day from February 19, 2027 on" in letter
    assert "45 CFR 155.420(a)(5)" in letter
    assert "You can ask for an appeal until July 19, 2027." in letter
    client.post(where, {**told, "uncovered": "on"})
    assert len(letters("special_enrollment")) == 1
    assert client.post(where, {**told, "uncovered": "on", "moved_from": "territory"}).status_code == 302
