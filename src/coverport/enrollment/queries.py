"""Reads of enrollments."""

from collections.abc import Collection, Iterable

import msgspec
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from coverport.applications.decision import names
from coverport.applications.models import Application
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.submission import result_of
from coverport.core.access import Actor, Permission
from coverport.core.prepared import Read
from coverport.enrollment.changes.previewing import Preview
from coverport.enrollment.models import (
    GOING_ON,
    Change,
    Enrollment,
    EnrollmentMember,
    EventPaper,
    EventProof,
    Kind,
)
from coverport.enrollment.pricing import Shopper
from coverport.enrollment.renewal.writing import RULE as RENEWAL
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.story import Around as Around
from coverport.enrollment.story import Told as Told
from coverport.enrollment.story import around_of as around_of
from coverport.enrollment.story import may_be_uneven as may_be_uneven
from coverport.enrollment.story import pay_day as pay_day
from coverport.enrollment.story import told as told
from coverport.exchanges.models import Exchange

BY_REFERENCE = Read(
    lambda exchange, reference: (
        Enrollment.objects.select_related("application__household", "catalog", "determination")
        .defer("determination__inputs")
        .filter(exchange=exchange, reference=reference)
    )
)


def enrollment_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Enrollment:
    """The enrollment of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = BY_REFERENCE.first(exchange.pk, reference)
    if found is None or not actor.may(permission, found):
        raise Http404
    found.exchange = found.application.exchange = exchange
    return found


def newest_of(actor: Actor, exchange: Exchange) -> Enrollment | None:
    """The actor's newest enrollment in a health plan at an exchange; one that stands goes before a canceled one."""
    mine = Enrollment.objects.filter(
        exchange=exchange, application__household__owner_id=actor.user_id, kind=Kind.MEDICAL
    )
    gone = (Enrollment.Status.CANCELED, Enrollment.Status.VOIDED)
    standing = mine.exclude(status__in=gone).order_by("-year", "-end", "-id").first()
    return standing or mine.order_by("-id").first()


def standing_of(application: Application, kind: str = Kind.MEDICAL) -> Enrollment | None:
    """The enrollment that an application led to, if one stands."""
    found = application.enrollments.filter(GOING_ON, kind=kind).first()
    return None if found is not None and may_be_replaced(found) else found


def standing_beside(application: Application) -> Enrollment | None:
    """The health plan that a household has in the year of an application and that rests on another one."""
    mine = Enrollment.objects.filter(
        GOING_ON, application__household=application.household_id, year=application.year, kind=Kind.MEDICAL
    )
    found = mine.exclude(application=application).select_related("exchange").first()
    return None if found is not None and may_be_replaced(found) else found


def may_be_replaced(enrollment: Enrollment) -> bool:
    """Whether nobody chose it and another one can be chosen now in its place: a renewal, as long as open enrollment lasts."""
    exchange = enrollment.exchange
    window = exchange.calendar.open_on(enrollment.year, exchange.today(), in_line=None)
    return enrollment.start_rule == RENEWAL and window is not None


OPEN_CHANGE = Read(lambda key: Change.objects.filter(enrollment=key, status=Change.Status.OPEN))


def open_change_of(enrollment: Enrollment) -> Change | None:
    """What was told of an enrollment and is not finished."""
    return OPEN_CHANGE.first(enrollment.pk)


