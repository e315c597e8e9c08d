"""One insurer: what it does with a file of the exchange, and what it says back."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.issuersim.memory import confirmed, remember
from coverport.edi.rules import life
from coverport.edi.rules.acknowledge import Numbers, needed, write_acknowledgment
from coverport.edi.rules.from_file import group_of
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import EnrollmentGroup, FunctionalGroup, Interchange
from coverport.edi.rules.writer import write
from coverport.edi.x12.events import EndRead, RecordRead, TransactionRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.judged import JudgedInterchange, judged
from coverport.edi.x12.maintenance import meaning
from coverport.edi.x12.reader import Event, read

# silent: no acknowledgment; refuse: a 999 that accepts nothing; wrong_dates: another first day; unknown_policy: a number of nobody;
# twice: the confirmation again under another number; unfinished: a file without its end; forget: acknowledged, never confirmed.
MISTAKES = ("silent", "refuse", "wrong_dates", "unknown_policy", "twice", "unfinished", "forget")
PLAN = 14


class InsurerInABox:
    """mistakes: what it does wrong with every file, of MISTAKES."""

    def __init__(self, ledger: Ledger, exchange: str, partner: PartnerProfile, mistakes: Sequence[str] = ()) -> None:
        self.ledger, self.exchange, self.partner, self.mistakes = ledger, exchange, partner, frozenset(mistakes)
        # Two exchanges number their files apart, so that an insurer keeps them apart.
        self.key = f"{exchange}/{partner.issuer_id}"

    def take(self, name: str, content: bytes, at: datetime) -> None:
        """Take a file in and write what is to be said into the ledger's outgoing files, in one transaction. The same again is nothing."""
        events = list(read(io.BytesIO(content)))
        digest = hashlib.sha256(content).hexdigest()
        with self.ledger.transaction():
            for each in judged(events):
                self._interchange(name, each, digest, at)
            if events and not any(isinstance(each, Fault) and each.level == "interchange" for each in events):
                self._enrollments(name, digest, events, at)

    def _interchange(self, name: str, said: JudgedInterchange, digest: str, at: datetime) -> None:
        before = self.ledger.seen(self.key, said.sender, said.control)
        if before == digest:
            return  # sent again: it was answered
        if before is not None:
            said.faults.append(Fault(1, "", "ISA", "interchange_control_again", "the number was used before"))
        else:
            insert = "INSERT INTO file VALUES (?, ?, ?, ?, ?)"
            self.ledger.ask(insert, self.key, said.sender, said.control, digest, name)
        if "refuse" in self.mistakes:
            for group in said.groups:
                for transaction in group.transactions:
                    transaction.faults.append(Fault(1, "2100A", "N4", "element_code", "made up", within=14, element=2))
        if "silent" not in self.mistakes and said.wants_acknowledgment:
            self._acknowledge(said, at)

    def _acknowledge(self, said: JudgedInterchange, at: datetime) -> None:
        count = needed(said)
        (control,) = self.ledger.number(f"interchange {self.key}")
        numbers = Numbers(
            control, self.ledger.number("group", count or 1), self.ledger.number("transaction", count or 1)
        )
        if not count:
            numbers = Numbers(control, (), ())
        us, them = self.partner.interchange_receiver, self.partner.interchange_sender
        self._send("A", control, write_acknowledgment(said, self.partner, numbers, at, sender=us, receiver=them), at)

    def _enrollments(self, name: str, digest: str, events: Sequence[Event | Fault], at: datetime) -> None:
        """Every 834 that is told for the first time, by its transaction number."""
        confirmed = []
        for header, records in _transactions(events):
            group = group_of(header, records, self.partner)
            if self.ledger.ask("SELECT 1 FROM said WHERE issuer = ? AND control = ?", self.key, header.control):
                continue
            first = group.members[0]
            found = meaning(first.maintenance.type, first.maintenance.reason, first.maintenance.additional, "out")
            event = found.event if found else "unknown"
            insert = "INSERT INTO said VALUES (?, ?, ?, ?, ?)"
            self.ledger.ask(insert, self.key, header.control, event, group.policy_id, name)
            remember(self.ledger, self.key, group, event)
            if event in {"initial", "renewal"}:
                self._enroll(group)
                confirmed.append(group)
            elif event in {"cancel", "terminate"}:
                self._end(group, event)
            elif event == "change":
                self._change(group)
            elif event == "reinstate":
                self._reinstate(group)
        if confirmed and not {"forget", "refuse"} & self.mistakes:
            self._confirm(confirmed, at)

    def _enroll(self, group: EnrollmentGroup) -> None:
        """told counts how often: more than once is somebody enrolled twice."""
        coverage = group.members[0].coverage
        begin = coverage.begin.isoformat() if coverage else ""
        insert = (
            "INSERT INTO policy VALUES (?, ?, ?, ?, '', 'enrolled', ?, ?, ?, 1) "
            "ON CONFLICT (issuer, number) DO UPDATE SET told = told + 1"
        )
        row = (self.key, group.policy_id, group.plan_id, begin, len(group.members), group.total, group.credit)
        self.ledger.ask(insert, *row)

    def _end(self, group: EnrollmentGroup, event: str) -> None:
        status = "canceled" if event == "cancel" else "terminated"
        end = group.file_effective.isoformat() if group.file_effective else ""
        update = "UPDATE policy SET status = ?, end = ? WHERE issuer = ? AND number = ?"
        self.ledger.ask(update, status, end, self.key, group.policy_id)

    def _change(self, group: EnrollmentGroup) -> None:
        """The amounts as they were told last; who has left is not counted any more."""
        members = sum(member.maintenance.type != "024" for member in group.members)
        update = "UPDATE policy SET members = ?, premium = ?, credit = ? WHERE issuer = ? AND number = ?"
        self.ledger.ask(update, members, group.total, group.credit, self.key, group.policy_id)

    def _reinstate(self, group: EnrollmentGroup) -> None:
        update = "UPDATE policy SET status = 'enrolled', end = '' WHERE issuer = ? AND number = ?"
        self.ledger.ask(update, self.key, group.policy_id)

    def _confirm(self, groups: Sequence[EnrollmentGroup], at: datetime) -> None:
        content, control = self._messages([self._confirmation(group) for group in groups], at)
        self._send("C", control, content[:-20] if "unfinished" in self.mistakes else content, at)
        if "twice" in self.mistakes:
            again, control = self._messages([self._confirmation(group) for group in groups], at)
            self._send("C", control, again, at)

    def _confirmation(self, group: EnrollmentGroup) -> EnrollmentGroup:
        begin = group.members[0].coverage.begin if group.members[0].coverage else group.effective
        ids = {member.member_id: f"{self.partner.issuer_id}-{member.member_id}" for member in group.members}
        how = self.partner.maintenance["issuer_confirm"]
        if not {"unknown_policy", "wrong_dates", "unfinished"} & self.mistakes:
            confirmed(self.ledger, self.key, group.policy_id, _last_of_month(begin), ids)
        made = life.confirmed(group, how, paid_through=_last_of_month(begin), policy_id=f"P-{group.policy_id}", ids=ids)
        if "unknown_policy" in self.mistakes:
            made = msgspec.structs.replace(made, policy_id="NOBODY-0000")
        if "wrong_dates" in self.mistakes:
            made = msgspec.structs.replace(made, members=tuple(_later(member) for member in made.members))
        return made

    def terminate(self, group: EnrollmentGroup, last_day: date, at: datetime) -> None:
        """Tell an end: as when the premium stays unpaid."""
        how = self.partner.maintenance["issuer_terminate"]
        with self.ledger.transaction():
            content, control = self._messages([life.terminated(group, how, last_day=last_day)], at)
            self._send("T", control, content, at)

    def _messages(self, groups: Sequence[EnrollmentGroup], at: datetime) -> tuple[bytes, int]:
        (control,) = self.ledger.number(f"interchange {self.key}")
        (number,) = self.ledger.number("group")
        numbered = [
            msgspec.structs.replace(group, control=n)
            for group, n in zip(groups, self.ledger.number("transaction", len(groups)), strict=True)
        ]
        inside = FunctionalGroup(
            number, groups[0].plan_id[:PLAN] or self.partner.issuer_id, self.partner.group_sender[:3], tuple(numbered)
        )
        us, them = self.partner.interchange_receiver, self.partner.interchange_sender
        return write(Interchange(control, us, them, at, (inside,)), self.partner).content, control

    def _send(self, kind: str, control: int, content: bytes, at: datetime) -> None:
        name = f"{self.partner.issuer_id}.{kind}{control:09d}.D{at:%y%m%d}.T{at:%H%M%S}.{self.partner.usage}"
        self.ledger.ask("INSERT INTO outgoing VALUES (?, ?, ?)", self.key, name, content)


def _transactions(events: Sequence[Event | Fault]) -> Iterator[tuple[TransactionRead, list[RecordRead]]]:
    header: TransactionRead | None = None
    records: list[RecordRead] = []
    for each in events:
        if isinstance(each, TransactionRead):
            header, records = each, []
        elif isinstance(each, RecordRead):
            records.append(each)
        elif isinstance(each, EndRead) and each.of == "transaction" and header is not None:
            if header.set == "834" and records:
                yield header, records
            header = None


def _later(member: life.Member) -> life.Member:
    """From the month after on."""
    if member.coverage is None:
        return member
    begin = _last_of_month(member.coverage.begin) + timedelta(days=1)
    coverage = msgspec.structs.replace(member.coverage, begin=begin)
    return msgspec.structs.replace(member, coverage=coverage, dates=(("356", begin),))


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
