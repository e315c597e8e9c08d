"""A reader of Spanish finds no English on the pages of oversight but what people of the contract wrote, which is marked as English."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from coverport.oversight.actions import gates, money, watch
from coverport.oversight.actions.ledger import Because
from coverport.oversight.actions.risks import raise_risk
from coverport.oversight.models import Contract, Reading
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.risks import Assessment
from tests.locale.test_rendered import english_in, our_words
from tests.oversight.people import People, level_of, site
from tests.oversight.test_money import accept, bill
from tests.oversight.test_pages import as_

DAY = date(2026, 3, 5)
# Names; titles in the line of the browser, choices of a list, what stands in a field: none can be marked.
NAMES = [
    "A website", "Northway Systems LLC", "Joan Whitfield", "No schedule", "A. Doe", "Coverport Vermont", "Coverport vt", "Coverport",
    "Massachusetts Health Connector website", "1: The site", "You are late", "Site", "English", "The site works", "Developer",
    "Insurers are late", "A test each week", "Test journey works, ZIP code to enrollment", "Commonwealth of Massachusetts",
    "Reports", "May 2013",
]  # fmt: skip


@pytest.fixture
def full(people: People, made: Contract, vermont: Any) -> Contract:
    """A contract to which everything has happened once."""
    accept(people, site(made), on=DAY)
    line = bill(people, made, 60_000_00, on=DAY)
    why = Because("The export fails")
    money.approve(actor=people.officer, line=line, amount=Amount(40_000_00), on=DAY)
    money.dispute(actor=people.officer, line=line, amount=Amount(7_000_00), on=DAY, because=why)
    money.withhold(actor=people.officer, line=line, amount=Amount(1_000_00), on=DAY, because=why)
    finding = watch.open_finding(
        actor=people.independent, contract=made, severity="high", title="No schedule", text="There is none.", on=DAY, owner="The vendor"
    )  # fmt: skip
    watch.answer_finding(actor=people.vendor, finding=finding, text="It is on its way.", on=DAY)
    watch.serve_notice(
        actor=people.officer, contract=made, kind="cure", subject="You are late", on=DAY, text="Mend it.",
        milestones=tuple(made.milestones.all()),
    )  # fmt: skip
    watch.report_defect(
        actor=people.vendor, contract=made, severity="critical", title="It is slow", owner="The vendor", on=DAY
    )
    for security in (False, True):
        raise_risk(
            actor=people.vendor, contract=made, title="Insurers are late", text="Nobody hears of choices.", on=DAY, security=security,
            said=Assessment(
                owner="The vendor", likelihood="high", impact="high", response="reduce", plan="A test each week",
                review_on=date(2026, 3, 10),
            ),
        )  # fmt: skip
    level = level_of(made)
    at = translation.override("en")
    with at:
        from datetime import UTC, datetime

        for hour in range(4):
            Reading.objects.create(
                exchange=vermont, metric="journey", at=datetime(2026, 3, 5, hour, tzinfo=UTC), part=0, whole=1
            )
        watch.judge(level=level, until=datetime(2026, 3, 5, 12, tzinfo=UTC), on=DAY)
    gate = gates.make_gate(actor=people.officer, exchange=vermont, year=2014, owner="Joan Whitfield", on=DAY)
    gates.waive(
        actor=people.officer, item=gate.items.get(code="load_tested"), signed_by="A. Doe", title="Commissioner of the state",
        reason="It was tested last year.", until=date(2026, 4, 1), on=DAY,
    )  # fmt: skip
    gates.show(
        actor=people.reviewer, item=gate.items.get(code="plans_signed"), evidence="The folder on the desk", on=DAY
    )
    vermont.date_of_record = date(2026, 3, 20)
    vermont.save()
    return made


def told(client: Client, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        answer = client.get(path, headers={"Accept-Language": "es"})
        assert answer.status_code == 200, path
        body = answer.content.decode()
        assert '<html lang="es"' in body, path
        if english := english_in(body, NAMES, our_words()):
            found[path] = english
    translation.deactivate()
    return found


def test_the_public_pages(client: Client, full: Contract) -> None:
    base = f"/vt/oversight/{full.slug}/"
    paths = [
        "/vt/oversight/",
        "/vt/oversight/opening/",
        "/vt/oversight/opening/2014/",
        base,
        f"{base}amounts/withheld/",
    ]
    paths += [f"{base}invoices/{each.reference}/" for each in full.invoices.all()]
    paths += [f"{base}findings/{each.reference}/" for each in full.findings.all()]
    paths += [f"{base}risks/{each.reference}/" for each in full.risks.all()]
    paths += [f"{base}terms/", f"{base}entries/{full.ledger.first().reference}/"]  # type: ignore[union-attr]
    paths += [f"{base}amounts/{name}/" for name in ("priced", "damages", "value", "left")]
    assert told(client, paths) == {}


def test_the_desk(client: Client, people: People, full: Contract) -> None:
    base = f"/vt/oversight/{full.slug}/desk/"
    line = full.invoices.get().lines.get()
    paths = [
        base,
        f"{base}findings/",
        f"{base}notices/",
        f"{base}defects/",
        f"{base}lines/{line.reference}/",
        f"{base}risks/",
    ]
    paths += [f"{base}risks/{each.reference}/" for each in full.risks.all()]
    paths += [
        f"{base}deliverables/{site(full).reference}/",
        "/vt/oversight/desk/opening/",
        "/vt/oversight/desk/opening/2014/",
    ]
    assert told(as_(client, people.officer), paths) == {}
    assert told(as_(client, people.vendor), [f"{base}bill/", f"{base}findings/", f"{base}notices/"]) == {}
    assert told(as_(client, people.independent), [f"{base}findings/"]) == {}


@pytest.mark.django_db
def test_a_story_of_its_time(client: Client) -> None:
    from coverport.exchanges.models import Exchange

    Exchange.objects.create(slug="ma", name="Coverport Massachusetts", sample=True)
    call_command("load_scenario", "massachusetts-2013", verbosity=0)
    base = "/ma/oversight/ma-cgi-2013/"
    assert told(client, [f"{base}?on=2013-12-26", f"{base}amounts/paid/?on=2014-12-31"]) == {}
