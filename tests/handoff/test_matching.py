"""Twice a year everyone with credit is looked up: what is found is told, has 30 days, and is then decided by the records."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from coverport.applications.determining import result_of
from coverport.applications.hubsim.people import Scripted
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.eligibility.findings import Outcome
from coverport.enrollment.models import Enrollment
from coverport.handoff.actions import set_wish
from coverport.handoff.matching import AlreadyAnswered, NoDay, answer_match, match_due, turn
from coverport.handoff.models import Match, PeriodicCheck
from coverport.notices.models import Notice
from tests.applications.households import ANA, DAY, LUIS, person, somebody
from tests.billing.accounts import deliver
from tests.enrollment.lives import covered
from tests.enrollment.test_redetermined import credit_of

pytestmark = pytest.mark.django_db
NUMBER = "900000021"
WITH_NUMBER = person("Ana", ANA.birth_date, ssn=NUMBER)
# March 3 and 30 days: April 2 still counts.
LOOKED, LAST, AFTER = date(2014, 3, 3), date(2014, 4, 2), date(2014, 4, 3)


def script(**more: object) -> Scripted:
    return Scripted(
        first_name="Ana", last_name="Rivera", birth_date=ANA.birth_date, ssn=NUMBER, tax=Decimal(30000), **more
    )


@pytest.fixture
def enrollment(ana, federal, on_sale, hub) -> Enrollment:
    """Ana, whom all records confirm, on a plan with credit."""
    hub.people(script(wages=Decimal(2500)))
    found = covered(ana, federal, [WITH_NUMBER])
    deliver()
    return found


def owner(enrollment: Enrollment) -> Actor:
    return Actor.person(enrollment.application.household.owner)


def credit_outcome(enrollment: Enrollment) -> Outcome:
    application = Application.objects.filter(household=enrollment.application.household).order_by("-id")[0]
    return result_of(determination_of(application)).people[0].aptc.outcome


def test_nothing_is_found_of_most_and_they_are_looked_up_again_after_six_months(enrollment, federal):
    assert match_due(federal, on=LOOKED, dry_run=True).due == 1
    assert not PeriodicCheck.objects.exists()
    report = match_due(federal, on=LOOKED)
    assert (report.due, report.asked, report.silent, report.found) == (1, 1, 0, 0)
    for day, due in ((date(2014, 9, 2), 0), (date(2014, 9, 3), 1), (date(2014, 9, 4), 1)):
        assert match_due(federal, on=day, dry_run=True).due == due
    assert not Notice.objects.filter(kind="data_match").exists()


def test_medicare_is_told_and_on_the_day_after_the_last_the_credit_ends_and_the_plan_stays(enrollment, federal, hub):
    hub.people(script(wages=Decimal(2500), programs=("medicare",)))
    assert turn(federal, on=LOOKED).found == 1
    match = Match.objects.get()
    assert (match.kinds, match.answer_by, match.ends) == (("medicare",), LAST, date(2014, 5, 1))
    letter = str(Notice.objects.get(kind="data_match").letter)
    assert "Medicare" in letter
    assert "April 2, 2014" in letter
    before = credit_of(enrollment, date(2014, 4, 1))
    turn(federal, on=LAST)
    deliver()
    assert Match.objects.get().status == "open"
    assert turn(federal, on=AFTER).decided == 1
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("effectuated", date(2014, 12, 31))
    assert [credit_of(enrollment, date(2014, month, 1)) for month in (4, 5, 12)] == [before, 0, 0]
    assert Match.objects.get().status == "expired"
    assert Notice.objects.filter(kind="office_decision").count() == 1
    assert turn(federal, on=AFTER).decided == 0


def test_who_chose_to_leave_leaves_the_plan(enrollment, federal, hub):
    set_wish(actor=owner(enrollment), household=enrollment.application.household, leaves=True, on=DAY)
    hub.people(script(programs=("medicaid",)))
    turn(federal, on=LOOKED)
    turn(federal, on=AFTER)
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 4, 30))


def test_who_says_that_it_is_right_need_not_wait(enrollment, federal, hub):
    hub.people(script(programs=("medicaid", "medicare")))
    turn(federal, on=LOOKED)
    for _ in range(2):
        answer_match(actor=owner(enrollment), match=Match.objects.get(), right=True, on=date(2014, 3, 5))
    deliver()
    assert credit_of(enrollment, date(2014, 4, 1)) == 0
    assert credit_outcome(enrollment) is Outcome.NO
    with pytest.raises(AlreadyAnswered):
        answer_match(actor=owner(enrollment), match=Match.objects.get(), right=False, on=date(2014, 3, 6))


def test_who_says_that_it_is_wrong_keeps_the_credit_and_is_asked_for_proof(enrollment, federal, hub):
    hub.people(script(wages=Decimal(2500), programs=("medicare",)))
    turn(federal, on=LOOKED)
    answer_match(actor=owner(enrollment), match=Match.objects.get(), right=False, on=date(2014, 3, 5))
    row = enrollment.application.inconsistencies.get(status="open", kind="public_coverage")
    assert row.due_on == date(2014, 6, 3)
    assert turn(federal, on=AFTER).decided == 0
    assert credit_of(enrollment, date(2014, 5, 1)) > 0
    PeriodicCheck.objects.all().delete()
    assert turn(federal, on=AFTER).found == 0, "it is being settled"


def test_a_death_that_is_confirmed_ends_coverage_on_its_day(enrollment, federal, hub):
    hub.people(script(deceased=True))
    turn(federal, on=LOOKED)
    match = Match.objects.get()
    assert match.kinds == ("death",)
    for day in (None, date(2014, 3, 6), date(2012, 12, 31)):
        with pytest.raises(NoDay):
            answer_match(actor=owner(enrollment), match=match, right=True, died_on=day, on=date(2014, 3, 5))
    answer_match(actor=owner(enrollment), match=match, right=True, died_on=date(2014, 2, 10), on=date(2014, 3, 5))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", date(2014, 2, 10), "death")


def test_a_death_that_nobody_answers_ends_coverage_with_the_month(enrollment, federal, hub):
    hub.people(script(deceased=True))
    turn(federal, on=LOOKED)
    turn(federal, on=AFTER)
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 4, 30))


def test_whom_the_records_do_not_answer_about_is_asked_about_again(enrollment, federal, hub):
    hub.all_down()
    report = turn(federal, on=LOOKED)
    assert (report.asked, report.silent, PeriodicCheck.objects.count()) == (1, 1, 0)


def test_a_run_goes_on_where_it_stopped_and_tells_nobody_twice(ana, federal, on_sale, hub, monkeypatch):
    from coverport.handoff import matching

    both = [WITH_NUMBER, person("Luis", LUIS.birth_date, "spouse", sex="M", ssn="900000022")]
    hub.people(script(programs=("medicare",)))
    covered(ana, federal, both, income=40_000_00)
    Match.objects.all().delete()
    monkeypatch.setattr(matching, "SHARD", 1)
    kept = matching._keep

    def killed(one, *args):
        if one.first_name == "Luis":
            raise KeyboardInterrupt
        return kept(one, *args)

    monkeypatch.setattr(matching, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        match_due(federal, on=LOOKED)
    monkeypatch.setattr(matching, "_keep", kept)
    report = match_due(federal, on=LOOKED)
    assert (report.due, report.asked) == (1, 1)
    assert Match.objects.count() <= 1


def unnumbered(ssn: str = "", **more: object) -> Scripted:
    return Scripted(first_name="Ana", last_name="Rivera", birth_date=ANA.birth_date, ssn=ssn, lives_in="NH", **more)


@pytest.mark.parametrize(
    ("there", "unclear", "found"),
    [
        ([unnumbered(programs=("medicaid",))], 0, 1),
        ([unnumbered("900000031", programs=("medicaid",))], 0, 1),
        ([unnumbered()], 0, 0),
        ([], 0, 0),
        # Two people of the name and birth date: nothing is known of this one, and nothing follows.
        ([unnumbered("900000031", programs=("medicaid",)), unnumbered("900000032")], 1, 0),
        ([unnumbered("900000031", deceased=True)], 0, 0),  # deaths are found by number alone
    ],
    ids=["one", "one with a number", "not covered", "nobody", "two", "dead"],
)
def test_who_told_no_number_is_looked_up_by_name_and_birth_date_where_these_are_one_persons(
    ana, federal, on_sale, hub, there, unclear, found
):
    covered(ana, federal)
    hub.people(*there)
    report = match_due(federal, on=LOOKED)
    assert (report.due, report.without_number, report.asked, report.silent) == (1, 1, 1, 0)
    assert (report.unclear, report.found, Match.objects.count()) == (unclear, found, found)
    assert match_due(federal, on=LOOKED).due == 0, "looked up, whatever was found"


def test_who_told_no_number_can_say_that_it_is_wrong_and_is_asked_for_proof(ana, federal, on_sale, hub):
    enrollment = covered(ana, federal)
    hub.people(unnumbered(programs=("medicaid",)))
    turn(federal, on=LOOKED)
    answer_match(actor=owner(enrollment), match=Match.objects.get(), right=False, on=LAST)
    application = Application.objects.get(household__owner=ana)
    assert application.inconsistencies.filter(kind="public_coverage", status="open").exists()
    assert credit_outcome(enrollment) is Outcome.YES


def test_nobody_answers_for_somebody_else(enrollment, federal, hub):
    hub.people(script(programs=("chip",)))
    turn(federal, on=LOOKED)
    with pytest.raises(NotAllowed):
        answer_match(actor=Actor.person(somebody("ben@example.org")), match=Match.objects.get(), right=True, on=LOOKED)


def test_the_command_says_what_is_due_and_what_it_did(enrollment, federal, capsys):
    call_command("match_periodically", "federal", "--on", "2014-03-03", "--dry-run")
    assert "federal on 2014-03-03: 1 people with credit are due, 0 of them" in capsys.readouterr().out
    call_command("match_periodically", "--on", "2014-03-03")
    assert "1 were asked about, 0 without an answer, 0 of a name" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no exchange nowhere"):
        call_command("match_periodically", "nowhere")
