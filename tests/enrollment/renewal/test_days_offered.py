"""The days on which coverage can start, as a page offers them in a year in which the law has several for one event."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import end_coverage, tell_event
from coverport.enrollment.choice.ways import ways
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import letters, owner
from tests.enrollment.renewal.market import enrolled
from tests.shopping.market import text_of

pytestmark = pytest.mark.django_db


def test_two_that_come_to_one_day_after_a_plan_that_ended_are_offered_once(client, federal_years):
    old, on = enrolled((ANA, LUIS), income=60_000_00), date(2026, 5, 20)
    end_coverage(actor=Actor.system("test"), enrollment=old, cause="requested", last=date(2026, 5, 31), on=on)
    tell_event(
        actor=owner(old), application=old.application, event="birth_adoption", event_date=date(2026, 5, 10), on=on
    )
    offered = [way.start.starts for way in ways(old.application, on)]
    assert offered == [date(2026, 5, 10), date(2026, 6, 1)]
    Exchange.objects.update(date_of_record=on)
    client.force_login(old.application.household.owner)
    page = text_of(client.get(f"/federal/coverage/{old.application.reference}/when/"))
    assert page.count("See plans from June 1, 2026") == 1
    assert "See plans from May" not in page
    (letter,) = letters("special_enrollment")
    assert "A plan that you choose on the day of this letter covers you from June 1, 2026." in letter
