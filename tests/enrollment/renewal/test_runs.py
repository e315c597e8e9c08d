"""Runs and their batches: they stop and go on, are tried out, asked for at a terminal, and name each household once."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coverport.applications.determining import keep_law
from coverport.applications.models import Application
from coverport.core import references
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Delivery, Event
from coverport.edi.models import Due834
from coverport.enrollment.models import Enrollment, Renewal, RenewalBatch
from coverport.enrollment.renewal import actions, households
from coverport.enrollment.renewal.actions import renew
from coverport.enrollment.renewal.terms import CannotRenew, Terms
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, person
from tests.edi.enrolled import deliver
from tests.enrollment.renewal.market import (
    DONE,
    LAST,
    SYSTEM,
    TOLD,
    enrolled,
    renewal_of,
    run,
    through,
)

pytestmark = pytest.mark.django_db


def test_a_batch_that_draws_a_reference_that_is_taken_draws_all_again(federal_years, monkeypatch):
    before = enrolled((ANA, LUIS), income=45_000_00)
    taken = 0
    for letter in before.application.reference.replace("-", "")[::-1]:
        taken = taken * len(references.ALPHABET) + references.ALPHABET.index(letter)
    drawn = [taken, taken]  # the household's new application, and whatever comes after it
    real = references.secrets.randbits
    monkeypatch.setattr(references.secrets, "randbits", lambda bits: drawn.pop() if drawn else real(bits))
    run(TOLD)
    assert not drawn
    assert renewal_of(before).status == "told"
    assert RenewalBatch.objects.count() == 1
    assert Notice.objects.filter(kind="renewal").count() == 1


def test_nobody_is_renewed_twice_whatever_is_run_again(federal_years):
    before = enrolled((ANA,))
    for _ in range(2):
        run(TOLD)
    for _ in range(2):
        run(DONE)
    assert Enrollment.objects.filter(year=2027).count() == 1
    assert Notice.objects.filter(kind__in=("renewal", "renewed")).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.create(
            exchange=before.exchange, household=before.application.household, state="NH", year=2027, before=before,
            status="not_renewed", why="x", told_in=RenewalBatch.objects.first(), told_on=TOLD, answer_by=LAST, due_on=DONE,
            done_on=TOLD,
        )  # fmt: skip


def test_a_run_that_is_killed_goes_on_where_it_stopped(federal_years, monkeypatch):
    for number in range(3):
        enrolled(
            (person(f"P{number}x".replace(str(number), "abc"[number]), date(1980, 1, 1 + number)),),
            email=f"{number}@example.org",
        )
    write, seen = actions.write_told, []

    def killed(*arguments):
        seen.append(write(*arguments))
        if len(seen) == 2:
            raise KeyboardInterrupt
        return seen[-1]

    monkeypatch.setattr(actions, "write_told", killed)
    with pytest.raises(KeyboardInterrupt):
        run(TOLD, size=1)
    assert Renewal.objects.count() == Notice.objects.filter(kind="renewal").count() == 1
    monkeypatch.setattr(actions, "write_told", write)
    assert run(TOLD, size=1).households["tell"] == 2
    assert Renewal.objects.count() == 3
    assert RenewalBatch.objects.count() == 3


def test_a_dry_run_works_everything_out_and_writes_nothing(federal_years, capsys):
    before = enrolled((ANA, LUIS), income=45_000_00)
    counts = [model.objects.count() for model in (Renewal, Application, Event, Notice)]
    report = run(TOLD, dry_run=True).document()
    assert [model.objects.count() for model in (Renewal, Application, Event, Notice)] == counts
    assert (report["households"], report["steps"]) == ({"tell": 1, "enroll": 0}, {"same_plan": 1})
    assert report["cents_a_month"]["premium_before"] == before.premium_cents
    run(TOLD)
    assert run(DONE, dry_run=True).document()["households"]["enroll"] == 1
    assert not Enrollment.objects.filter(year=2027).exists()


def test_the_command_prints_the_report_and_refuses_in_plain_words(federal_years, capsys):
    enrolled((ANA,))
    call_command("renew", "--state", "nh", "--year", "2027", "--dry-run")
    said = capsys.readouterr()
    assert "dry run: nothing is written" in said.out
    assert "steps: same_plan 1" in said.out
    assert "tell: 1 of 1" in said.err
    call_command("renew", "--state", "NH", "--year", "2027", "--dry-run", "--json")
    assert '"told_after_open_enrollment_began": false' in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 to 5000"):
        call_command("renew", "--state", "NH", "--year", "2027", "--batch", "0")
    with pytest.raises(CommandError, match="No exchange"):
        call_command("renew", "--state", "ZZ", "--year", "2027")


def test_only_the_exchange_renews_and_only_before_the_year_begins(federal_years, ana):
    for on in (date(2026, 12, 31), date(2027, 1, 1)):
        arguments = {"exchange": federal_years, "state": "NH", "year": 2027, "on": on}
        with pytest.raises(NotAllowed):
            renew(actor=Actor.person(ana), **arguments)
    with pytest.raises(CannotRenew, match="has begun"):
        renew(actor=SYSTEM, **arguments)
    renew(actor=SYSTEM, **{**arguments, "on": date(2026, 12, 31)})


def test_the_renewals_of_a_batch_are_due_at_their_insurers_at_once_and_once(federal_years):
    enrolled((ANA,))
    enrolled((person("Bea", date(1985, 2, 2)),), email="b@example.org")
    through()
    deliver()
    assert not Delivery.objects.exclude(error="").exists(), Delivery.objects.exclude(error="").first().error
    due = Due834.objects.filter(enrollment__year=2027)
    assert [(row.kind, row.since) for row in due] == [("initial", date(2027, 1, 1))] * 2
    event = Event.objects.get(kind="enrollment.batch_renewed")
    assert {row.event_id for row in due} == {event.pk}


def test_a_batch_names_each_household_once_and_asks_as_often_for_four_as_for_one(uncompared, federal_years):
    terms, asked = Terms(federal_years, "NH", 2027, TOLD), []
    keep_law(terms.law)  # the first decision under a law stores it, too
    for step, count in enumerate((1, 1, 4)):
        for number in range(count):
            enrolled((ANA, LUIS), email=f"{number}of{step}@example.org", income=45_000_00)
        assert len(households.to_tell(terms)) == count
        for day in (TOLD, DONE):
            with CaptureQueriesContext(connection) as taken:
                run(day)
            asked.append(len(taken))
        assert households.to_tell(terms) == []
    assert asked[2:4] == asked[4:], "the first letters of a run store what they are written on, too"
    assert Enrollment.objects.filter(year=2027).count() == 6
