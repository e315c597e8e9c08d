"""A month's views laid side by side: what is mended by rule, told again, or waits for a person."""

import argparse
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from coverport.core import paths
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.money import dollars
from coverport.edi import inbox
from coverport.edi import outbox as places
from coverport.edi.issuersim.command import Box
from coverport.edi.issuersim.command import main as issuersim
from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.issuersim.view import VIEW_MISTAKES, send_views
from coverport.edi.models import AtIssuer, Discrepancy, Due834, EdiFile, Received, Reconciliation
from coverport.edi.reconciliation import monthly
from coverport.edi.reconciliation.sending import send_view
from coverport.edi.reconciliation.settling import CannotSettle, settle_discrepancy
from coverport.edi.reconciliation.taking import take_view
from coverport.enrollment.actions import end_coverage
from tests.applications.households import ANA, LUIS, somebody
from tests.edi.enrolled import deliver, enroll, paid, written
from tests.edi.splitter import split

pytestmark = pytest.mark.usefixtures("on_sale")
MARCH = date(2014, 3, 1)
AT = datetime(2014, 3, 16, 9, 0, tzinfo=UTC)
# The insurer in a box has this moment's book.
MADE = datetime(2014, 3, 15, 18, 0, tzinfo=UTC)


@pytest.fixture
def started(tmp_path, monkeypatch, outbox):
    """Enrolls Ana and Luis; the insurer has their 834, its answers lie in the inbox. Answers with what sends its view."""
    monkeypatch.setattr(paths, "inbox_dir", lambda: tmp_path / "inbox")
    ledger = Ledger(tmp_path / "ledger.sqlite")
    chosen = argparse.Namespace(exchange=None, issuer=None, outbox=outbox, inbox=tmp_path / "inbox", mistake=[])
    box = Box(ledger, chosen)

    def sends(*mistakes: str, month: date = MARCH, made: datetime = MADE) -> Reconciliation:
        send_views(ledger, month, made, mistakes)
        box.place()
        (received,) = inbox.take_in()
        assert received.faults == []
        return received.view_part.reconciliation

    def start(exchange):
        enrollment = enroll(exchange, (ANA, LUIS), income=60_000_00)
        if exchange.slug == "vt":
            paid(enrollment)
        deliver()
        written(exchange)
        places.place_files()
        box.turn()
        return sends

    return start


@pytest.fixture
def enrolled(federal, started):
    """On the federal exchange, where the insurer bills."""
    return started(federal)


@pytest.fixture
def insurer(federal, enrolled):
    """The same, and the confirmation was heard; it is March 16."""
    inbox.take_in()
    _on(federal, date(2014, 3, 16))
    return enrolled


def _on(exchange, day: date) -> None:
    exchange.date_of_record = day
    exchange.save()


def rows() -> list[tuple[str, str, str, str]]:
    found = Discrepancy.objects.order_by("kind", "field", "policy", "member")
    return [(row.kind, row.field, row.right, row.status) for row in found]


def answered() -> list[list[str]]:
    """The lines of the newest answer, taken apart by the test's own means."""
    file = EdiFile.objects.filter(set="DIS").latest("pk")
    lines = [line.split("|") for line in file.bytes.decode().splitlines()]
    assert [lines[0][0], lines[-1][0]] == ["HDR", "TRL"]
    assert lines[-1][1] == str(len(lines) - 2)
    return lines[1:-1]


def test_two_sides_that_agree_have_nothing_to_mend(insurer):
    view = insurer()
    assert (view.status, view.compared_on) == ("compared", date(2014, 3, 16))
    assert view.counts == {"ours": 1, "theirs": 1, "moving": 0, "fixed": 0, "told": 0, "open": 0}
    assert rows() == []
    assert not EdiFile.objects.filter(set="DIS").exists()


