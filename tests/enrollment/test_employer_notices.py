"""An employer whose employee has credit and a plan is written to once, where the household told its address; nobody else is."""

from datetime import date

import pytest

from coverport.applications.actions import save_answers
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate
from coverport.enrollment.employer_notices import post_employers
from coverport.notices.blocks import texts
from coverport.notices.delivery import dispatch_notice
from coverport.notices.models import Notice
from coverport.notices.queries import inbox
from tests.applications.households import ANA, DAY, LUIS, answered
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
BAKERY = {"offer_employer": "Granite Bakery", "offer_street": "1 Mill Road", "offer_place": "Concord NH 03301"}
SURE = date(2013, 12, 20)


def covered(user, exchange, *, month: int = 900_00, **employer):
    """Ana and Luis; Ana's job offers a plan that costs so much a month."""
    draft = answered(user, exchange, (ANA, LUIS), income=40_000_00, other_coverage=True)
    you, luis = (one.person.reference for one in draft.applicants.order_by("position").select_related("person"))
    kinds = {one: {"kinds": (f"job:{you}",)} for one in (you, luis)}
    offer = {"offer_enrolled": (), "offer_self_only": month, "offer_minimum_value": "yes", **employer}
    for step, given in (("kinds", kinds), ("offers", {you: offer})):
        save_answers(actor=Actor.person(user), application=draft, step=step, given=given, on=DAY)
        draft.refresh_from_db()
    submit_application(actor=Actor.person(user), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    return effectuate(actor=Actor.system("test"), enrollment=choose(draft), on=SURE)


def test_the_employer_hears_of_the_employee_once_on_paper_and_of_no_income(ana, federal):
    enrollment = covered(ana, federal, **BAKERY)
    letter = Notice.objects.get(kind="employer_notice")
    said = "\n".join(texts(letter.content))
    assert (letter.content.name, letter.content.address) == ("Granite Bakery", ("1 Mill Road", "Concord NH 03301"))
    assert "Ana Rivera named Granite Bakery as employer." in said
    assert "has a plan through us in 2014" in said
    assert "40,000" not in said
    assert "Luis" not in said
    assert letter.user is None
    assert letter not in inbox(exchange=federal, user_id=ana.pk)
    assert dispatch_notice(letter).channel == "print"
    post_employers(enrollment, on=date(2013, 12, 21))
    assert Notice.objects.filter(kind="employer_notice").count() == 1


@pytest.mark.parametrize(
    ("month", "told"),
    [(900_00, {**BAKERY, "offer_place": None}), (900_00, {}), (100_00, BAKERY)],
    ids=["without a city", "not named", "an affordable offer keeps the credit away"],
)
def test_no_letter_goes_out(ana, federal, month, told):
    covered(ana, federal, month=month, **told)
    assert not Notice.objects.filter(kind="employer_notice").exists()
