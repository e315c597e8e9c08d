"""Reads of enrollments, and an enrollment's whole story for pages and letters."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coverport.applications.cards import PUBLIC, kind_of
from coverport.applications.decision import cards_of, names
from coverport.applications.models import Applicant, Application
from coverport.applications.outlook import assumed_words, state_help
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.money import Cents
from coverport.eligibility.results import Determination as Decided
from coverport.enrollment.models import (
    Change,
    Enrollment,
    EnrollmentMember,
    EventPaper,
    EventProof,
    Kind,
    Renewal,
)
from coverport.enrollment.previewing import Preview
from coverport.enrollment.pricing import Shopper
from coverport.enrollment.renewal.writing import RULE as RENEWAL
from coverport.enrollment.rules.transitions import ACTIVE
from coverport.enrollment.ways import ways
from coverport.exchanges.models import Exchange
from coverport.law import last_day_to_appeal
from coverport.notices.models import Notice
from coverport.plans import catalogs
from coverport.plans.plan import Plan


class Told(msgspec.Struct, frozen=True):
    """An enrollment in the words and numbers that its pages and letters share. Amounts are cents a month.

    payee: whom the first payment goes to; exchange_bills: whether that is the exchange itself; appeal_by: the last day to ask for an
    appeal of the decision behind it. elsewhere: what those who are not on the plan can have; state_help: the state's own help;
    assumed: the rules behind the decision that have not been confirmed.
    """

    reference: str
    plan: Plan
    issuer: str
    people: str
    others: str
    premium: Cents
    credit: Cents
    net: Cents
    start: date
    selected_on: date
    pay_by: date | None
    payee: str
    exchange_bills: bool
    covered: bool
    canceled: bool
    ended: bool
    end: date
    appeal_by: date
    elsewhere: tuple[str, ...] = ()
    state_help: tuple[str, ...] = ()
    assumed: str = ""

    @property
    def plan_name(self) -> str:
        """With the type of network where the filing says it and the name does not: "Connect Silver (HMO)"."""
        kind = self.plan.plan_type
        return f"{self.plan.name} ({kind})" if kind and kind not in self.plan.name.split() else self.plan.name

    @property
    def pay_day(self) -> str:
        return pay_day(self.pay_by)

    @property
    def free(self) -> bool:
        """Whether there is nothing to pay, so that no first payment is waited for."""
        return self.net == 0


def pay_day(pay_by: date | None) -> str:
    """The last day of the first payment; where the insurer alone knows it, in words."""
    return long_date(pay_by) if pay_by else _("the day on the bill")


class Around(msgspec.Struct, frozen=True):
    """What an enrollment's story is told from beside itself: who is on it, everybody of its application, what was decided."""

    members: Sequence[EnrollmentMember]
    applicants: Sequence[Applicant]
    decided: Decided


def around_of(enrollment: Enrollment) -> Around:
    return Around(
        members=list(enrollment.members.select_related("person")),
        applicants=applicants_of(enrollment.application),
        decided=result_of(enrollment.determination),
    )


def told(enrollment: Enrollment, around: Around | None = None) -> Told:
    """The story of an enrollment, from the catalog that priced it. around: where it was read already."""
    around = around or around_of(enrollment)
    number = enrollment.catalog
    plan = catalogs.numbered(number.exchange, number.year, number.number).plan(enrollment.plan_id)
    profile = enrollment.exchange.profile
    members = list(_members(enrollment, around.members))
    on_plan = {member.person_id for member in members}
    others = [one for one in around.applicants if one.applies and one.person_id not in on_plan]
    exchange_bills = enrollment.biller == "exchange"
    return Told(
        reference=enrollment.reference,
        plan=plan,
        issuer=plan.issuer_name,
        people=names([member.person.short_name for member in members]),
        others=names([one.person.short_name for one in others]),
        premium=enrollment.premium_cents,
        credit=enrollment.credit_cents,
        net=enrollment.net_cents,
        start=enrollment.start,
        selected_on=enrollment.selected_on,
        pay_by=enrollment.pay_by,
        payee=profile.name if exchange_bills else plan.issuer_name,
        exchange_bills=exchange_bills,
        covered=enrollment.covered,
        canceled=enrollment.status in {Enrollment.Status.CANCELED, Enrollment.Status.VOIDED},
        ended=enrollment.status in {Enrollment.Status.TERMINATED, Enrollment.Status.EXPIRED},
        end=enrollment.end,
        appeal_by=last_day_to_appeal(enrollment.determination.on),
        elsewhere=_elsewhere(enrollment, around, {member.person.reference for member in members}),
        state_help=tuple(why.words for why in state_help(around.decided)),
        assumed=assumed_words(around.decided.assumed),
    )


def _members(enrollment: Enrollment, members: Sequence[EnrollmentMember]) -> Iterable[EnrollmentMember]:
    """Who is on it to its end, once each; where it covers nobody, whom it was meant for."""
    after = enrollment.end + timedelta(days=1)
    staying = [member for member in members if member.active and member.coverage.upper == after]
    return {member.person_id: member for member in staying or members}.values()


