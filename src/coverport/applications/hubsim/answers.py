"""What the simulated agencies say about scripted people. Whoever is not in the script is not known."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec

from coverport.applications.hubsim.people import Scripted
from coverport.applications.verification.hub.adapters import PROGRAMS
from coverport.applications.verification.hub.wire import (
    EmployerReply,
    ImmigrationReply,
    PublicReply,
    Reply,
    ResidencyReply,
    SsaReply,
    TaxReply,
    WagesReply,
    WirePerson,
    WireRequest,
)


class Script:
    """The people, found as each agency looks for them."""

    def __init__(self, people: Sequence[Scripted]) -> None:
        self.people = tuple(people)
        self._by_ssn = {one.ssn: one for one in people if one.ssn}
        self._by_alien_number = {one.alien_number: one for one in people if one.alien_number}
        self._by_name: dict[tuple[str, str, str], list[Scripted]] = {}
        for one in people:
            self._by_name.setdefault(_who(one), []).append(one)

    def by_ssn(self, asked: WirePerson) -> Scripted | None:
        """Number, name and birth date must belong together."""
        found = self._by_ssn.get(asked.ssn)
        return found if found and _who(found) == _who(asked) else None

    def by_document(self, asked: WirePerson) -> Scripted | None:
        """Alien number, name and birth date must belong together."""
        found = self._by_alien_number.get(asked.alien_number)
        return found if found and _who(found) == _who(asked) else None

    def by_name(self, asked: WirePerson) -> list[Scripted]:
        """Everybody of a name and birth date."""
        return self._by_name.get(_who(asked), [])


def _who(one: Scripted | WirePerson) -> tuple[str, str, str]:
    return one.first_name.casefold(), one.last_name.casefold(), one.birth_date.isoformat()


def _ssa(asked: WireRequest, script: Script) -> Reply:
    found = script.by_ssn(asked.people[0])
    if found is None:
        return SsaReply(request=asked.request, number_verified=False)
    return SsaReply(
        request=asked.request, number_verified=True, citizenship_verified=found.citizen, death_indicator=found.deceased,
        incarcerated=found.incarcerated,
    )  # fmt: skip


def _immigration(asked: WireRequest, script: Script) -> Reply:
    found = script.by_document(asked.people[0])
    if found is None:
        return ImmigrationReply(request=asked.request, found=False)
    return ImmigrationReply(
        request=asked.request, found=True, lawfully_present=found.lawfully_present, status=found.status,
        since=found.since,
    )  # fmt: skip


def _tax(asked: WireRequest, script: Script) -> Reply:
    people = [script.by_ssn(one) for one in asked.people]
    incomes = [found.tax if found else None for found in people]
    open_years = max((found.unreconciled_years for found in people if found), default=0)
    if all(amount is None for amount in incomes):
        return TaxReply(request=asked.request, found=False, unreconciled_years=open_years)
    amounts = tuple(amount or Decimal(0) for amount in incomes)
    return TaxReply(request=asked.request, found=True, incomes=amounts, unreconciled_years=open_years)


def _wages(asked: WireRequest, script: Script) -> Reply:
    found = script.by_ssn(asked.people[0])
    if found is None or found.wages is None:
        return WagesReply(request=asked.request, found=False)
    return WagesReply(request=asked.request, found=True, month=found.wages)


def _employer(asked: WireRequest, script: Script) -> Reply:
    found = script.by_ssn(asked.people[0])
    return EmployerReply(
        request=asked.request, found=found is not None, enrolled=bool(found and found.employer_coverage)
    )


def _public(asked: WireRequest, script: Script) -> Reply:
    """By the number, or without one by name and birth date, where these are one person's."""
    one = asked.people[0]
    there = [found] if one.ssn and (found := script.by_ssn(one)) else [] if one.ssn else script.by_name(one)
    named = there[0].programs if len(there) == 1 else ()
    known = None if len(there) > 1 else bool(there)
    return PublicReply(request=asked.request, found=known, **{name: name in named for name in PROGRAMS})


def _residency(asked: WireRequest, script: Script) -> Reply:
    found = next(iter(script.by_name(asked.people[0])), None)
    known = found is not None and found.lives_in is not None
    return ResidencyReply(request=asked.request, found=known, state=found.lives_in if found else None)


ANSWERS: dict[str, Callable[[WireRequest, Script], Reply]] = {
    "ssa/composite": _ssa,
    "immigration/initial": _immigration,
    "tax/household-income": _tax,
    "income/current": _wages,
    "coverage/employer": _employer,
    "coverage/public": _public,
    "residency": _residency,
}


def nonsense(asked: WireRequest, number: int) -> bytes:
    """No answer, in one of the ways in which services fail: an error page, another shape, another question's answer, nothing."""
    other = msgspec.json.encode(SsaReply(request="2222-2222", number_verified=True, citizenship_verified=True))
    return (b"<html>Service error</html>", b'{"ok": true}', other, b"")[number % 4]
