"""Reads of cases and matches, for pages."""

from datetime import date

import msgspec
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coverport.applications.determining import result_of
from coverport.applications.models import Application, Household, Person
from coverport.applications.queries import applicants_of, determination_of
from coverport.core.access import Actor, Permission
from coverport.eligibility.findings import Outcome
from coverport.exchanges.models import Exchange
from coverport.handoff import words
from coverport.handoff.models import Case, CoverageWish, Incoming, Match, Outgoing
from coverport.handoff.rules.referral import OPEN

_WITH = ("exchange", "application__exchange", "application__household__owner", "person", "outgoing")


class Where(msgspec.Struct, frozen=True):
    """One person on the page. state, look: the badge and its class; can_ask: a full determination."""

    name: str
    key: str
    title: str
    where: str
    state: str
    look: str
    reason: str = ""
    case: Case | None = None
    can_ask: bool = False
    can_withdraw: bool = False


class Page(msgspec.Struct, frozen=True):
    """The person's page: each person's case, what records show, what the household wants."""

    application: Application
    people: tuple[Where, ...]
    matches: tuple[Match, ...]
    leaves: bool | None


def newest_signed(actor: Actor, exchange: Exchange) -> Application | None:
    """The actor's newest decided application at an exchange."""
    mine = Application.objects.filter(household__owner_id=actor.user_id, exchange=exchange, status="submitted")
    return mine.select_related("exchange", "household__owner").order_by("-year", "-id").first()


def page_of(application: Application) -> Page:
    """As it stands now."""
    cases: dict[str, Case] = {}
    rows = Case.objects.filter(person__household=application.household_id, year=application.year)
    for case in rows.select_related(*_WITH).order_by("id"):
        cases[case.person.reference] = case
    wish = CoverageWish.objects.filter(household=application.household_id).first()
    matches = Match.objects.filter(application__household=application.household_id, status="open")
    return Page(
        application=application,
        people=tuple(_people(application, cases)),
        matches=tuple(matches.select_related(*_WITH[:-1])),
        leaves=wish.leaves if wish else None,
    )


def _people(application: Application, cases: dict[str, Case]) -> "list[Where]":
    determination = determination_of(application)
    if determination is None:
        return []
    decided = {one.id: one for one in result_of(determination).people}
    found = []
    for one in applicants_of(application):
        key = one.person.reference
        if not one.applies or key not in decided:
            continue
        case = cases.get(key)
        likely = Outcome.YES in (decided[key].medicaid.outcome, decided[key].chip.outcome)
        asks = not likely and (case is None or not case.is_open)
        found.append(_with_case(case, asks) if case else _with_us(one.person, asks=asks, likely=likely))
    return found


def _with_case(case: Case, asks: bool) -> Where:
    state, look = words.state(case)
    return Where(
        name=case.person.short_name, key=case.person.reference, title=case.person.name, where=words.where(case), state=state,
        look=look, reason=words.reason(case) if case.is_open else "", case=case, can_ask=asks and case.status != "approved",
        can_withdraw=case.status in {"sending", "at_agency"},
    )  # fmt: skip


def _with_us(one: Person, *, asks: bool, likely: bool) -> Where:
    """No case: it is not for the agency, or it is about to go there, at the latest once the income is confirmed."""
    told = _("%(name)s’s application is with us alone. By income, it is not for Medicaid or CHIP.")
    if likely:
        told = _(
            "%(name)s may have Medicaid or CHIP. We send the application to the agency as soon as nothing is missing."
        )
    return Where(
        name=one.short_name, key=one.reference, title=one.name, where=told % {"name": one.short_name}, state=_("With us"),
        look="", can_ask=asks,
    )  # fmt: skip


def case_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Case:
    """The case of a reference at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = Case.objects.select_related(*_WITH).filter(exchange=exchange, reference=reference).first()
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


def match_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Match:
    """What records show, by its reference. Another person's, or another exchange's, is not there: 404."""
    found = Match.objects.select_related(*_WITH[:-1]).filter(exchange=exchange, reference=reference).first()
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


def household_of(actor: Actor, exchange: Exchange) -> Household | None:
    """The actor's own household at an exchange."""
    return Household.objects.select_related("exchange").filter(exchange=exchange, owner_id=actor.user_id).first()


# ---- For staff


class Waiting(msgspec.Struct, frozen=True):
    """One hand-off that waits. days: since its last step; trouble: why the agency has no receipt given."""

    case: Case
    state: str
    look: str
    days: int
    trouble: str


def waiting_cases(exchange: Exchange) -> QuerySet[Case]:
    """Open hand-offs of an exchange, who waits longest first."""
    return open_cases(exchange).select_related(*_WITH).order_by("since", "id")


def waiting(case: Case, *, today: date) -> Waiting:
    """One of them as it stands on a day."""
    state, look = words.state(case)
    return Waiting(case, state, look, (today - case.since).days, _trouble(case.outgoing))


def _trouble(message: Outgoing) -> str:
    if message.received_at is not None or not message.trouble:
        return ""
    return {
        "down": _("The agency does not answer"),
        "slow": _("The agency answers too slowly"),
        "wrong": _("The agency’s answer cannot be understood"),
        "refused": _("The agency refuses the message"),
        "no_agency": _("No agency is set up"),
    }[message.trouble]


def open_cases(exchange: Exchange) -> QuerySet[Case]:
    """Everything that is on its way or undecided."""
    return Case.objects.filter(exchange=exchange, status__in=(*OPEN, "refused"))


def to_look_at(exchange: Exchange) -> QuerySet[Incoming]:
    """What the agency sent and only a human can join."""
    return Incoming.objects.filter(exchange=exchange, status=Incoming.Status.WAITS).order_by("came_on", "id")


def incoming_for(actor: Actor, exchange: Exchange, reference: str) -> Incoming:
    """An account that the agency sent here, for who may join it; 404 for any other message, and at another exchange."""
    rows = Incoming.objects.select_related("exchange", "application", "decided_by").exclude(
        status=Incoming.Status.REFUSED
    )
    found = rows.filter(exchange=exchange, reference=reference, kind="transfer").first()
    if found is None or not actor.may(Permission.REVIEW_PROOF, found):
        raise Http404
    return found
