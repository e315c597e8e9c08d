"""The verbs of special enrollment: a person tells what happened, a change opens a period, staff grant one."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Application, Household
from coverport.core.access import Actor, Permission
from coverport.core.dates import first_of_month
from coverport.core.events import record
from coverport.enrollment import words
from coverport.enrollment.choice.refusals import NotEligible, NotNow
from coverport.enrollment.choice.ways import asked, held_by, is_indian
from coverport.enrollment.event_names import EVENTS
from coverport.enrollment.events import SpecialPeriodOpened, SpecialPeriodRefused
from coverport.enrollment.models import Change, EndingPolicy, SpecialPeriod
from coverport.enrollment.rules.answers import Refused
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.special import notices as special_notices
from coverport.enrollment.special.law import law_of
from coverport.enrollment.special.moving import check_move
from coverport.law.parameters.special import SpecialPeriod as Law

# What a person can tell alone. Changed help opens a period by the change that is reported; the others are for staff, who also set a day.
TOLD_BY_PEOPLE = (
    "loss_of_coverage", "medicaid_loss", "birth_adoption", "marriage", "move", "dependent_lost", "household_death",
    "citizenship_release", "court_order", "noncalendar_plan", "pregnancy_coverage_loss", "medically_needy_loss",
    "employer_coverage_changed", "employer_arrangement", "subsidy_ceased", "pregnancy", "american_indian",
)  # fmt: skip
# Where none of our plans is sold.
FROM_FAR = ("abroad", "territory")
GRANTED_BY_STAFF = tuple(name for name, event in EVENTS.items() if event.kind == "special")


def events_of(states: Collection[str], on: date) -> frozenset[str]:
    """What staff can decide about: the events that open a time for choosing a plan in one of some states on a day."""
    return frozenset(name for name in GRANTED_BY_STAFF if any(law_of(name, state, on) for state in states))


def events_open_to(application: Application, on: date) -> dict[str, Law]:
    """What this household may tell, with what the law says of it."""
    found = {event: law_of(event, application.state, on) for event in TOLD_BY_PEOPLE}
    enrolled, indian = held_by(application) is not None, is_indian(application)
    return {
        event: law
        for event, law in found.items()
        if law and (law.who == "anyone" or enrolled) and (event != "american_indian" or indian)
    }


def tell_event(
    *, actor: Actor, application: Application, event: str, event_date: date, on: date, cause: str = "",
    prior_coverage_end: date | None = None, moved_from: str = "", uncovered: bool = False,
) -> SpecialPeriod:  # fmt: skip
    """Tell what happened, so that a plan can be chosen; told again it is the same period. Raises NotAllowed, NotNow.

    moved_from: of a move, abroad, territory, or the ZIP code of the old home. uncovered: nobody had coverage before, which is not the
    same as not to say its last day. Where the law says no, that is written, too.
    """
    actor.require(Permission.ENROLL, application)
    law = events_open_to(application, on).get(event)
    if law is None:
        raise NotNow(_("This opens no time for choosing a plan now."), code="not_open", field="event")
    facts: dict[str, Any] = {"cause": cause, "prior_coverage_end": prior_coverage_end, "moved_from": moved_from}
    try:
        with transaction.atomic():
            if event == "move" and moved_from not in FROM_FAR:
                check_move(application, moved_from)
            return _open(actor, application, event, event_date, on, facts, uncovered=uncovered)
    except NotNow as refused:
        if refused.code in special_notices.DECIDED:
            why = refused.finding or Refused(refused.code, law.citation)
            _refuse(application, event, event_date, why, by=actor, on=on)
        raise


@transaction.atomic
def grant_special_period(
    *, actor: Actor, application: Application, event: str, event_date: date, reason: str, on: date,
    start: date | None = None, tell: bool = True,
) -> SpecialPeriod:  # fmt: skip
    """Staff open a period, with the first day of coverage where the law leaves it to them. Raises NotAllowed, NotEligible, NotNow.

    tell: whether its letter is posted here; a room that uses the period up at once says so in a letter of its own.
    """
    _check_staff(actor, application, event, reason)
    facts: dict[str, Any] = {"granted_start": start, "reason": reason.strip(), "prior_coverage_end": event_date}
    return _open(actor, application, event, event_date, on, facts, tell=tell)


@transaction.atomic
def refuse_special_period(
    *, actor: Actor, application: Application, event: str, event_date: date, reason: str, on: date
) -> None:
    """Staff looked at it and open none; the reason stands in the letter. Raises NotAllowed, NotEligible, NotNow where it was decided."""
    _check_staff(actor, application, event, reason)
    there = SpecialPeriod.objects.filter(household=application.household_id, event=event, event_date=event_date)
    if there.exists():
        raise NotNow(_("A time for choosing a plan is open because of this already."), code="opened", field="event")
    law = law_of(event, application.state, on)
    why = Refused(special_notices.BY_STAFF, law.citation if law else special_notices.ANY, {"why": reason.strip()})
    if not _refuse(application, event, event_date, why, by=actor, on=on):
        raise NotNow(_("This was refused already. The letter about it is sent."), code="refused_before", field="event")


def _check_staff(actor: Actor, application: Application, event: str, reason: str) -> None:
    actor.require(Permission.SETTLE_CHANGES, application.exchange)
    if event not in GRANTED_BY_STAFF:
        raise NotNow(_("This opens no time for choosing a plan now."), code="not_open", field="event")
    if not reason.strip():
        raise NotEligible(_("Say why. It stays in the record."), code="no_reason", field="reason")


@transaction.atomic
def _refuse(application: Application, event: str, event_date: date, why: Refused, *, by: Actor, on: date) -> bool:
    """Write it down with its letter; answers whether it was not yet."""
    Household.objects.select_for_update().get(pk=application.household_id)
    if not special_notices.post_refused(application, event, event_date, why, on=on):
        return False
    record(
        SpecialPeriodRefused(application.reference, event, why.code), by=by, on=on, exchange=application.exchange.slug,
        subject=application.reference, purpose="enrollment in a plan",
    )  # fmt: skip
    return True


def open_by_change(change: Change, window: tuple[date, date], *, by: Actor, on: date) -> None:
    """A change that is done opens the period of its event, in the change's own transaction."""
    period, made = SpecialPeriod.objects.get_or_create(
        household=change.household, event=KINDS[change.kind].event, event_date=change.happened_on,
        defaults={
            "exchange": change.exchange, "told_on": on, "opens": window[0], "closes": window[1], "change": change,
            "prior_coverage_end": change.happened_on,
        },
    )  # fmt: skip
    if made:
        _say(period, by, on)