def test_our_view_says_each_person_of_each_policy(federal, insurer, outbox):
    policy = AtIssuer.objects.get().enrollment
    (sent,) = send_view(exchange="federal", issuer=policy.issuer_id, month=MARCH, at=AT)
    file = EdiFile.objects.get(pk=sent.file)
    header, *people, trailer = [line.split("|") for line in file.bytes.decode().splitlines()]
    assert header == ["HDR", "coverport-1", "federal", "96751", "2014-03-01", "2014-03-16T09:00:00+00:00", "1", "Y"]
    assert trailer == ["TRL", "2", dollars(policy.premium_cents), dollars(policy.credit_cents)]
    assert sorted(line[2] for line in people) == [line[2] for line in people]
    assert [line[1] for line in people] == [policy.reference] * 2
    (ana,) = [line for line in people if line[3] == "Y"]
    assert ana[4:9] == ["effectuated", policy.plan_id, policy.csr_variant, "2014-01-01", "2014-12-31"]
    assert (ana[11], ana[14], ana[15], ana[17]) == (f"P-{policy.reference}", "Rivera", "Ana", "1973-04-28")
    assert ana[-5:] == [
        "R-NH001" if "NH" in policy.plan_id else ana[-5],
        dollars(policy.premium_cents), dollars(policy.credit_cents),
        dollars(policy.members.get(subscriber=True).premium_cents), "2014-01-31",
    ]  # fmt: skip
    places.place_files()
    assert (outbox / "federal" / "96751" / file.name).read_bytes() == file.bytes


# Mistake of the insurer -> kind, field, who is right, what became of it.
EXPECTED = {
    "lost_policy": ("missing_there", "", "staff", "open"),
    "unknown_policy": ("unknown_here", "", "staff", "open"),
    "lost_person": ("person_missing_there", "", "staff", "open"),
    "twice": ("twice_there", "", "staff", "open"),
    "wrong_credit": ("differs", "credit", "exchange", "told"),
    "wrong_address": ("differs", "street", "exchange", "told"),
    "wrong_name": ("differs", "last_name", "exchange", "told"),
    "wrong_end": ("differs", "policy_end", "staff", "open"),
    "new_number": ("differs", "issuer_policy", "issuer", "fixed"),
    "unconfirmed": ("differs", "status", "staff", "open"),
}


def test_every_mistake_of_the_insurer_is_found_and_nothing_else(insurer):
    assert EXPECTED.keys() == VIEW_MISTAKES.keys()
    for mistake, expected in EXPECTED.items():
        with transaction.atomic():  # one world for all; each mistake is forgotten again
            view = insurer(mistake)
            assert rows() == [expected], mistake
            assert sum(view.counts[name] for name in ("fixed", "told", "open")) == 1
            (line,) = answered()
            assert (line[4:6], line[8:]) == (list(expected[:2]), [*expected[2:], "2014-03-16"])
            assert Discrepancy.objects.get().answered_in is not None
            transaction.set_rollback(True)


def test_what_the_exchange_is_right_about_is_told_again_by_one_834(federal, insurer):
    insurer("wrong_credit", "wrong_address")
    told = {row.field: row for row in Discrepancy.objects.all()}
    dues = Due834.objects.filter(file=None)
    assert {(due.kind, due.since) for due in dues} == {("change", date(2014, 1, 1)), ("address", MARCH)}
    assert (told["credit"].due.kind, told["street"].due.kind) == ("change", "address")
    assert (told["credit"].ours, told["credit"].theirs) == (
        dollars(AtIssuer.objects.get().enrollment.credit_cents),
        "1.00",
    )
    policies = split(written(federal).bytes, initial=False).policies
    assert len(policies) == 2
    credit = dollars(AtIssuer.objects.get().enrollment.credit_cents)
    assert {policy.subscriber.said["APTC AMT"][1] for policy in policies} == {credit}


def test_the_insurers_numbers_are_taken_over(insurer):
    insurer("new_number")
    assert AtIssuer.objects.get().policy_id == "NEW-1"
    assert not Due834.objects.filter(file=None).exists()
    assert insurer(month=MARCH, made=MADE + timedelta(days=1)).counts["fixed"] == 1, (
        "the next view has its old number again"
    )
    assert AtIssuer.objects.get().policy_id.startswith("P-")


def test_a_confirmation_that_was_lost_on_its_way_is_taken_from_the_view(federal, enrolled, tmp_path):
    for path in (tmp_path / "inbox" / "federal" / "96751").iterdir():
        path.unlink()
    _on(federal, date(2014, 3, 16))
    enrollment = Due834.objects.get().enrollment
    assert enrollment.status == "selected"
    assert enrolled().counts["open"] == 0
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.effectuated_on) == ("effectuated", date(2014, 3, 16))
    there = AtIssuer.objects.get()
    assert (there.policy_id, there.paid_through) == (f"P-{enrollment.reference}", date(2014, 1, 31))
    people = enrollment.members.values_list("person__reference", flat=True)
    assert there.members == {person: f"96751-{person}" for person in people}
    assert {(row.right, row.status) for row in Discrepancy.objects.all()} == {("issuer", "fixed")}
    assert Discrepancy.objects.filter(field="status").count() == 1


