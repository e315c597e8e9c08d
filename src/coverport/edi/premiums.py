"""What the exchange collected from enrollees, passed on to their insurers by an 820 (X218): each payment in exactly one file.

The federal government pays the tax credit to insurers itself, so that it stands in none of these.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from coverport.billing.models import Payment as Paid
from coverport.billing.queries import months_of
from coverport.core.dates import last_of_month
from coverport.core.events import record
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.events import PremiumsPassedOn
from coverport.edi.filing import store
from coverport.edi.known import EDI
from coverport.edi.models import Counter, EdiFile, PassedOn
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.payment_writer import PREMIUM, write_payments
from coverport.edi.rules.payments import Item, Party, Payment, Remittance
from coverport.edi.rules.records import Name
from coverport.edi.sold import insurer_name
from coverport.enrollment.models import Enrollment

# So many payments in a file; the next file has the next.
MOST = 2000


class NoPayer(Exception):
    """The exchange's own name and number stand in no profile, so that no payment can say whom it is from."""


def waiting() -> list[tuple[str, str]]:
    """Exchanges and insurers with money that is not passed on yet."""
    rows = _collected().filter(passed_on=None)
    ready = [paid for paid in rows.select_related("enrollment", "exchange") if _all_of_it(paid)]
    return sorted({(paid.exchange.slug, paid.enrollment.issuer_id) for paid in ready if paid.enrollment})


def _collected() -> QuerySet[Paid]:
    """Money whose policy is known and that the bank did not take back."""
    return Paid.objects.filter(enrollment__isnull=False, bounced_on=None)


def _all_of_it(paid: Paid) -> bool:
    """Whether every cent of it pays a month that is billed: money ahead of its bill waits for it."""
    return sum(move.cents for move in months_of(paid)) == paid.amount_cents


@transaction.atomic
def pass_on(*, exchange: str, issuer: str, at: datetime) -> EdiFile | None:
    """Everything that is collected and not passed on, in one payment; None where there is nothing. Raises NoPayer.

    Two at once never pass on the same. at: the exchange's clock.
    """
    partner = profiles.load(exchange, issuer)
    if not (partner.payer_name and len(partner.payer_id) == 10):
        raise NoPayer(f"{exchange}/partners.yaml says no payer_name and payer_id of ten characters for {issuer}")
    claimed = _claim(exchange, issuer)
    if not claimed:
        return None
    (control,), (group,), (number,) = (
        take(exchange, kind) for kind in (Counter.Kind.INTERCHANGE, Counter.Kind.GROUP, Counter.Kind.TRANSACTION)
    )
    made = _payment(claimed, partner, number, at)
    content = write_payments(
        [made], partner, guide=PREMIUM, control=control, group=group, at=at, sender=partner.interchange_sender,
        receiver=partner.interchange_receiver, group_sender=partner.interchange_sender, group_receiver=partner.interchange_receiver,
    )  # fmt: skip
    file = store(
        "820", content.content, exchange=exchange, partner=partner, control=control, at=at, transactions=1, members=len(claimed),
        groups=[group], notes=msgspec.to_builtins(content.notes),
    )  # fmt: skip
    PassedOn.objects.bulk_create(
        [PassedOn(payment=paid, file=file, amount_cents=paid.amount_cents) for paid in claimed]
    )
    fact = PremiumsPassedOn(file=file.name, issuer=issuer, payments=len(claimed), cents=made.total)
    record(
        fact, by=EDI, on=at.date(), exchange=exchange, subject=f"{file.sender}-{control:09d}", purpose="premium payment"
    )
    transaction.on_commit(lambda: outbox.place_file(file.pk))
    return file


def _claim(exchange: str, issuer: str) -> list[Paid]:
    rows = _collected().filter(exchange__slug=exchange, enrollment__issuer_id=issuer)
    locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    # Asked again under the lock: what another worker has just passed on is not claimed twice.
    there = [paid.pk for paid in locked.filter(passed_on=None)[:MOST]]
    fresh = rows.filter(pk__in=there, passed_on=None).select_related("enrollment__catalog").order_by("pk")
    return [paid for paid in fresh if _all_of_it(paid)]


def _payment(claimed: Sequence[Paid], partner: PartnerProfile, number: int, at: datetime) -> Payment:
    remittances = tuple(each for paid in claimed for each in _remittances(paid))
    days = [day for each in remittances for item in each.items for day in (item.begin, item.end)]
    payee = Party(partner.issuer_name or insurer_name(_policy(claimed[0])), partner.tin)
    payer = Party(partner.payer_name, partner.payer_id)
    return Payment(
        number, f"{partner.interchange_sender}-{number:09d}", payee, payer, at.date(), min(days), max(days), remittances
    )


def _policy(paid: Paid) -> Enrollment:
    """The enrollment that a payment came for."""
    assert paid.enrollment is not None
    return paid.enrollment


def _remittances(paid: Paid) -> Iterator[Remittance]:
    """What a payment paid, policy by policy and month by month."""
    by_policy: dict[int, list[Item]] = defaultdict(list)
    for move in months_of(paid):
        month = move.charge.month
        by_policy[move.charge.enrollment].append(Item("", move.cents, month, last_of_month(month)))
    policies = Enrollment.objects.prefetch_related("members__person").in_bulk(list(by_policy))
    for key, items in by_policy.items():
        yield _remittance(policies[key], tuple(items))


def _remittance(enrollment: Enrollment, items: tuple[Item, ...]) -> Remittance:
    person = next(member.person for member in enrollment.members.all() if member.subscriber)
    name = Name(person.last_name, person.first_name) if person.last_name else Name(person.first_name)
    return Remittance(
        items, name, member_id=person.reference, subscriber_id=person.reference, policy_id=enrollment.reference, plan_id=enrollment.qhp_id
    )  # fmt: skip
