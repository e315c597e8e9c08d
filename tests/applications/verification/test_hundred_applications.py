"""A hundred scripted applications while each service of the hub is slow, wrong or dead: all are decided, and nothing else is asked."""

from datetime import timedelta

import pytest
from django.db import transaction

from coverport.applications.actions import submit_application
from coverport.applications.cards import kind_of
from coverport.applications.determining import result_of
from coverport.applications.hubsim.faults import Fault
from coverport.applications.models import Application
from coverport.applications.verification import turning
from coverport.applications.verification.actions import ask_again
from coverport.applications.verification.hub import client
from coverport.applications.verification.models import Inconsistency
from coverport.core.access import Actor
from tests.applications.households import DAY
from tests.applications.verification.conftest import PATHS, HubSim
from tests.applications.verification.scripts import SCRIPTS, Script, draft_of

TIMEOUT_MS = 50
FAULTS = [("", ""), *((source, mode) for source in PATHS for mode in ("slow", "wrong", "down"))]
# 100 of the 264 pairs of household and fault, so that each household and each fault comes up; `make bench` runs them all.
CASES = [(place, FAULTS[(place * 9 + step) % len(FAULTS)]) for step in range(9) for place in range(len(SCRIPTS))][:100]


def test_there_are_a_hundred_and_every_fault_is_among_them():
    assert len(CASES) == 100
    assert {fault for _, fault in CASES} == set(FAULTS)
    assert {place for place, _ in CASES} == set(range(len(SCRIPTS)))


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(len(SCRIPTS)), ids=[script.name for script in SCRIPTS])
def test_each_is_decided_and_is_asked_for_what_its_script_lists(place, ana, federal, vermont, on_sale, hub, settings):
    settings.HUB_TIMEOUT_MS = TIMEOUT_MS
    script = SCRIPTS[place]
    draft = draft_of(script, ana, vermont if script.vermont else federal)
    hub.people(*script.hub)
    for source, mode in [fault for each, fault in CASES if each == place]:
        with transaction.atomic():
            play(script, draft, hub, source, mode)
            transaction.set_rollback(True)


def play(script: Script, draft: Application, hub: HubSim, source: str, mode: str) -> None:
    """Sign while a service fails; then let a day pass."""
    client.forget()
    hub.faults(**({source: Fault(mode, milliseconds=4 * TIMEOUT_MS) if mode == "slow" else mode} if source else {}))
    user = draft.household.owner
    determination = submit_application(
        actor=Actor.person(user), application=draft, signature="Ana Rivera", on=DAY, consent_years=script.consent
    )
    application = Application.objects.get(pk=draft.pk)
    drained(application, source)
    at_once, later = script.failing.get(source, (script.at_once, script.at_once))
    result = result_of(determination)
    people = {one.person.first_name: one.person.reference for one in application.applicants.select_related("person")}
    assert {name: kind_of(result.person(key), result) for name, key in people.items()} == script.decided, mode
    assert open_of(application) == at_once, (source, mode)
    turning.turn_application(application.pk, on=DAY + timedelta(days=1))
    assert open_of(application) == later, (source, mode, "a day later")
    turning.turn_application(application.pk, on=DAY + timedelta(days=1))
    assert open_of(application) == later, (source, mode, "the same day again")


def drained(application: Application, failing: str) -> None:
    """On a busy machine a service that works may miss 50 ms, too: it is asked again, as the job does."""
    for _ in range(10):
        waiting = set(application.source_requests.filter(answered_at=None).values_list("source", flat=True))
        if waiting <= {failing}:
            return
        ask_again(at_once=True)
    raise AssertionError(f"{waiting} do not answer, though only {failing or 'nothing'} fails")


def open_of(application: Application) -> frozenset[tuple[str, str]]:
    rows = Inconsistency.objects.filter(application=application, status="open")
    return frozenset(rows.values_list("person__first_name", "kind"))
