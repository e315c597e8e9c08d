"""A worker of jobs that was killed: its job is taken up again, or gives way to the same one that waits already."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from coverport.edi.tasks import defer_batch, retry_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def killed_while_it_wrote() -> int:
    """The job of a worker that has said nothing for half a minute and a second."""
    defer_batch("federal", "96751")
    job = ProcrastinateJob.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '31 seconds') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    return job.pk


def look_for_the_dead() -> None:
    async_to_sync(retry_stalled.func)(SimpleNamespace(app=app), 0)


def waiting() -> list[tuple[int, str]]:
    return list(ProcrastinateJob.objects.order_by("pk").values_list("pk", "status"))


def test_it_is_taken_up_again():
    job = killed_while_it_wrote()
    look_for_the_dead()
    assert waiting() == [(job, "todo")]


def test_where_the_same_waits_already_the_dead_one_holds_it_up_no_longer():
    dead = killed_while_it_wrote()
    defer_batch("federal", "96751")
    assert len(waiting()) == 2
    look_for_the_dead()
    ((job, status),) = waiting()
    assert (job > dead, status) == (True, "todo")


def test_who_has_spoken_half_a_minute_ago_still_works():
    job = killed_while_it_wrote()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '25 seconds'")
    look_for_the_dead()
    assert waiting() == [(job, "doing")]
