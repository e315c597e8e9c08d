"""Who tells of a birth or a marriage without a plan is told whom the plans are for: the answers say who is covered, not the event."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.special.periods import tell_event
from tests.applications.households import decided
from tests.shopping.market import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 10)
NEW = "Is somebody new in your household?"


@pytest.mark.parametrize(
    ("event", "day", "more", "said"),
    [
        ("birth_adoption", date(2014, 6, 5), {}, True),
        ("loss_of_coverage", date(2014, 5, 31), {"cause": "other"}, False),
    ],
)
def test_a_new_child_that_is_in_no_answers_is_asked_for_before_a_plan_is_chosen(
    client, ana, federal, event, day, more, said
):
    application, _ = decided(ana, federal)
    federal.date_of_record = JUNE
    federal.save()
    client.force_login(ana)
    where = f"/federal/coverage/{application.reference}/when/"
    assert NEW not in text_of(client.get(where))
    tell_event(actor=Actor.person(ana), application=application, event=event, event_date=day, on=JUNE, **more)
    page = client.get(where)
    assert ("These plans are for Ana." in text_of(page)) is said
    assert (NEW in text_of(page)) is said
    assert (f'action="/federal/apply/{application.reference}/change/"' in page.content.decode()) is said
