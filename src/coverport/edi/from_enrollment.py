"""From an enrollment's rows to the values of its 834."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from coverport.applications.models import Applicant, Application, Person
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
from coverport.enrollment.models import Enrollment, EnrollmentMember
from coverport.exchanges.profiles import Profile
from coverport.plans import catalogs
from coverport.plans.actions import bring_catalog
from coverport.plans.models import CatalogNumber

OTHER = "G8"
# By the subscriber's own place in the application, since people are described there by their relation to who fills it in.
RELATIONSHIPS = {
    "self": {"spouse": "01", "child": "19"},
    "spouse": {"self": "01", "child": "19"},
    "child": {"child": "14", "self": "03", "spouse": "03"},  # brothers and sisters; parents
    "other": {},
}
ADULT_AGE = 18
ONLINE = "1"
# The guide asks for tobacco of people over 18 only.
TOBACCO_AGE = 18
INITIAL = Maintenance(type="021", reason="EC")


def initial(enrollment: Enrollment, *, partner: PartnerProfile, control: int = 0) -> EnrollmentGroup:
    """An initial enrollment. control: 0 until it has its number. Raises UnknownPlan where its catalog does not have the plan."""
    application = enrollment.application
    profile = enrollment.exchange.profile
    members = _members(enrollment)
    premiums = _premiums(enrollment, members)
    subscriber = members[0]
    return EnrollmentGroup(
        control=control,
        policy_id=enrollment.reference,
        plan_id=enrollment.qhp_id,
        insurer=Insurer(name=partner.issuer_name or insurer_name(enrollment), tin=partner.tin),
        members=tuple(
            _member(enrollment, each, subscriber, premium) for each, premium in zip(members, premiums, strict=True)
        ),
        total=enrollment.premium_cents,
        credit=enrollment.credit_cents,
        responsibility=enrollment.premium_cents - enrollment.credit_cents,
        rating_area=_rating_area(enrollment, partner),
        source_exchange=partner.source_exchange.replace("{state}", _state(enrollment)),
        submitted_at=_submitted_at(enrollment, profile),
        application_id=application.reference,
        application_origin=ONLINE,
        effective=enrollment.start,
    )


# Kind of due row -> the message of its event, made of all that is known.
MESSAGES: dict[str, Callable[[EnrollmentGroup, PartnerProfile], EnrollmentGroup]] = {
    "initial": lambda group, partner: life.initial(group, partner.maintenance["initial"]),
    "cancel": lambda group, partner: life.canceled(group, partner.maintenance["cancel"]),
}


def message(kind: str, group: EnrollmentGroup, partner: PartnerProfile) -> EnrollmentGroup:
    """What an insurer is told for a kind of due row."""
    return MESSAGES[kind](group, partner)


def _members(enrollment: Enrollment) -> list[EnrollmentMember]:
    """Whose days are coverage, the subscriber first; who left goes on in the message that says so."""
    active = [member for member in enrollment.members.all() if member.active]
    return sorted(active, key=lambda member: (not member.subscriber, member.position))


def _premiums(enrollment: Enrollment, members: list[EnrollmentMember]) -> list[int]:
    """Each member's part. One price for a family tier stands with the subscriber, 0.00 with the others, so that the sum is right."""
    told = [member.premium_cents for member in members]
    if sum(told) == enrollment.premium_cents:
        return told
    return [enrollment.premium_cents, *(0 for _ in members[1:])] if not any(told) else told


def _member(enrollment: Enrollment, member: EnrollmentMember, subscriber: EnrollmentMember, premium: int) -> Member:
    person, application = member.person, enrollment.application
    return Member(
        subscriber=member.subscriber,
        relationship="18" if member.subscriber else _relationship(member, subscriber),
        subscriber_id=subscriber.person.reference,
        member_id=person.reference,
        name=_name(person),
        birth_date=person.birth_date,
        sex=person.sex,
        premium=premium,
        address=_address(application),
        coverage=Coverage(plan_id=enrollment.qhp_id, begin=enrollment.start),
        dates=(("356", enrollment.start),),
        maintenance=INITIAL,
        ssn=_ssn(person.ssn),
        contacts=_contacts(application) if member.subscriber else (),
        tobacco=member.tobacco if member.age > TOBACCO_AGE else None,
        written_language=_language(application) if member.subscriber else "",
        spoken_language=_language(application) if member.subscriber else "",
        responsible=_responsible(application) if member.subscriber and member.age < ADULT_AGE else None,
    )


def _relationship(member: EnrollmentMember, subscriber: EnrollmentMember) -> str:
    return RELATIONSHIPS[subscriber.relationship].get(member.relationship, OTHER)


def _responsible(application: Application) -> Responsible | None:
    """Who answers for a subscriber under 18: the person who filled in the application."""
    who = application.applicants.filter(relationship=Applicant.Relationship.SELF).select_related("person").first()
    return Responsible(_name(who.person), _address(application), _contacts(application)) if who else None


def _name(person: Person) -> Name:
    """A person with one name has it as the last name, whichever field it was typed into."""
    if not person.last_name:
        return Name(last=person.first_name)
    return Name(last=person.last_name, first=person.first_name, middle=person.middle_name)


def _ssn(ssn: str | None) -> str:
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


def _rating_area(enrollment: Enrollment, partner: PartnerProfile) -> str:
    """Such as R-NH001; empty where the area has no number, which `faults` then names."""
    number = re.search(r"\d+", enrollment.rating_area)
    return partner.rating_area.format(state=_state(enrollment), area=int(number[0])) if number else ""


def _submitted_at(enrollment: Enrollment, profile: Profile) -> datetime:
    """The exchange's date of the choice with the clock's time of day."""
    clock = enrollment.selected_at.astimezone(ZoneInfo(profile.timezone))
    return datetime.combine(enrollment.selected_on, clock.timetz())


def insurer_name(enrollment: Enrollment) -> str:
    """As the catalog has it."""
    return _issuer_name(enrollment.catalog.sha256, enrollment.plan_id)


@lru_cache(maxsize=4096)
def _issuer_name(sha256: str, plan_id: str) -> str:
    """As the catalog has it that priced the enrollment; catalogs never change."""
    row = CatalogNumber.objects.get(sha256=sha256)
    try:
        catalog = catalogs.numbered(row.exchange, row.year, row.number)
    except catalogs.NoCatalog:
        catalog = bring_catalog(row)
    return catalog.plan(plan_id).issuer_name
