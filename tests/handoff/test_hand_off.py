"""Out to the agency and back: approved, denied, withdrawn, asked for; each counts once, however often the network fails."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from coverport.applications.actions import revise_application, submit_application
from coverport.applications.decision import decision_page
from coverport.applications.determining import facts_of, result_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.replay import replay_of
from coverport.applications.verification.proof import accept, explain
from coverport.applications.verification.turning import turn_application
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.eligibility.findings import Outcome
from coverport.enrollment.actions import effectuate
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.models import Enrollment
from coverport.enrollment.special.periods import opened_by_agency
from coverport.exchanges.models import Exchange
from coverport.handoff.actions import NotPossibleNow, ask_full_determination, set_wish, withdraw_case
from coverport.handoff.deciding import special_days
from coverport.handoff.handlers import _settled
from coverport.handoff.inbox import receive, take, take_waiting
from coverport.handoff.layout import LAYOUT, Decision, read_transfer, written
from coverport.handoff.models import Case, Incoming, Outgoing
from coverport.handoff.outbox import AGENCY, send_due
from coverport.handoff.rules.referral import Referral
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, DAY, MIA, somebody
from tests.billing.accounts import deliver
from tests.enrollment.choices import choose
from tests.enrollment.test_redetermined import credit_of
from tests.handoff.people import DISABLED, agency_says, at_agency, case_of, signed

pytestmark = pytest.mark.django_db
US = Actor.system("test")
TOLD = date(2014, 3, 11)


def covered(application: Application) -> Enrollment:
    enrollment = effectuate(actor=US, enrollment=choose(application), on=DAY)
    deliver()
    return enrollment


def owner(application: Application) -> Actor:
    return Actor.person(application.household.owner)


# ---- Out


def test_who_may_have_medicaid_on_other_grounds_goes_to_the_agency_and_keeps_the_credit_meanwhile(
    ana, federal, on_sale, agency
):
    application = signed(ana, federal, more=DISABLED)
    case = case_of()
    assert (case.reason, case.status, case.holder, case.opened_on) == ("other_grounds", "sending", "exchange", DAY)
    assert result_of(determination_of(application)).aptc > 0
    assert send_due() == 1
    case.refresh_from_db()
    assert (case.status, case.holder) == ("at_agency", "agency")
    assert case.outgoing.receipt.startswith("MA-")
    assert [(one.name, one.reason, one.state) for one in agency.books.cases.values()] == [
        ("Ana Rivera", "other_grounds", "open")
    ]
    assert send_due() == 0
    letter = Notice.objects.get(kind="non_magi_referral")
    assert letter.decision == case.reference
    assert "Until then our decision stands: " in "\n".join(texts(letter.content))
    assert not Notice.objects.filter(kind="account_sent").exists()


def test_the_account_carries_what_was_told_and_found_and_no_tax_data(ana, federal, on_sale, agency):
    application = signed(ana, federal, [ANA, MIA], income=25_000_00)
    sent = read_transfer(case_of("Mia").outgoing.body.encode())
    assert sent.facts == facts_of(determination_of(application))
    assert [(one.first_name, one.relationship) for one in sent.people] == [("Ana", "self"), ("Mia", "child")]
    assert [(each.reason, "tax" in each.verified) for each in sent.findings] == [("likely", False)]
    assert (sent.contact.zip, sent.contact.email, sent.signature) == ("03301", ana.email, "Ana Rivera")


def test_medicaid_that_the_exchange_decides_waits_for_its_proof_and_then_goes(ana, vermont, on_sale, agency):
    application = signed(ana, vermont, income=12_000_00, contact=BURLINGTON)
    assert not Case.objects.exists(), "income is not confirmed"
    turn_application(application.pk, on=DAY + timedelta(days=1))
    row = application.inconsistencies.get(kind="medicaid_income")
    explain(actor=US, inconsistency=row, text="I am paid in cash.", on=DAY + timedelta(days=1))
    accept(actor=US, inconsistency=row, note="Nobody keeps books there.", on=DAY + timedelta(days=2))
    deliver()
    assert (case_of().reason, case_of().status) == ("decided", "sending")


@pytest.mark.parametrize("fault", ["down", "slow", "lost", "wrong", "flapping"])
def test_a_message_is_sent_until_it_has_its_receipt_and_counts_once(ana, federal, on_sale, agency, fault):
    signed(ana, federal, more=DISABLED)
    agency.books.fault = fault
    assert send_due() == 0
    row = Outgoing.objects.get()
    assert row.attempts == 1
    assert row.trouble in {"down", "slow", "wrong"}
    assert case_of().holder == "exchange"
    assert send_due() == 0, "its next try is not due"
    agency.books.fault = "none"
    assert send_due(at_once=True) == 1
    assert len(agency.books.cases) == 1
    assert Event.objects.filter(kind="handoff.case_moved").count() == 1


def test_without_an_agency_everything_waits_here(ana, federal, on_sale, settings):
    settings.AGENCY_ADDRESS = ""
    signed(ana, federal, more=DISABLED)
    assert send_due() == 0
    assert (Outgoing.objects.get().trouble, case_of().holder) == ("no_agency", "exchange")


def test_an_agency_that_does_not_know_us_takes_nothing(ana, federal, on_sale, agency, settings):
    settings.AGENCY_TOKEN = "another"
    signed(ana, federal, more=DISABLED)
    assert send_due() == 0
    assert Outgoing.objects.get().trouble == "refused"
    assert agency.books.cases == {}


def test_signing_again_sends_nobody_twice(ana, federal, on_sale, agency):
    first = at_agency(ana, federal, more=DISABLED)
    draft = revise_application(actor=owner(first), application=first, on=DAY)
    submit_application(actor=owner(first), application=draft, signature="Ana Rivera", on=DAY)
    deliver()
    assert Case.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            exchange=federal, application=first, person=case_of().person, year=2014, outgoing=case_of().outgoing,
            reason="asked", opened_on=DAY, since=DAY,
        )  # fmt: skip


# ---- The agency decides


def test_approved_the_credit_ends_with_the_month_and_the_plan_stays_at_its_full_price(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    enrollment = covered(application)
    before = credit_of(enrollment, date(2014, 3, 1))
    agency_says(agency, case_of(), "approved", on=TOLD)
    case, determination = case_of(), determination_of(application)
    assert (case.status, case.holder, case.decided_on) == ("approved", "agency", TOLD)
    assert result_of(determination).person(case.person.reference).aptc.outcome is Outcome.NO
    assert replay_of(determination).holds
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("effectuated", date(2014, 12, 31))
    assert [credit_of(enrollment, date(2014, month, 1)) for month in (3, 4)] == [before, 0]
    letter = Notice.objects.get(kind="office_decision")
    assert "April 1, 2014" in str(letter.letter)
    assert agency.books.outbox == {}


@pytest.mark.parametrize(("program", "named"), [("chip", "CHIP"), ("medicaid", "Medicaid")])
def test_approved_the_page_and_the_letter_say_that_the_agency_covers_the_child_and_no_longer_that_it_is_likely(
    ana, federal, on_sale, agency, program, named
):
    """45 CFR 155.302(b)(5): where the agency decides, its word stands; the rest of the family keeps its own outcome."""
    application = at_agency(ana, federal, [ANA, MIA], income=30_000_00)
    before = decision_page(application, determination_of(application), today=DAY)
    assert "Mia is likely to get coverage through Medicaid." in before.lead
    agency_says(agency, case_of("Mia"), "approved", on=TOLD, program=program)
    page = decision_page(application, determination_of(application), today=TOLD)
    mia = next(each for each in page.cards if each.short_name == "Mia")
    assert (mia.word, mia.tone, mia.approved, mia.why) == (named, "go", True, ())
    assert mia.outcome == f"Mia has coverage through {named}."
    assert mia.more.startswith("New Hampshire Medicaid said yes. You need not choose a plan for Mia")
    assert f"Mia has coverage through {named}." in page.lead
    assert "likely" not in " ".join((*page.lead, mia.outcome, mia.more))
    assert not next(each for each in page.cards if each.short_name == "Ana").approved
    letter = str(Notice.objects.get(kind="office_decision").letter)
    assert f"Mia has coverage through {named}." in letter
    # A decision after that, by other answers, keeps to it; a denial takes it back.
    agency_says(agency, case_of("Mia"), "denied", on=date(2014, 4, 1), because="income")
    after = decision_page(application, determination_of(application), today=date(2014, 4, 1))
    assert not any(each.approved for each in after.cards)


def test_approved_who_wants_to_leave_leaves_with_the_credit(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    enrollment = covered(application)
    set_wish(actor=owner(application), household=application.household, leaves=True, on=DAY)
    agency_says(agency, case_of(), "approved", on=TOLD)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 3, 31))


def test_denied_the_person_has_the_credit_after_all(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, [ANA, MIA], income=30_000_00)
    mia = case_of("Mia").person.reference
    assert result_of(determination_of(application)).person(mia).aptc.outcome is Outcome.NO
    agency_says(agency, case_of("Mia"), "denied", on=TOLD, because="other")
    case, now = case_of("Mia"), result_of(determination_of(application)).person(mia)
    assert (case.status, case.holder, case.because) == ("denied", "exchange", "other")
    assert (now.medicaid.outcome, now.chip.outcome, now.aptc.outcome) == (Outcome.NO, Outcome.NO, Outcome.YES)
    assert (case.special_opens, case.special_closes) == (None, None), "no such period before January 17, 2017"
    assert Case.objects.count() == 1, "what the agency has decided is not sent again"


def test_denied_opens_days_to_choose_a_plan_where_the_law_has_them(ana, federal, on_sale, agency):
    signed(ana, federal, more=DISABLED)
    assert special_days(case_of(), date(2017, 1, 16), date(2017, 1, 16)) == (None, None)
    assert special_days(case_of(), date(2017, 1, 17), date(2017, 1, 17)) == (date(2017, 1, 17), date(2017, 3, 18))


def test_such_a_period_is_there_to_choose_by_and_is_opened_once(ana, federal, on_sale, agency):
    application = signed(ana, federal, more=DISABLED)
    with pytest.raises(NotNow):
        opened_by_agency(application, date(2017, 1, 16), by=AGENCY, on=date(2017, 1, 16))
    period = opened_by_agency(application, date(2017, 1, 17), by=AGENCY, on=date(2017, 1, 20))
    assert (period.event, period.opens, period.closes) == ("medicaid_denied", date(2017, 1, 17), date(2017, 3, 18))
    assert period.granted_start == date(2017, 2, 1)
    assert opened_by_agency(application, date(2017, 1, 17), by=AGENCY, on=date(2017, 1, 21)) == period


def test_a_later_decision_keeps_to_the_agencys_word_as_long_as_income_is_the_same(ana, federal, on_sale, agency):
    first = at_agency(ana, federal, [ANA, MIA], income=30_000_00)
    agency_says(agency, case_of("Mia"), "denied", on=TOLD)
    mia = case_of("Mia").person.reference
    draft = revise_application(actor=owner(first), application=first, on=TOLD)
    again = submit_application(actor=owner(first), application=draft, signature="Ana Rivera", on=TOLD)
    deliver()
    assert result_of(again).person(mia).aptc.outcome is Outcome.YES
    assert Case.objects.filter(status="sending").count() == 0


def test_a_decision_may_come_before_the_receipt_and_twice(ana, federal, on_sale, agency):
    signed(ana, federal, more=DISABLED)
    agency.books.fault = "lost"
    assert send_due() == 0
    agency.books.fault = "none"
    agency_says(agency, case_of(), "approved", on=TOLD)
    assert case_of().status == "approved"
    assert send_due(at_once=True) == 1
    assert case_of().status == "approved"
    body = Incoming.objects.get().body.encode()
    assert receive(federal, body, on=TOLD).accepted
    assert (Incoming.objects.count(), Notice.objects.filter(kind="office_decision").count()) == (1, 1)


def test_a_receipt_of_ours_that_is_lost_is_given_again(ana, federal, on_sale, agency):
    at_agency(ana, federal, more=DISABLED)
    agency.day[0] = TOLD
    case = case_of()
    agency.books.decide(case.outgoing.reference, case.person.reference, "denied", "income")
    (waiting,) = agency.books.waiting(frozenset({"NH"}))
    assert take(federal, waiting.body, on=TOLD).accepted, "taken in, and killed before the receipt went out"
    deliver()
    held = agency.books.cases[case.outgoing.reference, case.person.reference]
    assert held.held
    assert take_waiting(federal, on=TOLD) == 1
    assert not held.held
    assert Notice.objects.filter(kind="office_decision").count() == 1


def test_who_withdrew_goes_again_once_the_records_show_income_within_the_limit(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    person = case_of().person.reference
    grounds, likely = Referral(person, "other_grounds"), Referral(person, "likely")
    assert [_settled(application, each) for each in (grounds, likely)] == [True, True], "it is at the agency"
    withdraw_case(actor=owner(application), case=case_of(), on=TOLD)
    send_due()
    assert [_settled(application, each) for each in (grounds, likely)] == [True, False]
    Case.objects.update(status="denied", decided_on=TOLD)
    assert [_settled(application, each) for each in (grounds, likely)] == [True, False]
    Case.objects.update(status="approved")
    assert [_settled(application, each) for each in (grounds, likely)] == [True, True]


def test_a_decision_that_fails_for_a_reason_of_ours_stays_at_the_agency(ana, federal, on_sale, agency):
    at_agency(ana, federal, more=DISABLED)
    case = case_of()
    agency.books.decide(case.outgoing.reference, case.person.reference, "approved")
    Exchange.objects.update(sample=False)  # nobody real is decided about by law that is only assumed
    assert take_waiting(federal, on=TOLD) == 1
    assert (case_of().status, Incoming.objects.count(), len(agency.books.outbox)) == ("at_agency", 0, 1)


# ---- What cannot be


def _decision(**more: object) -> bytes:
    given = {
        "layout": LAYOUT,
        "id": "MA-1",
        "transfer": "2222-2222",
        "person": "2222-2222",
        "outcome": "denied",
        "decided_on": TOLD,
    }
    return written(Decision(**{**given, **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"id": "MA-1", "kind": "decision"}', "missing required field"),
        (b'{"id": "MA-1", "kind": "greeting"}', "Invalid value"),
        (_decision(), "no person of this transfer"),
    ],
)
def test_a_message_that_cannot_be_is_refused_with_its_reason_and_changes_nothing(federal, body, why):
    receipt = receive(federal, body, on=TOLD)
    assert not receipt.accepted
    assert why in receipt.why
    assert Incoming.objects.get().status == "refused"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id": 5}', b'{"id": ""}'])
def test_a_message_without_an_id_stays_where_it_is(federal, body):
    assert receive(federal, body, on=TOLD) is None
    assert not Incoming.objects.exists()


def test_an_id_that_comes_with_something_else_is_refused(federal):
    receive(federal, _decision(), on=TOLD)
    again = receive(federal, _decision(outcome="approved"), on=TOLD)
    assert (again.accepted, again.why) == (False, "this id came before with something else")


# ---- Withdrawn, and asked for


def test_withdrawn_the_agency_lets_go_and_what_was_decided_stands(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    before = determination_of(application)
    for _ in range(2):
        case = withdraw_case(actor=owner(application), case=case_of(), on=TOLD)
    assert (case.status, case.holder) == ("withdrawing", "exchange")
    assert send_due() == 1
    assert (case_of().status, determination_of(application)) == ("withdrawn", before)
    assert [one.state for one in agency.books.cases.values()] == ["withdrawn"]


def test_withdrawn_too_late_the_agencys_decision_counts(ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    case = case_of()
    agency.day[0] = TOLD
    agency.books.decide(case.outgoing.reference, case.person.reference, "approved")
    withdraw_case(actor=owner(application), case=case, on=TOLD)
    assert send_due() == 1
    assert case_of().status == "at_agency"
    assert take_waiting(federal, on=TOLD) == 1
    assert case_of().status == "approved"
    with pytest.raises(NotPossibleNow):
        withdraw_case(actor=owner(application), case=case_of(), on=TOLD)


def test_withdrawn_before_it_went_both_go_in_their_order(ana, federal, on_sale, agency):
    application = signed(ana, federal, more=DISABLED)
    withdraw_case(actor=owner(application), case=case_of(), on=TOLD)
    agency.books.fault = "flapping"
    assert send_due() == 0, "the first fails, and the second does not overtake it"
    assert send_due(at_once=True) == 1
    assert case_of().status == "withdrawing"
    agency.books.fault = "none"
    assert send_due(at_once=True) == 1
    assert case_of().status == "withdrawn"


def test_anybody_may_ask_for_a_full_determination_and_keeps_what_was_decided(ana, federal, on_sale, agency):
    application = signed(ana, federal)
    assert not Case.objects.exists()
    person = application.applicants.get().person.reference
    for _ in range(2):
        case = ask_full_determination(actor=owner(application), application=application, person=person, on=TOLD)
    assert (case.reason, Case.objects.count()) == ("asked", 1)
    assert result_of(determination_of(application)).aptc > 0
    send_due()
    agency_says(agency, case_of(), "denied", on=TOLD, because="income")
    assert result_of(determination_of(application)).aptc > 0
    assert ask_full_determination(actor=owner(application), application=application, person=person, on=TOLD).is_open


def test_nobody_asks_or_withdraws_for_somebody_else(ana, federal, on_sale, agency):
    application = signed(ana, federal, more=DISABLED)
    other = Actor.person(somebody("ben@example.org"))
    person = case_of().person.reference
    with pytest.raises(NotAllowed):
        ask_full_determination(actor=other, application=application, person=person, on=DAY)
    with pytest.raises(NotAllowed):
        withdraw_case(actor=other, case=case_of(), on=DAY)
    with pytest.raises(NotAllowed):
        set_wish(actor=other, household=application.household, leaves=True, on=DAY)
    with pytest.raises(NotPossibleNow):
        ask_full_determination(actor=owner(application), application=application, person="2222-2222", on=DAY)
