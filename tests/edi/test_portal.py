"""What an insurer's people and the exchange's staff see of the files between them, and what they can do there."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from coverport.accounts.models import Role
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.edi import outbox, reconciliation, x12
from coverport.edi.command import line
from coverport.edi.models import Discrepancy, Due834, EdiFile
from coverport.edi.portal import errors, rule_words, words
from coverport.edi.portal.errors import explained
from coverport.edi.portal.view_words import VIEW
from coverport.edi.receive import receive
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.lines import Fault as ViewFault
from coverport.edi.reconciliation.taking import take_view
from coverport.edi.x12.fault import RULES, Fault
from tests.applications.households import ANA, LUIS, somebody
from tests.edi.enrolled import AT, deliver, enroll, written
from tests.edi.insurer import acknowledgment, confirmation, messages
from tests.edi.splitter import split

pytestmark = pytest.mark.usefixtures("on_sale")
NEXT = AT + timedelta(days=1)


def staff(exchange, email: str, kind: str, issuer: str = ""):
    user = somebody(email)
    grant_role(
        actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, issuer_id=issuer, on=date(2013, 12, 10)
    )
    return user


@pytest.fixture
def insurer(federal, client):
    """Somebody of the insurer, signed in."""
    client.force_login(staff(federal, "edi@insurer.example", Role.Kind.ISSUER, "96751"))
    return client


@pytest.fixture
def worker(federal, client):
    client.force_login(staff(federal, "edi@exchange.example", Role.Kind.STATE_WORKER))
    return client


@pytest.fixture
def file(federal) -> EdiFile:
    """Ana and Luis are enrolled, and their 834 is in the insurer's folder since ten hours."""
    enroll(federal, (ANA, LUIS), income=60_000_00)
    deliver()
    found = written(federal)
    outbox.place_files()
    _placed(found, hours=10)
    return found


def _placed(file: EdiFile, *, hours: int, minutes: int = 0) -> None:
    at = timezone.now() - timedelta(hours=hours, minutes=minutes)
    EdiFile.objects.filter(pk=file.pk).update(placed_at=at)


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(f"/federal/insurers/{path}")
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("hours", "minutes", "says"),
    [(23, 59, "Waits for an acknowledgment"), (24, 1, "No acknowledgment in time")],
)
def test_a_file_waits_for_its_acknowledgment_until_the_hours_of_the_profile_are_over(
    insurer, file, hours, minutes, says
):
    _placed(file, hours=hours, minutes=minutes)
    text = page(insurer, "")
    assert says in text
    assert ("One file has no acknowledgment in time." in text) is (hours == 24)
    assert "Acknowledgment due" in page(insurer, f"sent/{file.pk}/")


def test_what_a_front_door_refused_is_said_in_words_with_the_segment(insurer, file):
    policy = split(file.bytes).policies[0]
    content = acknowledgment(301, split(file.bytes), refused=[policy.control])
    receive(exchange="federal", issuer="96751", name="ack.edi", content=content, at=NEXT)
    text = page(insurer, f"sent/{file.pk}/")
    assert Due834.objects.get().enrollment.reference in text
    assert "N402, segment 14, loop 2100</strong>: the code is not one of the list" in text
    assert '<span class="word word-stop">Refused</span>' in page(insurer, "")


def test_what_cannot_be_accepted_is_said_with_the_segment_and_our_answer_beside_it(insurer, file):
    content = messages(301, [confirmation(split(file.bytes).policies[0], begin="20140201")])
    received = receive(exchange="federal", issuer="96751", name="in.edi", content=content, at=NEXT)
    text = page(insurer, f"received/{received.pk}/")
    assert "Coverage begins on another day." in text
    assert "coverage begins on 2014-01-01" in text
    for answer in received.answered_by.all():
        assert answer.name in text
    assert "in.edi" in page(insurer, "received/")


def test_a_file_that_cannot_be_read_names_segment_and_rule(insurer, federal):
    received = receive(exchange="federal", issuer="96751", name="bad.edi", content=b"ISA*nothing", at=NEXT)
    text = page(insurer, f"received/{received.pk}/")
    assert "One fault in the file" in text
    assert '<strong class="num">The file, segment 1</strong>: The file is cut off.' in text
    with translation.override("es"):
        text = insurer.get(f"/federal/insurers/received/{received.pk}/", HTTP_ACCEPT_LANGUAGE="es").content.decode()
    assert '<strong class="num">El archivo, segmento 1</strong>: El archivo está cortado.' in text