def change_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Change:
    """The change of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = (
        Change.objects.select_related(
            "exchange", "household", "enrollment__exchange", "enrollment__catalog", "application"
        )
        .filter(exchange=exchange, reference=reference)
        .first()
    )
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


ANSWERED = tuple(kind for kind, each in KINDS.items() if each.way == "answers" and each.online)


def plans_of_next_year(change: Change) -> list[Enrollment]:
    """The plans that the people of a change have for the next year already, and that go on without it: it counts in its own year alone.

    None for a death, which reaches them, and for what an office did; nor where it was told of that plan, too, or the plan was
    chosen after the change was done.
    """
    before, kind = change.enrollment, KINDS[change.kind]
    if not kind.online or change.kind == "death":
        return []
    people = change.people or before.members.values("person__reference")
    found = Enrollment.objects.filter(
        GOING_ON, application__household=change.household_id, year=before.year + 1, kind=before.kind,
        members__active=True, members__coverage__endswith__gt=F("end"), members__person__reference__in=people,
    )  # fmt: skip
    if change.done_on is not None:
        found = found.filter(selected_on__lte=change.done_on)
    rows = found.select_related("exchange", "catalog", "determination", "application").order_by("id").distinct()
    return [plan for plan in rows if kind.way != "answers" or not _answered_since(change, plan)]


def dental_without_health(change: Change, outcome: Preview | None) -> Enrollment | None:
    """The dental plan that goes on though a change ends the health plan beside it for everybody, and nothing takes its place.

    Not of a death, which takes who died from it, too.
    """
    before = change.enrollment
    if outcome is None or before.kind != Kind.MEDICAL or change.kind in {"death", "plan_change"}:
        return None
    if outcome.follows or outcome.status not in {"terminated", "canceled", "voided"}:
        return None
    mine = Enrollment.objects.filter(GOING_ON, application__household=change.household_id, year=before.year)
    if mine.filter(kind=Kind.MEDICAL).exclude(pk=before.pk).exists():
        return None
    dental = mine.filter(kind=Kind.DENTAL).select_related("exchange", "catalog", "determination", "application")
    return dental.order_by("id").first()


def income_of_the_dead(change: Change) -> list[tuple[Enrollment, list[str]]]:
    """Health plans of who is left, from the year of a death on, whose credit rests on income of who died; with whose, by reference.

    Not those whose answers were given anew since.
    """
    mine = Enrollment.objects.filter(
        GOING_ON,
        application__household=change.household_id,
        year__gte=change.enrollment.year,
        kind=Kind.MEDICAL,
    )
    left = EnrollmentMember.objects.filter(
        enrollment=OuterRef("pk"), active=True, coverage__endswith__gt=OuterRef("end")
    )
    mine = mine.filter(Exists(left.exclude(person__reference__in=change.people)))
    rows = mine.select_related("exchange", "catalog", "determination", "application").order_by("year", "id")
    found = [(plan, _with_income(plan, change.people)) for plan in rows]
    return [(plan, who) for plan, who in found if who and not _answered_since(change, plan)]


def _with_income(plan: Enrollment, people: Collection[str]) -> list[str]:
    """Who of some people has income in the answers that count now, in a tax household with others."""
    application = newest_signed(plan.application)
    determination = determination_of(application)
    if determination is None:
        return []
    counts = {
        person
        for each in result_of(determination).tax_households
        for person in each.people
        if set(each.people) - set(people)
    }
    earning = [one.person.reference for one in applicants_of(application) if one.income_cents]
    return [person for person in earning if person in people and person in counts]


def _answered_since(change: Change, plan: Enrollment) -> bool:
    """Whether answers were given anew for a plan, or for what it goes on from in its year, since a change was told."""
    of_it = Q(enrollment=plan.pk) | Q(enrollment=plan.follows_id, enrollment__year=plan.year)
    since = Q(pk__gt=change.pk) | Q(kind=change.kind, reported_on__gte=change.reported_on)
    told = Change.objects.filter(
        of_it, since, kind__in=ANSWERED, status__in=(Change.Status.DONE, Change.Status.NEEDS_PERSON)
    )
    return told.exclude(pk=change.pk).exists()


def standing_here(exchange: Exchange, number: str) -> Enrollment | None:
    """The enrollment of a number at an exchange that covers or will cover somebody to the end of its year, however the number is typed."""
    rows = Enrollment.objects.filter(GOING_ON, exchange=exchange)
    return rows.filter(reference=number.strip().upper()).select_related("exchange", "application__household").first()


def any_plan(application: Application) -> Enrollment | None:
    """A plan of the household in the year of an application that goes on, or is to once it is sure, a health plan before others."""
    mine = Enrollment.objects.filter(GOING_ON, application__household=application.household_id, year=application.year)
    return mine.alias(other=~Q(kind=Kind.MEDICAL)).order_by("other", "id").first()


def numbered_here(exchange: Exchange, number: str) -> Enrollment | None:
    """The enrollment of a number at an exchange in whatever state, however the number is typed."""
    rows = Enrollment.objects.filter(exchange=exchange, reference=number.strip().upper())
    return rows.select_related("exchange", "application__household__owner", "catalog").first()


def waiting_changes(exchange: Exchange) -> Iterable[Change]:
    """What waits for a human, oldest first."""
    waiting = Change.objects.filter(exchange=exchange, status=Change.Status.NEEDS_PERSON)
    return waiting.select_related("enrollment").order_by("id")


def begun_by_staff(exchange: Exchange) -> QuerySet[Change]:
    """What staff began with somebody and did not finish, oldest first."""
    begun = Change.objects.filter(exchange=exchange, status=Change.Status.OPEN).exclude(told_by="")
    return begun.select_related("enrollment", "application").order_by("id")


def to_agree(exchange: Exchange) -> QuerySet[Change]:
    """Of these what nobody has agreed to, though nothing is left to enter; what is, waits with the cases of paper."""
    return begun_by_staff(exchange).exclude(application__status=Application.Status.DRAFT)


def taken_in(exchange: Exchange, reference: str) -> Change | None:
    """The change of a number at an exchange that staff see to, or saw to: told to them, or left to a human."""
    rows = Change.objects.select_related(
        "exchange", "household", "enrollment__exchange", "enrollment__catalog", "application"
    )
    return rows.filter(exchange=exchange, reference=reference).exclude(asks="", told_by="").first()


def proof_for(actor: Actor, exchange: Exchange, reference: str, *permissions: Permission) -> EventProof:
    """The proof of a number at an exchange, for who has one of these permissions. Another's is not there: 404."""
    rows = EventProof.objects.select_related("period__household__owner", "period__exchange")
    found = rows.filter(period__exchange=exchange, reference=reference).first()
    if found is None or not any(actor.may(each, found) for each in permissions):
        raise Http404
    return found


