"""Each letter of money is whole in each language, says what it must, and can be set."""

from datetime import date

import msgspec
import pytest
from django.conf import settings

from coverport.billing import notices
from coverport.billing.actions import bounce_payment
from coverport.billing.grace import GracePeriod
from coverport.billing.models import Invoice, Payment
from coverport.core.dates import day_before
from coverport.enrollment.notices import recipient
from coverport.enrollment.queries import told
from coverport.notices import kinds
from coverport.notices.blocks import texts
from coverport.notices.kinds import build
from coverport.notices.typeset import pdf
from tests.billing.accounts import BANK, DAY, chosen, fresh, on_days, pays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
KINDS = sorted(name for name, kind in kinds.registered().items() if kind.builder.__module__ == notices.__name__)


@pytest.fixture
def late(ana, vermont):
    """February was paid by a check that came back; grace runs."""
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1))
    payment = pays(enrollment, 2 * enrollment.net_cents, date(2014, 1, 20))
    on_days(vermont, date(2014, 2, 1))
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 2, 4))
    on_days(vermont, date(2014, 2, 5))
    return fresh(enrollment)


def letter_of(kind: str, enrollment, language: str):
    to = msgspec.structs.replace(recipient(enrollment), language=language)
    context = notices.Context(
        exchange=enrollment.exchange, to=to, on=date(2014, 2, 5), told=told(enrollment), owes=123_45,
        back=6_78, invoice=Invoice.objects.get(month=date(2014, 2, 1)), grace=GracePeriod.objects.get(),
        payment=Payment.objects.exclude(bounced_on=None).get(),
    )  # fmt: skip
    return build(kind, context, language=language)


def test_there_are_five():
    assert KINDS == ["bill", "bill_late", "coverage_ended_unpaid", "grace_began", "payment_returned"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_whole_translated_and_can_be_set(late, kind):
    english, *others = (letter_of(kind, late, language) for language, _ in settings.LANGUAGES)
    assert pdf(english).startswith(b"%PDF")
    for other in others:
        same = set(texts(english)) & set(texts(other)) - {tagline.text for tagline in english.taglines}
        assert {text for text in same if " " in text} == set()


def test_a_prepaid_bill_names_no_last_day(late):
    invoice = Invoice.objects.get(month=date(2014, 3, 1))
    assert (invoice.to_pay_cents, invoice.due_on) == (0, day_before(date(2014, 3, 1)))
