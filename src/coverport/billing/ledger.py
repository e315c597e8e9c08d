"""Postings in and balances out. Every verb of money writes through here; statements are queries."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from django.db.models import Q, Sum

from coverport.billing.models import Account, Entry, Posting
from coverport.billing.rules.allocation import Charge, allocate
from coverport.core.money import Cents
from coverport.core.prepared import Read
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange

Kind = Posting.Kind
AFTER = Read(lambda key: Enrollment.objects.filter(follows=key).select_related("exchange").order_by("id"))


class Line(msgspec.Struct, frozen=True):
    """An entry to be written. enrollment: its key."""

    account: Account
    cents: Cents
    enrollment: int | None = None
    month: date | None = None
    due_on: date | None = None


def post(kind: Posting.Kind, lines: Iterable[Line], *, exchange: Exchange, on: date, about: str = "") -> Posting | None:
    """Write one balanced posting; none where nothing moves. ValueError where the lines do not sum to zero."""
    moving = [line for line in lines if line.cents]
    if sum(line.cents for line in moving):
        raise ValueError(f"the {kind} about {about} does not sum to zero")
    if not moving:
        return None
    posting = Posting.objects.create(exchange=exchange, kind=kind, about=about, on=on)
    Entry.objects.bulk_create(
        Entry(
            posting=posting, account=line.account, cents=line.cents, enrollment_id=line.enrollment, month=line.month,
            due_on=line.due_on,
        )
        for line in moving
    )  # fmt: skip
    return posting


def chain_of(enrollment: Enrollment) -> list[Enrollment]:
    """The enrollments that go on from one another with the same insurer, oldest first: their money is one account."""
    first = enrollment
    while first.follows is not None and _one_account(first.follows, first):
        first = first.follows
    found, ahead = [first], [first]
    while ahead:
        one = ahead.pop()
        after = [each for each in AFTER.all(one.pk) if _one_account(one, each)]
        for each in after:
            each.follows = one
        found += after
        ahead += after
    return sorted(found, key=lambda each: each.pk)


def _one_account(before: Enrollment, after: Enrollment) -> bool:
    return before.issuer_id == after.issuer_id and before.biller == after.biller == "exchange"


def asked_with(enrollment: Enrollment, chain: Sequence[Enrollment]) -> list[Enrollment]:
    """Of its chain those that are asked for together with it: not another one that waits for a first payment by a day of its own."""
    return [each for each in chain if each.pk == enrollment.pk or not each.waiting]


def charges(chain: Sequence[Enrollment]) -> list[Charge]:
    """What was asked of a chain and what of it is paid, by month and due day."""
    paid = Q(posting__kind=Kind.ALLOCATION)
    rows = (
        Entry.objects.filter(enrollment__in=chain, account=Account.RECEIVABLE).order_by()
        .values_list("due_on", "month", "enrollment")
        .annotate(asked=Sum("cents", filter=~paid, default=0), paid=Sum("cents", filter=paid, default=0))
    )  # fmt: skip
    return sorted(Charge(due, month, key, asked, -paid) for due, month, key, asked, paid in rows if asked or paid)


def posted(enrollment: Enrollment) -> dict[date, tuple[Cents, Cents]]:
    """Month -> (premium, credit) as the ledger has them."""
    rows = (
        Entry.objects.filter(enrollment=enrollment, account__in=(Account.PREMIUM, Account.TREASURY)).order_by()
        .values_list("month")
        .annotate(
            premium=Sum("cents", filter=Q(account=Account.PREMIUM), default=0),
            credit=Sum("cents", filter=Q(account=Account.TREASURY), default=0),
        )
    )  # fmt: skip
    return {month: (-premium, credit) for month, premium, credit in rows}


def unapplied(chain: Sequence[Enrollment]) -> Cents:
    """People's money that pays nothing yet; negative where a bounced payment is not made good."""
    return -balance(Account.UNAPPLIED, chain)


def balance(account: Account, chain: Sequence[Enrollment]) -> Cents:
    rows = Entry.objects.filter(account=account, enrollment__in=chain)
    return rows.aggregate(all=Sum("cents", default=0))["all"] or 0


def settle(chain: Sequence[Enrollment], *, on: date, about: str = "") -> None:
    """Have the chain's money pay its oldest charges. Done again it changes nothing."""
    root = chain[0]
    moves = allocate(charges(chain), unapplied(chain))
    lines = [
        Line(Account.RECEIVABLE, -move.cents, move.charge.enrollment, move.charge.month, move.charge.due_on)
        for move in moves
    ]
    lines.append(Line(Account.UNAPPLIED, sum(move.cents for move in moves), root.pk))
    post(Kind.ALLOCATION, lines, exchange=root.exchange, on=on, about=about)
