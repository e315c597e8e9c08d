"""Households whose people go to the agency, and what is delivered and exchanged for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from coverport.applications.models import Application
from coverport.exchanges.models import Exchange
from coverport.handoff.agencysim.server import AgencySim
from coverport.handoff.inbox import take_waiting
from coverport.handoff.models import Case
from coverport.handoff.outbox import send_due
from tests.applications.households import DAY, decided
from tests.billing.accounts import deliver
from tests.enrollment.choices import choose

DISABLED = {"circumstances": ("disabled",)}


def signed(user: Any, exchange: Exchange, *args: Any, on: date = DAY, **more: Any) -> Application:
    """A signed application, with everything that follows in other rooms."""
    application, _ = decided(user, exchange, *args, on=on, **more)
    deliver()
    return application


def at_agency(user: Any, exchange: Exchange, *args: Any, **more: Any) -> Application:
    """Signed, sent, and received there."""
    application = signed(user, exchange, *args, **more)
    assert send_due() == 1
    return application


def case_of(first_name: str = "Ana") -> Case:
    return Case.objects.select_related("exchange", "application__household", "person", "outgoing").get(
        person__first_name=first_name
    )


def agency_says(agency: AgencySim, case: Case, outcome: str, *, on: date, **more: str) -> None:
    """The agency decides, and its word is taken in here on the same day."""
    agency.day[0] = on  # type: ignore[attr-defined]
    agency.books.decide(case.outgoing.reference, case.person.reference, outcome, **more)
    assert take_waiting(case.exchange, on=on) == 1
    deliver()


def letters(kinds: Sequence[str]) -> list[str]:
    from coverport.notices.models import Notice

    return list(Notice.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True))


__all__ = ["DAY", "DISABLED", "agency_says", "at_agency", "case_of", "choose", "letters", "signed"]