def test_where_the_exchange_bills_the_insurer_does_not_say_until_when_it_is_paid(vermont, started, tmp_path):
    sends = started(vermont)
    for path in (tmp_path / "inbox" / "vt").glob("*/*"):
        path.unlink()
    _on(vermont, date(2014, 3, 16))
    view = sends()
    assert (view.counts["ours"], view.counts["theirs"], view.counts["open"], view.counts["told"]) == (1, 1, 0, 0)
    assert "paid_through" not in set(Discrepancy.objects.values_list("field", flat=True))
    assert AtIssuer.objects.get().confirmed_on == date(2014, 3, 16)
    assert sends(made=MADE + timedelta(days=1)).counts["fixed"] == 0


def test_what_is_on_its_way_differs_from_nothing(federal, insurer):
    enrollment = AtIssuer.objects.get().enrollment
    end_coverage(
        actor=Actor.system("staff"),
        enrollment=enrollment,
        cause="requested",
        last=date(2014, 3, 31),
        on=date(2014, 3, 16),
    )
    deliver()
    assert insurer().counts["moving"] == 1  # the end is due, and not told yet
    assert rows() == []


def test_an_end_that_the_insurer_missed_is_told_again(federal, insurer):
    enrollment = AtIssuer.objects.get().enrollment
    end_coverage(
        actor=Actor.system("staff"),
        enrollment=enrollment,
        cause="requested",
        last=date(2014, 3, 31),
        on=date(2014, 3, 16),
    )
    deliver()
    file = written(federal)
    later = file.written_at + timedelta(days=1)
    assert file.written_at < MADE  # told before the view was made
    view = insurer(made=max(MADE, later))
    assert view.counts["moving"] == 0
    found = {row.field: row for row in Discrepancy.objects.all()}
    assert (found["policy_end"].status, found["policy_end"].due.kind, found["policy_end"].due.since) == (
        "told", "terminate", date(2014, 3, 31),
    )  # fmt: skip
    assert (found["policy_end"].ours, found["policy_end"].theirs) == ("2014-03-31", "2014-12-31")


def test_age_counts_from_the_first_month_and_what_is_told_in_vain_goes_to_staff(federal, insurer):
    insurer("wrong_address")
    first = Discrepancy.objects.get()
    for month, made, status in ((4, 15, "told"), (5, 15, "open")):
        Due834.objects.filter(file=None).update(
            withdrawn_on=date(2014, month, 1)
        )  # as if it had been told, without effect
        _on(federal, date(2014, month, 16))
        insurer("wrong_address", month=date(2014, month, 1), made=datetime(2014, month, made, tzinfo=UTC))
        row = Discrepancy.objects.get()
        assert (row.pk, row.status, row.first_on, row.seen_on) == (
            first.pk,
            status,
            date(2014, 3, 16),
            date(2014, month, 16),
        )
    assert row.told == 2
    _on(federal, date(2014, 6, 16))
    insurer(month=date(2014, 6, 1), made=datetime(2014, 6, 15, tzinfo=UTC))
    row.refresh_from_db()
    assert (row.status, row.closed_on) == ("gone", date(2014, 6, 16))
    (line,) = answered()
    assert (line[1], line[9]) == (row.reference, "gone")


@pytest.fixture
def open_end(insurer):
    """The insurer has ended a policy that goes on here."""
    insurer("wrong_end")
    return Discrepancy.objects.get()


def test_staff_decide_what_no_rule_does_and_the_insurer_hears_it(federal, open_end):
    settled = settle_discrepancy(
        actor=Actor.system("staff"), row=open_end, right="issuer", note="Ended by hand.",
        on=date(2014, 3, 20),
    )  # fmt: skip
    assert (settled.status, settled.closed_on, settled.settled_by) == ("settled", date(2014, 3, 20), "system:staff")
    monthly.send_answers()
    (line,) = answered()
    assert (line[1], line[8], line[9]) == (open_end.reference, "issuer", "settled")
    with pytest.raises(CannotSettle):
        settle_discrepancy(
            actor=Actor.system("staff"), row=open_end, right="issuer", note="Again.",
            on=date(2014, 3, 20),
        )  # fmt: skip


