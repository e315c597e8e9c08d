"""Who is asked about, by what, and who never: the questions that leave the house are looked at on the wire."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from coverport.applications.actions import save_answers, save_citizenship, submit_application
from coverport.applications.asking import questions_of, read
from coverport.applications.models import Application, Person
from coverport.applications.submission import NotSigned, most_consent_years
from coverport.applications.verification import settling, tax_records
from coverport.applications.verification.hub import client
from coverport.applications.verification.hub.wire import WireRequest
from coverport.applications.verification.models import SourceRequest
from coverport.applications.words import AnswersRefused
from coverport.core.access import Actor
from tests.applications.households import ANA, DAY, LUIS, MIA, answered
from tests.applications.verification.scripts import SCRIPTS, draft_of, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def overheard(settings):
    """What a hub would hear: path and question of everything that is sent."""
    heard: list[tuple[str, WireRequest]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path.lstrip("/"), msgspec.json.decode(body, type=WireRequest)))
            self.send_error(400)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HUB_ADDRESS, settings.HUB_TIMEOUT_MS = f"http://127.0.0.1:{server.server_address[1]}", 3000
    client.forget()
    yield heard
    server.shutdown()
    client.forget()


def submit(draft: Application, consent: int = 5) -> None:
    actor = Actor.person(draft.household.owner)
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=DAY, consent_years=consent)


def about(heard, name: str) -> set[str]:
    return {path for path, asked in heard if name in {one.first_name for one in asked.people}}


def test_who_does_not_apply_is_asked_about_only_as_a_filer_with_a_number(ana, federal, on_sale, overheard):
    submit(answered(ana, federal, (numbered(ANA), numbered(LUIS, applies=False), numbered(MIA, applies=False))))
    assert about(overheard, "Luis") == {"ssa/composite", "tax/household-income", "income/current"}
    assert about(overheard, "Mia") == set()


def test_who_gave_no_number_is_found_by_none(ana, federal, on_sale, overheard):
    submit(answered(ana, federal, (ANA, LUIS)))
    assert {path for path, _ in overheard} == {"residency"}


def test_a_filer_without_a_number_keeps_the_tax_service_out_of_it(ana, federal, on_sale, overheard):
    submit(answered(ana, federal, (numbered(ANA), LUIS)))
    assert "tax/household-income" not in {path for path, _ in overheard}


@pytest.mark.parametrize(("consent", "asked"), [(0, False), (1, True), (5, True)])
def test_without_consent_neither_tax_data_nor_wages_are_looked_at(ana, federal, on_sale, overheard, consent, asked):
    submit(answered(ana, federal, (numbered(ANA),)), consent)
    paths = {path for path, _ in overheard}
    assert ("tax/household-income" in paths, "income/current" in paths) == (asked, asked)
    assert {"ssa/composite", "coverage/public", "coverage/employer", "residency"} <= paths


@pytest.mark.parametrize("years", [-1, 6])
def test_consent_lasts_no_longer_than_the_law_lets_it(ana, federal, on_sale, years):
    with pytest.raises(NotSigned) as refused:
        submit(answered(ana, federal), years)
    assert refused.value.field == "consent_years"
    assert most_consent_years(date(2026, 11, 26)) == 5


def test_full_price_needs_no_look_at_taxes_or_other_coverage(ana, federal, on_sale, overheard):
    submit(answered(ana, federal, (numbered(ANA),), income=90_000_00))
    assert {path for path, _ in overheard} == {"ssa/composite", "residency"}


def test_each_source_is_sent_only_what_it_looks_for_people_by(ana, federal, on_sale, overheard):
    script = next(one for one in SCRIPTS if one.name == "a permanent resident")
    submit(draft_of(script, ana, federal))
    for path, asked in overheard:
        for one in asked.people:
            assert bool(one.alien_number) == (path == "immigration/initial"), path
            assert bool(one.ssn) == (path not in {"immigration/initial", "residency"}), path


def test_no_reference_of_ours_leaves_the_house(ana, federal, on_sale, overheard):
    draft = answered(ana, federal, (numbered(ANA),))
    submit(draft)
    ours = {draft.reference, *Person.objects.values_list("reference", flat=True)}
    assert not ours & {asked.request for _, asked in overheard}
    assert len({asked.request for _, asked in overheard}) == len(overheard), "each question has a name of its own"


def test_what_the_sources_say_stands_sealed_and_in_no_event(ana, federal, on_sale, hub):
    from django.db import connection

    script = next(one for one in SCRIPTS if one.name == "far less than on the last return")
    draft = draft_of(script, ana, federal)
    hub.people(*script.hub)
    submit(draft)
    assert SourceRequest.objects.get(source="tax").found is None
    [found] = tax_records.answers(draft, actor=settling.US, why="a test", on=DAY).values()
    assert set(found.incomes.values()) == {60_000_00}
    with connection.cursor() as cursor:
        for table in (
            "applications_sourcerequest",
            "applications_inconsistency",
            "applications_taxrecord",
            "core_event",
            "notices_notice",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            stored = cursor.fetchone()[0]
            assert "6000000" not in stored, table
            assert "900000001" not in stored, table


# ---- The alien number


def immigrant(user, exchange) -> Application:
    draft = answered(user, exchange)
    key = draft.applicants.get().person.reference
    save_citizenship(actor=Actor.person(user), application=draft, attested={key: "immigrant"}, on=DAY)
    draft.refresh_from_db()
    return draft


def save_number(draft: Application, number: str | None) -> None:
    key = draft.applicants.get().person.reference
    given = {key: {"status": "refugee", "alien_number": number}}
    save_answers(actor=Actor.person(draft.household.owner), application=draft, step="status", given=given, on=DAY)


def test_an_alien_number_is_optional_kept_and_never_shown_again(ana, federal):
    draft = immigrant(ana, federal)
    assert [(one.name, one.optional) for one in questions_of(draft, "status")] == [
        ("status", False),
        ("alien_number", True),
    ]
    save_number(draft, None)
    save_number(draft, "A900000001")
    save_number(draft, None)
    assert Person.objects.get().alien_number == "A900000001"
    assert "A900000001" not in str(read(Application.objects.get()).stored)
    assert "A900000001" not in str(Application.objects.get().applicants.get().answers)


@pytest.mark.parametrize("number", ["A123456", "A1234567890", "B900000001", "900000001", ""])
def test_a_number_of_another_shape_is_refused(ana, federal, number):
    draft = immigrant(ana, federal)
    with pytest.raises(AnswersRefused):
        save_number(draft, number)


def test_who_turns_out_a_citizen_leaves_no_alien_number_behind(ana, federal):
    draft = immigrant(ana, federal)
    save_number(draft, "A900000001")
    key = draft.applicants.get().person.reference
    save_citizenship(actor=Actor.person(ana), application=draft, attested={key: "citizen"}, on=DAY)
    assert Person.objects.get().alien_number == ""
