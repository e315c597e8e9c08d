"""After the death of who signed, letters of every room go to the next adult, else to the family: decisions, proof, appeals, renewal."""

from datetime import date

import pytest

from coverport.appeals.actions import decide_appeal, file_appeal
from coverport.applications.models import Application, Person
from coverport.applications.notices import recipient as of_application
from coverport.applications.revision import revise_application
from coverport.applications.submission import submit_application
from coverport.applications.verification.turning import turn
from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate, end_coverage, reinstate_coverage
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.choice.refusals import NotEligible
from coverport.enrollment.recipients import recipient
from coverport.enrollment.reminders import remind
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, MIA, TOM, decided, somebody
from tests.applications.households import person as person_of
from tests.applications.verification.conftest import hub, hub_process
from tests.applications.verification.test_turning import lower
from tests.enrollment.choices import cheapest, choose, offered
from tests.enrollment.lives import agreed, covered, owner, reported

__all__ = ["hub", "hub_process", "lower"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
SYSTEM = Actor.system("test")
DIED, TOLD = date(2014, 2, 10), date(2014, 2, 12)


def person(enrollment, name: str) -> str:
    return Person.objects.get(household=enrollment.application.household_id, first_name=name).reference


def newest(kind: str) -> str:
    return Notice.objects.filter(kind=kind).latest("pk").content.name


@pytest.mark.parametrize(("who", "name"), [
    ((ANA, LUIS), "Luis Rivera"),
    ((ANA, MIA, TOM), "The family of Ana Rivera"),  # no letter has a child's name on it, though the plan has
])  # fmt: skip
@pytest.mark.parametrize("way", ["agreed to", "a source"])
def test_the_decision_that_follows_a_death_goes_to_who_is_left(ana, federal, who, name, way):
    enrollment = covered(ana, federal, who, income=75_000_00)
    died = person(enrollment, "Ana")
    assert newest("eligibility") == "Ana Rivera"
    before = Notice.objects.latest("pk").pk
    if way == "agreed to":
        agreed(reported(enrollment, "death", DIED, on=TOLD, people=[died]), on=TOLD)
    else:
        follow_death(application=enrollment.application, person=died, died_on=DIED, on=TOLD)
    draft = revise_application(actor=owner(enrollment), application=newest_application(enrollment), on=TOLD)
    submit_application(actor=owner(enrollment), application=draft, signature="Luis Rivera", on=TOLD)
    since = Notice.objects.filter(pk__gt=before)
    assert {each.kind for each in since} == {"coverage_changed", "eligibility"}
    assert {each.content.name for each in since} == {name}


def test_a_death_of_somebody_without_a_plan_is_known_to_letters_too(ana, federal):
    application, _ = decided(ana, federal, (ANA, LUIS))
    died = application.applicants.get(person__first_name="Ana").person.reference
    assert follow_death(application=application, person=died, died_on=DIED, on=TOLD) == []
    assert of_application(application).name == "Luis Rivera"


def test_what_is_looked_at_and_not_agreed_to_leaves_letters_as_they_are(ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=60_000_00)
    change = reported(enrollment, "death", DIED, on=TOLD, people=[person(enrollment, "Ana")])
    preview_change(actor=owner(enrollment), change=change, on=TOLD)
    assert recipient(enrollment).name == of_application(enrollment.application).name == "Ana Rivera"


def test_a_death_that_an_insurer_tells_of_who_is_alone_on_a_plan_and_takes_back(ana, federal):
    enrollment = covered(ana, federal, (ANA,))
    end_coverage(actor=Actor.system("edi"), enrollment=enrollment, cause="death", last=DIED, on=TOLD)
    assert newest("termination") == "The family of Ana Rivera"
    enrollment.refresh_from_db()
    assert of_application(enrollment.application).name == "The family of Ana Rivera"
    reinstate_coverage(actor=Actor.system("edi"), enrollment=enrollment, on=date(2014, 2, 20))
    assert newest("coverage_reinstated") == "Ana Rivera"
    assert of_application(enrollment.application).name == "Ana Rivera"


def test_of_two_on_a_plan_an_insurer_does_not_say_who_died(ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=60_000_00)
    end_coverage(actor=Actor.system("edi"), enrollment=enrollment, cause="death", last=DIED, on=TOLD)
    assert not Person.objects.exclude(died_on=None).exists()


def test_the_letters_of_an_appeal_that_was_open_at_the_death_go_to_who_is_left(ana, federal):
    application, _ = decided(ana, federal, (ANA, LUIS))
    effectuate(actor=SYSTEM, enrollment=choose(application), on=date(2013, 12, 20))
    appeal = file_appeal(
        actor=Actor.person(ana), application=application, grounds="I earn less.", expedited=False, keeps_help=False,
        on=date(2014, 1, 10),
    )  # fmt: skip
    assert newest("appeal_received") == "Ana Rivera"
    died = application.applicants.get(person__first_name="Ana").person.reference
    follow_death(application=application, person=died, died_on=DIED, on=TOLD)
    decide_appeal(
        actor=SYSTEM, appeal=appeal, outcome="lost", effect="It stays.", facts="The pay slips show it.",
        citation="26 USC 36B(b)(3)", effective_on=date(2014, 4, 1), on=date(2014, 3, 1),
    )  # fmt: skip
    assert newest("appeal_decided") == "Luis Rivera"


def test_nobody_is_reminded_to_choose_a_plan_for_who_has_died_alone(ana, federal):
    enrollment = covered(ana, federal, (ANA,))
    follow_death(application=enrollment.application, person=person(enrollment, "Ana"), died_on=DIED, on=TOLD)
    assert remind(federal, on=date(2014, 3, 27)) == 0
    other, _ = decided(somebody("b@example.org"), federal)
    assert remind(federal, on=date(2014, 3, 27)) == 1
    assert Notice.objects.get(kind="deadline_reminder").about == other.reference


@pytest.mark.parametrize("who", [(ANA,), (ANA, LUIS)])
def test_no_plan_can_be_chosen_for_who_has_died(ana, federal, who):
    application, _ = decided(ana, federal, who)
    died, plan = application.applicants.get(person__first_name="Ana").person.reference, cheapest(application)
    follow_death(application=application, person=died, died_on=date(2013, 12, 11), on=date(2013, 12, 12))
    application = Application.objects.get(pk=application.pk)
    if len(who) == 1:
        with pytest.raises(NotEligible):
            choose(application, plan_id=plan)
        assert offered(application) == ()
    else:
        assert [each.person.first_name for each in choose(application).members.all()] == ["Luis"]


def test_papers_about_who_has_died_alone_are_asked_for_no_more(lower, federal):
    effectuate(actor=SYSTEM, enrollment=choose(lower), on=date(2013, 12, 20))
    assert lower.inconsistencies.get().status == "open"
    died = lower.applicants.get().person.reference
    follow_death(application=lower, person=died, died_on=DIED, on=TOLD)
    assert lower.inconsistencies.get().status == "withdrawn"
    before = Notice.objects.count()
    for day in (date(2014, 2, 25), date(2014, 3, 11), date(2014, 6, 20)):
        turn(federal, on=day)
    assert Notice.objects.count() == before


@pytest.mark.parametrize("alive", [True, False])
def test_a_source_that_stays_silent_after_a_death_leads_to_no_letter(ana, federal, hub, settings, alive):
    settings.HUB_TIMEOUT_MS = 300
    hub.all_down()
    application, _ = decided(ana, federal, (person_of("Ana", ANA.birth_date, ssn="900124711"),))
    if not alive:
        died = application.applicants.get().person.reference
        follow_death(application=application, person=died, died_on=date(2013, 12, 10), on=date(2013, 12, 11))
    turn(federal, on=date(2013, 12, 12))
    assert Notice.objects.filter(kind="proof_needed", on=date(2013, 12, 12)).exists() == alive