def paper_of(proof: EventProof, reference: str) -> EventPaper:
    """A paper of it; 404 for any other."""
    found = proof.papers.select_related("proof__period__household", "proof__period__exchange")
    if (paper := found.filter(reference=reference).first()) is None:
        raise Http404
    return paper


def open_proofs(exchange: Exchange, *, everything: bool) -> QuerySet[EventProof]:
    """What waits for staff, the next one due first; everything: also where no paper has come."""
    rows = EventProof.objects.filter(period__exchange=exchange, status=EventProof.Status.OPEN).select_related("period")
    waiting = EventPaper.objects.filter(refused_on=None).values("proof")
    return rows if everything else rows.filter(pk__in=waiting)


def outcome_of(change: Change) -> Preview | None:
    """What was done, as it was agreed to."""
    return msgspec.convert(change.outcome, Preview) if change.outcome else None


def application_by_number(exchange: Exchange, number: str) -> Application | None:
    """The signed application of a number that a person reads out: its own, or that of an enrollment."""
    number = number.strip().upper()
    signed = Application.objects.select_related("exchange", "household__owner").filter(
        exchange=exchange, status=Application.Status.SUBMITTED
    )
    return signed.filter(Q(reference=number) | Q(enrollments__reference=number)).first()


def newest_signed(application: Application) -> Application:
    """The household's newest signed application of the same year: what it chooses by."""
    signed = Application.objects.filter(
        household=application.household_id, year=application.year, status=Application.Status.SUBMITTED
    )
    return signed.select_related("exchange", "household__owner").order_by("-submitted_on", "-id").first() or application


def newest_application_of(actor: Actor, exchange: Exchange) -> Application | None:
    """What the actor asked for last, for whom has no plan yet."""
    return Application.objects.filter(exchange=exchange, household__owner_id=actor.user_id).order_by("-id").first()


def people_of(household: Shopper) -> str:
    """Who would be on the plan: "Ana and Luis"."""
    return names([one.person.short_name for one in household.people])