def _elsewhere(enrollment: Enrollment, around: Around, on_plan: Collection[str]) -> tuple[str, ...]:
    """What the decision says of those who asked for coverage and are not on the plan."""
    told = {
        each.id
        for each in around.decided.people
        if each.id not in on_plan and kind_of(each, around.decided) in PUBLIC | {"emergency"}
    }
    if not told:  # as for most: cards need what the sources said, too
        return ()
    cards = cards_of(enrollment.application, enrollment.determination)
    return tuple(" ".join(filter(None, (card.outcome, card.more, *card.notes))) for card in cards if card.key in told)


def enrollment_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Enrollment:
    """The enrollment of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = (
        Enrollment.objects.select_related("application__household", "catalog", "determination")
        .defer("determination__inputs")
        .filter(exchange=exchange, reference=reference)
        .first()
    )
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
    found = application.enrollments.filter(status__in=ACTIVE, kind=kind).first()
    return None if found is not None and may_be_replaced(found) else found


def standing_beside(application: Application) -> Enrollment | None:
    """The health plan that a household has in the year of an application and that rests on another one."""
    mine = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year, status__in=ACTIVE, kind=Kind.MEDICAL
    )
    found = mine.exclude(application=application).select_related("exchange").first()
    return None if found is not None and may_be_replaced(found) else found


def may_be_replaced(enrollment: Enrollment) -> bool:
    """Whether nobody chose it and another one can be chosen now in its place: a renewal, as long as open enrollment lasts."""
    exchange = enrollment.exchange
    window = exchange.calendar.open_on(enrollment.year, exchange.today(), in_line=None)
    return enrollment.start_rule == RENEWAL and window is not None


def open_change_of(enrollment: Enrollment) -> Change | None:
    """What was told of an enrollment and is not finished."""
    return Change.objects.filter(enrollment=enrollment, status=Change.Status.OPEN).first()


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


def also_covering(change: Change) -> list[Enrollment]:
    """The other plans of the year that cover the people of a change, such as a dental plan."""
    before = change.enrollment
    mine = Enrollment.objects.filter(
        application__household=change.household_id, year=before.year, status__in=ACTIVE, members__active=True,
        members__person__reference__in=change.people,
    )  # fmt: skip
    return list(mine.exclude(pk=before.pk).select_related("exchange", "catalog", "determination").distinct())


def waiting_changes(exchange: Exchange) -> Iterable[Change]:
    """What waits for a human, oldest first."""
    waiting = Change.objects.filter(exchange=exchange, status=Change.Status.NEEDS_PERSON)
    return waiting.select_related("enrollment").order_by("id")


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


def _goes_on(enrollment: Enrollment) -> bool:
    """Whether it follows a plan of the same insurer that was sure, so that no first payment is waited for."""
    before = enrollment.follows
    return before is not None and before.issuer_id == enrollment.issuer_id and before.effectuated_on is not None


def standing(enrollment: Enrollment, *, today: date) -> dict[str, Any]:
    """Everything that the page of an enrollment shows, as of a day."""
    story = told(enrollment)
    dental, following = _beside(enrollment)
    proof = EventProof.objects.filter(period=enrollment.period_id).first() if enrollment.pended else None
    late = not story.covered and not story.free and story.pay_by is not None and today > story.pay_by
    return {
        "enrollment": enrollment, "told": story, "letter": letter_of(enrollment), "too_late": late, "proof": proof,
        "change": open_change_of(enrollment),
        "ways": ways(enrollment.application, today, enrollment.kind) if enrollment.status in ACTIVE else (),
        "dental": dental, "may_change": enrollment.status in ACTIVE, "followed_by": following,
        # Of it, or of what it goes on from.
        "renewal": Renewal.objects.filter(before__in=(enrollment.pk, enrollment.follows_id)).order_by("id").first(),
    }  # fmt: skip


def letter_of(enrollment: Enrollment) -> Notice | None:
    """The newest letter about it, in its owner's inbox; without the letter's text."""
    letters = Notice.objects.filter(
        user=enrollment.owner_user_id, exchange=enrollment.exchange.slug, about=enrollment.reference
    )
    return letters.only("reference").order_by("-id").first()


def _beside(enrollment: Enrollment) -> tuple[Enrollment | None, Enrollment | None]:
    """The dental plan beside a health plan, and what goes on from it: of the household's enrollments, which are few."""
    rows = Enrollment.objects.filter(application__household=enrollment.application.household_id)
    found = list(rows.only("reference", "kind", "status", "year", "follows").order_by("id"))
    dental = [each for each in found if each.kind == Kind.DENTAL and each.year == enrollment.year]
    standing = (each for each in dental if each.status in ACTIVE and enrollment.kind == Kind.MEDICAL)
    return next(standing, None), next((each for each in reversed(found) if each.follows_id == enrollment.pk), None)
