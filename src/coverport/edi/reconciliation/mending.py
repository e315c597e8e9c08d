"""What mends a difference: ours, by the verb that the insurer's own message takes; or theirs, by an 834 that tells it again."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi import known
from coverport.edi.due import CHANGES, later_due
from coverport.edi.events import PolicyReconciled
from coverport.edi.figures import stretches
from coverport.edi.known import EDI
from coverport.edi.models import AtIssuer, Due834
from coverport.edi.reconciliation.rules.comparing import Found, Policy
from coverport.edi.reconciliation.view import stretch_of
from coverport.edi.rules.acceptance import Said, rejections
from coverport.enrollment.models import Enrollment

Kind = Due834.Kind
NUMBERS = {"issuer_policy": "policy_id", "issuer_subscriber": "subscriber_id"}


def mend_ours(row: Enrollment, found: Iterable[tuple[Found, str]], theirs: Policy, on: date) -> set[Found]:
    """Take over what the insurer is right about. found: each with its mend. Answers with what could be mended."""
    done = set()
    for each, mend in found:
        if mend != "confirm":
            _write(row, each)
            done.add(each)
        elif _confirm(row, theirs, on):
            done.add(each)
    return done


def _write(row: Enrollment, found: Found) -> None:
    there, _ = AtIssuer.objects.get_or_create(enrollment=row)
    if found.field == "paid_through":
        there.paid_through = date.fromisoformat(found.theirs)
    elif found.member:
        there.members = {**there.members, found.member: found.theirs}
    else:
        setattr(there, NUMBERS[found.field], found.theirs)
    there.save()


def _confirm(row: Enrollment, theirs: Policy, on: date) -> bool:
    """As if the insurer's 834 had come, by the same rules of what may be accepted."""
    head = theirs.head
    said = Said(
        event="effectuate", policy_id=row.reference, subscriber_id=head["member"],
        members={member: each.get("issuer_member", "") for member, each in theirs.people.items()},
        begin=_day(head, "policy_begin"), paid_through=_day(head, "paid_through"),
        issuer_policy_id=head.get("issuer_policy", ""), issuer_subscriber_id=head.get("issuer_subscriber", ""),
    )  # fmt: skip
    if rejections(said, known.known(row), row.issuer_id):
        return False
    try:
        return not known.apply(row, said, on)
    except Refusal:
        return False


def _day(row: Mapping[str, str], name: str) -> date | None:
    text = row.get(name, "")
    return date.fromisoformat(text) if text else None


def tell(row: Enrollment, kinds: Iterable[str], fields: Iterable[str], month: date, on: date) -> dict[str, Due834]:
    """Have an 834 of each kind written, made of the rows as they are then. One event of its own, so that it is told once more."""
    fact = PolicyReconciled(policy=row.reference, fields=tuple(sorted(set(fields))))
    event = record(fact, by=EDI, on=on, exchange=row.exchange.slug, subject=row.reference, purpose="reconciliation")
    whose = {"exchange": row.exchange.slug, "issuer_id": row.issuer_id, "on": on}
    days = _days(row, month)
    told = {
        kind: Due834.objects.create(enrollment=row, kind=kind, event=event, since=days[kind], **whose)
        for kind in sorted(set(kinds))
        if kind in days
    }
    for kind in told.keys() & set(CHANGES):
        later_due(row, event, days[kind])
    return told


def _days(row: Enrollment, month: date) -> dict[str, date]:
    """From when on each kind counts: amounts from when they hold, who people are in the month that was compared."""
    days = {Kind.CANCEL.value: row.start, Kind.TERMINATE.value: row.end}
    if found := stretches(row):
        stretch = stretch_of(found, month)
        described = max(stretch.since, min(month, stretch.until))
        days |= {Kind.CHANGE.value: stretch.since, Kind.ADDRESS.value: described, Kind.PERSON.value: described}
    return days


def as_found(kind: str, policy: str, member: str, field: str, ours: str, theirs: str) -> Found:
    """A discrepancy's row as what was found."""
    return msgspec.convert(
        {"policy": policy, "kind": kind, "member": member, "field": field, "ours": ours, "theirs": theirs}, Found
    )
