"""A remote service that is off is not asked and costs no wait; a payment that could not be made in time is in time."""

from datetime import date

import pytest

from coverport.applications.verification import actions as verification
from coverport.applications.verification.hub import client as hub
from coverport.applications.verification.models import SourceRequest
from coverport.billing import attempts
from coverport.billing.invoicing import BILLING, issue_invoice, owes
from coverport.billing.ledger import chain_of
from coverport.billing.refusals import PaymentTooLate
from coverport.core.access import Actor
from coverport.fallback.actions import keep_place, switch_off, switch_on
from tests.applications.households import BURLINGTON, decided, person, somebody
from tests.enrollment.choices import choose
from tests.fallback.conftest import DAY, worker_of

pytestmark = pytest.mark.django_db


def test_a_service_that_is_off_is_not_asked_while_the_others_are(federal, worker, on_sale):
    switch_off(actor=Actor.person(worker), exchange=federal, function="source.ssa", reason="slow", on=DAY)
    zoe = person("Zoe", date(1973, 4, 28), ssn="900124711")
    application, _ = decided(somebody(), federal, (zoe,))
    rows = {row.source: row.trouble for row in SourceRequest.objects.filter(application=application)}
    assert rows.pop("ssa") == hub.RESTING
    assert set(rows.values()) == {hub.NO_HUB}, "here no hub is set up, and the others were asked"
    asked = SourceRequest.objects.get(application=application, source="ssa")
    assert asked.attempts == 0
    switch_on(actor=Actor.person(worker), exchange=federal, function="source.ssa", reason="mended", on=DAY)
    verification.ask_sources(application, on=DAY)
    asked.refresh_from_db()
    assert (asked.trouble, asked.attempts) == (hub.NO_HUB, 1)


def test_who_came_to_pay_in_time_and_found_it_off_pays_in_time_later(vermont, on_sale):
    worker = worker_of(vermont)
    zoe = somebody()
    application, _ = decided(zoe, vermont, contact=BURLINGTON)
    enrollment = choose(application)
    due = issue_invoice(actor=BILLING, enrollment=enrollment, on=DAY).due_on
    late = date.fromordinal(due.toordinal() + 1)
    amount = owes(chain_of(enrollment))
    with pytest.raises(PaymentTooLate):
        attempts.begin_payment(actor=Actor.person(zoe), enrollment=enrollment, amount=amount, on=late)
    switch_off(actor=Actor.person(worker), exchange=vermont, function="payments", reason="down", on=due)
    keep_place(actor=Actor.person(zoe), exchange=vermont, function="payments", on=due)
    switch_on(actor=Actor.person(worker), exchange=vermont, function="payments", reason="up", on=late)
    begun = attempts.begin_payment(actor=Actor.person(zoe), enrollment=enrollment, amount=amount, on=late)
    assert begun.amount_cents == amount
