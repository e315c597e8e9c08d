"""A report's values. Days are dates, money is cents."""

from datetime import date, datetime

import msgspec

from coverport.core.money import Cents


class Frame(msgspec.Struct, frozen=True):
    """report.yaml."""

    namespace: str
    first_year: int
    tenant: str
    variants: tuple[str, ...]
    longest_name: int


class PartMonth(msgspec.Struct, frozen=True):
    """A month that is covered in part, and what it came to."""

    since: date
    until: date
    premium: Cents
    credit: Cents


class Financial(msgspec.Struct, frozen=True):
    """A span of days with the same monthly amounts; parts: its months that are covered in part, at most the first and the last."""

    since: date
    until: date
    premium: Cents
    credit: Cents
    parts: tuple[PartMonth, ...] = ()

    @property
    def responsibility(self) -> Cents:
        return self.premium - self.credit


class CoveredMember(msgspec.Struct, frozen=True):
    """A person of a policy; days: each stretch of days that they have of it. sex: F, M or empty."""

    member_id: str
    subscriber: bool
    last: str
    first: str
    middle: str
    birth_date: date
    postal_code: str
    days: tuple[tuple[date, date], ...]
    issuer_member_id: str = ""
    ssn: str = ""
    sex: str = ""


class PolicyReport(msgspec.Struct, frozen=True):
    """One policy of a coverage year. line: HLT or DEN; members: the subscriber first."""

    plan_id: str
    variant: str
    policy_id: str
    begin: date
    end: date
    effectuated: bool
    line: str
    rating_area: str
    members: tuple[CoveredMember, ...]
    financials: tuple[Financial, ...]
    issuer_policy_id: str = ""
    issuer_subscriber_id: str = ""


class FileHead(msgspec.Struct, frozen=True):
    """file_id: never used again. made_at: with its time zone."""

    file_id: str
    made_at: datetime
    tenant: str
    year: int
    issuer_id: str
