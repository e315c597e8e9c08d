"""What other agencies have decided about people. It goes before what they told; the room that hears it registers what it knows."""

from collections.abc import Callable

from coverport.applications.models import Application
from coverport.eligibility import facts

Adder = Callable[[Application, facts.Application], facts.Application]
_adders: list[Adder] = []


def adds_facts(adder: Adder) -> Adder:
    """Register who knows what an agency has decided about people of an application."""
    _adders.append(adder)
    return adder


def as_agencies_decided(application: Application, given: facts.Application) -> facts.Application:
    """The facts with what agencies have decided."""
    for adder in _adders:
        given = adder(application, given)
    return given
