"""Bills and payments of before the ledger stand in it afterwards, as if they had been booked there."""

from importlib import import_module

import pytest
from django.db import connection

from coverport.billing.models import Account, Entry, Posting
from coverport.enrollment.actions import cancel_selection
from tests.applications.households import somebody
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, in_balance, pays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
MONEY = import_module("coverport.billing.migrations.0002_money")


def test_first_bills_and_payments_are_opened_in_the_ledger(ana, vermont):
    paid, open_, taken_back = (
        chosen(user, vermont) for user in (ana, somebody("b@example.org"), somebody("c@example.org"))
    )
    pays(paid, paid.net_cents, DAY)
    cancel_selection(actor=BANK, enrollment=taken_back, on=DAY)
    deliver()
    before = {(one.pk, account): balance(account, one) for one in (paid, open_) for account in Account}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE billing_posting, billing_entry CASCADE")
        cursor.execute(MONEY.OPENING)
    assert {(one.pk, account): balance(account, one) for one in (paid, open_) for account in Account} == before
    assert not Entry.objects.filter(enrollment=taken_back).exists()
    assert [one.kind for one in Posting.objects.all()] == ["charge", "payment", "allocation", "charge"]
    assert in_balance()
