"""What insurers say: acknowledged, applied once, refused with reasons that a machine can read."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from coverport.core import paths
from coverport.edi import inbox
from coverport.edi.actions import resend, write_batch
from coverport.edi.answers import overdue
from coverport.edi.models import AtIssuer, Due834, EdiFile, Heard, Received
from coverport.edi.queries import desk
from coverport.edi.receive import receive
from coverport.edi.retelling import tell_again
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import AT, deliver, enroll, paid, written
from tests.edi.insurer import acknowledgment, confirmation, ending, messages, reinstatement
from tests.edi.judge import complaints
from tests.edi.splitter import split
from tests.enrollment.lives import agreed, reported

pytestmark = pytest.mark.usefixtures("on_sale")
NEXT = AT + timedelta(days=1)


@pytest.fixture
def told(federal):
    """An enrollment that the insurer knows of: the row, what it was sent, the file."""
    enrollment = enroll(federal, (ANA, LUIS), income=60_000_00)
    deliver()
    file = written(federal)
    return enrollment, split(file.bytes), file


def hear(content: bytes, name: str = "in.edi", exchange: str = "federal", issuer: str = "96751") -> Received:
    return receive(exchange=exchange, issuer=issuer, name=name, content=content, at=NEXT)


def sent(received: Received, set_: str) -> list[EdiFile]:
    return list(received.answered_by.filter(set=set_))


def refused_with(received: Received) -> list[str]:
    """The codes of the one rejection, as the insurer reads them."""
    (file,) = sent(received, "REJ")
    (rejection,) = json.loads(file.bytes)["rejections"]
    return [reason["code"] for reason in rejection["reasons"]]


def test_a_confirmation_makes_coverage_sure_and_keeps_the_insurers_numbers(told):
    enrollment, file, _ = told
    received = hear(messages(301, [confirmation(file.policies[0])]))
    assert received.faults == []
    (heard,) = received.heard.all()
    assert (heard.outcome, heard.event, heard.enrollment, heard.reasons) == ("applied", "effectuate", enrollment, [])
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.effectuated_on) == ("effectuated", date(2013, 12, 11))
    there = AtIssuer.objects.get()
    ids = {person.one("REF", "17")[2]: f"G{n}" for n, person in enumerate(file.policies[0].people)}
    assert (there.policy_id, there.subscriber_id, there.members, there.paid_through) == (
        "GM-1",
        "G0",
        ids,
        date(2014, 1, 31),
    )
    (answer,) = sent(received, "999")
    assert complaints(answer.bytes) == ""
    segments = answer.bytes.decode().split("~")
    assert segments[1] == "TA1*000000301*131211*0900*A*000"
    assert [one for one in segments if one.startswith(("IK5", "AK9"))] == ["IK5*A", "AK9*A*1*1*1"]
    assert sent(received, "REJ") == []


def test_the_same_file_twice_changes_nothing(told):
    _, file, _ = told
    content = messages(301, [confirmation(file.policies[0])])
    first = hear(content)
    assert hear(content, "again.edi") == first
    assert (Received.objects.count(), Heard.objects.count(), EdiFile.objects.filter(set="999").count()) == (1, 1, 1)


def test_another_file_under_the_same_number_is_refused_as_a_duplicate(told):
    enrollment, file, _ = told
    hear(messages(301, [ending(file.policies[0], reason="26", additional="CANCEL-FLC")]))
    received = hear(messages(301, [confirmation(file.policies[0])]))
    (answer,) = sent(received, "999")
    assert "*R*025~" in answer.bytes.decode()
    enrollment.refresh_from_db()
    assert (enrollment.status, received.heard.count()) == ("selected", 0)


def test_a_confirmation_said_again_in_another_file_is_refused_as_said(told):
    _, file, _ = told
    hear(messages(301, [confirmation(file.policies[0])]))
    assert refused_with(hear(messages(302, [confirmation(file.policies[0])]))) == ["wrong_state"]


@pytest.mark.parametrize(("change", "codes"), [
    ({"begin": "20140201"}, ["begin_differs"]),
    ({"paid": ""}, ["paid_through_missing"]),
    ({"without": 1}, ["members_differ"]),
])  # fmt: skip
def test_a_confirmation_that_does_not_fit_is_refused_with_its_reason(told, change, codes):
    enrollment, file, _ = told
    received = hear(messages(301, [confirmation(file.policies[0], **change)]))
    assert refused_with(received) == codes
    (answer,) = sent(received, "999")  # the standard has nothing against it
    assert "IK5*A" in answer.bytes.decode()
    enrollment.refresh_from_db()
    assert (enrollment.status, AtIssuer.objects.count()) == ("selected", 0)


@pytest.mark.parametrize("knew", [True, False])
def test_a_confirmation_need_not_name_who_died_before_the_first_day_and_may_where_the_insurer_knew(federal, knew):
    enrollment = enroll(federal, (ANA, LUIS), income=60_000_00)
    deliver()
    file = written(federal) if knew else None
    luis, day = enrollment.members.get(subscriber=False).person, date(2013, 12, 10)
    agreed(reported(enrollment, "death", day, on=day, people=[luis.reference]), on=day)
    deliver()
    policy = split((file or written(federal)).bytes).policies[0]
    assert len(policy.people) == 1 + knew
    for number, named in enumerate(range(len(policy.people)), start=301):
        confirmed = messages(number, [confirmation(policy, without=named)])
        with transaction.atomic():
            assert hear(confirmed, f"{number}.edi").heard.get().outcome == "applied"
            enrollment.refresh_from_db()
            assert enrollment.status == "effectuated"
            transaction.set_rollback(True)


def test_an_unknown_policy_and_another_insurers_are_refused_alike(told):
    enrollment, file, _ = told
    unknown = [line.replace(enrollment.reference, "ZZZZ-ZZZZ") for line in confirmation(file.policies[0])]
    assert refused_with(hear(messages(301, [unknown]))) == ["unknown_policy"]
    Due834.objects.update(issuer_id="96751")
    type(enrollment).objects.update(issuer_id="33653")
    assert refused_with(hear(messages(302, [confirmation(file.policies[0])]))) == ["unknown_policy"]


def test_an_insurer_cancels_what_is_not_sure_yet_and_is_not_told_its_own_word(told, federal):
    enrollment, file, _ = told
    received = hear(messages(301, [ending(file.policies[0])]))
    assert received.heard.get().outcome == "applied"
    enrollment.refresh_from_db()
    assert enrollment.status == "canceled"
    deliver()
    deliver()
    assert write_batch(exchange="federal", issuer="96751", at=NEXT) is None
    assert refused_with(hear(messages(302, [ending(file.policies[0])]))) == ["wrong_state"]


@pytest.mark.parametrize(("end", "codes"), [
    ("20131230", ["end_differs"]), ("20131231", []), ("20140101", []), ("20140102", ["end_differs"]),
])  # fmt: skip
def test_a_cancellation_ends_on_the_first_day_or_the_day_before(told, end, codes):
    _, file, _ = told
    received = hear(messages(301, [ending(file.policies[0], end=end)]))
    assert (refused_with(received) if codes else []) == codes


@pytest.mark.parametrize(("end", "codes"), [
    ("20131231", ["end_before_begin"]), ("20140101", []), ("20140331", []), ("20141231", []), ("20150101", ["end_later"]),
])  # fmt: skip
def test_a_termination_lies_within_the_days_of_coverage(told, end, codes):
    enrollment, file, _ = told
    hear(messages(301, [confirmation(file.policies[0])]))
    received = hear(messages(302, [ending(file.policies[0], additional="TERM", end=end)]))
    if codes:
        assert refused_with(received) == codes
    else:
        assert received.heard.get().outcome == "applied"
        enrollment.refresh_from_db()
        assert (enrollment.status, enrollment.end) == ("terminated", date.fromisoformat(end))


def test_an_end_that_only_the_exchange_may_decide_is_on_the_desk(told):
    _, file, _ = told
    hear(messages(301, [confirmation(file.policies[0])]))
    hear(messages(302, [ending(file.policies[0], reason="", additional="TERM-ANTIDUPLICATION", end="20140331")]))
    (matter,) = desk(NEXT)
    assert (matter.kind, matter.why) == (
        "staff",
        "the insurer ends the policy on 2014-03-31 for a reason (TERM-ANTIDUPLICATION) that the exchange must look into",
    )


def test_a_reinstatement_of_what_has_not_ended_is_refused(told):
    _, file, _ = told
    assert refused_with(hear(messages(301, [reinstatement(file.policies[0])]))) == ["wrong_state"]


def test_what_goes_wrong_with_one_policy_holds_no_other_up(federal):
    enrollments = [enroll(federal, email=f"person{n}@example.org") for n in range(3)]
    deliver()
    first, second, third = split(written(federal).bytes).policies
    received = hear(messages(301, [confirmation(first), confirmation(second, paid=""), confirmation(third)]))
    assert sorted(received.heard.values_list("outcome", flat=True)) == ["applied", "applied", "rejected"]
    for row in enrollments:
        row.refresh_from_db()
    assert sorted(row.status for row in enrollments) == ["effectuated", "effectuated", "selected"]


def test_a_message_that_breaks_the_standard_is_refused_by_the_999_and_not_applied(told):
    enrollment, file, _ = told
    bad = [line.replace("*20140131", "*20140231") for line in confirmation(file.policies[0])]
    received = hear(messages(301, [bad]))
    assert "IK5*R*I5" in sent(received, "999")[0].bytes.decode()
    assert "element_date" in received.faults[0]
    enrollment.refresh_from_db()
    assert (enrollment.status, received.heard.count()) == ("selected", 0)


@pytest.mark.parametrize(("more", "note"), [({"sender": "OTHER"}, "006"), ({"receiver": "OTHER"}, "008")])
def test_a_file_from_or_for_somebody_else_is_refused(told, more, note):
    _, file, _ = told
    received = hear(messages(301, [confirmation(file.policies[0])], **more))
    assert f"*R*{note}~" in sent(received, "999")[0].bytes.decode()
    assert received.heard.count() == 0


@pytest.mark.parametrize("content", [b"", b"hello", b"ISA*00*", b"\x00\xff" * 200])
def test_what_is_no_file_at_all_is_kept_and_said(on_sale, federal, content):
    received = hear(content)
    assert received.faults
    assert received.content.encode("latin-1") == content
    assert received.heard.count() == 0


class TestAcknowledgments:
    def test_accepted_it_is_answered_and_nobody_watches_it_any_more(self, told):
        _, file, row = told
        EdiFile.objects.update(placed_at=NEXT)
        assert overdue(NEXT + timedelta(hours=24)) == []
        assert overdue(NEXT + timedelta(hours=24, seconds=1)) == [row]
        hear(acknowledgment(301, file))
        assert overdue(NEXT + timedelta(hours=25)) == []
        row.refresh_from_db()
        assert (row.answer, row.told.get().answer) == ("accepted", "accepted")
        assert not EdiFile.objects.filter(set="999").exists()  # an acknowledgment is not acknowledged

    def test_refused_it_is_on_the_desk_and_can_be_told_again_under_a_new_number(self, told, federal):
        _, file, row = told
        hear(acknowledgment(301, file, refused=[file.policies[0].control]))
        due = row.told.get()
        assert (due.answer, due.answer_error) == ("refused", "N4 (segment 14, loop 2100): error 8, element 2, error 7")
        matters = [each for each in desk(NEXT) if each.kind == "refused"]
        assert [each.what for each in matters] == [due.enrollment.reference]
        again = tell_again(due=due, on=AT.date())
        assert tell_again(due=due, on=AT.date()) == again
        second = written(federal)
        assert split(second.bytes).policies[0].control == "000000002"
        assert split(second.bytes).policies[0].number == file.policies[0].number
        assert [each for each in desk(NEXT) if each.kind == "refused"] == []
        with pytest.raises(ValueError, match="not refused"):
            tell_again(due=again, on=AT.date())

    @pytest.mark.parametrize("more", [{"group": "999"}, {"ta1": "R*025"}])
    def test_a_refused_interchange_and_a_number_that_was_never_sent(self, told, more):
        _, file, row = told
        received = hear(acknowledgment(301, file, **more))
        row.refresh_from_db()
        codes = [reason["code"] for heard in received.heard.filter(outcome="staff") for reason in heard.reasons]
        if "ta1" in more:
            assert (row.answer, codes) == ("refused", ["refused"])
        else:
            assert (row.answer, codes) == ("", ["unknown_file"])

    def test_for_a_file_that_was_never_sent_nothing_changes(self, told):
        _, file, row = told
        content = (
            acknowledgment(301, file)
            .replace(b"AK2*834*000000001", b"AK2*834*000000777")
            .replace(b"AK1*BE*1*", b"AK1*BE*777*")
        )
        received = hear(content.replace(b"TA1*000000001", b"TA1*000000777"))
        assert [heard.reasons[0]["code"] for heard in received.heard.all()] == ["unknown_file"] * 3
        row.refresh_from_db()
        assert (row.answer, row.told.get().answer) == ("", "")


def test_in_vermont_a_confirmation_follows_the_payment(vermont):
    enrollment = paid(enroll(vermont))
    deliver()
    file = split(written(vermont).bytes)
    parties = {"sender": f"{enrollment.issuer_id}T", "receiver": "COVERPORTVT"}
    content = messages(301, [confirmation(file.policies[0])], **parties)
    received = hear(content, exchange="vt", issuer=enrollment.issuer_id)
    assert received.heard.get().outcome == "applied"
    assert AtIssuer.objects.get().policy_id == "GM-1"
    again = messages(302, [confirmation(file.policies[0])], **parties)
    assert refused_with(hear(again, exchange="vt", issuer=enrollment.issuer_id)) == ["wrong_state"]


def test_the_inbox_takes_finished_files_and_sets_them_aside(told, tmp_path, monkeypatch):
    _, file, _ = told
    monkeypatch.setattr(paths, "inbox_dir", lambda: tmp_path / "inbox")
    folder = tmp_path / "inbox" / "federal" / "96751"
    folder.mkdir(parents=True)
    (folder / "a.edi").write_bytes(messages(301, [confirmation(file.policies[0])]))
    (folder / ".b.edi").write_bytes(b"unfinished")
    (folder / "c.edi.part").write_bytes(b"unfinished")
    other = tmp_path / "inbox" / "nowhere" / "96751"
    other.mkdir(parents=True)
    (other / "d.edi").write_bytes(b"of an exchange that is not there")
    (received,) = inbox.take_in()
    assert received.name == "a.edi"
    assert sorted(path.name for path in folder.iterdir()) == [".b.edi", "c.edi.part", "taken"]
    assert (other / "d.edi").exists()
    assert inbox.take_in("federal") == []


def test_a_file_that_is_asked_for_again_has_the_same_bytes_and_numbers(
    told, outbox, django_capture_on_commit_callbacks
):
    _, _, row = told
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            resend(file=row)
        (path,) = (path for path in outbox.rglob("*") if path.is_file())
        assert path.read_bytes() == row.bytes
    assert EdiFile.objects.count() == 1


class TestWriteCommand:
    def test_what_is_due_is_written_into_a_folder_once(self, federal, tmp_path, capsys):
        enroll(federal)
        deliver()
        asked = ["--issuer=96751", "--since=2013-12-10", f"--out={tmp_path}"]
        call_command("edi_write", *asked)
        (path,) = tmp_path.iterdir()
        assert complaints(path.read_bytes()) == ""
        assert "1 enrollments, 1 people" in capsys.readouterr().out
        before = path.read_bytes()
        path.unlink()
        call_command("edi_write", *asked)  # asked again, the same file comes again
        assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]
        assert EdiFile.objects.count() == 1

    @pytest.mark.parametrize(("since", "files"), [("2013-12-09", 1), ("2013-12-10", 1), ("2013-12-11", 0)])
    def test_only_what_became_due_since_then(self, federal, tmp_path, since, files):
        enroll(federal)
        deliver()
        call_command("edi_write", "--issuer=96751", f"--since={since}", f"--out={tmp_path}")
        assert len(list(tmp_path.iterdir())) == files

    @pytest.mark.parametrize("more", [{"issuer": "00000"}, {"since": "yesterday"}, {"exchange": "nowhere"}])
    def test_what_cannot_be_is_said(self, federal, tmp_path, more):
        enroll(federal)
        deliver()
        arguments = {"issuer": "96751", "since": "2013-12-10", **more}
        with pytest.raises(CommandError):
            call_command("edi_write", *[f"--{name}={value}" for name, value in arguments.items()], f"--out={tmp_path}")
        assert list(tmp_path.iterdir()) == []
