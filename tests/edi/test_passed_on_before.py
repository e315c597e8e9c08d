"""820s of before their lines stood in the ledger stand in it afterwards, as they were told."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from coverport.billing.actions import bill_months
from coverport.billing.models import Posting
from coverport.edi import premiums
from coverport.edi.models import PassedOn
from tests.applications.households import somebody
from tests.billing.accounts import DAY, chosen, in_balance, pays
from tests.edi.enrolled import AT

pytestmark = pytest.mark.usefixtures("on_sale")
BEFORE = import_module("coverport.edi.migrations.0006_passed_on_by_month")


def test_what_was_told_before_is_read_into_the_ledger(ana, vermont):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    for enrollment in (one, other):
        pays(enrollment, enrollment.net_cents + 100, DAY)
    bill_months(enrollment=one, on=date(2014, 1, 1))
    file = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    told = lines()
    assert len(told) == 4  # January of both, a dollar of one's February; and the money
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE edi_passedon ALTER posting_id DROP NOT NULL")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'edi_passedon'::regclass AND contype = 'u' "
            "AND pg_get_constraintdef(oid) LIKE '%(file_id)%'"
        )
        cursor.execute(f'ALTER TABLE edi_passedon DROP CONSTRAINT "{cursor.fetchone()[0]}"')
    # As it was: a row for each payment.
    PassedOn.objects.update(posting=None)
    PassedOn.objects.bulk_create([PassedOn(file=file)])
    with connection.schema_editor() as editor:
        BEFORE.into_the_ledger(apps, editor)
    assert PassedOn.objects.get().posting == Posting.objects.filter(kind="remittance").last()
    assert lines() == told
    assert in_balance()


def lines() -> list[tuple]:
    newest = Posting.objects.filter(kind="remittance").last()
    return sorted(newest.entries.values_list("account", "enrollment", "month", "cents"), key=str)
