"""Vermont's handover: the exchange bills 2021, insurers bill 2022. What is owed and what is over stays with the exchange."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from coverport.accounts.models import User
from coverport.billing.models import GracePeriod, Refund
from coverport.core.access import Actor
from coverport.edi import premiums
from coverport.edi.queries import lines_of
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.actions import renew
from coverport.enrollment.story import told
from coverport.exchanges.models import Exchange
from coverport.plans import context
from coverport.plans.actions import bring_current_catalog
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from tests.applications.households import ANA, BURLINGTON, LUIS, decided, somebody
from tests.billing.accounts import BANK, deliver, fresh, on_days, pays
from tests.enrollment.choices import choose
from tests.enrollment.lives import letters

CHOSEN, TOLD, DONE = date(2020, 11, 20), date(2021, 10, 1), date(2021, 11, 1)


@pytest.fixture
def vermont_2021(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    context._published.cache_clear()
    exchange = Exchange.objects.create(slug="vt", name="Vermont", sample=True, date_of_record=CHOSEN)
    for year in (2021, 2022):
        generate_market(actor=BANK, wish=Wish("vt", "VT", year, 2, 12, 1, Decimal(650)), on=CHOSEN)
        bring_current_catalog(exchange="vt", year=year)
    return exchange


def passed_on(on: date) -> list[tuple[str, date, int]]:
    """Policy, month and cents that insurers are told of on a day."""
    files = []
    for exchange, issuer in premiums.waiting():
        files.append(
            premiums.pass_on(exchange=exchange, issuer=issuer, at=datetime(on.year, on.month, on.day, 17, tzinfo=UTC))
        )
    return [(each.enrollment.reference, each.month, each.cents) for file in files for each in lines_of(file)]


def test_a_year_that_the_exchange_billed_ends_there_and_the_insurer_bills_the_next_one(vermont_2021, client):
    found = []
    for email in ("late@example.org", "ahead@example.org"):
        application, _ = decided(
            somebody(email), vermont_2021, (ANA, LUIS), on=CHOSEN, contact=BURLINGTON, year=2021, consent_years=5, income=45_000_00
        )  # fmt: skip
        found.append(choose(application, on=CHOSEN))
    deliver()
    late, ahead = found
    net = late.net_cents
    assert (late.premium_cents, late.credit_cents, net) == (1_300_00, 1_155_68, 144_32)
    pays(late, 10 * net, date(2020, 12, 1))
    pays(ahead, 12 * net + 50_00, date(2020, 12, 1))
    for day in (TOLD, DONE):
        renew(actor=Actor.system("renewal"), exchange=vermont_2021, state="VT", year=2022, on=day)
        on_days(vermont_2021, day)
    deliver()
    after = Enrollment.objects.get(follows=late)
    assert (after.biller, after.status, after.issuer_id) == ("issuer", "effectuated", late.issuer_id)
    for letter in (letters("renewal")[0], letters("renewed")[0]):
        assert "From January 2022 on your insurer bills you" in letter
        assert "go on paying" not in letter
    assert sum(cents for _policy, _month, cents in passed_on(DONE)) == 22 * net
    on_days(vermont_2021, date(2021, 12, 1), date(2021, 12, 31))
    assert (GracePeriod.objects.get().enrollment_id, Refund.objects.count()) == (late.pk, 0)
    (grace,) = letters("grace_period")
    assert "bills your coverage from January 1, 2022 on. What you pay there does not pay what you owe here." in grace
    assert "If not all is paid by then, your coverage ends, back to November 30, 2021." in grace
    assert f"Your coverage from January 1, 2022 on, which {told(after).issuer} bills, goes on all the same." in grace
    client.force_login(User.objects.get(email="ahead@example.org"))
    page = " ".join(client.get(f"/vt/pay/{ahead.reference}/").content.decode().split())
    assert "You paid $50.00 ahead. We send you no more bills: it goes back to you after December 31, 2021." in page
    # What is over goes back, and is not handed over.
    on_days(vermont_2021, date(2022, 1, 1), date(2022, 1, 2))
    assert list(Refund.objects.values_list("payment__enrollment", "amount_cents", "due_on")) == [
        (ahead.pk, 50_00, date(2022, 1, 1))
    ]
    for today, covers in ((date(2021, 12, 31), True), (date(2022, 1, 1), False)):
        vermont_2021.date_of_record = today
        vermont_2021.save()
        page = client.get(f"/vt/coverage/{ahead.reference}/").content.decode()
        assert ("You are covered from January 1, 2021" in page) is covers
        assert ("This plan covered you to December 31, 2021" in page) is not covers
        assert ("It goes on without a gap under the number" in page) is not covers
    on_days(vermont_2021, date(2022, 1, 31))
    assert fresh(late).end == date(2021, 12, 31)
    on_days(vermont_2021, date(2022, 2, 1), date(2022, 2, 2))
    assert (fresh(late).status, fresh(late).end, fresh(late).end_cause) == (
        "terminated",
        date(2021, 11, 30),
        "nonpayment",
    )
    assert (fresh(after).status, fresh(after).start, fresh(after).end) == (
        "effectuated",
        date(2022, 1, 1),
        date(2022, 12, 31),
    )
    (ended,) = letters("termination")
    assert "For the months in which you were covered you still owe $144.32." in ended
    assert f"Your coverage from January 1, 2022 on goes on under the number {after.reference}." in ended
    client.force_login(User.objects.get(email="late@example.org"))
    page = client.get(f"/vt/coverage/{late.reference}/").content.decode()
    assert "There is a gap then: the next coverage begins on January 1, 2022" in page
    assert "without a gap" not in page
    # November is paid long after: the insurer is to have it for the policy of 2021.
    assert passed_on(date(2022, 3, 4)) == []
    pays(late, net, date(2022, 3, 5))
    assert passed_on(date(2022, 3, 5)) == [(late.reference, date(2021, 11, 1), net)]
    on_days(vermont_2021, date(2022, 3, 6))
    assert Refund.objects.count() == 1
