"""What is kept sealed, what each is kept for, and how keys change while values stay readable."""

from base64 import b64decode, b64encode
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from coverport.accounts.models import User
from coverport.applications.models import Applicant, Application, Household, Person
from coverport.applications.verification.models import Document, Inconsistency
from coverport.config.secrets import KeyRing
from coverport.core.resealing import keys_in_use, reseal_everything, sealed_columns
from coverport.core.sealed_files import reseal_files
from coverport.core.sensitive import blind_index
from coverport.core.sent_papers import store
from coverport.core.uploads import Upload
from coverport.paper import storage
from coverport.paper.models import Envelope, Sheet
from tests.earlier import at, empty_database  # noqa: F401  (a fixture)

DAY = date(2013, 12, 10)

# Every sealed column. A new one is put here with what it is kept for, or the test says so.
SEALED = {
    "accounts.IdentityDocument.content", "accounts.IdentityDocument.name", "accounts.IdentityProof.asked",
    "appeals.Appeal.effect", "appeals.Appeal.facts", "appeals.Appeal.grounds",
    "accounts.KeptForm.answers", "applications.Applicant.answers", "applications.Application.answers",
    "applications.Application.shopping", "applications.Determination.inputs", "applications.Determination.result",
    "applications.Inconsistency.attested", "applications.Inconsistency.explanation",
    "applications.Inconsistency.sources_say", "applications.Person.alien_number", "applications.Person.ssn",
    "applications.SourceRequest.answer", "applications.TaxRecord.content", "edi.Discrepancy.ours", "edi.Discrepancy.theirs",
    "edi.EdiFile.content", "edi.Received.content", "enrollment.Change.attestation", "enrollment.EndingPolicy.person",
    "enrollment.Renewal.notes", "enrollment.Renewal.plan", "enrollment.Rescission.answer", "enrollment.Rescission.facts",
    "notices.Dispatch.address", "handoff.Incoming.body", "handoff.Match.found", "handoff.Outgoing.body", "notices.Notice.letter",
    "fallback.Arrival.name", "fallback.Arrival.contact", "fallback.TakenCase.cells", "fallback.DirectPolicy.people",
    "paper.PaperApplication.attestation", "paper.PaperApplication.second", "shopping.KeptShopping.contents", "shopping.ShareLink.contents",
}  # fmt: skip
# Words in the names of columns that must not stand open, unless they are named here with the reason.
TELLING = ("ssn", "answers", "income", "immigration", "alien", "password_hint", "secret", "tax_data")
OPEN: dict[str, str] = {
    "applications.Person.ssn_index": "a keyed hash",
    "edi.EdiFile.answers": "which file another one answers",
}


def test_every_sealed_column_is_listed_and_names_its_purpose_and_its_law():
    found = {f"{model._meta.label}.{field.name}": field for model, field in sealed_columns()}
    assert set(found) == SEALED
    purposes = [field.purpose for field in found.values()]
    assert all(len(purpose.partition(": ")[2]) > 10 for purpose in purposes), purposes
    # The two columns of one document share theirs; all others differ, so that a value moved elsewhere does not open.
    assert len(set(purposes)) == len(purposes) - 1


def test_no_column_whose_name_tells_of_secrets_stands_open():
    from django.apps import apps

    names = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("coverport.")
        for field in model._meta.concrete_fields
        if any(word in field.name for word in TELLING)
    }
    assert names - SEALED - set(OPEN) == set()


@pytest.fixture
def household(federal):
    user = User.objects.create_user("ana@example.com")
    household = Household.objects.create(exchange=federal, owner=user)
    person = Person.objects.create(
        household=household, first_name="Ana", last_name="Rivera", birth_date=date(1973, 3, 14), ssn="900124711"
    )
    application = Application.objects.create(
        household=household, exchange=federal, year=2014, started_on=date(2013, 12, 10), shopping={"income": 31_200}
    )
    Applicant.objects.create(
        application=application, person=person, position=0, relationship="self", applies=True,
        answers={"income": [{"kind": "wages", "amount": 47_110_00}], "status": "asylee"},
    )  # fmt: skip
    return household


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssn FROM applications_person UNION ALL SELECT answers FROM applications_applicant")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_income_and_status_do_not_stand_open_in_the_database(household):
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, shopping FROM applications_application")
        everything = str(cursor.fetchall()) + str(stored())
    for word in ("4711", "asylee", "31200", "wages", "900124711"):
        assert word not in everything
    assert Applicant.objects.get().told.status == "asylee"


