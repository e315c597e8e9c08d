"""The gate, its waivers and defects on the web: what anybody reads, and what each role can do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from coverport.core.access import Actor
from coverport.oversight.actions import gates, money, watch
from coverport.oversight.models import Contract, Defect, Gate, GateItem, Opening, Waiver
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.amounts import Amount
from tests.oversight.people import People
from tests.oversight.test_money import bill
from tests.oversight.test_pages import as_, text

TODAY = date(2026, 10, 1)
DESK = "/vt/oversight/desk/opening/"


@pytest.fixture(autouse=True)
def today(vermont: Any) -> Iterator[None]:
    vermont.date_of_record, vermont.sample = TODAY, False
    vermont.save()
    yield
    translation.deactivate()  # a page in Spanish leaves its language to the thread


@pytest.fixture
def gate(people: People, vermont: Any) -> Gate:
    return gates.make_gate(actor=people.officer, exchange=vermont, year=2027, owner="Joan Whitfield", on=TODAY)


def waiver(gate: Gate, code: str = "load_tested", **more: Any) -> dict[str, Any]:
    given = {
        "signed_by": "A. Doe", "title": "Commissioner", "reason": "Tested last year.", "until": "2026-10-31",
        "item": gate.items.get(code=code).pk,
    } | more  # fmt: skip
    return {"step": "waive"} | {f"waive-{name}": value for name, value in given.items()}


def test_from_a_gate_to_an_open_exchange_through_the_desk(client: Client, people: People) -> None:
    assert as_(client, people.reviewer).post(DESK, {"year": 2027, "owner": "Joan Whitfield"}).status_code == 404
    as_(client, people.officer)
    assert client.post(DESK, {"year": 2027, "owner": ""}).status_code == 422
    assert client.post(DESK, {"year": 2027, "owner": "Joan Whitfield"})["Location"] == f"{DESK}2027/"
    gate, page = Gate.objects.get(), f"{DESK}2027/"
    refused = client.post(page, {"step": "open"})
    assert refused.status_code == 422
    assert "stays closed for 2027: plans_signed" in text(refused)
    assert client.post(page, {"step": "elsewhere"}).status_code == 422
    item = gate.items.get(code="plans_signed")
    show = {"step": "show", "show-item": item.pk, "show-evidence": "Folder 17, signed September 30"}
    assert client.post(page, show).status_code == 404  # who accepts work attaches evidence
    as_(client, people.reviewer)
    assert client.post(page, show | {"show-evidence": " "}).status_code == 422
    assert client.post(page, show | {"show-item": gate.items.get(code="journey_works").pk}).status_code == 422
    assert client.post(page, show).status_code == 302
    as_(client, people.officer)
    early = client.post(page, waiver(gate, until="2026-09-30"))
    assert early.status_code == 422
    assert "A waiver ends on a day that is still to come." in text(early)
    assert 'value="Commissioner"' in early.content.decode()
    assert client.post(page, waiver(gate, signed_by="")).status_code == 422
    for code in GateItem.objects.exclude(code="plans_signed").values_list("code", flat=True):
        assert client.post(page, waiver(gate, code)).status_code == 302
    assert client.post(page, {"step": "open"}).status_code == 302
    assert Opening.objects.get().opened_on == TODAY
    assert "Open since October 1, 2026" in text(client.get(DESK))


def test_anybody_reads_who_signed_a_waiver_why_and_until_when(
    client: Client, people: People, gate: Gate, vermont: Any
) -> None:
    gates.waive(
        actor=people.officer, item=gate.items.get(code="load_tested"), signed_by="A. Doe", title="Commissioner",
        reason="Tested last year.", until=date(2026, 10, 31), on=TODAY,
    )  # fmt: skip
    assert "Joan Whitfield answers for it" in text(client.get("/vt/oversight/opening/"))
    page = text(client.get("/vt/oversight/opening/2027/"))
    assert "A. Doe, Commissioner, October 1, 2026 Tested last year. October 31, 2026" in page
    assert "Waived" in page
    assert "6 items are neither shown nor waived." in page
    vermont.date_of_record = date(2026, 11, 1)
    vermont.save()
    page = text(client.get("/vt/oversight/opening/2027/"))
    assert "Waiver ended" in page
    assert "7 items" in page
    assert Waiver.objects.count() == 1  # it stays on the page
    client.cookies["django_language"] = "es"
    page = text(client.get("/vt/oversight/opening/2027/"))
    assert "¿Está listo para abrir para 2027?" in page
    assert "Una prueba de carga con diez veces el máximo esperado" in page
    for english in ("load test", "no catalog", "readings", "Waiver ended", "answers for it", "wait because"):
        assert english not in page
    assert client.get("/vt/oversight/opening/2026/").status_code == 404


def test_a_defect_has_an_owner_and_an_age_and_the_reviewer_mends_it(
    client: Client, people: People, made: Contract, vermont: Any
) -> None:
    page = f"/vt/oversight/{made.slug}/desk/defects/"
    given = {"step": "report", "severity": "critical", "title": "Households are split", "owner": ""}
    as_(client, people.independent)
    refused = client.post(page, given)
    assert refused.status_code == 422
    assert "Every defect has an owner." in text(refused)
    assert client.post(page, given | {"owner": "Northway"}).status_code == 302
    defect = Defect.objects.get()
    mend = {"step": "mend", "defect": defect.reference}
    assert client.post(page, mend).status_code == 404
    vermont.date_of_record = date(2026, 10, 13)
    vermont.save()
    assert "open for 12 days" in text(client.get(page))
    public = text(client.get(f"/vt/oversight/{made.slug}/"))
    assert "Known defects Critical: 1, the oldest open for 11 days" in public
    assert "Households are split" not in public
    assert as_(client, people.reviewer).post(page, mend).status_code == 302
    assert "Mended October 13, 2026 after 12 days" in text(client.get(page))
    assert client.post(page, mend).status_code == 422
    assert as_(client, people.stranger).get(page).status_code == 404


def test_what_a_rule_refuses_it_says_in_the_readers_language(client: Client, people: People, made: Contract) -> None:
    line = bill(people, made, 5_000_00, on=TODAY)
    with translation.override("es"), pytest.raises(AgainstTheRule) as refused:
        money.dispute(actor=people.officer, line=line, amount=Amount(5_000_01), on=TODAY, because=money.Because("No"))
    assert refused.value.message == "No se puede mover más de lo que hay. Como máximo $5,000.00."
    with translation.override("es"), pytest.raises(AgainstTheRule) as refused:
        money.approve(actor=people.officer, line=line, amount=Amount(1), on=TODAY)
    assert refused.value.message == "Solo se puede pagar el trabajo aceptado. Este entregable no está aceptado."
    with translation.override("es"), pytest.raises(AgainstTheRule) as refused:
        watch.serve_notice(actor=people.officer, contract=made, kind="cure", subject="Late", on=date(2026, 1, 4))
    assert refused.value.message == "El contrato se firmó el 5 de enero de 2026; nada de él es anterior."
    client.cookies["django_language"] = "es"
    as_(client, people.officer)
    sent = {"step": "dispute", "amount": "6000", "reason": "No"}
    page = client.post(f"/vt/oversight/{made.slug}/desk/lines/{line.reference}/", sent)
    assert page.status_code == 422
    assert "No se puede mover más de lo que hay." in text(page)


def test_no_word_of_a_rule_is_left_in_english() -> None:
    from coverport.locale.refresh import read

    catalog = read("es")
    words = [each for each in catalog if any("oversight/rules" in where for where, _line in each.locations)]
    assert len(words) >= 10
    assert all(each.string and each.string != each.id for each in words)


def test_the_system_alone_answers_for_what_it_measures(people: People, gate: Gate) -> None:
    with pytest.raises(AgainstTheRule):
        gates.show(actor=Actor.system("test"), item=gate.items.get(code="journey_works"), evidence="It works", on=TODAY)
