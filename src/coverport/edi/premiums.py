"""What the exchange collected from enrollees, passed on to their insurers by an 820 (X218): each payment in exactly one file.

The federal government pays the tax credit to insurers itself, so that it stands in none of these.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec
from django.db import transaction

from coverport.billing.models import Payment as Paid
from coverport.core.events import record
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.events import PremiumsPassedOn
from coverport.edi.filing import store
from coverport.edi.from_enrollment import insurer_name
from coverport.edi.known import EDI
from coverport.edi.models import Counter, EdiFile, PassedOn
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.payment_writer import PREMIUM, write_payments
from coverport.edi.rules.payments import Item, Party, Payment, Remittance
from coverport.edi.rules.records import Name
from coverport.enrollment.models import Enrollment

# So many payments in a file; the next file has the next.
MOST = 2000


class NoPayer(Exception):
    """The exchange's own name and number stand in no profile, so that no payment can say whom it is from."""


def waiting() -> list[tuple[str, str]]:
    """Exchanges and insurers with money that is not passed on yet."""
    rows = Paid.objects.filter(passed_on=None).values_list("invoice__exchange__slug", "invoice__enrollment__issuer_id")
    return sorted(set(rows))


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
    rows = Paid.objects.filter(invoice__exchange__slug=exchange, invoice__enrollment__issuer_id=issuer)
    locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    # Asked again under the lock: what another worker has just passed on is not claimed twice.
    there = [paid.pk for paid in locked.filter(passed_on=None)[:MOST]]
    fresh = rows.filter(pk__in=there, passed_on=None).select_related("invoice__enrollment__catalog").order_by("pk")
    return list(fresh.prefetch_related("invoice__enrollment__members__person"))


def _payment(claimed: Sequence[Paid], partner: PartnerProfile, number: int, at: datetime) -> Payment:
    remittances = tuple(_remittance(paid) for paid in claimed)
    days = [day for each in remittances for item in each.items for day in (item.begin, item.end)]
    payee = Party(partner.issuer_name or insurer_name(claimed[0].invoice.enrollment), partner.tin)
    payer = Party(partner.payer_name, partner.payer_id)
    return Payment(
        number, f"{partner.interchange_sender}-{number:09d}", payee, payer, at.date(), min(days), max(days), remittances
    )


def _remittance(paid: Paid) -> Remittance:
    """The first month's bill of an enrollment."""
    enrollment: Enrollment = paid.invoice.enrollment
    person = next(member.person for member in enrollment.members.all() if member.subscriber)
    name = Name(person.last_name, person.first_name) if person.last_name else Name(person.first_name)
    item = Item("", paid.amount_cents, enrollment.start, _last_of_month(enrollment.start))
    return Remittance(
        (item,), name, member_id=person.reference, subscriber_id=person.reference, policy_id=enrollment.reference, plan_id=enrollment.qhp_id
    )  # fmt: skip


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
