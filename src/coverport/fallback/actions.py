"""The verbs of fallback: switch a function off and on, keep somebody's place, let in who waits, settle by hand."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverport.applications.actions import start_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.switches import PAYMENTS
from coverport.exchanges.models import Exchange
from coverport.fallback import functions
from coverport.fallback.events import ArrivalClosed, Arrived, FunctionSwitchedOff, FunctionSwitchedOn
from coverport.fallback.models import Arrival, Outage

Status, ReachedBy, Trigger = Arrival.Status, Arrival.ReachedBy, Outage.Trigger
BATCH = 200


class NotSwitched(Refusal):
    """A switch that is not there, is in that place already, or has no reason."""

    code = "not_switched"


class PlaceNotKept(Refusal):
    """We would not know whom to call."""

    code = "place_not_kept"


class NoSuchPlace(Refusal):
    """A number that stands for no place that waits here."""

    code = "no_such_place"


@transaction.atomic
def switch_off(
    *, actor: Actor, exchange: Exchange, function: str, reason: str, on: date, trigger: str = Trigger.STAFF
) -> Outage:
    """Switch a function of an exchange off, with the reason. Raises NotAllowed, NotSwitched."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    reason = _known(function, reason)
    if Outage.objects.filter(exchange=exchange, function=function, ended_on=None).exists():
        raise NotSwitched(_("That is switched off already."))
    try:
        with transaction.atomic():
            outage = Outage.objects.create(
                exchange=exchange, function=function, trigger=trigger, reason=reason, began_on=on, began_by=actor.label
            )
    except IntegrityError as twice:  # two workers at once
        raise NotSwitched(_("That is switched off already.")) from twice
    record(
        FunctionSwitchedOff(outage=outage.reference, function=function, trigger=trigger),
        by=actor, on=on, exchange=exchange.slug, subject=outage.reference, purpose=reason[:200],
    )  # fmt: skip
    return outage


