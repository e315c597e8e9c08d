"""The verbs of delivery: how a person wants letters, how each one goes, what happens when it does not arrive."""

from datetime import date
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coverport.accounts.models import User
from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.core.references import new_reference
from coverport.exchanges import profiles
from coverport.notices import bounces
from coverport.notices.events import DeliveryChosen, LetterReturned
from coverport.notices.kinds.telling import SECURITY
from coverport.notices.models import DeliveryChoice, Dispatch, Notice

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange

Channel, Status = Dispatch.Channel, Dispatch.Status
EMAIL_CHANGED = "email_changed "


def choice_of(*, exchange: str, user_id: int | None, on: date) -> DeliveryChoice:
    """How the person wants letters; where nothing was chosen, an unsaved choice of paper."""
    if user_id is None:  # an employer, say
        return DeliveryChoice(exchange=exchange, chosen_on=on)
    found = DeliveryChoice.objects.filter(exchange=exchange, user_id=user_id).first()
    return found or DeliveryChoice(exchange=exchange, user_id=user_id, chosen_on=on)


@transaction.atomic
def choose_delivery(
    *, actor: Actor, exchange: "Exchange", user: User, paperless: bool, large_print: bool, on: date
) -> DeliveryChoice:
    """Set how letters come from now on; an email address that failed is tried again. Raises NotAllowed."""
    choice = choice_of(exchange=exchange.slug, user_id=user.pk, on=on)
    actor.require(Permission.CHANGE, choice)
    choice, _made = DeliveryChoice.objects.update_or_create(
        exchange=exchange.slug, user=user,
        defaults={"paperless": paperless, "large_print": large_print, "chosen_on": on, "email_failed_on": None},
    )  # fmt: skip
    record(
        DeliveryChosen(paperless=paperless, large_print=large_print),
        by=actor, on=on, exchange=exchange.slug, subject=user.reference,
    )  # fmt: skip
    return choice


def dispatch_notice(notice: Notice) -> Dispatch:
    """Have a letter go out, once: an email for who chose so and has an address that works, else paper."""
    choice = choice_of(exchange=notice.exchange, user_id=notice.user_id, on=notice.on)
    by_email = choice.email_failed_on is None and _wants_email(notice, choice)
    made, _new = Dispatch.objects.get_or_create(
        notice=notice, channel=Channel.EMAIL if by_email else Channel.PRINT, copy=1,
        # The id before the sending: an email that a killed worker sends again is the same one to every mail server.
        defaults={"due_on": notice.on, "large": choice.large_print, "message_id": _new_message_id() if by_email else ""},
    )  # fmt: skip
    return made


def _wants_email(notice: Notice, choice: DeliveryChoice) -> bool:
    """Who told no postal address can only be emailed. That the email address itself was changed goes on paper where it can:
    the new one may be of somebody else.
    """
    if not notice.content.address:
        return notice.user is not None and bool(notice.user.email)
    return choice.paperless and not (notice.kind == SECURITY and notice.decision.startswith(EMAIL_CHANGED))