def test_asked_for_again_the_same_bytes_lie_in_the_folder_again(insurer, file, django_capture_on_commit_callbacks):
    path = outbox.path_of(file)
    path.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        answer = insurer.post(f"/federal/insurers/sent/{file.pk}/again/")
    assert answer.status_code == 302
    assert path.read_bytes() == file.bytes
    event = Event.objects.get(kind="edi.file_asked_for")
    assert (event.data["file"], event.actor.partition(":")[0]) == (file.name, "person")
    assert "put into the folder again" in insurer.get(answer["Location"]).content.decode()
    assert EdiFile.objects.count() == 1


def test_a_file_that_is_not_there_yet_is_not_asked_for(insurer, file):
    EdiFile.objects.filter(pk=file.pk).update(placed_at=None)
    answer = insurer.post(f"/federal/insurers/sent/{file.pk}/again/")
    assert answer.status_code == 422
    assert "This file is on its way already." in answer.content.decode()


def test_another_insurer_or_exchange_has_none_of_it(federal, vermont, client, file):
    received = receive(exchange="federal", issuer="96751", name="in.edi", content=b"ISA*nothing", at=NEXT)
    found = differing()
    paths = [f"sent/{file.pk}/", f"received/{received.pk}/", f"differences/{found.reference}/"]
    client.force_login(staff(federal, "other@insurer.example", Role.Kind.ISSUER, "88888"))
    for path in paths:
        page(client, path, 404)
    for path in ("", "received/", "differences/?show=open"):
        text = page(client, path)
        assert not {file.name, "in.edi", found.reference} & set(text.split())
        assert "96751" not in text
    assert client.post(f"/federal/insurers/sent/{file.pk}/again/").status_code == 404
    client.force_login(staff(vermont, "other@exchange.example", Role.Kind.STATE_WORKER))
    assert [client.get(f"/vt/insurers/{path}").status_code for path in paths] == [404, 404, 404]
    client.force_login(somebody("nobody@example.org"))
    page(client, "", 404)


def differing() -> Discrepancy:
    """A policy that only the insurer has."""
    header = "HDR|coverport-1|federal|96751|2013-12-01|2013-12-11T12:00:00+00:00|1|Y"
    line = "|".join(["DTL", "ZZZZ-ZZZZ", "X", "Y", *[""] * 27])
    content = f"{header}\n{line}\nTRL|1|0.00|0.00\n".encode()
    take_view(
        exchange="federal", issuer="96751", name="view.txt", content=content, at=datetime(2013, 12, 11, tzinfo=UTC)
    )
    return Discrepancy.objects.get()


def test_an_insurer_sees_what_differs_and_cannot_decide(insurer):
    found = differing()
    assert "The insurer has a policy that we do not have" in page(insurer, "differences/")
    text = page(insurer, f"differences/{found.reference}/")
    assert "45 CFR 155.400(d)" in text
    assert "settle" not in text
    assert (
        insurer.post(
            f"/federal/insurers/differences/{found.reference}/settle/", {"right": "issuer", "note": "x"}
        ).status_code
        == 404
    )


def test_staff_decide_and_what_they_typed_is_kept_where_it_is_refused(worker):
    found = differing()
    where = f"/federal/insurers/differences/{found.reference}/settle/"
    answer = worker.post(where, {"right": "", "note": "The binder payment came late."})
    assert answer.status_code == 422
    assert "The binder payment came late." in answer.content.decode()
    assert "Say who is right." in answer.content.decode()
    assert worker.post(where, {"right": "issuer", "note": "Enrolled by hand."}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.right, found.note) == ("settled", "issuer", "Enrolled by hand.")
    assert "Decided by staff" in page(worker, "differences/?show=closed")
    again = worker.post(where, {"right": "issuer", "note": "Again."})
    assert (again.status_code, "This is settled already." in again.content.decode()) == (422, True)


def test_a_view_whose_parts_are_not_all_here_says_so(insurer, federal):
    header = "HDR|coverport-1|federal|96751|2013-12-01|2013-12-11T12:00:00+00:00|1|N"
    content = f"{header}\nTRL|0|0.00|0.00\n".encode()
    at = datetime(2013, 12, 11, tzinfo=UTC)
    received = take_view(exchange="federal", issuer="96751", name="view.txt", content=content, at=at)
    assert "It is compared once the other parts are here." in page(insurer, f"received/{received.pk}/")


