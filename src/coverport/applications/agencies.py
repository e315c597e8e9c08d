"""What other agencies have decided about people. It goes before what they told; the room that hears it registers what it knows."""

from collections.abc import Callable, Mapping

from coverport.applications.models import Application
from coverport.eligibility import facts

Adder = Callable[[Application, facts.Application], facts.Application]
Approver = Callable[[Application], Mapping[str, str]]
_adders: list[Adder] = []
_approvers: list[Approver] = []


def adds_facts(adder: Adder) -> Adder:
    """Register who knows what an agency has decided about people of an application."""
    _adders.append(adder)
    return adder


def as_agencies_decided(application: Application, given: facts.Application) -> facts.Application:
    """The facts with what agencies have decided."""
    for adder in _adders:
        given = adder(application, given)
    return given


def knows_approvals(approver: Approver) -> Approver:
    """Register who knows whom an agency covers: reference -> medicaid or chip."""
    _approvers.append(approver)
    return approver


def approved_by_agencies(application: Application) -> dict[str, str]:
    """People of the household whom an agency has approved in the application's year, with the program."""
    return {person: program for approver in _approvers for person, program in approver(application).items()}
