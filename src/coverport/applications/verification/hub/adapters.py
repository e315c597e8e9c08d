"""One adapter a source: its path, what its reply looks like, and what that says in our words."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

import msgspec

from coverport.applications.verification.hub import wire
from coverport.applications.verification.rules.sources import (
    Ask,
    EmployerAnswer,
    ImmigrationAnswer,
    PublicAnswer,
    ResidencyAnswer,
    Source,
    SourceAnswer,
    SsaAnswer,
    TaxAnswer,
    WagesAnswer,
)
from coverport.core.money import Cents, cents
from coverport.eligibility.facts.people import ImmigrationStatus

STATUSES = get_args(ImmigrationStatus)
PROGRAMS = ("medicare", "medicaid", "chip", "veterans", "military", "peace_corps")


class WrongReply(Exception):
    """The source said something that is no answer to the question."""


class Adapter(msgspec.Struct, frozen=True):
    """path: below the hub's address; reply: the shape; read: raises WrongReply where the values cannot be."""

    path: str
    reply: type[wire.Reply]
    read: Callable[[Any, Ask], SourceAnswer]


def read(source: Source, body: bytes, *, request: str, ask: Ask) -> SourceAnswer:
    """What a source answered. Raises WrongReply for another shape, another question's answer, or impossible values."""
    adapter = ADAPTERS[source]
    try:
        reply = msgspec.json.decode(body, type=adapter.reply)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongReply(f"{source} answered in another shape") from error
    if reply.request != request:
        raise WrongReply(f"{source} answered another question")
    return adapter.read(reply, ask)


def _cents(amount: Decimal) -> Cents:
    try:
        return cents(amount)
    except ValueError as error:
        raise WrongReply("an amount that is none") from error


def _ssa(reply: wire.SsaReply, ask: Ask) -> SsaAnswer:
    return SsaAnswer(reply.number_verified, reply.citizenship_verified, reply.death_indicator, reply.incarcerated)


def _immigration(reply: wire.ImmigrationReply, ask: Ask) -> ImmigrationAnswer:
    if reply.found and reply.lawfully_present is None:
        raise WrongReply("a status was found and not said")
    status = (
        reply.status if reply.status in STATUSES else None
    )  # a name that our rules do not have says no more than the yes or no
    return ImmigrationAnswer(reply.found, reply.lawfully_present, status, reply.since)


def _tax(reply: wire.TaxReply, ask: Ask) -> TaxAnswer:
    if reply.found and len(reply.incomes) != len(ask.people):
        raise WrongReply("not an income for each person")
    if reply.unreconciled_years < 0:
        raise WrongReply("years below none")
    found = zip(ask.people, reply.incomes, strict=False)
    return TaxAnswer(reply.found, {key: _cents(amount) for key, amount in found}, reply.unreconciled_years)


def _wages(reply: wire.WagesReply, ask: Ask) -> WagesAnswer:
    month = _cents(reply.month)
    if month < 0:
        raise WrongReply("wages below nothing")
    return WagesAnswer(reply.found, month)


def _employer(reply: wire.EmployerReply, ask: Ask) -> EmployerAnswer:
    return EmployerAnswer(reply.found, reply.enrolled)


def _public(reply: wire.PublicReply, ask: Ask) -> PublicAnswer:
    named = tuple(name for name in PROGRAMS if getattr(reply, name))
    if named and not reply.found:
        raise WrongReply("programs of nobody in particular")
    return PublicAnswer(named, unclear=reply.found is None)


def _residency(reply: wire.ResidencyReply, ask: Ask) -> ResidencyAnswer:
    if reply.found and not reply.state:
        raise WrongReply("a person was found in no state")
    return ResidencyAnswer(reply.found, reply.state or "")


ADAPTERS: dict[Source, Adapter] = {
    Source.SSA: Adapter("ssa/composite", wire.SsaReply, _ssa),
    Source.IMMIGRATION: Adapter("immigration/initial", wire.ImmigrationReply, _immigration),
    Source.TAX: Adapter("tax/household-income", wire.TaxReply, _tax),
    Source.WAGES: Adapter("income/current", wire.WagesReply, _wages),
    Source.EMPLOYER: Adapter("coverage/employer", wire.EmployerReply, _employer),
    Source.PUBLIC: Adapter("coverage/public", wire.PublicReply, _public),
    Source.RESIDENCY: Adapter("residency", wire.ResidencyReply, _residency),
}
