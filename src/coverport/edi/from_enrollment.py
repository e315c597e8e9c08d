"""From an enrollment's rows to the values of its 834."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Count

from coverport.applications.models import Applicant, Application, Person
from coverport.core.dates import first_of_month
from coverport.core.money import Cents
from coverport.edi.figures import Stretch, came, here, last_day, left, stretch_from, stretches
from coverport.edi.how_ended import ending
from coverport.edi.joined import joined_since_told
from coverport.edi.models import Due834
from coverport.edi.rules import life
from coverport.edi.rules.characters import to_x12
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import (
    Address,
    Contact,
    Coverage,
    EnrollmentGroup,
    Insurer,
    Maintenance,
    Member,
    Name,
    Responsible,
)
from coverport.edi.rules.relationships import SELF, code_of
from coverport.edi.sold import by_tier, insurer_name
from coverport.enrollment.models import Enrollment, EnrollmentMember
from coverport.exchanges.profiles import Profile

ADULT_AGE = 18
ONLINE = "1"
# The guide asks for tobacco of people over 18 only.
TOBACCO_AGE = 18
INITIAL = Maintenance(type="021", reason="EC")
NOBODY: Mapping[int, EnrollmentMember] = {}
LINES = {"medical": "HLT", "dental": "DEN"}


def message(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    """What an insurer is told for a due row, under no number yet. Raises LookupError, ValueError, UnknownPlan."""
    return MESSAGES[due.kind](due, partner)


def _initial(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    """The figures are those of the first months; what comes later is told by messages of its own."""
    enrollment = due.enrollment
    found = stretches(enrollment)
    if not found:
        raise LookupError(f"nobody is covered by {enrollment.reference}")
    return life.initial(standing(enrollment, partner, found[0]), partner.maintenance[_beginning(enrollment)])


def _beginning(enrollment: Enrollment) -> str:
    """How a beginning is told: by itself, instead of another plan of the year, or on from the year before."""
    before = enrollment.follows
    if before is None:
        return "initial"
    if before.year == enrollment.year:
        return "initial_change_in_circumstances"
    return "renewal" if before.issuer_id == enrollment.issuer_id else "renewal_new_to_issuer"


def _change(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    """Amounts from a day on, with who comes and who leaves."""
    enrollment, spelled = due.enrollment, partner.maintenance
    stretch = stretch_from(enrollment, _since(due))
    leaving = left(enrollment, stretch)
    group = standing(enrollment, partner, stretch, leaving)
    leave = _leave(leaving, spelled)
    late = joined_since_told(enrollment) if stretch.since <= enrollment.start else ()
    come = {member.person.reference for member in came(enrollment, stretch, late).values()} - leave.keys()
    if come or leave:
        return life.regrouped(group, spelled, came=come, left=leave, since=stretch.since)
    subscriber = {group.members[0].member_id}
    return life.changed(group, spelled["change_amounts"], spelled, who=subscriber, since=stretch.since)


def _leave(
    leaving: Mapping[int, EnrollmentMember], spelled: Mapping[str, Maintenance]
) -> dict[str, tuple[Maintenance, date]]:
    """Who leaves -> how it is told, and the day."""
    return {
        member.person.reference: (spelled["terminate" if member.active else "cancel"], _gone(member))
        for member in leaving.values()
    }


def _gone(member: EnrollmentMember) -> date:
    """The last day; of somebody who never came the first one, as a cancellation has it."""
    return last_day(member) if member.active else member.coverage.lower


def _described(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    """Who people are and where they live, with the amounts as they are from then on.

    Of a month in which somebody left before that day, from its first day on: its amounts are theirs, too, and so it says that they left.
    """
    enrollment, spelled = due.enrollment, partner.maintenance
    stretch, leave = stretch_from(enrollment, _since(due)), {}
    if here(enrollment, stretch).keys() < stretch.premiums.keys():
        stretch = msgspec.structs.replace(stretch, since=max(first_of_month(stretch.since), enrollment.start))
        leave = _leave(left(enrollment, stretch), spelled)
    group = standing(enrollment, partner, stretch)
    everybody = {member.member_id for member in group.members} - leave.keys()
    return life.changed(group, spelled[f"change_{due.kind}"], spelled, who=everybody, left=leave, since=stretch.since)


def _cancel(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    return life.canceled(_subscriber_alone(due.enrollment, partner), ending(due, partner))


def _terminate(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    group = _subscriber_alone(due.enrollment, partner)
    return life.terminated(group, ending(due, partner), last_day=_since(due))


def _reinstate(due: Due834, partner: PartnerProfile) -> EnrollmentGroup:
    return life.reinstated(_subscriber_alone(due.enrollment, partner), partner.maintenance["reinstate"])


def _since(due: Due834) -> date:
    return due.since or due.enrollment.start


# Kind of due row -> the message of its event, made of the rows as they are when it is written.
MESSAGES: dict[str, Callable[[Due834, PartnerProfile], EnrollmentGroup]] = {
    "initial": _initial, "change": _change, "address": _described, "person": _described, "cancel": _cancel,
    "terminate": _terminate, "reinstate": _reinstate,
}  # fmt: skip


def standing(
    enrollment: Enrollment, partner: PartnerProfile, stretch: Stretch, leaving: Mapping[int, EnrollmentMember] = NOBODY
) -> EnrollmentGroup:
    """Everybody of a stretch, and who leaves with it where that is told, at its figures."""
    people = {**leaving, **here(enrollment, stretch)}
    rows = sorted(people.values(), key=lambda member: (not member.subscriber, member.position))
    premiums = _premiums(enrollment, rows, stretch)
    return msgspec.structs.replace(
        _frame(enrollment, partner),
        members=tuple(
            _member(enrollment, each, rows[0], premium) for each, premium in zip(rows, premiums, strict=True)
        ),
        total=stretch.total,
        credit=stretch.credit,
        responsibility=stretch.total - stretch.credit,
        effective=stretch.since,
    )


def _subscriber_alone(enrollment: Enrollment, partner: PartnerProfile) -> EnrollmentGroup:
    """As an end or its taking back is told: whether the days still count makes no difference to who it is."""
    subscriber = next(member for member in enrollment.members.all() if member.subscriber)
    return msgspec.structs.replace(
        _frame(enrollment, partner), members=(_member(enrollment, subscriber, subscriber, 0),)
    )


def _frame(enrollment: Enrollment, partner: PartnerProfile) -> EnrollmentGroup:
    """What is the same in all of a policy's messages."""
    return EnrollmentGroup(
        control=0,
        policy_id=enrollment.reference,
        plan_id=enrollment.qhp_id,
        insurer=Insurer(name=partner.issuer_name or insurer_name(enrollment), tin=partner.tin),
        members=(),
        total=0,
        credit=0,
        responsibility=0,
        rating_area=rating_area_of(enrollment, partner),
        source_exchange=partner.source_exchange.replace("{state}", _state(enrollment)),
        submitted_at=_submitted_at(enrollment, enrollment.exchange.profile),
        application_id=enrollment.application.reference,
        application_origin=ONLINE,
        effective=enrollment.start,
    )