def send_emails(limit: int = 100) -> int:
    """Send the emails that are due; answers how many. One that the mail server refuses stays due and holds up no other."""
    waiting = Dispatch.objects.filter(channel=Channel.EMAIL, status=Status.DUE).order_by("pk")[:limit]
    return sum(_send_email(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _send_email(pk: int) -> bool:
    due = (
        Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice__user")
        .filter(pk=pk, status=Status.DUE)
    )
    if (dispatch := due.first()) is None:
        return False
    try:
        email_of(dispatch).send()
    except OSError as error:  # smtplib's errors are OSErrors: the server is away, or refuses this one
        dispatch.fault = f"{type(error).__name__}"[:200]
        dispatch.save(update_fields=["fault"])
        return False
    dispatch.status, dispatch.sent_at, dispatch.fault = Status.SENT, timezone.now(), ""
    dispatch.save(update_fields=["status", "sent_at", "fault"])
    return True


def email_of(dispatch: Dispatch) -> EmailMessage:
    """To one recipient, without a name, an outcome or an amount: whoever reads it over a shoulder learns nothing."""
    profile = profiles.load(dispatch.notice.exchange)
    with translation.override(dispatch.notice.language):
        subject = _("You have a new letter from %(exchange)s") % {"exchange": profile.name}
        body = _(
            "You have a new letter. Sign in on our website to read it.\n\n"
            "We send no links in emails. Do you have questions? Call %(phone)s (TTY %(tty)s).\n"
        ) % {"phone": profile.phone, "tty": profile.tty}
    assert dispatch.notice.user is not None, "who has no account is written to on paper"
    return EmailMessage(
        subject,
        body,
        to=[dispatch.notice.user.email],
        headers={"Message-ID": dispatch.message_id, "Auto-Submitted": "auto-generated"},
    )


def _new_message_id() -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{new_reference()}.{new_reference()}@{domain}>"


@transaction.atomic
def note_bounce(bounce: bounces.Bounce, *, on: date) -> Dispatch | None:
    """A report on an email came. Where it will not arrive, the letter goes on paper, and so do later ones until the person chooses
    again (42 CFR 435.918(b)(5): within three business days; it is in the next print run). None for an email that is not ours.
    """
    found = (
        Dispatch.objects.select_for_update(of=("self",)).select_related("notice").filter(message_id=bounce.message_id)
    )
    if not bounce.message_id or (dispatch := found.first()) is None:
        return None
    if not bounce.permanent or dispatch.status == Status.RETURNED:
        return dispatch
    _came_back(dispatch, why=bounce.status, on=on)
    DeliveryChoice.objects.filter(exchange=dispatch.notice.exchange, user=dispatch.notice.user_id).update(
        email_failed_on=on
    )
    print_again(dispatch.notice, reason="email_bounced", large=dispatch.large, on=on)
    return dispatch


def print_again(notice: Notice, *, reason: str, on: date, large: bool = False, lines: tuple[str, ...] = ()) -> Dispatch:
    """Put a letter into the next print run, once more. lines: the address that is good now; none for the letter's own."""
    copies = list(Dispatch.objects.select_for_update().filter(notice=notice, channel=Channel.PRINT).order_by("copy"))
    if copies and copies[-1].status in {Status.DUE, Status.HELD} and copies[-1].run_id is None:
        again = copies[-1]  # it has not gone out yet: no second one beside it
    else:
        again = Dispatch(notice=notice, channel=Channel.PRINT, copy=len(copies) + 1, large=large)
    again.reason, again.due_on, again.status, again.fault = reason, on, Status.DUE, ""
    if lines:
        again.address = msgspec.json.encode(lines).decode()
    again.save()
    return again


def _came_back(dispatch: Dispatch, *, why: str, on: date) -> None:
    dispatch.status, dispatch.returned_on, dispatch.fault = Status.RETURNED, on, why[:200]
    dispatch.save(update_fields=["status", "returned_on", "fault"])
    notice = dispatch.notice
    record(
        LetterReturned(notice=notice.reference, channel=dispatch.channel, why=why),
        by=Actor.system("notices"), on=on, exchange=notice.exchange, subject=notice.reference,
    )  # fmt: skip


@transaction.atomic
def note_returned(notice: Notice, *, why: str, on: date, lines: tuple[str, ...] = ()) -> Dispatch:
    """Paper came back, or was held. With an address it goes again, without one it waits, held, for one. The same return is noted once."""
    last = Dispatch.objects.select_for_update().filter(notice=notice, channel=Channel.PRINT).order_by("-copy").first()
    if last is not None and last.status == Status.SENT:
        _came_back(last, why=why, on=on)
    if lines:
        return print_again(notice, reason="new_address", large=bool(last and last.large), on=on, lines=lines)
    waiting = print_again(notice, reason="returned", large=bool(last and last.large), on=on)
    waiting.status, waiting.fault = Status.HELD, f"it came back: {why}"[:200]
    waiting.save(update_fields=["status", "fault"])
    return waiting
