"""From an insurer's files to plans that may be sold: every step by its verb, refused with words where it may not be taken."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from coverport.accounts.models import Role, User
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.actions import CertifiedHere, NothingToPublish, import_plans, publish_catalog
from coverport.plans.certification import actions
from coverport.plans.certification.preview import catalog_of
from coverport.plans.certification.refusals import FileRefused, NotReady, ReasonNeeded, WrongStep
from coverport.plans.certification.uploads import Upload
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.models import CatalogNumber, FiledFile, PlanFiling, QhpApplication
from coverport.plans.sample import filing as sample_filing
from tests.plans import landscapes
from tests.plans.certification import filings
from tests.plans.certification.conftest import TODAY, certify, open_gates, person, start

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[[QhpApplication, list[Path]], None]


def outcomes(application: QhpApplication) -> dict[str, str]:
    application.refresh_from_db()
    return {finding["check"]: finding["outcome"] for finding in application.findings}


def test_a_whole_filing_passes_every_check_and_has_a_preview(
    started: QhpApplication, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    assert outcomes(started) == {
        "rates": "met", "tobacco": "none", "areas": "met", "actuarial_value": "met", "variants": "met", "silver_gap": "met",
        "essential_share": "met", "yearly_limit": "met", "person_limit": "none", "dental_value": "none", "dental_limit": "none",
        "crosswalk": "none",
    }  # fmt: skip
    shown = catalog_of(started)
    assert (shown.number, [plan.plan_id for plan in shown.plans()]) == (0, [filings.SILVER, filings.BRONZE])
    assert shown.plan(filings.SILVER).issuer_name == "Granite Health"
    assert not CatalogNumber.objects.exists()


def test_what_is_missing_is_said_before_anything_is_checked(started: QhpApplication, machine: Path, send: Send) -> None:
    send(started, filings.whole(machine / "filing")[:1])
    assert (started.findings, started.notes["missing"]) == ([], ["rates", "service_area"])
    with pytest.raises(NotReady, match="no preview yet"):
        catalog_of(started)


def test_an_age_without_a_rate_stops_the_submission(
    started: QhpApplication, machine: Path, send: Send, insurer: User
) -> None:
    send(started, filings.whole(machine / "filing"))
    send(started, [filings.rates_xml(machine / "rates.xml", without=["40", "41"])])
    assert outcomes(started)["rates"] == "not_met"
    faults = started.findings[0]["faults"]
    assert faults[0] == {
        "code": "rate_missing", "plan_id": filings.SILVER, "place": "Rating Area 1", "facts": {"ages": "40-41"},
    }  # fmt: skip
    with pytest.raises(NotReady, match="Nothing was submitted"):
        actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    started.refresh_from_db()
    assert started.status == "draft"


def test_a_file_takes_the_place_of_one_of_its_name_and_the_record_keeps_both(
    started: QhpApplication, machine: Path, send: Send
) -> None:
    send(started, [filings.rates_xml(machine / "rates.xml", without=["40"])])
    send(started, [filings.rates_xml(machine / "rates.xml")])
    rows = FiledFile.objects.filter(application=started).values_list("name", "removed_on")
    assert list(rows) == [("rates.xml", TODAY), ("rates.xml", None)]


def test_a_file_of_another_name_about_the_same_plans_takes_their_place_whole_or_is_refused(
    started: QhpApplication, machine: Path, send: Send
) -> None:
    send(started, [filings.rates_xml(machine / "old.xml")])
    with pytest.raises(FileRefused, match=r"part\.xml and old\.xml both speak of 99999NH0010001"):
        send(started, [filings.rates_xml(machine / "part.xml", {filings.SILVER: 310})])
    send(started, [filings.rates_xml(machine / "new.xml")])
    assert list(started.files.filter(removed_on=None).values_list("name", flat=True)) == ["new.xml"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda path: filings.rates_xml(path, issuer="88888"), "issuer 88888|issuer 99999 alone|begins with"),
        (lambda path: filings.plans_xml(path, year=2015), "2015"),
        (lambda path: landscapes.write(path, [landscapes.row(1)]), "public file of many insurers"),
        (lambda path: path.write_text("Dear state, these are our plans.\n") and path, "found"),
    ],
)
def test_files_of_others_of_another_year_or_of_no_known_kind_are_refused_and_nothing_changes(
    started: QhpApplication, machine: Path, send: Send, made: Callable[[Path], Path], words: str
) -> None:
    with pytest.raises((UnreadableFile, FileRefused), match=words):
        send(started, [made(machine / "file.xml")])
    assert not FiledFile.objects.exists()
    assert not Event.objects.filter(kind="plans.file_uploaded").exists()


def test_a_file_name_from_outside_leads_nowhere() -> None:
    assert Upload("../../etc/passwd", b"x").safe_name == "passwd"
    assert Upload("C:\\Users\\ann\\rates.xml", b"x").safe_name == "rates.xml"
    assert Upload("..", b"x").safe_name == "file"


def test_another_insurers_filing_is_not_there(started: QhpApplication, federal: Exchange, machine: Path) -> None:
    other = Actor.person(person("other@example.org", federal, Role.Kind.ISSUER, "77777"))
    upload = filings.upload(filings.rates_xml(machine / "rates.xml"))
    with pytest.raises(NotAllowed):
        actions.upload_file(actor=other, application=started, upload=upload, on=TODAY)
    with pytest.raises(NotAllowed):
        actions.submit_application(actor=other, application=started, on=TODAY)


def test_a_role_at_another_exchange_is_none_here(started: QhpApplication, vermont: Exchange) -> None:
    stranger = Actor.person(person("vt@example.org", vermont, Role.Kind.STATE_WORKER))
    with pytest.raises(NotAllowed):
        actions.deny(actor=stranger, application=started, reason="no", on=TODAY)


def test_an_insurer_does_not_certify_itself(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    with pytest.raises(NotAllowed):
        actions.certify(actor=Actor.person(insurer), application=started, on=TODAY)
    with pytest.raises(NotReady, match="Not every check and gate is met"):
        actions.certify(actor=Actor.person(worker), application=started, on=TODAY)


def test_while_the_state_has_it_files_stay_as_they_are_until_it_asks_for_changes(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    paths = filings.whole(machine / "filing")
    send(started, paths)
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    with pytest.raises(WrongStep, match="The state has this application now"):
        send(started, paths)
    with pytest.raises(ReasonNeeded):
        actions.ask_for_changes(actor=Actor.person(worker), application=started, reason=" ", on=TODAY)
    started.refresh_from_db()
    assert started.status == "submitted"
    actions.ask_for_changes(actor=Actor.person(worker), application=started, reason="Name the network.", on=TODAY)
    send(started, paths)
    assert started.status == "changes"
    assert started.decisions.get().reason == "Name the network."


def test_certified_plans_are_sold_once_the_year_is_published_and_every_step_is_in_the_history(
    certified: QhpApplication, worker: User
) -> None:
    assert certified.status == "certified"
    with pytest.raises(catalogs.NoCatalog):
        catalogs.current("federal", 2014)
    published = publish_catalog(actor=Actor.person(worker), exchange="federal", year=2014, on=TODAY)
    sold = catalogs.current("federal", 2014)
    assert (published.number, [plan.plan_id for plan in sold.plans()]) == (1, [filings.SILVER, filings.BRONZE])
    assert sold.rates[0, [0, 20, 21, 40, 64]].tolist() == [20000, 20000, 30000, 35700, 42900]
    kinds = list(Event.objects.filter(subject=certified.reference).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "plans.application_started", *["plans.file_uploaded"] * 3, "plans.application_submitted", *["plans.file_uploaded"] * 4,
        *["plans.gate_reviewed"] * 4, "plans.certified",
    ]  # fmt: skip


def test_a_denied_or_pending_filing_is_in_no_catalog(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    with pytest.raises(NothingToPublish):
        publish_catalog(actor=Actor.person(worker), exchange="federal", year=2014, on=TODAY)
    actions.deny(actor=Actor.person(worker), application=started, reason="The network is too small.", on=TODAY)
    with pytest.raises(NothingToPublish):
        publish_catalog(actor=Actor.person(worker), exchange="federal", year=2014, on=TODAY)
    assert start(started.filed_at, insurer).pk != started.pk


def test_only_staff_of_the_exchange_publish(certified: QhpApplication, insurer: User) -> None:
    with pytest.raises(NotAllowed):
        publish_catalog(actor=Actor.person(insurer), exchange="federal", year=2014, on=TODAY)


def test_a_correction_makes_a_new_number_and_the_old_catalog_stays_as_it_was(
    certified: QhpApplication, federal: Exchange, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    publish_catalog(actor=Actor.person(worker), exchange="federal", year=2014, on=TODAY)
    again = start(federal, insurer)
    assert again.corrects == certified
    paths = filings.whole(machine / "filing")
    filings.rates_xml(paths[1], {filings.SILVER: 290, filings.BRONZE: 200})
    certify(again, insurer, worker, paths, send)
    certified.refresh_from_db()
    assert certified.status == "replaced"
    second = publish_catalog(actor=Actor.person(worker), exchange="federal", year=2014, on=date(2013, 12, 11))
    assert second.number == 2
    assert catalogs.numbered("federal", 2014, 1).rates[0, 21] == 30000
    assert catalogs.current("federal", 2014).rates[0, 21] == 29000


def test_a_gate_whose_document_was_replaced_has_to_be_looked_at_again(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    open_gates(started, insurer, worker)
    upload = filings.document("newer.pdf")
    actions.upload_document(
        actor=Actor.person(insurer), application=started, gate="network_adequacy", upload=upload, on=TODAY
    )
    with pytest.raises(NotReady):
        actions.certify(actor=Actor.person(worker), application=started, on=TODAY)


def test_a_gate_needs_a_document_and_a_refusal_its_reason(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    reviewer = Actor.person(worker)
    with pytest.raises(NotReady, match="not sent a document"):
        actions.review_gate(actor=reviewer, application=started, gate="accreditation", met=True, note="", on=TODAY)
    with pytest.raises(FileRefused, match="PDF"):
        actions.upload_document(
            actor=Actor.person(insurer),
            application=started,
            gate="accreditation",
            upload=Upload("a.exe", b"MZ"),
            on=TODAY,
        )
    actions.upload_document(
        actor=Actor.person(insurer),
        application=started,
        gate="accreditation",
        upload=filings.document("a.pdf"),
        on=TODAY,
    )
    with pytest.raises(ReasonNeeded):
        actions.review_gate(actor=reviewer, application=started, gate="accreditation", met=False, note="", on=TODAY)


def test_plans_certified_beside_a_public_file_are_sold_with_it_and_no_public_file_wipes_them_out(
    federal: Exchange, started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    system = Actor.system("test")
    import_plans(actor=system, filing=sample_filing("nh_2014"), on=TODAY, sample=True)
    certify(started, insurer, worker, filings.whole(machine / "filing"), send)
    assert len(catalog_of(started).plans()) == 13
    publish_catalog(actor=system, exchange="federal", year=2014, on=TODAY)
    sold = catalogs.current("federal", 2014)
    assert sorted({plan.issuer_id for plan in sold.plans()}) == ["96751", "99999"]
    with pytest.raises(CertifiedHere, match="NH has certified plans of issuer 99999"):
        import_plans(actor=system, filing=sample_filing("nh_2014"), on=TODAY, sample=True)
    assert PlanFiling.objects.get(issuer_id="99999").application == started
    call_command("load_exchanges")
    call_command("load_sample_plans")  # as the next set-up does: it leaves everything alone
    assert len(catalogs.current("federal", 2014).plans()) == 13


def test_the_command_line_gives_and_takes_roles(federal: Exchange, capsys: pytest.CaptureFixture[str]) -> None:
    user = person("new@example.org")
    given = {"exchange": "federal", "role": "issuer", "issuer_id": "99999"}
    call_command("grant_role", "New@Example.org", **given)
    assert user.roles.get().issuer_id == "99999"
    call_command("grant_role", "new@example.org", **given, revoke=True)
    assert "taken away" in capsys.readouterr().out
    assert not user.roles.exists()
    assert list(Event.objects.filter(subject=user.reference).values_list("kind", flat=True)) == [
        "accounts.role_granted", "accounts.role_revoked",
    ]  # fmt: skip
