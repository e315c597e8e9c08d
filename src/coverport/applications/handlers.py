"""What this room does when something happened in a lower one: the person of an account is told what happened to it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from coverport.accounts.changes import AccountChanged
from coverport.accounts.models import User
from coverport.applications.models import Application
from coverport.applications.notices import recipient
from coverport.core.dates import long_date
from coverport.core.events import subscribe
from coverport.core.rehearsals import is_rehearsal
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build, telling
from coverport.notices.letters import Recipient


@subscribe(AccountChanged, name="applications.account_changed")
def tell_of_the_account(fact: AccountChanged, event: Any) -> None:
    """One letter of each event: it goes to the address of the newest application, else by email."""
    user, exchange = User.objects.get(reference=event.subject), Exchange.objects.get(slug=event.exchange)
    if is_rehearsal(user.pk):
        return
    to = _recipient(user, exchange)
    with translation.override(to.language):
        case = telling.Security(
            exchange=exchange, to=to, on=event.on, event=telling.security_event(fact.what, fact.device), at=_when(event, exchange)
        )  # fmt: skip
    letter = build(telling.SECURITY, case, language=to.language)
    decision = f"{fact.what} {event.pk}"
    send_notice(
        telling.SECURITY, exchange=exchange, to=to, about=user.reference, decision=decision, letter=letter, on=event.on
    )  # fmt: skip


def _recipient(user: User, exchange: Exchange) -> Recipient:
    signed = Application.objects.filter(exchange=exchange, household__owner=user, status="submitted")
    newest = signed.select_related("household__owner").order_by("-id").first()
    if newest is not None:
        return recipient(newest)
    return Recipient(user_id=user.pk, name=user.email or user.phone, address=(), language=user.language or "en")


def _when(event: Any, exchange: Exchange) -> str:
    """The date of record and the time of day at the exchange: "December 9, 2013, 8:15 p.m."."""
    there = event.at.astimezone(ZoneInfo(exchange.profile.timezone))
    return f"{long_date(event.on)}, {date_format(there, 'TIME_FORMAT')}"
