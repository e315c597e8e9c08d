"""Insurers."""

from typing import Annotated

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import IssuerId, Limit, Offset, StateCode, YearQuery
from coverport.shopping.api.wire.plans import Issuer


class IssuersQuery(YearQuery, frozen=True, kw_only=True):
    state: StateCode | None = None
    limit: Limit = 25
    offset: Offset = 0


class IssuerQuery(YearQuery, frozen=True, kw_only=True):
    issuer_id: IssuerId


class Issuers(msgspec.Struct, frozen=True):
    issuers: list[Issuer]
    total: int


class OneIssuer(msgspec.Struct, frozen=True):
    issuer: Issuer


class PlanIds(msgspec.Struct, frozen=True):
    plan_ids: Annotated[list[str], Meta(description="None for an insurer that is not known.")]
