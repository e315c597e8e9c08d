"""A lockbox's file: all of it or nothing, once, with every fault and its line."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coverport.billing.actions import take_payment_file
from coverport.billing.models import Invoice, Payment, PaymentFile
from coverport.billing.refusals import FileRefused
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.money import dollars
from tests.billing.accounts import BANK, DAY, chosen, fresh, in_balance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
HEAD = "number,amount,paid_on,method,confirmation\n"


@pytest.fixture
def enrollment(ana, vermont):
    return chosen(ana, vermont)


def take(vermont, text: str | bytes, **more):
    content = text if isinstance(text, bytes) else text.encode()
    arguments = {"actor": BANK, "exchange": vermont, "name": "box.csv", "content": content, "on": DAY, **more}
    return take_payment_file(**arguments)


def test_it_pays_by_enrollment_or_bill_number_and_what_is_nobodys_waits(enrollment, vermont):
    half = enrollment.net_cents // 2
    lines = (
        f"{enrollment.reference},{dollars(half)},2013-12-09,check,A1\n"
        f"{Invoice.objects.get().reference.lower()},{dollars(enrollment.net_cents - half)},2013-12-10,cash,A2\n"
        "ZZZZ-ZZZZ,12.00,2013-12-10,check,A3\n"
    )
    file = take(vermont, HEAD + lines, total=enrollment.net_cents + 12_00)
    assert (file.payments_count, file.total_cents) == (3, enrollment.net_cents + 12_00)
    assert fresh(enrollment).status == "effectuated"
    assert Payment.objects.get(enrollment=None).marked == "ZZZZ-ZZZZ"
    assert in_balance()


def test_the_same_file_twice_is_taken_once(enrollment, vermont):
    text = HEAD + f"{enrollment.reference},10.00,2013-12-09,check,A1\n"
    assert take(vermont, text).pk == take(vermont, text, name="again.csv").pk
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "The first line must be"),
        ("a,b\n", 1, "The first line must be"),
        (HEAD, 1, "no payments"),
        (HEAD + "X,1.00,2013-12-09,check\n", 2, "5 columns"),
        (HEAD + ",1.00,2013-12-09,check,A1\n", 2, "number and the confirmation"),
        (HEAD + "X\0,1.00,2013-12-09,check,A1\n", 2, "can be printed"),
        (HEAD + "X,1.001,2013-12-09,check,A1\n", 2, "not an amount"),
        (HEAD + "X,0.00,2013-12-09,check,A1\n", 2, "more than nothing"),
        (HEAD + "X,-5.00,2013-12-09,check,A1\n", 2, "more than nothing"),
        (HEAD + "X,5.00,12/09/2013,check,A1\n", 2, "not a date"),
        (HEAD + "X,5.00,2013-12-11,check,A1\n", 2, "not here yet"),
        (HEAD + "X,5.00,0001-01-01,check,A1\n", 2, "0001-01-01 lies before 2013-10-01"),
        (HEAD + "X,5.00,2013-09-30,check,A1\n", 2, "2013-09-30 lies before 2013-10-01"),
        (HEAD + "X,5.00,2013-12-10,bitcoin,A1\n", 2, "none of"),
        (HEAD + "X,5.00,2013-12-10,check,A1\nX,5.00,2013-12-10,check,A1\n", 3, "twice"),
        (b"\xff\xfe", 1, "UTF-8"),
    ],
)
def test_a_fault_refuses_the_whole_file_and_names_its_line(enrollment, vermont, text, line, words):
    if isinstance(text, str) and text.startswith(HEAD) and text != HEAD:
        text += f"{enrollment.reference},10.00,2013-12-09,check,GOOD\n"
    with pytest.raises(FileRefused) as refused:
        take(vermont, text)
    assert any(at == line and words in why for at, why in refused.value.faults), refused.value.faults
    assert not Payment.objects.exists()
    assert not PaymentFile.objects.exists()


def test_a_number_of_an_earlier_file_and_another_sum_are_refused(enrollment, vermont):
    take(vermont, HEAD + "X,5.00,2013-12-10,check,A1\n")
    with pytest.raises(FileRefused, match="Nothing"):
        take(vermont, HEAD + "X,5.00,2013-12-10,check,A1\nX,6.00,2013-12-10,check,A2\n")
    with pytest.raises(FileRefused) as refused:
        take(vermont, HEAD + "X,6.00,2013-12-10,check,A2\n", total=5_99)
    assert refused.value.faults == ((1, "The payments do not add up to the sum that was given."),)
    assert Payment.objects.count() == 1


def test_people_take_no_files_in(vermont, ana):
    with pytest.raises(NotAllowed):
        take(vermont, HEAD, actor=Actor.person(ana))


def test_the_commands_say_what_they_did_and_what_is_wrong(enrollment, vermont, tmp_path):
    file, said = tmp_path / "box.csv", StringIO()
    file.write_text(HEAD + "X,5.00,2013-12-10,check\n")
    with pytest.raises(CommandError, match="line 2: There must be 5 columns"):
        call_command("payment_file", "vt", file)
    file.write_text(HEAD + "X,5.00,2013-12-10,check,A1\n")
    call_command("payment_file", "vt", file, "--total", "5.00", stdout=said)
    assert "1 payment, $5.00, 1 in suspense" in said.getvalue()
    payment = Payment.objects.get()
    call_command("payment", "vt", "assign", payment.reference, enrollment.reference, stdout=said)
    call_command("payment", "vt", "received", enrollment.reference, "7.25", "cash", "R1", stdout=said)
    call_command("payment", "vt", "bounced", payment.reference, stdout=said)
    assert "$5.00 is owed again" in said.getvalue()
    with pytest.raises(CommandError, match="There is no enrollment"):
        call_command("payment", "vt", "received", "ZZZZ-ZZZZ", "7.25", "cash", "R2")
    with pytest.raises(CommandError, match="not here yet"):
        call_command("payment", "vt", "received", enrollment.reference, "7.25", "cash", "R2", "--paid-on", "2013-12-11")
    call_command("billing_day", "vt", "--through", "2013-12-11", stdout=said)
    assert "2013-12-11: 0 bills, 0 canceled, 0 left as they were" in said.getvalue()
    with pytest.raises(CommandError, match="There is no exchange"):
        call_command("billing_day", "zz")
    with pytest.raises(CommandError, match="2013-12-09 lies before the date of record, 2013-12-10"):
        call_command("billing_day", "vt", "--through", "2013-12-09")
    assert date(2013, 12, 10) == vermont.today()