@transaction.atomic
def switch_on(
    *, actor: Actor, exchange: Exchange, function: str, reason: str, on: date, trigger: str = Trigger.STAFF
) -> Outage:
    """Switch it on again; who waits is let in by let_in_waiting. Raises NotAllowed, NotSwitched."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    reason = _known(function, reason)
    outage = Outage.objects.select_for_update().filter(exchange=exchange, function=function, ended_on=None).first()
    if outage is None:
        raise NotSwitched(_("That is switched on already."))
    outage.ended_on, outage.ended_at, outage.ended_by = on, timezone.now(), actor.label
    outage.save(update_fields=["ended_on", "ended_at", "ended_by"])
    record(
        FunctionSwitchedOn(outage=outage.reference, function=function, trigger=trigger),
        by=actor, on=on, exchange=exchange.slug, subject=outage.reference, purpose=reason[:200],
    )  # fmt: skip
    return outage


def _known(function: str, reason: str) -> str:
    if function not in functions.FUNCTIONS:
        raise NotSwitched(_("There is no such function."), field="function")
    if not (reason := " ".join(reason.split())):
        raise NotSwitched(_("Write why. Whoever comes after you reads it."), field="reason")
    return reason


@transaction.atomic
def keep_place(
    *,
    actor: Actor,
    exchange: Exchange,
    function: str,
    on: date,
    year: int | None = None,
    name: str = "",
    contact: str = "",
    language: str = "en",
) -> Arrival | None:
    """Write down that somebody came while a function was off: an account once, others as often as they leave a name.

    year: the plan year that they came for; the first one on offer where they did not say. None where the function is on. Raises
    PlaceNotKept where we would not know whom to call.
    """
    outage = Outage.objects.filter(exchange=exchange, function=function, ended_on=None).first()
    if outage is None or function not in functions.FOR_PEOPLE:
        return None
    name, contact = " ".join(name.split()), contact.strip()
    if actor.user_id is None and not name:
        raise PlaceNotKept(_("Enter your name."), field="name")
    if actor.user_id is None and not contact:
        raise PlaceNotKept(_("Enter a phone number or an email address."), field="contact")
    years = exchange.years()
    given: dict[str, Any] = {
        "name": name, "contact": contact, "language": language, "on": on, "year": year if year in years else years[0],
        "reached_by": _reached_by(actor, contact),
    }  # fmt: skip
    if actor.user_id is None:
        arrival, new = Arrival.objects.create(exchange=exchange, outage=outage, function=function, **given), True
    else:
        arrival, new = Arrival.objects.get_or_create(
            outage=outage, user_id=actor.user_id, defaults={**given, "exchange": exchange, "function": function}
        )
    if new:
        record(
            Arrived(arrival=arrival.reference, function=function),
            by=actor, on=on, exchange=exchange.slug, subject=arrival.reference,
        )  # fmt: skip
    return arrival


def _reached_by(actor: Actor, contact: str) -> str:
    if actor.user_id is not None:
        return ReachedBy.ACCOUNT
    return ReachedBy.EMAIL if "@" in contact else ReachedBy.PHONE


@transaction.atomic
def claim_place(*, actor: Actor, exchange: Exchange, number: str, on: date) -> Arrival:
    """Tie a place that was kept without an account to the account of who has its number. Raises NoSuchPlace."""
    found = Arrival.objects.select_for_update().filter(exchange=exchange, reference=number.strip().upper()).first()
    if found is None or actor.user_id is None or found.user_id not in {None, actor.user_id}:
        raise NoSuchPlace(_("We do not find this number. Check it, or call us."), field="number")
    if found.user_id is None and not Arrival.objects.filter(outage=found.outage, user_id=actor.user_id).exists():
        found.user_id, found.reached_by = actor.user_id, ReachedBy.ACCOUNT
        found.save(update_fields=["user", "reached_by"])
    elif found.user_id is None:  # they came before with the account, too: the earlier day counts
        mine = Arrival.objects.select_for_update().get(outage=found.outage, user_id=actor.user_id)
        mine.on = min(mine.on, found.on)
        mine.save(update_fields=["on"])
        return mine
    return found


def let_in_waiting(*, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Let in who waits for functions that are on again, in the order in which they came; answers how many.

    Each is a transaction of its own: one whose account is closed holds back nobody else.
    """
    still_off = Outage.objects.filter(exchange=exchange, ended_on=None).values("function")
    waiting = (
        Arrival.objects.filter(exchange=exchange, status=Status.WAITING)
        .exclude(function__in=still_off)
        .exclude(reached_by=ReachedBy.PHONE)
        .order_by("at", "pk")
    )
    return sum(_let_in(pk, on) for pk in waiting.values_list("pk", flat=True)[:most])


@transaction.atomic
def _let_in(pk: int, on: date) -> bool:
    found = (
        Arrival.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("exchange", "user")
        .filter(pk=pk, status=Status.WAITING)
    )
    if (arrival := found.first()) is None:
        return False
    if arrival.user is not None and arrival.user.is_active and arrival.function != PAYMENTS:
        # Their draft is there with the day on which they came; if they began meanwhile, it is that one.
        start_application(
            actor=Actor.person(arrival.user), exchange=arrival.exchange, year=arrival.year, shopping={}, on=on
        )
    _close(arrival, Status.LET_IN, Actor.system("fallback"), on)
    return True


@transaction.atomic
def settle_arrival(*, actor: Actor, arrival: Arrival, status: str, note: str, on: date) -> Arrival:
    """Staff called somebody, or took them in on paper. Raises NotAllowed, NotSwitched for nothing written."""
    actor.require(Permission.RUN_FALLBACK, arrival.exchange)
    locked = Arrival.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=arrival.pk)
    if status not in {Status.DONE, Status.ON_PAPER}:
        raise NotSwitched(_("Choose one answer."), field="status")
    if not (note := " ".join(note.split())):
        raise NotSwitched(_("Write what was done, for the record."), field="note")
    if locked.status == Status.WAITING:
        locked.note = note[:500]
        _close(locked, status, actor, on)
    return locked


def _close(arrival: Arrival, status: str, actor: Actor, on: date) -> None:
    arrival.status, arrival.closed_on = status, on
    arrival.save(update_fields=["status", "closed_on", "note"])
    record(
        ArrivalClosed(arrival=arrival.reference, status=status),
        by=actor, on=on, exchange=arrival.exchange.slug, subject=arrival.reference,
    )  # fmt: skip
