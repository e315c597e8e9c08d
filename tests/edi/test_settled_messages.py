"""What only a person could do of an insurer's message is written down where it was told, once, and waits for nobody any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from coverport.accounts.models import Role
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.edi.models import Heard
from coverport.edi.portal.actions import CannotSettle, settle_message
from coverport.edi.queries import desk
from coverport.edi.receive import receive
from tests.at_once import at_once
from tests.edi.enrolled import AT, deliver, enroll, written
from tests.edi.insurer import acknowledgment
from tests.edi.splitter import split
from tests.edi.test_portal import staff

pytestmark = pytest.mark.usefixtures("on_sale")
NEXT = AT + timedelta(days=1)


def waiting(federal) -> Heard:
    """An acknowledgment of a group that was never sent."""
    enroll(federal)
    deliver()
    content = acknowledgment(301, split(written(federal).bytes), group="999")
    receive(exchange="federal", issuer="96751", name="in.edi", content=content, at=NEXT)
    return Heard.objects.filter(outcome="staff").first()


def worker_of(federal) -> Actor:
    return Actor.person(staff(federal, "edi@exchange.example", Role.Kind.STATE_WORKER))


def matters() -> int:
    return len([each for each in desk(NEXT) if each.kind == "staff"])


def test_it_leaves_the_desk_with_a_note_that_the_insurer_does_not_see(federal, client):
    message = waiting(federal)
    client.force_login(staff(federal, "edi@exchange.example", Role.Kind.STATE_WORKER))
    page = f"/federal/insurers/received/{message.received_id}/"
    before = matters()
    assert "Write down what was done" in client.get(page).content.decode()
    answer = client.post(f"{page}done/{message.pk}/", {"note": " "})
    assert (answer.status_code, matters()) == (422, before)
    assert "Say what was done." in answer.content.decode()
    answer = client.post(f"{page}done/{message.pk}/", {"note": "They had sent the file twice; Rosa called them."})
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#said")
    shown = client.get(f"{page}?show=settled").content.decode()
    assert "Our staff saw to it" in shown
    assert "Rosa called them." in shown
    assert matters() == before - 1
    client.force_login(staff(federal, "edi@insurer.example", Role.Kind.ISSUER, "96751"))
    seen = client.get(page).content.decode()
    assert "Our staff saw to it" in seen
    assert "Rosa" not in seen
    assert "Write down what was done" not in seen


def test_the_same_words_twice_are_one_event_and_other_words_come_too_late(federal):
    message, worker = waiting(federal), worker_of(federal)
    for _ in range(2):
        settle_message(actor=worker, message=message, note="Done by telephone.", on=NEXT.date())
    with pytest.raises(CannotSettle, match="does not wait"):
        settle_message(actor=worker, message=message, note="Done by letter.", on=NEXT.date())
    (event,) = Event.objects.filter(kind="edi.message_settled")
    assert (event.actor, event.data["segment"]) == (worker.label, message.segment)


def test_an_insurer_settles_nothing(federal):
    message = waiting(federal)
    insurer = Actor.person(staff(federal, "edi@insurer.example", Role.Kind.ISSUER, "96751"))
    with pytest.raises(NotAllowed):
        settle_message(actor=insurer, message=message, note="Done.", on=NEXT.date())


@pytest.mark.parametrize("wrong", [{"outcome": "settled"}, {"note": "Done."}, {"settled_on": NEXT.date()}])
def test_the_database_holds_that_a_note_and_a_day_go_together(federal, wrong):
    message = waiting(federal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Heard.objects.filter(pk=message.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_is_kept(federal):
    message, worker = waiting(federal), worker_of(federal)
    notes = iter(["By telephone.", "By letter."])
    found = at_once(lambda: settle_message(actor=worker, message=message, note=next(notes), on=NEXT.date()))
    assert sorted(type(each).__name__ for each in found) == ["CannotSettle", "Heard"]
    assert Event.objects.filter(kind="edi.message_settled").count() == 1
