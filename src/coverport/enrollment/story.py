"""An enrollment's whole story, in the words and numbers that its pages and letters share."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

import msgspec
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef
from django.utils.translation import gettext as _

from coverport.applications.cards import PUBLIC, kind_of
from coverport.applications.decision import cards_of, names
from coverport.applications.models import Applicant
from coverport.applications.outlook import assumed_words, state_help
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.core.dates import long_date
from coverport.core.money import Cents
from coverport.core.prepared import Read
from coverport.eligibility.results import Determination as Decided
from coverport.enrollment.household_year import newest_rows
from coverport.enrollment.models import Enrollment, EnrollmentMember, PersonMonth
from coverport.enrollment.rules.year import Amounts, amounts
from coverport.law import last_day_to_appeal
from coverport.plans import catalogs
from coverport.plans.plan import Plan

_OTHERS = Enrollment.objects.filter(application__household=OuterRef("application__household"), year=OuterRef("year"))
_CHANGED = PersonMonth.objects.filter(enrollment=OuterRef("pk"), change__isnull=False)
UNEVEN = ExpressionWrapper(Exists(_CHANGED) | Exists(_OTHERS.exclude(pk=OuterRef("pk"))), output_field=BooleanField())
MAY_BE_UNEVEN = Read(lambda key: Enrollment.objects.filter(pk=key).values_list(UNEVEN))
MEMBERS = Read(lambda key: EnrollmentMember.objects.filter(enrollment=key).select_related("person"))


class Told(msgspec.Struct, frozen=True):
    """An enrollment in the words and numbers that its pages and letters share. Amounts are cents a month.

    payee: whom the first payment goes to; exchange_bills: whether that is the exchange itself; appeal_by: the last day to ask for an
    appeal of the decision behind it. elsewhere: what those who are not on the plan can have; state_help: the state's own help;
    assumed: the rules behind the decision that have not been confirmed. months: what is paid by the month, where months differ.
    later: who is covered from a day of their own, after the start, and from when. cut: whether it waits for its first payment, and
    covers only until another plan begins.
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
    months: tuple[Amounts, ...] = ()
    later: tuple[tuple[str, date], ...] = ()
    cut: bool = False

    @property
    def plan_name(self) -> str:
        """With the type of network where the filing says it and the name does not: "Connect Silver (HMO)"."""
        kind = self.plan.plan_type
        return f"{self.plan.name} ({kind})" if kind and kind not in self.plan.name.split() else self.plan.name

    @property
    def dental(self) -> bool:
        """Whether it is a dental plan, which a household may have beside a health plan: their letters must not be titled alike."""
        return self.plan.division == "dental"

    @property
    def pay_day(self) -> str:
        return pay_day(self.pay_by)

    @property
    def first_bill(self) -> Cents:
        """What the first month costs: a change that counts later, or a first month in part, makes it another amount than a month now."""
        return self.months[0].net if self.months else self.net

    @property
    def free(self) -> bool:
        """Whether there is nothing to pay, so that no first payment is waited for."""
        return (self.net if self.covered else self.first_bill) == 0

    def from_month(self, month: date) -> tuple[Amounts, ...]:
        """What is paid from a month on, by the month; none where no month differs from what is told of all."""
        passed = [each for each in self.months if each.since <= month]
        since = max(passed[-1].since, month) if passed else month
        now = (msgspec.structs.replace(passed[-1], since=since),) if passed else ()
        return now + tuple(each for each in self.months if each.since > month)


def pay_day(pay_by: date | None) -> str:
    """The last day of the first payment; where the insurer alone knows it, in words."""
    return long_date(pay_by) if pay_by else _("the day on the bill")


class Around(msgspec.Struct, frozen=True):
    """What an enrollment's story is told from beside itself: who is on it, everybody of its application, what was decided."""

    members: Sequence[EnrollmentMember]
    applicants: Sequence[Applicant]
    decided: Decided


def around_of(enrollment: Enrollment, asking: Collection[int] | None = None) -> Around:
    """asking: who applied, by key, where that was read: a plan that covers them all needs nothing else of them for its story."""
    members = MEMBERS.all(enrollment.pk)
    on_plan = {member.person_id for member in _members(enrollment, members)}
    everybody = asking is not None and on_plan.issuperset(asking)
    return Around(
        members=members,
        applicants=() if everybody else applicants_of(enrollment.application),
        decided=result_of(enrollment.determination),
    )


def told(enrollment: Enrollment, around: Around | None = None, *, uneven: bool = False) -> Told:
    """The story of an enrollment, from the catalog that priced it. around: where it was read already; uneven: whether its months may
    differ, as of `may_be_uneven`."""
    around = around or around_of(enrollment)
    number = enrollment.catalog
    plan = catalogs.numbered(number.exchange, number.year, number.number).plan(enrollment.plan_id)
    profile = enrollment.exchange.profile
    members = list(_members(enrollment, around.members))
    on_plan = {member.person_id for member in members}
    others = [one for one in around.applicants if one.applies and one.person_id not in on_plan]
    exchange_bills = enrollment.biller == "exchange"
    later = tuple(
        (member.person.short_name, member.coverage.lower)
        for member in members
        if member.coverage.lower > enrollment.start
    )
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
        months=_months(enrollment) if uneven or later or enrollment.start.day != 1 else (),
        later=later,
        cut=enrollment.cut,
    )


def may_be_uneven(enrollment: Enrollment) -> bool:
    """Whether a change made some of its months, or the household holds, or held, another plan of the year: the credit is worked out for
    the year, so that they may cost another amount than a month as it was offered."""
    return MAY_BE_UNEVEN.all(enrollment.pk)[0][0]


def _months(enrollment: Enrollment) -> tuple[Amounts, ...]:
    return amounts(row for row in newest_rows([enrollment]) if row.first is not None)


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
