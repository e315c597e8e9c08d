"""What an 820 pays and takes back, as staff and the insurer see it; and two that are written at once."""

from datetime import date

import pytest
from django.core.management import call_command

from coverport.accounts.models import Role
from coverport.billing.actions import bounce_payment
from coverport.edi import premiums
from coverport.edi.models import EdiFile
from coverport.edi.queries import paid_by
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
