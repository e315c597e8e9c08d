"""What became of real people: each figure before, at and after its day, and without the scripted journey's households."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.edi.models import Due834, EdiFile, Heard, Received
from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Change, Enrollment
from coverport.oversight.journey.figures import (
    effectuated_selections,
    finished_applications,
    rejected_messages,
    take_figures,
    waiting_changes_count,
)
from coverport.oversight.models import Finding, Reading, Rehearsal, ServiceLevel
from tests.applications.households import decided, publish_samples, somebody
from tests.enrollment.choices import choose
from tests.oversight.people import contract

DAY = date(2013, 12, 10)
pytestmark = pytest.mark.django_db


def started(exchange: Any, email: str, on: date = DAY) -> Application:
    from coverport.applications.actions import start_application

    user = somebody(email)
    return start_application(actor=Actor.person(user), exchange=exchange, year=2014, shopping={}, on=on)


def finished(exchange: Any, email: str, on: date) -> Application:
    """Started on December 10 and signed on a day; only what the figure reads is set."""
    draft = started(exchange, email)
    Application.objects.filter(pk=draft.pk).update(status="submitted", submitted_on=on, signature="Ana Rivera")
    return draft


def test_an_application_counts_after_seven_days_finished_or_not(federal: Any) -> None:
    started(federal, "open@example.org")
    finished(federal, "soon@example.org", date(2013, 12, 10))
    finished(federal, "seventh@example.org", date(2013, 12, 17))
    finished(federal, "eighth@example.org", date(2013, 12, 18))
    started(federal, "other-day@example.org", date(2013, 12, 11))
    assert finished_applications(federal, date(2013, 12, 16)) == (0, 0)
    assert finished_applications(federal, date(2013, 12, 17)) == (2, 4)
    assert finished_applications(federal, date(2013, 12, 18)) == (0, 1)
    journey = finished(federal, "journey@example.org", DAY)
    assert finished_applications(federal, date(2013, 12, 17)) == (3, 5)
    Rehearsal.objects.create(exchange=federal, user_id=journey.owner_user_id)
    assert finished_applications(federal, date(2013, 12, 17)) == (2, 4)


def test_a_selection_counts_thirty_days_after_coverage_should_have_begun(federal: Any) -> None:
    publish_samples()
    chosen = [
        choose(decided(somebody(f"{name}@example.org"), federal)[0]) for name in ("paid", "late", "never", "test")
    ]
    for enrollment, on in zip(chosen, (date(2014, 1, 31), date(2014, 2, 1)), strict=False):
        effectuate(actor=Actor.system("test"), enrollment=enrollment, on=on)
    assert {each.start for each in chosen} == {date(2014, 1, 1)}
    Rehearsal.objects.create(exchange=federal, user_id=chosen[3].owner_user_id)
    assert effectuated_selections(federal, date(2014, 1, 30)) == (0, 0)
    assert effectuated_selections(federal, date(2014, 1, 31)) == (1, 3)
    assert effectuated_selections(federal, date(2014, 2, 1)) == (0, 0)
    # A choice that gave way to another one of the household is not a lost one.
    Enrollment.objects.filter(pk=chosen[0].pk).update(follows=chosen[2])
    assert effectuated_selections(federal, date(2014, 1, 31)) == (1, 2)


def test_messages_count_where_they_are_answered_three_days_after_they_were_written(federal: Any) -> None:
    publish_samples()
    enrollment = choose(decided(somebody(), federal)[0])
    event = Event.objects.filter(kind="enrollment.plan_selected").get()

    def told(control: int, *, answered: bool, answer: str = "", hour: int = 12) -> None:
        file = EdiFile.objects.create(
            exchange="federal", issuer_id="96751", sender="X", control=control, name=f"{control}.834", content="ISA",
            sha256="0" * 64, length=3, transactions=1, members=1, written_at=datetime(2013, 12, 10, hour, tzinfo=UTC),
            answered_at=datetime(2013, 12, 11, tzinfo=UTC) if answered else None,
        )  # fmt: skip
        Due834.objects.create(
            exchange="federal", issuer_id="96751", enrollment=enrollment, event=event, on=DAY, kind="change",
            since=date(2014, control, 1), file=file, control=control, answer=answer,
        )  # fmt: skip

    told(1, answered=True)
    told(2, answered=True, answer="refused")
    told(3, answered=False)
    told(4, answered=True, hour=4)  # in the exchange's own time zone the day before
    assert rejected_messages(federal, date(2013, 12, 12)) == (0, 1)
    assert rejected_messages(federal, date(2013, 12, 13)) == (1, 2)
    came = Received.objects.create(
        exchange="federal", issuer_id="96751", name="x", sha256="1" * 64, length=1, content="x", received_on=DAY
    )
    Heard.objects.create(received=came, segment=1, event="confirm", outcome="applied")
    Heard.objects.create(
        received=came, segment=2, event="confirm", outcome="rejected", reasons=[{"message": "unknown"}]
    )
    assert rejected_messages(federal, date(2013, 12, 13)) == (2, 4)
    assert rejected_messages(federal, date(2013, 12, 14)) == (0, 0)


def test_a_change_is_late_after_thirty_days(federal: Any) -> None:
    publish_samples()
    enrollment = choose(decided(somebody(), federal)[0])
    change = Change.objects.create(
        exchange=federal, household=enrollment.application.household, enrollment=enrollment, kind="move",
        status="needs_person", happened_on=DAY, reported_on=DAY, asks="which_county",
    )  # fmt: skip
    assert waiting_changes_count(federal, date(2014, 1, 9)) == (0, 1)
    assert waiting_changes_count(federal, date(2014, 1, 10)) == (1, 1)
    Rehearsal.objects.create(exchange=federal, user_id=change.owner_user_id)
    assert waiting_changes_count(federal, date(2014, 1, 10)) == (0, 1)


def test_figures_are_kept_once_a_day_and_judged(federal: Any, capsys: Any) -> None:
    made = contract(federal)
    ServiceLevel.objects.create(
        contract=made, metric="finished_applications", title="Applications that finish", direction="at_least",
        threshold="0.7", days=30,
    )  # fmt: skip
    federal.date_of_record = date(2013, 12, 17)
    federal.save()
    finished(federal, "one@example.org", DAY)
    started(federal, "two@example.org")
    call_command("run_test_journey", "federal", "--figures", "2013-12-17")
    assert "finished_applications    1 of 2" in capsys.readouterr().out
    assert list(Reading.objects.values_list("metric", flat=True)) == ["finished_applications", "waiting_changes_count"]
    # The reading of a day stays: what is finished later is of no day any more.
    Application.objects.filter(submitted_on=None).update(status="submitted", submitted_on=DAY, signature="Ana Rivera")
    assert [int(each.part) for each in take_figures(federal, date(2013, 12, 17))] == [1, 0]
    assert Reading.objects.count() == 2
    with pytest.raises(CommandError, match="still to come"):
        call_command("run_test_journey", "federal", "--figures", "2013-12-18")
    # Judged on the exchange's own clock, once the day is over.
    federal.date_of_record = date(2013, 12, 18)
    federal.save()
    call_command("run_test_journey", "federal", "--figures", "2013-12-17")
    assert "1 findings of service levels are open" in capsys.readouterr().out
    assert Finding.objects.get().title == "Applications that finish"