def _premiums(enrollment: Enrollment, rows: list[EnrollmentMember], stretch: Stretch) -> list[Cents]:
    """Each member's part. One price for a family tier stands with the subscriber, 0.00 with the others, so that the sum is right."""
    costs = [stretch.premiums.get(member.person_id, 0) for member in rows]
    # Months have a tier in equal parts, which nobody was told as their own price. Who is the fourth child now may have cost something.
    priced = all(member.premium_cents or not cents for member, cents in zip(rows, costs, strict=True))
    if not priced and by_tier(enrollment):
        return [stretch.total, *(0 for _ in rows[1:])]
    return costs


def _member(enrollment: Enrollment, member: EnrollmentMember, subscriber: EnrollmentMember, premium: Cents) -> Member:
    person, application = member.person, enrollment.application
    begin = member.coverage.lower
    return Member(
        subscriber=member.subscriber,
        relationship=SELF if member.subscriber else _relationship(enrollment, member, subscriber),
        subscriber_id=subscriber.person.reference,
        member_id=person.reference,
        name=_name(person),
        birth_date=person.birth_date,
        sex=person.sex,
        premium=premium,
        address=_address(application),
        coverage=Coverage(plan_id=enrollment.qhp_id, begin=begin, line=LINES[enrollment.kind]),
        dates=(("356", begin),),
        maintenance=INITIAL,
        ssn=reportable_ssn(person.ssn),
        contacts=_contacts(application) if member.subscriber else (),
        tobacco=member.tobacco if member.age > TOBACCO_AGE else None,
        written_language=_language(application) if member.subscriber else "",
        spoken_language=_language(application) if member.subscriber else "",
        responsible=_responsible(application) if member.subscriber and member.age < ADULT_AGE else None,
    )


