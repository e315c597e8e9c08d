"""What the law of a state lets an exchange do meanwhile, on a day; None where it lets it do nothing."""

from datetime import date
from typing import TypeVar

from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters import CreditBack, Days, Entry, OlderProgram, TemporaryCoverage

E = TypeVar("E", bound=Entry)


def older_program(state: str, on: date) -> OlderProgram | None:
    """Older programs of a state that go on, with their last day as it is known on a day."""
    return _found(OlderProgram, "bridge.older_program", on, state)


def temporary_medicaid(state: str, on: date) -> TemporaryCoverage | None:
    """Medicaid for who waits, as it is known on a day."""
    return _found(TemporaryCoverage, "bridge.temporary_medicaid", on, state)


def credit_back(state: str, year: int, on: date) -> CreditBack | None:
    """Whether credit may be given for months of a plan year that were paid directly."""
    found = _found(CreditBack, "bridge.credit_back", on, state)
    return found if found is not None and found.plan_year == year else None


def credit_back_until(state: str, on: date) -> date | None:
    """The last day on which credit may be given back, as it is known on a day; None where none is, or no end is known."""
    found = _found(CreditBack, "bridge.credit_back", on, state)
    return found.end if found is not None else None


def letter_days(on: date) -> int:
    """How many days before its last a bridge's people are told."""
    return typed(Days, "bridge.end_letter", on=on).days


def _found(kind: type[E], name: str, on: date, state: str) -> E | None:
    try:
        return typed(kind, name, on=on, state=state)
    except MissingLaw:
        return None
