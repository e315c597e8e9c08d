"""Whether groups of people can enroll together, and how they should be split where they cannot."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from coverport.core.errors import Refusal
from coverport.plans.certification.suppression import open_place
from coverport.shopping.api.calls import JSON, Answer
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.exchanges import catalog_of, year_or_current
from coverport.shopping.api.operations import operation
from coverport.shopping.api.wire.common import (
    Csr,
    Division,
    Fips,
    MetalLevel,
    NoQuery,
    PlanId,
    StateCode,
    Text,
    Year,
    Zip,
)
from coverport.shopping.api.wire.requests import CurrentEnrollment

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class Location(msgspec.Struct, frozen=True, kw_only=True):
    city: Text | None = None
    state: StateCode | None = None
    street_1: Text | None = None
    street_2: Text | None = None
    zipcode: Zip | None = None
    countyfips: Fips | None = None


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    super_id: Id | None = None
    sub_id: Id | None = None
    relationship: Text | None = None


class Enrollee(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    name: Text | None = None
    gender: Text | None = None
    dob: date | None = None
    location: Location | None = None
    csr: Csr | None = None
    is_filer: bool | None = None
    effective_age: Annotated[int, Meta(ge=0, le=120)] | None = None
    has_hardship: bool | None = None
    relationship: Text | None = None
    allowed_metal_levels: tuple[MetalLevel, ...] | None = None
    allowed_plan_ids: tuple[PlanId, ...] | None = None
    current_enrollment: CurrentEnrollment | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    csr: Csr | None = None
    enrollees: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    subscriber_id: Id | None = None
    relationships: Annotated[tuple[Edge, ...], Meta(max_length=2500)] | None = None
    effective_date: date | None = None


class Enrollment(msgspec.Struct, frozen=True, kw_only=True):
    """is_custom: groups that people made themselves; it is looked at whether each can buy any plan."""

    most_credit: float | None = msgspec.field(name="maxAPTC", default=None)
    year: Year | None = None
    is_custom: bool | None = None
    division: Division | None = None
    enrollment_groups: Annotated[tuple[Group, ...], Meta(min_length=1, max_length=50)]
    enrollees: Annotated[tuple[Enrollee, ...], Meta(min_length=1, max_length=50)]


class SuggestedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """grouping_reason: why it was made out of another group: address, csr, hardship, plans; "" where it stays as it was."""

    id: str
    csr: Csr
    enrollees: list[Enrollee]
    grouping_reason: str
    year: int
    subscriber_id: str
    relationships: list[Edge]
    effective_date: str


class Suggested(msgspec.Struct, frozen=True):
    suggested_groups: list[SuggestedGroup]


@operation("POST", "enrollment/validate", "enrollment", Suggested, query=NoQuery, body=Enrollment)
def validate(query: NoQuery, body: Enrollment) -> Any:
    """Groups that can enroll as they are: 200; else 400 with groups that could."""
    year = year_or_current(body.year)
    people = {one.id: one for one in body.enrollees}
    suggested = [
        each for group in body.enrollment_groups for each in _split(group, people, year, custom=bool(body.is_custom))
    ]
    answer = Suggested(suggested)
    if any(one.grouping_reason for one in suggested):
        return Answer(400, {"Content-Type": JSON}, msgspec.json.encode(answer))
    return answer


def _split(group: Group, people: dict[str, Enrollee], year: int, *, custom: bool) -> list[SuggestedGroup]:
    missing = next((each for each in group.enrollees if each not in people), None)
    if missing is not None:
        raise ApiError(
            "invalid",
            f"enrollment_groups: (enrollees: {missing} is not among enrollees.)",
            message="invalid enrollment request",
        )
    members = [people[each] for each in dict.fromkeys(group.enrollees)]
    reason = _conflict(members)
    if reason:
        parts: dict[Any, list[Enrollee]] = {}
        for one in members:
            parts.setdefault((_county(one), one.csr, bool(one.has_hardship)), []).append(one)
        return [_suggested(group, each, year, reason, place) for place, each in enumerate(parts.values())]
    if custom and not _can_buy(members, year):
        reason = "plans"
    return [_suggested(group, members, year, reason, 0)]


def _county(one: Enrollee) -> tuple[str, str] | None:
    where = one.location
    return (where.state or "", where.countyfips or where.zipcode or "") if where else None


def _conflict(members: Sequence[Enrollee]) -> str:
    """People of one group live in one county, have one cost-sharing category, and all or none of them an exemption."""
    if len({_county(one) for one in members}) > 1:
        return "address"
    if len({one.csr for one in members}) > 1:
        return "csr"
    return "hardship" if len({bool(one.has_hardship) for one in members}) > 1 else ""


def _can_buy(members: Sequence[Enrollee], year: int) -> bool:
    """Whether any plan of their county is of a level and among the plans that all of them may have."""
    where = next((one.location for one in members if one.location), None)
    if where is None or not where.state or not where.countyfips:
        return True
    try:
        catalog = catalog_of(where.state.upper(), year)
        plans = [catalog.plan_of(int(row)) for row in open_place(catalog, where.countyfips, where.zipcode).rows]
    except (ApiError, Refusal):
        return False
    for one in members:
        levels = {each.lower() for each in one.allowed_metal_levels or ()}
        ids = {each.upper() for each in one.allowed_plan_ids or ()}
        plans = [
            each
            for each in plans
            if (not levels or each.metal_level in levels) and (not ids or each.plan_id.upper() in ids)
        ]
    return bool(plans)


def _suggested(group: Group, members: Sequence[Enrollee], year: int, reason: str, place: int) -> SuggestedGroup:
    csr: Csr = group.csr or (members[0].csr if members and members[0].csr else "Exchange variant (no CSR)")
    ids = {one.id for one in members}
    return SuggestedGroup(
        id=group.id if place == 0 else f"{group.id}-{place + 1}",
        csr=csr if reason != "csr" else (members[0].csr or csr),
        enrollees=list(members),
        grouping_reason=reason,
        year=year,
        subscriber_id=group.subscriber_id or (members[0].id if members else ""),
        relationships=[one for one in group.relationships or () if one.super_id in ids and one.sub_id in ids],
        effective_date=(group.effective_date or date(year, 1, 1)).isoformat(),
    )
