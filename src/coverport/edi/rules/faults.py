"""What must be right before an enrollment may be told to an insurer. pyx12 and the insurer's front door do not see these."""

import re
from collections.abc import Iterator

from coverport.edi.rules.characters import to_x12, unmapped
from coverport.edi.rules.records import Address, EnrollmentGroup, Member, Name
from coverport.edi.x12.maintenance import meaning

# CDC codes that the guide lists for DMG05.
ETHNICITIES = frozenset(
    "1002-5 2029-7 2054-5 2034-7 2182-4 2036-2 2086-7 2135-2 2039-6 2040-4 2148-5 2079-2 2186-5 2028-9 2500-7 2180-8 2080-0 "
    "2047-9 2106-3 2131-1".split()
)
# N401 has two to thirty characters.
SHORTEST_CITY = 2


def faults(group: EnrollmentGroup) -> tuple[str, ...]:
    """Sentences for staff, none of them with personal data; empty where all is right."""
    return tuple(_faults(group))


def _faults(group: EnrollmentGroup) -> Iterator[str]:
    subscribers = [member for member in group.members if member.subscriber]
    if len(subscribers) != 1 or group.members[0] is not subscribers[0]:
        yield "there must be one subscriber, who stands first"
    if sum(member.premium for member in group.members) != group.total:
        yield "the members' premiums do not add up to the total"
    paid_by_others = group.credit + group.state_subsidy
    if (
        min(group.credit, group.state_subsidy, group.total - paid_by_others) < 0
        or group.responsibility != group.total - paid_by_others
    ):
        yield "the responsibility is not the total less the tax credit"
    if not group.rating_area:
        yield "the rating area is missing"
    for position, member in enumerate(group.members, start=1):
        yield from (f"member {position}: {fault}" for fault in _member_faults(member))


def _member_faults(member: Member) -> Iterator[str]:
    if member.subscriber != (member.relationship == "18"):
        yield "only the subscriber is 18 (self)"
    if not (member.subscriber_id and member.member_id):
        yield "an identifier is missing"
    if meaning(member.maintenance.type, member.maintenance.reason, member.maintenance.additional) is None:
        yield "the maintenance reasons do not go together"
    if not set(member.ethnicity) <= ETHNICITIES:
        yield "a race or ethnicity is none of the standard's codes"
    yield from _name_faults(member.name)
    for who in filter(None, (member.responsible, member.custodian)):
        wrong = (*_name_faults(who.name), *_address_faults(who.address))
        yield from (f"who answers for the child: {fault}" for fault in wrong)
    if member.sex not in {"F", "M", "U"}:
        yield "the sex is missing"
    if member.coverage is not None:
        if not re.fullmatch(r"\d{5}[A-Z]{2}\d{9}", member.coverage.plan_id):
            yield "the plan has not the 16 characters of plan and variant"
        if member.birth_date > member.coverage.begin:
            yield "the person is born after the coverage begins"
    if member.address is not None:
        yield from _address_faults(member.address)
        if not re.fullmatch(r"\d{5}", member.address.county_fips):
            yield "the county is missing"
    if member.mailing is not None:
        yield from (f"mailing address: {fault}" for fault in _address_faults(member.mailing))


def _name_faults(name: Name) -> Iterator[str]:
    if not to_x12(name.last):
        yield "the name is missing"
    # No letter of a name is dropped or guessed: staff ask the person how it is spelled in Latin letters, as on their card.
    if unmapped(f"{name.first} {name.middle} {name.last} {name.suffix}"):
        yield "the name has letters that cannot be written in Latin ones"


def _address_faults(address: Address) -> Iterator[str]:
    if not to_x12(address.street):
        yield "the street is missing"
    if len(to_x12(address.city)) < SHORTEST_CITY:
        yield "the city is missing, or is one letter"
    if not re.fullmatch(r"[A-Z]{2}", address.state) or not re.fullmatch(r"\d{5}(\d{4})?", address.zip):
        yield "the state or the ZIP code cannot be right"