def opened_by_ending_policy(policy: EndingPolicy, application: Application, *, by: Actor, on: date) -> SpecialPeriod:
    """Of a loss of coverage: known before it comes, by the law of its day. Raises NotNow once its days are over."""
    facts: dict[str, Any] = {"cause": "other"}
    return _open(by, application, "loss_of_coverage", policy.last_day, on, facts, by_law_of=max(on, policy.last_day))


def opened_by_agency(application: Application, denied_on: date, *, by: Actor, on: date) -> SpecialPeriod:
    """Of Medicaid or CHIP that its agency denied; coverage starts with the month after we heard. Raises NotNow where no law opens it."""
    reason = "Medicaid or CHIP was denied by its agency, 45 CFR 155.420(d)(11)"
    facts: dict[str, Any] = {"granted_start": first_of_month(on, 1), "reason": reason}
    return _open(
        by, application, "medicaid_denied", denied_on, on, facts, tell=False
    )  # the letter of that decision says it


def _open(
    actor: Actor, application: Application, event: str, event_date: date, on: date, facts: dict[str, Any], *,
    by_law_of: date | None = None, tell: bool = True, uncovered: bool = False,
) -> SpecialPeriod:  # fmt: skip
    household = Household.objects.select_for_update().get(pk=application.household_id)
    there = SpecialPeriod.objects.filter(household=household, event=event, event_date=event_date).first()
    if there is not None:
        return there
    granted = facts.get("granted_start")
    found = asked(
        application, event, event_date, by_law_of or on, enrolled=held_by(application) is not None, granted=granted, uncovered=uncovered,
        **{name: facts[name] for name in ("cause", "prior_coverage_end", "moved_from") if name in facts},
    )  # fmt: skip
    if isinstance(found, Refused):
        raise NotNow(words.no_period(found), code=found.code, field=_FIELDS.get(found.code, "event"), finding=found)
    opens, closes = found.window
    period = SpecialPeriod.objects.create(
        exchange=application.exchange, household=household, event=event, event_date=event_date, told_on=on,
        opens=opens or on, closes=closes or on, **facts,
    )  # fmt: skip
    _say(period, actor, on)
    if tell:
        special_notices.post_opened(period, application, found.citation, on=on)
    return period


_FIELDS = {
    "before_window": "event_date", "after_window": "event_date", "prior_coverage_unknown": "prior_coverage_end",
    "no_prior_coverage": "prior_coverage_end", "nobody_covered": "uncovered", "excluded_cause": "cause", "before_exchanges": "event_date",
    "staff_must_grant": "start",
}  # fmt: skip


def _say(period: SpecialPeriod, by: Actor, on: date) -> None:
    record(
        SpecialPeriodOpened(period.reference, period.event), by=by, on=on, exchange=period.exchange.slug,
        subject=period.reference, purpose="enrollment in a plan",
    )  # fmt: skip
