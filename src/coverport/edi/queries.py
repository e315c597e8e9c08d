"""What is due, and to whom."""

from datetime import datetime

import msgspec
import structlog
from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import Coalesce

from coverport.billing.models import Account, Entry
from coverport.billing.passing_on import insurers_to_pay, owed_back
from coverport.core.money import Cents, dollars
from coverport.edi import profiles
from coverport.edi.answers import overdue
from coverport.edi.models import Answered, Discrepancy, Due834, EdiFile, Heard, PassedOn
from coverport.edi.retelling import refused
from coverport.edi.rules.timetable import last_time
from coverport.exchanges.models import Exchange

log = structlog.get_logger()


class Waiting(msgspec.Struct, frozen=True):
    """An insurer that is to hear something."""

    exchange: str
    issuer: str


def untold() -> list[tuple[Waiting, datetime]]:
    """Insurers with something due, each with the time since when; what could not be written counts from its last trial."""
    rows = (
        Due834.objects.filter(file=None, withdrawn_on=None)
        .values("exchange", "issuer_id")
        .annotate(since=Min(Coalesce("tried_at", "created_at")))
        .order_by("exchange", "issuer_id")
    )
    return [(Waiting(row["exchange"], row["issuer_id"]), row["since"]) for row in rows]


def to_write(now: datetime) -> list[Waiting]:
    """The insurers whose time has come."""
    exchanges = {exchange.slug: exchange for exchange in Exchange.objects.all()}
    return [each for each, since in untold() if _time_has_come(exchanges[each.exchange], each.issuer, since, now)]


def _time_has_come(exchange: Exchange, issuer: str, since: datetime, now: datetime) -> bool:
    try:
        batch = profiles.load(exchange.slug, issuer).batch
    except profiles.BadPartner as error:  # One insurer's mistake holds no other up.
        log.error("bad_partner", error=str(error))
        return False
    return since < last_time(batch, now=now, timezone=exchange.profile.timezone, sample=exchange.sample)


def faulty(waiting: Waiting) -> list[Due834]:
    """What an insurer is to hear and could not be written."""
    rows = Due834.objects.filter(exchange=waiting.exchange, issuer_id=waiting.issuer, file=None, withdrawn_on=None)
    return list(rows.exclude(fault="").select_related("enrollment").order_by("pk"))


def exchanges_of(issuer: str) -> list[str]:
    """The exchanges from which an insurer hears anything."""
    return sorted(Due834.objects.filter(issuer_id=issuer).values_list("exchange", flat=True).distinct())


def lines_of(file: EdiFile) -> QuerySet[Entry]:
    """What an 820 says of each policy and month; below zero: taken back."""
    return Entry.objects.filter(posting__passed_on__file=file, account=Account.INSURERS).order_by("pk")


def paid_by(file: EdiFile) -> Cents:
    """The sum of an 820."""
    return int(lines_of(file).aggregate(all=Sum("cents", default=0))["all"])


def refused_payments() -> QuerySet[PassedOn]:
    """820s that were refused, and whose lines no later one says."""
    rows = PassedOn.objects.filter(file__answer=Answered.REFUSED, told_again_on=None)
    return rows.select_related("file").defer("file__content").order_by("pk")


class Matter(msgspec.Struct, frozen=True):
    """Something that waits for a person. kind: not_written, refused, unanswered, staff, differs, not_paid, owes."""

    exchange: str
    issuer: str
    kind: str
    what: str
    why: str


def desk(now: datetime, exchange: str = "") -> list[Matter]:
    """All that waits, of one exchange or all."""
    due = Due834.objects.select_related("enrollment").order_by("pk")
    found = [
        Matter(each.exchange, each.issuer_id, "not_written", each.enrollment.reference, each.fault)
        for each in due.filter(file=None, withdrawn_on=None).exclude(fault="")
    ]
    # What was told again since is no matter any more.
    found += [
        Matter(each.exchange, each.issuer_id, "refused", each.enrollment.reference, each.answer_error)
        for each in refused(Due834.objects.all())
    ]
    found += [
        Matter(each.file.exchange, each.file.issuer_id, "refused", each.file.name, "the payment was refused")
        for each in refused_payments()
    ]
    found += [
        Matter(each.exchange, each.issuer_id, "unanswered", each.name, "no acknowledgment has come")
        for each in overdue(now)
    ]
    found += [
        Matter(each.received.exchange, each.received.issuer_id, "staff", each.policy or each.event, _why(each))
        for each in Heard.objects.filter(outcome=Heard.Outcome.STAFF).select_related("received").order_by("pk")
    ]
    found += [
        Matter(
            each.exchange,
            each.issuer_id,
            "differs",
            each.policy,
            f"{each.kind} {each.field}".strip() + f" since {each.first_on}",
        )
        for each in Discrepancy.objects.filter(status=Discrepancy.Status.OPEN).defer("ours", "theirs").order_by("pk")
    ]
    found += [
        Matter(where, issuer, "not_paid", "people’s money for months", "partners.yaml says no payer_name and payer_id")
        for where, issuer in insurers_to_pay()
        if not profiles.load(where, issuer).has_payer
    ]
    found += [
        Matter(each.exchange, each.issuer, "owes", f"${dollars(each.cents)}", "no payment is ahead that it comes off")
        for each in owed_back()
        if not each.ahead
    ]
    return [each for each in found if exchange in {"", each.exchange}]


def _why(heard: Heard) -> str:
    return "; ".join(reason["message"] for reason in heard.reasons)
