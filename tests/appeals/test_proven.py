"""What the records had against somebody who won their appeal is not asked for again."""

from datetime import date

import pytest

from coverport.applications.actions import submit_application
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification.models import Inconsistency, Redetermination
from coverport.applications.verification.turning import turn, turn_application
from coverport.core.access import Actor
from tests.appeals.test_appeals import asks, decides, worker
from tests.applications.verification.conftest import hub, hub_process
from tests.applications.verification.test_turning import lower

__all__ = ["hub", "hub_process", "lower", "worker"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
OVER, ASKED, DECIDED, SIGNED = date(2014, 3, 11), date(2014, 3, 12), date(2014, 4, 20), date(2014, 4, 21)


def signed_anew(application: Application, worker: Actor, outcome: str) -> Application:
    """Her help ends as her income was not proven; she appeals, it is decided, and she signs the same answers again."""
    turn_application(application.pk, on=OVER)
    owner = Actor.person(application.household.owner)
    appeal = decides(asks(application, on=ASKED), worker, outcome, on=DECIDED)
    draft = appeal.draft
    submit_application(actor=owner, application=draft, signature="Ana Rivera", on=SIGNED, consent_years=5)
    return Application.objects.get(pk=draft.pk)


def test_who_won_is_not_asked_again_for_what_was_not_proven_and_keeps_what_was_decided(lower, worker, federal):
    again = signed_anew(lower, worker, "won")
    row = Inconsistency.objects.get()
    assert (row.kind, row.status, row.closed_on) == ("income", "accepted", DECIDED)
    assert determination_of(again).on == SIGNED
    turn(federal, on=date(2014, 12, 1))
    assert Redetermination.objects.count() == 1, "the one that was appealed"
    assert determination_of(again).on == SIGNED


def test_who_won_in_part_is_asked_again(lower, worker):
    again = signed_anew(lower, worker, "part")
    assert again.inconsistencies.get().status == "open"
    assert lower.inconsistencies.get().status == "expired"