def _relationship(enrollment: Enrollment, member: EnrollmentMember, subscriber: EnrollmentMember) -> str:
    """By the answers: a policy keeps only what its price asks for, for which a ward is a child."""
    pair = {member.person_id, subscriber.person_id}
    answers = {one.person_id: one.relationship for one in enrollment.application.applicants.all()}
    if not pair <= answers.keys():  # who leaves is in the answers of before
        answers = _last_answers(pair)
    ours = answers.get(member.person_id, member.relationship)
    return code_of(ours, answers.get(subscriber.person_id, subscriber.relationship))


def _last_answers(people: set[int]) -> dict[int, str]:
    """What some people were in the last application that has them all."""
    there = Applicant.objects.filter(person__in=people)
    last = (
        there.values("application")
        .annotate(found=Count("person"))
        .filter(found=len(people))
        .order_by("-application")
        .first()
    )
    return dict(there.filter(application=last["application"]).values_list("person_id", "relationship")) if last else {}


def _responsible(application: Application) -> Responsible | None:
    """Who answers for a subscriber under 18: the person who filled in the application."""
    who = application.applicants.filter(relationship=Applicant.Relationship.SELF).select_related("person").first()
    return Responsible(_name(who.person), _address(application), _contacts(application)) if who else None


def _name(person: Person) -> Name:
    """A person with one name has it as the last name, whichever field it was typed into."""
    if not person.last_name:
        return Name(last=person.first_name)
    return Name(last=person.last_name, first=person.first_name, middle=person.middle_name)


def reportable_ssn(ssn: str | None) -> str:
    """Nine digits that can be a number, else nothing: never a dummy."""
    digits = re.sub(r"\D", "", ssn or "")
    possible = re.fullmatch(r"(?!000|666|9\d\d)\d{3}(?!00)\d\d(?!0000)\d{4}", digits)
    return digits if possible and len(set(digits)) > 1 else ""


def _address(application: Application) -> Address:
    return Address(
        street=application.street, unit=application.unit, city=application.city, state=application.state, zip=application.zip,
        county_fips=application.county_fips,
    )  # fmt: skip


def _contacts(application: Application) -> tuple[Contact, ...]:
    digits = re.sub(r"\D", "", application.phone or "").removeprefix("1")
    telephone = (Contact("TE", digits),) if len(digits) == 10 else ()
    email = application.household.owner.email
    # Within the character set or not at all: another spelling would be another person's address.
    return (*telephone, *((Contact("EM", email),) if to_x12(email) == email else ()))


def _language(application: Application) -> str:
    return application.household.owner.language or "en"


def _state(enrollment: Enrollment) -> str:
    """The state that sells the plan: characters 6 and 7 of its id."""
    return enrollment.plan_id[5:7]


def rating_area_of(enrollment: Enrollment, partner: PartnerProfile) -> str:
    """Such as R-NH001; empty where the area has no number, which `faults` then names."""
    number = re.search(r"\d+", enrollment.rating_area)
    return partner.rating_area.format(state=_state(enrollment), area=int(number[0])) if number else ""


def _submitted_at(enrollment: Enrollment, profile: Profile) -> datetime:
    """The exchange's date of the choice with the clock's time of day."""
    clock = enrollment.selected_at.astimezone(ZoneInfo(profile.timezone))
    return datetime.combine(enrollment.selected_on, clock.timetz())