@pytest.mark.django_db
def test_values_are_sealed_anew_while_they_stay_readable_and_are_found(household, settings):
    old = dict(settings.SENSITIVE_KEYS)
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32, **old}
    assert keys_in_use() == {"k1"}
    done = reseal_everything()
    assert done["applications.Person.ssn"] == 1
    assert done["applications.Applicant.answers"] == 1
    assert keys_in_use() == {"k9"}
    assert reseal_everything()["applications.Person.ssn"] == 0, "a second run changes nothing"
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32}
    person = Person.objects.get()
    assert person.ssn == "900124711"
    index = blind_index("900124711", purpose=Person._meta.get_field("ssn").purpose)
    assert Person.objects.get(ssn_index=index) == person
    assert Applicant.objects.get().told.income[0].amount == 47_110_00


@pytest.mark.django_db
def test_more_values_than_a_batch_are_all_sealed_anew(household, settings, monkeypatch):
    from coverport.core import resealing

    monkeypatch.setattr(resealing, "BATCH", 2)
    Person.objects.bulk_create(
        Person(household=household, last_name=f"P{n}", birth_date=date(2000, 1, 1), ssn=f"90012{n:04}")
        for n in range(5)
    )
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32, **settings.SENSITIVE_KEYS}
    assert reseal_everything()["applications.Person.ssn"] == 6


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    monkeypatch.delenv("COVERPORT_SENSITIVE_KEYS", raising=False)
    return tmp_path


@pytest.fixture
def ring(folder, settings):
    settings.SENSITIVE_KEYS = KeyRing()
    return settings.SENSITIVE_KEYS


@pytest.mark.django_db
def test_the_command_draws_a_key_seals_anew_and_forgets_the_old_one(ring, household, folder, capsys):
    other_process = KeyRing()
    assert list(other_process) == ["k1"]
    call_command("rotate_keys", "--new", "--forget")
    said = capsys.readouterr().out
    assert "The new key is k2." in said
    assert "k1 is deleted." in said
    assert list(other_process) == ["k2"], "a running process sees the new key at once"
    assert Person.objects.get().ssn == "900124711"
    assert not (folder / "secrets" / "sensitive_key").exists()
    assert all(value.startswith("k2:") for value in stored())
    assert (folder / "secrets" / "sensitive_key.k2").stat().st_mode & 0o077 == 0


# ---- Papers in storage


@pytest.fixture
def papers(household, tmp_path, settings):
    """Two papers of an inconsistency and a scanned page, stored under k1; the last paper as it was named before names told the key."""
    settings.MEDIA_ROOT = tmp_path / "media"
    application, person = Application.objects.get(), Person.objects.get()
    task = Inconsistency.objects.create(
        application=application,
        person=person,
        kind="income",
        reason="no_tax_data",
        attested="1",
        opened_on=DAY,
        due_on=DAY,
    )
    envelope = Envelope.objects.create(exchange=application.exchange, channel="mail", received_on=DAY)
    for data in (b"%PDF-1.7 a stub of pay", b"%PDF-1.7 an older one"):
        store(
            task.documents,
            task.reference,
            Upload("paper.pdf", data),
            media_type="application/pdf",
            scanned=False,
            on=DAY,
        )
    older = Document.objects.last()
    media, bare = settings.MEDIA_ROOT, older.path.removesuffix(".k1")
    (media / older.path).rename(media / bare)
    Document.objects.filter(pk=older.pk).update(path=bare)
    Sheet.objects.create(envelope=envelope, position=0, **storage.put(envelope, b"\xff\xd8\xff a page"))
    return media


def files(folder):
    return sorted(path.name.rpartition(".")[2][:2] for path in folder.rglob("*") if path.is_file())


def readable() -> bool:
    opened = [*map(Document.opened, Document.objects.order_by("pk")), storage.opened(Sheet.objects.get())]
    return opened == [b"%PDF-1.7 a stub of pay", b"%PDF-1.7 an older one", b"\xff\xd8\xff a page"]


