"""What an 834 says, as frozen values: an interchange of functional groups, of transactions, one enrollment (policy) each."""

from datetime import date, datetime

import msgspec

from coverport.core.money import Cents


class Name(msgspec.Struct, frozen=True):
    """A person with one name has it as `last`."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""


class Address(msgspec.Struct, frozen=True):
    """county_fips: five digits, of the residence only."""

    street: str
    city: str
    state: str
    zip: str
    unit: str = ""
    county_fips: str = ""


class Contact(msgspec.Struct, frozen=True):
    """qualifier: TE telephone, AP alternate telephone, EM email, BN beeper."""

    qualifier: str
    value: str


class Maintenance(msgspec.Struct, frozen=True):
    """INS03 and INS04, and what the reporting category ADDL MAINT REASON adds. Initial enrollment: 021 EC."""

    type: str = "021"
    reason: str = "EC"
    additional: str = ""


class Category(msgspec.Struct, frozen=True):
    """One reporting category (loop 2750). meaning: a key of the partner's literals; effective: None for the timestamp."""

    meaning: str
    value: str
    effective: date | None = None


class Coverage(msgspec.Struct, frozen=True):
    """Loop 2300. plan_id: 14 characters and the cost-sharing variant."""

    plan_id: str
    begin: date
    end: date | None = None
    maintenance: str = "021"
    line: str = "HLT"
    last_premium_paid: date | None = None
    issuer_policy_id: str = ""
    old_issuer_policy_id: str = ""
    maintenance_effective: date | None = None


class Responsible(msgspec.Struct, frozen=True):
    """Who answers for a subscriber under 18."""

    name: Name
    address: Address
    contacts: tuple[Contact, ...] = ()


class Member(msgspec.Struct, frozen=True):
    """relationship: X12 code to the subscriber (18 self, 01 spouse, 19 child, G8 other). premium: the member's part by the month.

    dates: further (qualifier, date) of the member level, such as ("356", start). tobacco: None where it is not said.
    coverage: None where the guide wants no loop 2300 (cancel and terminate). ethnicity: CDC codes of race and ethnicity.
    amounts: False where a message says nothing of money.
    """

    subscriber: bool
    relationship: str
    subscriber_id: str
    member_id: str
    name: Name
    birth_date: date
    sex: str
    premium: Cents
    address: Address | None = None
    mailing: Address | None = None
    coverage: Coverage | None = None
    dates: tuple[tuple[str, date], ...] = ()
    maintenance: Maintenance = Maintenance()
    ssn: str = ""
    contacts: tuple[Contact, ...] = ()
    marital_status: str = ""
    tobacco: bool | None = None
    written_language: str = ""
    spoken_language: str = ""
    issuer_member_id: str = ""
    issuer_subscriber_id: str = ""
    payment_id: str = ""
    responsible: Responsible | None = None
    custodian: Responsible | None = None
    ethnicity: tuple[str, ...] = ()
    amounts: bool = True
    categories: tuple[Category, ...] = ()


class Insurer(msgspec.Struct, frozen=True):
    name: str
    tin: str


class Broker(msgspec.Struct, frozen=True):
    name: str
    npn: str


class EnrollmentGroup(msgspec.Struct, frozen=True):
    """One enrollment: one ST. members: the subscriber first. Money by the month; effective: since when the figures hold.

    responsibility: the total less credit and state_subsidy. special_enrollment: the qualifying event as the partner spells it.
    control: ST02 and BGN02, never used again. policy_id: assigned by the exchange. cost_sharing: only for partners that want it.
    """

    control: int
    policy_id: str
    insurer: Insurer
    members: tuple[Member, ...]
    total: Cents
    credit: Cents
    responsibility: Cents
    rating_area: str
    source_exchange: str
    submitted_at: datetime
    application_id: str
    application_origin: str
    effective: date
    broker: Broker | None = None
    cost_sharing: Cents | None = None
    state_subsidy: Cents = 0
    # Of the whole group, which a message of its end names in the envelope alone.
    plan_id: str = ""
    special_enrollment: str = ""
    purpose: str = "00"
    action: str = "2"
    file_effective: date | None = None


class FunctionalGroup(msgspec.Struct, frozen=True):
    """control: GS06. sender: the tenant, such as NH0; receiver: the 14-character plan."""

    control: int
    sender: str
    receiver: str
    enrollments: tuple[EnrollmentGroup, ...]


class Interchange(msgspec.Struct, frozen=True):
    """control: ISA13. written_at: in the exchange's own time zone."""

    control: int
    sender: str
    receiver: str
    written_at: datetime
    groups: tuple[FunctionalGroup, ...]
