"""Both views of a month laid side by side, policy by policy: what differs is mended by rule, told, or waits for staff."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec
from django.db.models import QuerySet

from coverport.core.events import record
from coverport.edi import known, profiles
from coverport.edi.events import ViewsCompared
from coverport.edi.known import EDI
from coverport.edi.models import Discrepancy, Due834, Reconciliation
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.answering import answer
from coverport.edi.reconciliation.mending import mend_ours, tell
from coverport.edi.reconciliation.rules.authority import BY_834, OURS, Case, decide
from coverport.edi.reconciliation.rules.comparing import Found, Pair, Policy, differences, grouped, paired
from coverport.edi.reconciliation.rules.lines import Row
from coverport.edi.reconciliation.view import view as our_view
from coverport.enrollment.models import Enrollment

Status = Discrepancy.Status
Key = tuple[str, str, str]


class Decided(msgspec.Struct, frozen=True):
    """One thing that differs, who is right about it, and how often the insurer was told before."""

    found: Found
    case: Case
    before: Discrepancy | None

    @property
    def told(self) -> int:
        return self.before.told if self.before else 0


def compare(view: Reconciliation, rows: Iterator[Row], at: datetime) -> None:
    """Compare, mend, tell and answer. Must be inside the transaction that takes the last part in; at: the exchange's clock."""
    layout = tables.layout(view.layout)
    ours = our_view(view.exchange, profiles.load(view.exchange, view.issuer_id), view.month, known_until=view.made_at)
    counts = {"ours": 0, "theirs": 0, "moving": 0}
    for mine, other in paired(ours, grouped(rows)):
        counts["ours"] += mine is not None
        counts["theirs"] += other is not None
        if mine and mine.moving:
            counts["moving"] += 1
            _still_seen(view, mine.number)
        elif found := list(differences(mine, other, layout)):
            _enter(view, found, (mine, other), at.date())
    _close_others(view, at.date())
    _finish(view, counts, at)


def _live(view: Reconciliation) -> QuerySet[Discrepancy]:
    """What is not closed yet of this insurer in the view's plan year."""
    rows = Discrepancy.objects.filter(exchange=view.exchange, issuer_id=view.issuer_id, closed_on=None)
    return rows.filter(seen_in__month__year=view.month.year)


def _still_seen(view: Reconciliation, number: str) -> None:
    """What differs of a policy that is on its way waits for the next month."""
    rows = _live(view).filter(policy=number)
    if rows.exists():
        known.policy(view.exchange, number)  # its household is locked before what is said of it
        rows.update(seen_in=view)


def _enter(view: Reconciliation, found: Sequence[Found], pair: Pair, on: date) -> None:
    """What differs of one policy."""
    row = known.policy(view.exchange, found[0].policy) if pair[0] else None
    before = {_key(each): each for each in _live(view).filter(policy=found[0].policy)}
    biller = row.biller if row else ""
    decided = []
    for each in found:
        last = before.get((each.member, each.kind, each.field))
        decided.append(Decided(each, decide(each, tables.authority(), biller, last.told if last else 0), last))
    mended = _mended(row, decided, pair[1], on)
    told = _told(row, decided, view.month, on)
    for one in decided:
        _write(view, one, row, on, mended=one.found in mended, due=told.get(one.case.mend))


def _key(row: Discrepancy) -> Key:
    return row.member, row.kind, row.field


def _mended(row: Enrollment | None, decided: Sequence[Decided], theirs: Policy | None, on: date) -> set[Found]:
    ours = [(one.found, one.case.mend) for one in decided if one.case.mend in OURS]
    # Numbers before the confirmation, which keeps what it does not say.
    ours.sort(key=lambda each: OURS.index(each[1]))
    return mend_ours(row, ours, theirs, on) if row and theirs and ours else set()


def _told(row: Enrollment | None, decided: Sequence[Decided], month: date, on: date) -> dict[str, Due834]:
    again = [one for one in decided if one.case.mend in BY_834]
    if row is None or not again:
        return {}
    return tell(row, {one.case.mend for one in again}, {one.found.field for one in again}, month, on)


def _write(
    view: Reconciliation, one: Decided, row: Enrollment | None, on: date, *, mended: bool, due: Due834 | None
) -> None:
    """The row of a thing: a new one, or the one that is open already, which keeps its first day."""
    status, right = _standing(one.case, mended)
    now = {
        "ours": one.found.ours, "theirs": one.found.theirs, "right": right, "authority": one.case.authority, "status": status,
        "seen_on": on, "seen_in": view, "told": one.told + (status == Status.TOLD), "due": due or (one.before and one.before.due),
        "answered_in": None, "closed_on": on if status == Status.FIXED else None, "enrollment": row,
    }  # fmt: skip
    what = {"policy": one.found.policy, "member": one.found.member, "kind": one.found.kind, "field": one.found.field}
    Discrepancy.objects.update_or_create(
        exchange=view.exchange, issuer_id=view.issuer_id, closed_on=None, **what, defaults=now,
        create_defaults={**now, "first_on": on},
    )  # fmt: skip


def _standing(case: Case, mended: bool) -> tuple[str, str]:
    """Status and who is right; what could not be mended by rule is for staff."""
    if case.right == "exchange":
        return Status.TOLD, case.right
    return (Status.FIXED, case.right) if mended else (Status.OPEN, "staff")


def _close_others(view: Reconciliation, on: date) -> None:
    """What this month does not show any more."""
    gone = _live(view).exclude(seen_in=view)
    gone.update(status=Status.GONE, closed_on=on, answered_in=None)


def _finish(view: Reconciliation, counts: dict[str, int], at: datetime) -> None:
    shown = view.discrepancies.all()
    by_status = {name: shown.filter(status=name).count() for name in ("fixed", "told", "open")}
    view.status, view.compared_on, view.counts = Reconciliation.Status.COMPARED, at.date(), {**counts, **by_status}
    view.save(update_fields=["status", "compared_on", "counts"])
    fact = ViewsCompared(issuer=view.issuer_id, month=f"{view.month:%Y-%m}", found=sum(by_status.values()), **by_status)
    subject = f"reconciliation-{view.pk}"
    record(fact, by=EDI, on=at.date(), exchange=view.exchange, subject=subject, purpose="reconciliation")
    answer(exchange=view.exchange, issuer=view.issuer_id, at=at)
