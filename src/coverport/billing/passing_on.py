"""People's money that goes on to insurers: what pays a month and is not passed on, and what is and does not pay it any more."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from coverport.billing.ledger import Kind, Line, post
from coverport.billing.models import Account, Entry, Posting
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE, STANDING
from coverport.exchanges.models import Exchange

# Of somebody who is not covered yet no insurer has heard, and of what never was it keeps nothing.
COVERED = (*STANDING, "terminated", "expired")


class MonthShare(msgspec.Struct, frozen=True):
    """What of the money for a month an insurer is to have yet; below zero: what it had and is to give back. enrollment: its key."""

    enrollment: int
    month: date
    cents: Cents


def insurers_to_pay() -> list[tuple[str, str]]:
    """Exchanges and insurers with money that pays a month and is not passed on."""
    rows = _open().filter(open__gt=0, enrollment__status__in=COVERED)
    return sorted(set(rows.values_list("posting__exchange__slug", "enrollment__issuer_id")))


def not_passed_on(exchange: str, issuer: str) -> list[MonthShare]:
    """By policy and month, oldest first. What was told and is not there any more stands in it, whatever became of the policy."""
    mine = _open().filter(posting__exchange__slug=exchange, enrollment__issuer_id=issuer)
    rows = mine.filter(Q(open__lt=0) | Q(enrollment__status__in=COVERED)).order_by("enrollment", "month")
    return [MonthShare(*row) for row in rows.values_list("enrollment", "month", "open")]


class OwedBack(msgspec.Struct, frozen=True):
    """What an insurer was told of, and is to give back. policies: how many; ahead: whether money may still come that it comes off."""

    exchange: str
    issuer: str
    cents: Cents
    policies: int
    ahead: bool


def owed_back() -> list[OwedBack]:
    """Insurers that were told of more than people's money pays, less what they are to have yet."""
    counts = Q(open__lt=0) | Q(enrollment__status__in=COVERED)
    rows = _open().filter(counts).order_by("posting__exchange__slug", "enrollment__issuer_id")
    found: dict[tuple[str, str], list[tuple[int, Cents]]] = {}
    named = ("posting__exchange__slug", "enrollment__issuer_id", "enrollment", "open")
    for exchange, issuer, enrollment, cents in rows.values_list(*named):
        found.setdefault((exchange, issuer), []).append((enrollment, cents))
    return [
        OwedBack(*who, -total, len({key for key, cents in those if cents < 0}), _ahead(*who))
        for who, those in found.items()
        if (total := sum(cents for _key, cents in those)) < 0
    ]


def _ahead(exchange: str, issuer: str) -> bool:
    """Whether anybody has, or may have yet, coverage of the insurer that people pay the exchange for."""
    mine = Enrollment.objects.filter(exchange__slug=exchange, issuer_id=issuer, biller="exchange")
    today = Exchange.objects.get(slug=exchange).today()
    return mine.filter(status__in=(*ACTIVE, "terminated"), end__gte=today).exists()


def _open() -> QuerySet[Any]:
    """What people's money pays of each month, less what insurers were told of it; one statement, so that it is one moment's."""
    paid = Q(account=Account.RECEIVABLE, posting__kind=Kind.ALLOCATION)
    gone = Q(account=Account.INSURERS)
    rows = Entry.objects.filter(paid | gone).order_by()
    return (
        rows.values("posting__exchange__slug", "enrollment__issuer_id", "enrollment", "month", "enrollment__status")
        .annotate(open=-Sum("cents", filter=paid, default=0) - Sum("cents", filter=gone, default=0))
        .exclude(open=0)
    )


@transaction.atomic
def book_passed_on(*, actor: Actor, exchange: Exchange, shares: Iterable[MonthShare], about: str, on: date) -> Posting:
    """Money goes on to an insurer, month by month. about: by which 820. Raises NotAllowed."""
    _only_the_system(actor)
    lines = [Line(Account.INSURERS, each.cents, each.enrollment, each.month) for each in shares]
    cash = Line(Account.CASH, -sum(line.cents for line in lines))
    return _post([*lines, cash], exchange, about, on)


@transaction.atomic
def book_refused(*, actor: Actor, posting: Posting, on: date) -> Posting:
    """An insurer refused the 820, so that nothing went on by it: the next one says what is so by then. Raises NotAllowed."""
    _only_the_system(actor)
    lines = [Line(Account(each.account), -each.cents, each.enrollment_id, each.month) for each in posting.entries.all()]
    return _post(lines, posting.exchange, posting.about, on)


def _post(lines: list[Line], exchange: Exchange, about: str, on: date) -> Posting:
    posting = post(Kind.REMITTANCE, lines, exchange=exchange, on=on, about=about)
    assert posting is not None  # a line is never of nothing
    return posting


def _only_the_system(actor: Actor) -> None:
    if actor.kind != "system":
        raise NotAllowed("money is booked by what a processor, a bank or the office says")