def test_a_decision_needs_a_side_a_reason_and_a_worker_of_the_exchange(federal, open_end):
    common = {"row": open_end, "on": date(2014, 3, 20)}
    for right, note, field in (("", "Why", "right"), ("somebody", "Why", "right"), ("issuer", " ", "note")):
        with pytest.raises(CannotSettle) as refused:
            settle_discrepancy(actor=Actor.system("staff"), right=right, note=note, **common)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        settle_discrepancy(actor=Actor.person(somebody("x@example.org")), right="issuer", note="Mine.", **common)
    assert Discrepancy.objects.get().status == "open"


def view_file(*people: str, header: str = "", trailer: str = "") -> bytes:
    header = header or "HDR|coverport-1|federal|96751|2014-03-01|2014-03-15T18:00:00+00:00|1|Y"
    return "\n".join([header, *people, trailer or f"TRL|{len(people)}|0.00|0.00", ""]).encode()


def person(policy: str, member: str, **said: str) -> str:
    """A line with what is said; 30 columns and the mark."""
    places = {"subscriber": 3, "member_begin": 9, "credit": 28}
    fields = ["DTL", policy, member, "Y", *[""] * 27]
    for name, value in said.items():
        fields[places[name]] = value
    return "|".join(fields)


def taken(content: bytes, name: str = "view") -> Received:
    return take_view(exchange="federal", issuer="96751", name=name, content=content, at=AT)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            view_file(header="HDR|coverport-9|federal|96751|2014-03-01|2014-03-15T18:00:00+00:00|1|Y"),
            "line 1: header_unknown: the first line is no header",
        ),
        (
            view_file(header="HDR|coverport-1|vt|96751|2014-03-01|2014-03-15T18:00:00+00:00|1|Y"),
            "line 1: header_partner: the header names another",
        ),
        (
            view_file(header="HDR|coverport-1|federal|88888|2014-03-01|2014-03-15T18:00:00+00:00|1|Y"),
            "line 1: header_partner: the header names another",
        ),
        (
            view_file(header="HDR|coverport-1|federal|96751|2014-03-02|2014-03-15T18:00:00+00:00|1|Y"),
            "line 1: month: the month is the first day",
        ),
        (
            view_file(header="HDR|coverport-1|federal|96751|2014-04-01|2014-03-15T18:00:00+00:00|1|Y"),
            "line 1: month: the month is the first day",
        ),
        (view_file(header="HDR|coverport-1|federal|96751|2014-03-01|2014-03-15T18:00:00|1|Y"), "line 1: moment: the moment of the view"),
        (
            view_file(header="HDR|coverport-1|federal|96751|2014-03-01|2014-03-15T18:00:00+00:00|0|Y"),
            "line 1: part_number: parts are numbered",
        ),
        (view_file("DTL|A|B"), "line 2: line_columns: a line of a person has 31 columns, this one 3"),
        (view_file("XYZ|A|B"), "line 2: line_mark: a line of a person begins with DTL"),
        (view_file(person("A", "")), "line 2, member: value_missing: member is empty"),
        (view_file(person("A", "B", subscriber="X")), "line 2, subscriber: value_code: subscriber is none of Y, N"),
        (view_file(person("A", "B", member_begin="2014-02-30")), "line 2, member_begin: value_day: member_begin is no day"),
        (view_file(person("A", "B", credit="12.345")), "line 2, credit: value_amount: credit is no amount"),
        (view_file(person("A", "B", credit="-1")), "line 2, credit: value_negative: credit is below zero"),
        (view_file(person("A" * 51, "B")), "line 2, policy: value_signs: policy has more than 50 signs"),
        (view_file(person("A\x07", "B")), "line 2, policy: value_signs: policy has more than 50 signs, or one that cannot be printed"),
        (view_file(person("B", "A"), person("A", "A")), "line 3: line_order: lines are ordered"),
        (view_file(person("A", "B"), trailer="TRL|2|0.00|0.00"), "line 3: trailer_counts: the trailer counts other lines"),
        (view_file(person("A", "B", credit="5.00")), "line 3: trailer_counts: the trailer counts other credits"),
        (view_file(person("A", "B")) + b"DTL\n", "line 4: trailer_followed: nothing may follow the trailer"),
        (view_file(person("A", "B")).rpartition(b"TRL")[0], "line 3: trailer_missing: the trailer is missing"),
        (view_file(person("A", "B")).replace(b"DTL|A", b"DTL|\xff"), "line 0: encoding: the file is not written in UTF-8"),
        (view_file(person('"A', "B")), "line 2: line_unreadable: the line cannot be taken apart"),
    ],
)  # fmt: skip
def test_a_part_that_is_not_in_order_changes_nothing_and_says_why(federal, content, fault):
    received = taken(content)
    assert received.faults[0].startswith(fault), received.faults
    assert (Reconciliation.objects.count(), Discrepancy.objects.count()) == (0, 0)
    (told,) = received.answered_by.all()
    assert told.set == "REJ"
    assert fault.split(": ", 2)[2] in told.bytes.decode()