@pytest.mark.django_db
def test_papers_in_storage_come_under_the_new_key_and_the_old_one_is_not_needed_any_more(papers, settings):
    old, told = dict(settings.SENSITIVE_KEYS), []
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32, **old}
    reseal_everything()
    assert keys_in_use() == {"k1", "k9"}, "the papers still need it"
    done, stuck = reseal_files(lambda *line: told.append(line))
    assert (done, stuck) == (
        {"applications.Document.path": 2, "enrollment.EventPaper.path": 0, "paper.Sheet.path": 1},
        [],
    )
    assert told == [("applications.Document.path", 2, 2), ("paper.Sheet.path", 1, 1)]
    assert keys_in_use() == {"k9"}
    assert files(papers) == ["k9"] * 3, "nothing is left under the old one"
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32}
    assert readable()
    assert sum(reseal_files(lambda *line: None)[0].values()) == 0, "a second run changes nothing"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["save", "delete"])
def test_a_run_that_is_stopped_loses_nothing_and_the_next_one_finishes(papers, settings, monkeypatch, name):
    """Stopped while the second file is written, or after its row names the new one and before the old one goes."""
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32, **settings.SENSITIVE_KEYS}
    whole, calls = getattr(default_storage, name), []

    def stopped(*given, **more):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **more)

    with monkeypatch.context() as at:
        at.setattr(default_storage, name, stopped)
        with pytest.raises(KeyboardInterrupt):
            reseal_files(lambda *line: None)
    assert readable()
    assert "k1" in keys_in_use()
    reseal_files(lambda *line: None)
    assert readable()
    assert files(papers) == ["k9"] * 3


@pytest.mark.django_db
def test_a_paper_that_cannot_be_opened_is_named_and_keeps_its_key(ring, papers, folder, capsys):
    path = papers / Document.objects.first().path
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(CommandError, match=r"1 files could not be sealed anew .* applications\.Document"):
        call_command("rotate_keys", "--new", "--forget")
    said = capsys.readouterr().out
    assert "applications.Document.path: 2 of 2 looked at" in said
    assert "deleted" not in said
    assert list(ring) == ["k2", "k1"]


@pytest.mark.django_db
def test_a_ring_that_the_environment_holds_is_changed_there(household, settings, folder, monkeypatch):
    two = ",".join(f"{name}:{b64encode(key).decode()}" for name, key in (("k2", b"2" * 32), ("k1", b"1" * 32)))
    monkeypatch.setenv("COVERPORT_SENSITIVE_KEYS", two)
    ring = KeyRing()
    assert list(ring) == ["k2", "k1"]
    assert ring["k1"] == b64decode(b64encode(b"1" * 32))
    settings.SENSITIVE_KEYS = ring
    with pytest.raises(CommandError, match="Change it there"):
        call_command("rotate_keys", "--new")
    with pytest.raises(KeyError):
        ring["k7"]


def test_what_stood_open_is_sealed_by_the_migration_and_opened_by_its_reverse(empty_database):  # noqa: F811
    told = {"income": [{"kind": "wages", "amount": 47_110_00}], "status": "asylee"}
    old = at("applications", "0003_verification")
    user = old.get_model("accounts", "User").objects.create(email="ana@example.com")
    exchange = old.get_model("exchanges", "Exchange").objects.create(slug="federal", name="Coverport")
    household = old.get_model("applications", "Household").objects.create(exchange=exchange, owner=user)
    person = old.get_model("applications", "Person").objects.create(household=household, last_name="R", birth_date=DAY)
    application = old.get_model("applications", "Application").objects.create(
        household=household, exchange=exchange, year=2014, started_on=DAY, shopping={"income": 31_200}
    )
    old.get_model("applications", "Applicant").objects.create(
        application=application, person=person, position=0, relationship="self", applies=True, answers=told
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers->>'status' FROM applications_applicant")
        assert cursor.fetchone() == ("asylee",)
    new = at("applications", "0004_sealed_answers")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM applications_applicant")
        assert cursor.fetchone()[0].startswith("k1:")
    assert new.get_model("applications", "Applicant").objects.get().answers == told
    assert new.get_model("applications", "Application").objects.get().shopping == {"income": 31_200}
    back = at("applications", "0003_verification")
    assert back.get_model("applications", "Applicant").objects.get().answers == told
