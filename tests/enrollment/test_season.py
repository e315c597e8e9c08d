"""Open enrollment is told to everybody on a plan, once, from the first of the month before it to its first day."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate
from coverport.enrollment.season import announce
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, decided, somebody
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def test_who_is_on_a_plan_is_written_to_once_before_the_season_of_2015(vermont):
    application, _ = decided(somebody(), vermont, (ANA,), income=30_000_00, contact=BURLINGTON)
    decided(somebody("without@example.org"), vermont, (ANA,), income=30_000_00, contact=BURLINGTON)
    effectuate(actor=Actor.system("test"), enrollment=choose(application), on=date(2013, 12, 20))
    letters = Notice.objects.filter(kind="open_enrollment")
    assert announce(vermont, on=date(2014, 9, 30)) == 0
    assert [announce(vermont, on=date(2014, 10, 1)) for _ in range(2)] == [1, 0]
    said = "\n".join(texts(letters.get().content))
    assert letters.get().title == "You can choose a plan for 2015."
    assert "Choose between November 15, 2014 and February 15, 2015." in said
    assert "For coverage from January 1, 2015, choose by December 15, 2014." in said
    letters.delete()
    assert announce(vermont, on=date(2014, 11, 16)) == 0
    assert announce(vermont, on=date(2014, 11, 15)) == 1