def test_the_same_part_twice_is_taken_once(federal):
    content = view_file(person("A", "B"))
    assert taken(content) == taken(content, "again")
    assert Reconciliation.objects.get().status == "compared"
    assert Discrepancy.objects.get().kind == "unknown_here"


def parted(number: int, last: str, *people: str, made: str = "18:00:00") -> bytes:
    return view_file(
        *people, header=f"HDR|coverport-1|federal|96751|2014-03-01|2014-03-15T{made}+00:00|{number}|{last}"
    )


def test_parts_are_compared_when_all_are_there_in_any_order(federal):
    taken(parted(2, "Y", person("B", "1")))
    view = Reconciliation.objects.get()
    assert (view.status, Discrepancy.objects.count()) == ("waiting", 0)
    taken(parted(1, "N", person("A", "1")))
    view.refresh_from_db()
    assert (view.status, view.counts["theirs"]) == ("compared", 2)
    assert set(Discrepancy.objects.values_list("policy", flat=True)) == {"A", "B"}


def test_parts_that_do_not_follow_each_other_are_refused(federal):
    taken(parted(1, "N", person("B", "1")))
    taken(parted(2, "Y", person("A", "1")))
    view = Reconciliation.objects.get()
    assert (view.status, view.fault) == (
        "refused",
        "line 1: part_order: the policies of one part are not behind those of the part before",
    )
    assert not Discrepancy.objects.exists()


def test_a_newer_view_replaces_one_that_waits_and_an_older_one_comes_too_late(federal):
    taken(parted(1, "N", person("A", "1")))
    taken(parted(1, "Y", person("A", "1"), made="19:00:00"))
    assert set(Reconciliation.objects.values_list("status", flat=True)) == {"replaced", "compared"}
    assert taken(parted(2, "Y", person("B", "1"))).faults == [
        "line 1: view_older: a newer view of this month has come already"
    ]
    again = taken(parted(1, "Y", person("C", "1"), made="19:00:00"))
    assert again.faults[0].startswith("line 1: part_again: this part of this view has come already")


def test_our_view_goes_out_once_from_its_day_on(federal, insurer):
    EdiFile.objects.filter(set="REC").delete()
    for day, sent in ((14, 0), (15, 1), (16, 0)):
        _on(federal, date(2014, 3, day))
        assert len(monthly.send_views()) == sent, day


def test_the_command_writes_takes_and_lists(federal, insurer, tmp_path, capsys):
    call_command("edi_reconcile", issuer="96751", month=MARCH, out=tmp_path / "out")
    (ours,) = (tmp_path / "out").iterdir()
    assert capsys.readouterr().out == f"{ours}: 1 policy, 2 people\n"
    call_command("edi_reconcile", ours, issuer="96751")
    assert "2014-03: compared: 1 ours, 1 theirs, 0 moving, 0 fixed, 0 told, 0 open" in capsys.readouterr().out
    insurer("wrong_end", made=datetime(2014, 3, 30, tzinfo=UTC))
    call_command("edi_reconcile", list=True)
    assert "differs policy_end: open, 0 days" in capsys.readouterr().out
    call_command("edi_status")
    assert "differs: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="is no view of a month"):
        call_command("edi_reconcile", tmp_path / "ledger.sqlite", issuer="96751")
    with pytest.raises(CommandError, match="say --issuer"):
        call_command("edi_reconcile")


def test_the_insurer_in_a_box_sends_its_view_by_its_command(insurer, tmp_path, outbox, capsys):
    places = ["--ledger", str(tmp_path / "ledger.sqlite"), "--inbox", str(tmp_path / "inbox"), "--outbox", str(outbox)]
    assert issuersim(["--view", "2014-03", "--view-mistake", "wrong_credit", *places]) == 0
    (received,) = inbox.take_in()
    assert (received.faults, rows()) == ([], [("differs", "credit", "exchange", "told")])
    with pytest.raises(SystemExit):
        issuersim(["--view", "March", *places])
    assert "March is no month such as 2014-03" in capsys.readouterr().err