def test_the_age_counts_days_of_the_exchanges_date(worker, federal):
    differing()
    federal.date_of_record = date(2013, 12, 31)
    federal.save()
    assert '<td class="num end" data-label="Age in days">20</td>' in page(worker, "differences/")


def test_the_pages_are_spanish_too(insurer, file):
    with translation.override("es"):
        answer = insurer.get("/federal/insurers/", HTTP_ACCEPT_LANGUAGE="es")
    assert "Archivos enviados a las aseguradoras" in answer.content.decode()


def test_every_column_kind_and_error_that_can_be_stored_has_words():
    layout = tables.layout(tables.OURS)
    compared = {column.name for column in layout.columns} - {"policy", "member"}
    assert set(words.FIELDS) == compared
    assert set(words.KINDS) == set(Discrepancy.Kind.values) - {"differs"}
    assert set(words.STATUSES) == set(Discrepancy.Status.values)
    codes = {level: {code for kind, code in RULES.values() if kind == level} for level in ("segment", "element")}
    assert codes["segment"] <= set(words.SEGMENT_ERRORS)
    assert codes["element"] <= set(words.ELEMENT_ERRORS)


def test_every_rule_of_the_reader_has_words():
    beyond = {
        rule
        for path in Path(x12.__path__[0]).glob("*.py")
        for rule in re.findall(r'\bBreach\(\s*"(\w+)"', path.read_text())
    }
    assert (set(rule_words.STANDARD), set(rule_words.GUIDE)) == (set(RULES), beyond)


@pytest.mark.parametrize(
    ("fault", "where", "what"),
    [
        (Fault(14, "2100A", "N4", "element_code", "no State", 12, 2), "N402, segment 14, loop 2100A", "The code is not one of the list."),
        (Fault(3, "", "SE", "segment_unknown", "SE is none", 3), "SE, segment 3", "The segment is not known."),
        (Fault(9, "", "", "interchange_truncated", "it is cut off"), "The file, segment 9", "The file is cut off."),
    ],
)  # fmt: skip
def test_what_the_reader_found_becomes_words_beside_its_own(fault, where, what):
    found = errors.fault(line(fault))
    assert (found.where, found.what, found.detail) == (where, what, fault.message)


def test_every_rule_of_a_view_has_words():
    package = Path(reconciliation.__path__[0])
    named = re.compile(r'\bFault\(\s*[^,()]+(?:\([^)]*\))?[^,()]*,\s*"(\w+)"|\bWrongValue\(\s*column,\s*"(\w+)"')
    rules = {one or other for path in package.rglob("*.py") for one, other in named.findall(path.read_text())}
    assert rules == set(VIEW)


@pytest.mark.parametrize(
    ("fault", "where", "what"),
    [
        (ViewFault(2, "value_negative", "credit is below zero", "credit"), "Line 2, credit", "The amount is below zero."),
        (ViewFault(3, "trailer_missing", "it is cut off"), "Line 3", "The last line, which counts, is missing: the file is cut off."),
        (ViewFault(0, "encoding", "no UTF-8"), "The file", "The file is not written in UTF-8."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_view_becomes_words_beside_its_own(fault, where, what):
    found = errors.fault(str(fault))
    assert (found.where, found.what, found.detail) == (where, what, fault.message)
    with translation.override("es"):
        assert errors.fault(str(fault)).what != what


def test_a_fault_without_words_is_told_as_it_was_kept():
    for text in ("line 3: the trailer is missing", "segment 3, SE: forgotten_rule: it was so"):
        found = errors.fault(text)
        assert (found.where, found.what, found.detail) == ("", text, "")


@pytest.mark.parametrize(
    ("said", "where", "what"),
    [
        ("N4 (segment 14, loop 2100A): error 8, element 2, error 7", "N402, segment 14, loop 2100A", "the code is not one of the list"),
        ("SE (segment 20): error 3", "SE, segment 20", "a required segment is missing"),
        ("N4 (segment 14): error 8, element 2, error 99", "N402, segment 14", "error 99"),
        ("TA1 note 006", "", "TA1 note 006"),
    ],
)  # fmt: skip
def test_an_acknowledgments_codes_become_words(said, where, what):
    (found,) = explained(said)
    assert (found.where, found.what) == (where, what)
