"""Days pass: reminders, more time by law, the end of the time; and a hub that was down all day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coverport.applications import actions
from coverport.applications.actions import revise_application, submit_application
from coverport.applications.determining import result_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.replay import replay_of
from coverport.applications.restating import restate_application
from coverport.applications.tasks import ask_sources_again, turn_clock
from coverport.applications.verification import settling, tax_records, turning
from coverport.applications.verification.actions import ask_again
from coverport.applications.verification.hub import client
from coverport.applications.verification.models import Inconsistency, Redetermination, SourceRequest
from coverport.applications.verification.proof import (
    accept,
    explain,
    give_more_time,
    refuse_document,
    refuse_explanation,
    send_document,
)
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.models import Event
from coverport.core.uploads import Upload
from coverport.eligibility.findings import Outcome
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, DAY, LUIS, answer_the_rest, decided, person, yearly
from tests.applications.verification.scripts import SCRIPTS, Script, draft_of

pytestmark = pytest.mark.django_db
PDF = Upload("proof.pdf", b"%PDF-1.7 a paper")
STAFF = Actor.system("test")
BY_NAME = {script.name: script for script in SCRIPTS}


def signed(name: str, user, exchange, hub, **more) -> Application:
    script: Script = BY_NAME[name]
    draft = draft_of(script, user, exchange)
    hub.people(*script.hub)
    return sign(draft, script)


def sign(draft: Application, script: Script) -> Application:
    submit_application(
        actor=Actor.person(draft.household.owner), application=draft, signature="Ana Rivera", on=DAY,
        consent_years=script.consent,
    )  # fmt: skip
    return Application.objects.get(pk=draft.pk)


def row_of(application: Application, kind: str) -> Inconsistency:
    return application.inconsistencies.get(kind=kind)


def kinds_of_letters() -> list[str]:
    """What was written after the decision itself."""
    return list(Notice.objects.exclude(kind="eligibility").order_by("id").values_list("kind", flat=True))


@pytest.fixture
def lower(ana, federal, on_sale, hub) -> Application:
    """Her last return shows twice what she expects; her income is to be proven."""
    return signed("far less than on the last return", ana, federal, hub)


def test_one_letter_tells_all_that_is_needed_and_done_twice_it_is_done_once(ana, federal, on_sale, hub):
    application = signed("the hub does not know her", ana, federal, hub)
    assert application.inconsistencies.count() == 3
    assert kinds_of_letters() == ["proof_needed"]
    events = Event.objects.filter(kind="applications.inconsistency_opened").count()
    for _ in range(2):
        turning.turn_application(application.pk, on=DAY + timedelta(days=1))
    assert kinds_of_letters() == ["proof_needed"]
    assert Event.objects.filter(kind="applications.inconsistency_opened").count() == events == 3


def test_reminders_come_once_each_and_stop_when_something_was_sent(lower):
    for day in (date(2014, 1, 8), date(2014, 1, 9), date(2014, 1, 10)):
        turning.turn_application(lower.pk, on=day)
    assert kinds_of_letters() == ["proof_needed", "proof_reminder"]
    send_document(actor=STAFF, inconsistency=row_of(lower, "income"), upload=PDF, on=date(2014, 1, 11))
    turning.turn_application(lower.pk, on=date(2014, 2, 8))
    assert kinds_of_letters() == ["proof_needed", "proof_reminder"]


def test_a_clock_that_stood_still_sends_one_reminder_not_three(lower):
    turning.turn_application(lower.pk, on=date(2014, 3, 9))
    assert kinds_of_letters() == ["proof_needed", "proof_reminder"]


def test_on_the_last_day_nothing_ends_and_on_the_day_after_the_records_decide(lower):
    before = determination_of(lower)
    turning.turn_application(lower.pk, on=date(2014, 3, 10))
    assert row_of(lower, "income").is_open
    turning.turn_application(lower.pk, on=date(2014, 3, 11))
    row, made = row_of(lower, "income"), Redetermination.objects.get()
    assert (row.status, row.closed_on) == ("expired", date(2014, 3, 11))
    assert (made.before, made.determination) == (before, determination_of(lower))
    assert made.effective_on == date(2014, 4, 1)
    found = tax_records.whole(made.determination, actor=settling.US, why="a test", on=made.determination.on)
    was, now = result_of(before).tax_households[0], found.tax_households[0]
    assert (was.magi, now.magi) == (30_000_00, 60_000_00)
    assert was.aptc > 0
    assert now.credit.outcome is Outcome.NO
    assert kinds_of_letters()[-1] == "proof_expired"
    assert replay_of(made.determination).holds
    turning.turn_application(lower.pk, on=date(2014, 3, 12))
    assert Redetermination.objects.count() == 1, "what has had its time is not opened again"
    assert lower.inconsistencies.count() == 1


def test_where_no_record_knows_income_the_credit_is_not_known_and_not_nothing(ana, federal, on_sale, hub):
    application = signed("no consent to tax data", ana, federal, hub)
    turning.turn_application(application.pk, on=date(2014, 3, 11))
    found = result_of(determination_of(application))
    assert found.people[0].qhp.outcome is Outcome.YES
    assert found.people[0].aptc.outcome is Outcome.UNKNOWN
    assert found.tax_households[0].aptc is None


def test_citizenship_that_is_never_proven_ends_the_plan(ana, federal, on_sale, hub):
    application = signed("no number", ana, federal, hub)
    turning.turn_application(application.pk, on=date(2014, 3, 15))
    assert row_of(application, "citizenship").is_open
    turning.turn_application(application.pk, on=date(2014, 3, 16))
    found = result_of(determination_of(application))
    assert found.people[0].qhp.outcome is Outcome.NO
    # Income had run out five days earlier and stays decided.
    assert found.tax_households[0].aptc is None or found.tax_households[0].aptc == 0
    assert Redetermination.objects.count() == 2


def test_medicaid_is_not_decided_by_the_word_alone_and_the_records_decide_when_its_time_is_over(
    ana, vermont, on_sale, hub
):
    application = signed("Medicaid by the exchange, wages above the limit", ana, vermont, hub)
    row = row_of(application, "medicaid_income")
    assert row.due_on == date(2014, 1, 9)
    turning.turn_application(application.pk, on=date(2014, 1, 10))
    found = result_of(determination_of(application))
    assert found.people[0].medicaid.outcome is Outcome.NO
    assert found.tax_households[0].magi == 48_000_00


def test_nobody_loses_help_while_what_they_sent_waits_for_us(lower):
    row = row_of(lower, "income")
    document = send_document(actor=STAFF, inconsistency=row, upload=PDF, on=date(2014, 3, 10))
    turning.turn_application(lower.pk, on=date(2014, 6, 1))
    assert row_of(lower, "income").is_open
    refuse_document(actor=STAFF, document=document, note="It is of 2011.", on=date(2014, 6, 2))
    turning.turn_application(lower.pk, on=date(2014, 6, 3))
    assert row_of(lower, "income").status == "expired"


def test_nor_while_their_explanation_waits(lower):
    explain(actor=STAFF, inconsistency=row_of(lower, "income"), text="I work less now.", on=date(2014, 3, 10))
    turning.turn_application(lower.pk, on=date(2014, 6, 1))
    assert row_of(lower, "income").is_open


def test_words_after_a_refused_paper_wait_too_until_more_time_answers_them(lower):
    row = row_of(lower, "income")
    document = send_document(actor=STAFF, inconsistency=row, upload=PDF, on=date(2014, 3, 1))
    refuse_document(actor=STAFF, document=document, note="It is of 2011.", on=date(2014, 3, 2))
    explain(actor=STAFF, inconsistency=row, text="My employer closed.", on=date(2014, 3, 10))
    turning.turn_application(lower.pk, on=date(2014, 6, 1))
    assert row_of(lower, "income").is_open
    give_more_time(actor=STAFF, inconsistency=row, days=30, note="Ask for a letter.", on=date(2014, 6, 1))
    turning.turn_application(lower.pk, on=date(2014, 7, 1))
    assert row_of(lower, "income").is_open
    turning.turn_application(lower.pk, on=date(2014, 7, 2))
    assert row_of(lower, "income").status == "expired"


@pytest.mark.parametrize(("refused_on", "expires"), [
    (date(2014, 3, 9), date(2014, 3, 11)), (date(2014, 3, 10), date(2014, 3, 11)), (date(2014, 6, 1), date(2014, 6, 1))
])  # fmt: skip
def test_refused_words_hold_no_decision_back_and_give_no_day_more(lower, refused_on, expires):
    """45 CFR 155.315(f)(2)(ii), (f)(5): the last day is March 10."""
    row = row_of(lower, "income")
    explain(actor=STAFF, inconsistency=row, text="My employer closed.", on=date(2014, 3, 1))
    refuse_explanation(actor=STAFF, inconsistency=row, note="Which one?", on=refused_on)
    turning.turn_application(lower.pk, on=expires - timedelta(days=1) if expires > refused_on else date(2014, 3, 10))
    assert row_of(lower, "income").is_open
    turning.turn_application(lower.pk, on=expires)
    assert row_of(lower, "income").status == "expired"
    assert kinds_of_letters().count("proof_words_refused") == 1
    assert kinds_of_letters()[-1] == "proof_expired"


def test_income_has_sixty_days_more_while_the_law_gave_them(lower):
    Inconsistency.objects.update(opened_on=date(2025, 5, 20), due_on=date(2025, 8, 18), reminders=3)
    turning.turn_application(lower.pk, on=date(2025, 8, 18))
    assert not row_of(lower, "income").extended
    turning.turn_application(lower.pk, on=date(2025, 8, 19))
    row = row_of(lower, "income")
    assert (row.extended, row.due_on, row.is_open) == (True, date(2025, 10, 17), True)
    assert kinds_of_letters()[-1] == "proof_more_time"
    turning.turn_application(lower.pk, on=date(2025, 10, 17))
    assert row_of(lower, "income").is_open


def test_a_worker_gives_more_time_from_the_later_of_the_last_day_and_today(lower):
    row = give_more_time(
        actor=STAFF, inconsistency=row_of(lower, "income"), days=30, note="The employer is slow.", on=date(2014, 3, 1)
    )
    assert row.due_on == date(2014, 4, 9)
    turning.turn_application(lower.pk, on=date(2014, 4, 9))
    assert row_of(lower, "income").is_open
    turning.turn_application(lower.pk, on=date(2014, 4, 10))
    assert row_of(lower, "income").status == "expired"


def test_a_hub_that_was_down_all_day_is_drained_later_and_the_tasks_close_by_themselves(ana, federal, on_sale, hub):
    hub.all_down()
    application = signed("everything is confirmed", ana, federal, hub)
    assert determination_of(application) is not None
    assert not application.inconsistencies.exists()
    assert application.source_requests.filter(answered_at=None).count() == 6
    turn_clock(timestamp=0)
    assert not application.inconsistencies.exists(), "the date of record is still the day of the signature"
    federal.date_of_record = DAY + timedelta(days=1)
    federal.save()
    turn_clock(timestamp=0)
    opened = set(application.inconsistencies.values_list("kind", flat=True))
    assert opened == {"number", "citizenship", "public_coverage", "income"}
    hub.faults()
    client.forget()  # as time does with a breaker
    # Far off, so that a slow machine does not come to it meanwhile.
    application.source_requests.update(next_at=timezone.now() + timedelta(hours=1))
    ask_sources_again(timestamp=0)
    assert application.source_requests.filter(answered_at=None).count() == 6, "what failed just now waits for its time"
    assert ask_again(at_once=True) == 1
    assert not application.source_requests.filter(answered_at=None).exists()
    assert set(application.inconsistencies.values_list("status", flat=True)) == {"settled"}
    assert kinds_of_letters() == ["proof_needed", "proof_settled"]


def test_a_source_that_answers_late_may_deny_what_it_was_silent_about(ana, federal, on_sale, hub):
    hub.all_down()
    application = signed("far less than on the last return", ana, federal, hub)
    turning.turn_application(application.pk, on=DAY + timedelta(days=1))
    assert row_of(application, "income").reason == "source_has_not_answered"
    hub.faults()
    client.forget()
    ask_again(at_once=True)
    row = row_of(application, "income")
    assert (row.status, row.reason) == ("open", "income_below_tax_data")
    found = tax_records.instead_of(row, actor=settling.US, why="a test", on=DAY)
    assert sum(found.incomes.values()) == 60_000_00


def test_pauses_between_attempts_grow_to_an_hour(ana, federal, on_sale, hub):
    hub.all_down()
    application = signed("everything is confirmed", ana, federal, hub)
    pauses = []
    for _ in range(8):
        client.forget()
        ask_again(at_once=True)
        after = SourceRequest.objects.get(application=application, source="tax")
        pauses.append(round((after.next_at - timezone.now()).total_seconds() / 60))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    last = SourceRequest.objects.get(application=application, source="tax")
    assert (last.trouble, last.attempts) == ("down", 9)


def test_answering_anew_keeps_the_clock_of_what_is_still_attested(ana, federal, on_sale, hub):
    first = signed("no number", ana, federal, hub)
    actor = Actor.person(ana)
    row = row_of(first, "citizenship")
    document = send_document(actor=actor, inconsistency=row, upload=PDF, on=DAY)
    second = revise_application(actor=actor, application=first, on=date(2014, 1, 5))
    submit_application(actor=actor, application=second, signature="Ana Rivera", on=date(2014, 1, 5), consent_years=5)
    row.refresh_from_db()
    assert (row.application_id, row.opened_on, row.status) == (second.pk, DAY, "open")
    assert document in row.documents.all()
    assert Inconsistency.objects.filter(kind="citizenship").count() == 1


def test_a_source_that_answers_about_answers_of_yesterday_opens_nothing(ana, federal, on_sale, hub):
    hub.all_down()
    first = signed("no number", ana, federal, hub)
    actor = Actor.person(ana)
    second = revise_application(actor=actor, application=first, on=DAY)
    submit_application(actor=actor, application=second, signature="Ana Rivera", on=DAY, consent_years=5)
    assert not first.source_requests.filter(answered_at=None).exists()
    settling.settle(Application.objects.get(pk=first.pk), on=DAY + timedelta(days=1))
    assert {one.application_id for one in Inconsistency.objects.filter(status="open")} == {second.pk}


def test_what_is_attested_otherwise_is_another_question(ana, federal, on_sale, hub):
    application = signed("far less than on the last return", ana, federal, hub)
    actor = Actor.person(ana)
    draft = revise_application(actor=actor, application=application, on=DAY)
    key = draft.applicants.get().person.reference
    actions.save_income(actor=actor, application=draft, incomes=[yearly(key, 59_000_00)], on=DAY)
    answer_the_rest(draft, {}, on=DAY)
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=DAY, consent_years=5)
    assert {one.status for one in Inconsistency.objects.filter(kind="income")} == {"withdrawn"}
    assert kinds_of_letters() == ["proof_needed"]


def test_what_papers_proved_is_not_asked_again_in_the_year(ana, federal, on_sale, hub):
    first = signed("no number", ana, federal, hub)
    for row in first.inconsistencies.all():
        send_document(actor=STAFF, inconsistency=row, upload=PDF, on=DAY)
        accept(actor=STAFF, inconsistency=row, on=DAY)
    actor = Actor.person(ana)
    second = revise_application(actor=actor, application=first, on=DAY)
    submit_application(actor=actor, application=second, signature="Ana Rivera", on=DAY, consent_years=5)
    assert not Inconsistency.objects.filter(status="open").exists()


def test_only_applications_with_something_due_are_looked_at(lower, federal):
    assert turning.turn(federal, on=date(2014, 1, 8)) == 0
    assert turning.turn(federal, on=date(2014, 1, 9)) == 1  # the day of the first reminder
    assert kinds_of_letters() == ["proof_needed", "proof_reminder"]


def test_a_silent_source_is_met_by_papers_once_and_asked_on(ana, federal, on_sale, hub):
    hub.all_down()
    application = signed("everything is confirmed", ana, federal, hub)
    assert turning.turn(federal, on=DAY) == 0
    assert turning.turn(federal, on=DAY + timedelta(days=1)) == 1
    assert turning.turn(federal, on=DAY + timedelta(days=1)) == 0
    assert application.source_requests.filter(answered_at=None).count() == 6


def test_one_application_that_cannot_be_decided_now_holds_up_no_other(lower, monkeypatch, federal):
    def refuse(pk: int, *, on: date) -> None:
        raise Refusal("not now")

    monkeypatch.setattr(turning, "turn_application", refuse)
    assert turning.turn(federal, on=date(2014, 3, 11)) == 1


def test_dollars_of_the_wire_are_cents_here(lower):
    found = lower.source_requests.get(source="wages").found
    assert found is not None
    assert found.month == 5_000_00


def test_who_applies_no_more_is_asked_for_no_papers(ana, federal, on_sale, hub):
    """As after a death: what is open about the others goes on, with its clock."""
    people = (person("Ana", ANA.birth_date), person("Luis", LUIS.birth_date, "spouse", sex="M"))
    first, _ = decided(ana, federal, people)
    asked = {row.person.first_name: row for row in first.inconsistencies.filter(kind="citizenship")}
    assert {name: row.status for name, row in asked.items()} == {"Ana": "open", "Luis": "open"}
    luis = asked["Luis"].person.reference
    again = restate_application(actor=STAFF, application=first, without={luis}, on=date(2014, 1, 5)).application
    still = again.inconsistencies.filter(status="open")
    assert "Ana" in {row.person.first_name for row in still}
    assert "Luis" not in {row.person.first_name for row in still}
    asked["Luis"].refresh_from_db()
    assert (asked["Luis"].status, asked["Luis"].closed_on) == ("withdrawn", date(2014, 1, 5))
    turning.turn(federal, on=date(2014, 6, 1))
    assert "Luis’s citizenship" not in "\n".join(texts(Notice.objects.get(kind="proof_expired").content))
