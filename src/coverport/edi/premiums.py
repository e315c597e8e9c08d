"""What people's money pays, passed on to their insurers by an 820 (X218), and taken back by a later one where it pays it no more.

By policy and month: all that an insurer was told is what the ledger holds. A check that bounces, coverage that ends or a month that
costs less is a line below zero. The federal government pays the tax credit to insurers itself, so that it stands in none of these.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import transaction

from coverport.billing.actions import book_passed_on, book_refused
from coverport.billing.passing_on import MonthShare, insurers_to_pay, not_passed_on
from coverport.core.dates import last_of_month
from coverport.core.events import record
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.events import PremiumsPassedOn
from coverport.edi.filing import store
from coverport.edi.known import EDI
from coverport.edi.models import Answered, Counter, EdiFile, PassedOn
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.payment_writer import PREMIUM, write_payments
from coverport.edi.rules.payments import Item, Party, Payment, Remittance, carried
from coverport.edi.rules.records import Name
from coverport.edi.sold import insurer_name
from coverport.edi.turns import PAID, wait_for_turn
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange

# So many policies in a file; the next file has the next.
MOST = 2000


class NoPayer(Exception):
    """The exchange's own name and number stand in no profile, so that no payment can say whom it is from."""


def waiting() -> list[tuple[str, str]]:
    """Exchanges and insurers with money that is not passed on yet. What is only to be taken back waits for money that it comes off."""
    return insurers_to_pay()


@transaction.atomic
def pass_on(*, exchange: str, issuer: str, at: datetime) -> EdiFile | None:
    """Everything that is not passed on, in one payment, less what is to be taken back; None where there is nothing. Raises NoPayer.

    Two at once never pass on the same. at: the exchange's clock.
    """
    partner = profiles.load(exchange, issuer)
    if not partner.has_payer:
        raise NoPayer(f"{exchange}/partners.yaml says no payer_name and payer_id of ten characters for {issuer}")
    wait_for_turn(exchange, issuer, PAID)
    policies = _policies(_chosen(not_passed_on(exchange, issuer)))
    paid, _ = carried([_remittance(policy, shares) for policy, shares in policies])
    if not paid:
        return None
    (control,), (group,), (number,) = (
        take(exchange, kind) for kind in (Counter.Kind.INTERCHANGE, Counter.Kind.GROUP, Counter.Kind.TRANSACTION)
    )
    made = _payment(paid, policies[0][0], partner, number, at)
    content = write_payments(
        [made], partner, guide=PREMIUM, control=control, group=group, at=at, sender=partner.interchange_sender,
        receiver=partner.interchange_receiver, group_sender=partner.interchange_sender, group_receiver=partner.interchange_receiver,
    )  # fmt: skip
    file = store(
        "820", content.content, exchange=exchange, partner=partner, control=control, at=at, transactions=1, members=len(paid),
        groups=[group], notes=msgspec.to_builtins(content.notes),
    )  # fmt: skip
    _book(file, paid, {policy.reference: policy.pk for policy, _ in policies}, on=at.date())
    fact = PremiumsPassedOn(file=file.name, issuer=issuer, payments=len(paid), cents=made.total)
    record(fact, by=EDI, on=at.date(), exchange=exchange, subject=_number(file), purpose="premium payment")
    transaction.on_commit(lambda: outbox.place_file(file.pk))
    return file


@transaction.atomic
def pay_again(*, file: EdiFile, on: date) -> None:
    """What the insurer refused stands in the next 820, as it is by then; again it changes nothing. ValueError where it was not."""
    wait_for_turn(file.exchange, file.issuer_id, PAID)
    passed = PassedOn.objects.select_related("posting__exchange", "file").get(file=file)
    if passed.file.answer != Answered.REFUSED:
        raise ValueError(f"{file} was not refused")
    if passed.told_again_on is None:
        book_refused(actor=EDI, posting=passed.posting, on=on)
        PassedOn.objects.filter(pk=passed.pk).update(told_again_on=on)


def _chosen(shares: Sequence[MonthShare]) -> list[list[MonthShare]]:
    """By policy, as many as a file holds; half of the room is kept for what is to be taken back, so that it never waits behind the rest."""
    by_policy: dict[int, list[MonthShare]] = defaultdict(list)
    for share in shares:
        by_policy[share.enrollment].append(share)
    back = [those for those in by_policy.values() if sum(share.cents for share in those) < 0]
    there = [those for those in by_policy.values() if sum(share.cents for share in those) >= 0]
    return there[: MOST - len(back[: MOST // 2])] + back[: MOST // 2]


def _policies(chosen: Sequence[Sequence[MonthShare]]) -> list[tuple[Enrollment, Sequence[MonthShare]]]:
    rows = Enrollment.objects.select_related("catalog", "exchange").prefetch_related("members__person")
    found = rows.in_bulk([shares[0].enrollment for shares in chosen])
    return [(found[shares[0].enrollment], shares) for shares in chosen]


def _payment(
    paid: Sequence[Remittance], policy: Enrollment, partner: PartnerProfile, number: int, at: datetime
) -> Payment:
    days = [day for each in paid for item in each.items for day in (item.begin, item.end)]
    payee = Party(partner.issuer_name or insurer_name(policy), partner.tin)
    payer = Party(partner.payer_name, partner.payer_id)
    return Payment(
        number, f"{partner.interchange_sender}-{number:09d}", payee, payer, at.date(), min(days), max(days), tuple(paid)
    )


def _remittance(enrollment: Enrollment, shares: Sequence[MonthShare]) -> Remittance:
    """What is paid for a policy, month by month."""
    items = tuple(Item("", share.cents, share.month, last_of_month(share.month)) for share in shares)
    person = next(member.person for member in enrollment.members.all() if member.subscriber)
    name = Name(person.last_name, person.first_name) if person.last_name else Name(person.first_name)
    return Remittance(
        items, name, member_id=person.reference, subscriber_id=person.reference, policy_id=enrollment.reference, plan_id=enrollment.qhp_id
    )  # fmt: skip


def _book(file: EdiFile, paid: Sequence[Remittance], keys: dict[str, int], *, on: date) -> None:
    """Into the ledger what the file says, line by line."""
    shares = [MonthShare(keys[each.policy_id], item.begin, item.amount) for each in paid for item in each.items]
    exchange = Exchange.objects.get(slug=file.exchange)
    posting = book_passed_on(actor=EDI, exchange=exchange, shares=shares, about=_number(file), on=on)
    PassedOn.objects.create(file=file, posting=posting)


def _number(file: EdiFile) -> str:
    return f"{file.sender}-{file.control:09d}"
