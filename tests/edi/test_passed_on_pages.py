"""What an 820 pays and takes back, as staff and the insurer see it; and two that are written at once."""

from datetime import date

import pytest
from django.core.management import call_command

from coverport.accounts.models import Role
from coverport.billing.actions import bounce_payment
from coverport.billing.passing_on import owed_back
from coverport.edi import premiums
from coverport.edi.models import EdiFile
from coverport.edi.queries import desk, paid_by
from coverport.enrollment.actions import cancel_selection, end_coverage
from coverport.exchanges.models import Exchange
from tests.applications.households import publish_samples, somebody
from tests.at_once import at_once
from tests.billing.accounts import BANK, DAY, chosen, pays
from tests.edi.enrolled import AT
from tests.edi.test_portal import staff


@pytest.mark.usefixtures("on_sale")
def test_the_page_of_an_820_names_policies_months_and_what_is_taken_back(ana, vermont, client):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    check = pays(one, one.net_cents, DAY)
    first = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    bounce_payment(actor=BANK, payment=check, on=date(2013, 12, 20))
    pays(other, other.net_cents, date(2013, 12, 21))
    second = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    client.force_login(staff(vermont, "edi@insurer.example", Role.Kind.ISSUER, one.issuer_id))
    before, after = (client.get(f"/vt/insurers/sent/{file.pk}/").content.decode() for file in (first, second))
    assert "One month of a policy, $449.64" in before
    assert "taken back" not in before
    assert "2 months of policies, $0.00" in after
    assert "What is below zero is taken back" in after
    for text in (one.reference, other.reference, "January 2014", "\N{MINUS SIGN}$449.64"):
        assert text in after


@pytest.mark.usefixtures("on_sale")
def test_what_an_insurer_owes_is_shown_until_it_came_off_and_waits_for_staff_where_nothing_is_ahead(
    ana, vermont, client, capsys
):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    check = pays(one, one.net_cents, DAY)
    premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    assert owed_back() == []
    bounce_payment(actor=BANK, payment=check, on=date(2013, 12, 20))
    end_coverage(actor=BANK, enrollment=one, cause="requested", last=date(2013, 12, 31), on=date(2013, 12, 21))

    def told() -> tuple[str, list[str], list[str]]:
        call_command("edi_pay")
        said = capsys.readouterr().out.splitlines()
        client.force_login(worker)
        page = " ".join(client.get("/vt/insurers/?kind=820").content.decode().split())
        client.force_login(insurer)
        theirs = " ".join(client.get("/vt/insurers/?kind=820").content.decode().split())
        assert (f"Insurer {one.issuer_id} owes us $449.64" in page) is ("You owe us $449.64" in theirs)
        return page, said, [each.what for each in desk(AT) if each.kind == "owes"]

    worker = staff(vermont, "worker@exchange.example", Role.Kind.STATE_WORKER)
    insurer = staff(vermont, "edi@insurer.example", Role.Kind.ISSUER, one.issuer_id)
    # Somebody else has chosen a plan of the insurer and may pay.
    page, said, waits = told()
    assert "It comes off the next payment." in page
    assert said == [f"vt {one.issuer_id} owes $449.64 of 1 policies: it comes off the next payment"]
    assert waits == []
    cancel_selection(actor=BANK, enrollment=other, on=date(2013, 12, 22))
    page, said, waits = told()
    assert "No payment is ahead that it comes off: it has to be paid back." in page
    assert said == [f"vt {one.issuer_id} owes $449.64 of 1 policies: no payment is ahead that it comes off"]
    assert waits == ["$449.64"]
    # Somebody comes after all, and it comes off.
    third = chosen(somebody("c@example.org"), vermont)
    pays(third, third.net_cents, date(2013, 12, 23))
    page, said, waits = told()
    assert (len(said), said[0].endswith(": 2 policies, $0.00"), waits, owed_back()) == (1, True, [], [])
    assert "owes us" not in page


@pytest.mark.usefixtures("on_sale")
def test_the_command_says_what_each_file_pays(ana, vermont, capsys):
    one = chosen(ana, vermont)
    pays(one, one.net_cents, DAY)
    call_command("edi_pay", "--exchange=ma")
    assert capsys.readouterr().out == ""
    call_command("edi_pay", "--exchange=vt", f"--issuer={one.issuer_id}")
    assert capsys.readouterr().out.endswith(": 1 policies, $449.64\n")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pass_on_each_month_once():
    publish_samples()
    vermont = Exchange.objects.create(slug="vt", name="Vermont", sample=True, date_of_record=DAY)
    those = [chosen(somebody(f"person{number}@example.org"), vermont) for number in range(3)]
    for one in those:
        pays(one, one.net_cents, DAY)

    def write() -> None:
        while premiums.pass_on(exchange="vt", issuer=those[0].issuer_id, at=AT):
            pass

    assert at_once(write) == [None, None]
    assert sum(paid_by(file) for file in EdiFile.objects.filter(set="820")) == sum(one.net_cents for one in those)
