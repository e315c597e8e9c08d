"""An appeal is asked for in 90 days, told of once, decided with reasons, and changes nothing but by a new decision."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from coverport.accounts.roles import grant_role
from coverport.appeals import queries
from coverport.appeals.actions import (
    DecidedAlready,
    NothingToAppeal,
    NotWhole,
    TooLate,
    WorkedOnIt,
    decide_appeal,
    file_appeal,
    withdraw_appeal,
)
from coverport.appeals.models import Appeal
from coverport.applications.actions import submit_application
from coverport.applications.models import Determination
from coverport.applications.revision import revise_application
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import DAY, decided, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
# The decision is of December 10, 2013: 90 days after it.
LAST = date(2014, 3, 10)
FOUND = {
    "effect": "You can get $250 a month.", "facts": "Your pay slips show $24,000.\nYou are on no other plan.",
    "citation": "26 USC 36B(b)(3)", "effective_on": date(2014, 2, 1),
}  # fmt: skip


@pytest.fixture
def application(ana, federal):
    return decided(ana, federal, income=30_000_00)[0]


@pytest.fixture
def worker(federal):
    user = somebody("state@example.org")
    grant_role(actor=Actor.system("test"), user=user, exchange=federal, kind="state_worker", on=DAY)
    return Actor.person(user)


def asks(application, on=DAY, **more) -> Appeal:
    given = {"grounds": "I earn less than that.", "expedited": False, "keeps_help": False, **more}
    actor = given.pop("actor", Actor.person(application.household.owner))
    return file_appeal(actor=actor, application=application, on=on, **given)


def decides(appeal, worker, outcome="won", on=date(2014, 1, 15), **more) -> Appeal:
    return decide_appeal(actor=worker, appeal=appeal, outcome=outcome, on=on, **{**FOUND, **more})


def said(kind: str) -> str:
    return "\n".join(texts(Notice.objects.get(kind=kind).content))


def test_it_can_be_asked_for_to_the_ninetieth_day_and_is_told_once(application):
    with pytest.raises(TooLate, match=r"March 10, 2014"):
        asks(application, on=date(2014, 3, 11))
    assert not Appeal.objects.exists()
    appeal = asks(application, on=LAST, expedited=True, keeps_help=True)
    assert asks(application, on=LAST, grounds="again") == appeal
    letter = said("appeal_received")
    assert (
        f"Your appeal about our decision of December 10, 2013 came on March 10, 2014. It has the number {appeal.reference}."
        in letter
    )
    assert "it is decided by June 8, 2014" in letter
    assert "You asked for a faster decision." in letter
    assert "You told us that you want to keep your help until then." in letter
    assert Event.objects.filter(kind="appeals.filed").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(
            exchange=appeal.exchange,
            application=application,
            determination=appeal.determination,
            grounds="x",
            received_on=LAST,
        )


def test_it_wants_some_words_a_decision_and_its_owner(application, federal):
    with pytest.raises(NotWhole):
        asks(application, grounds=" … ")
    with pytest.raises(NotAllowed):
        asks(application, actor=Actor.person(somebody("ben@example.org")))
    undecided = revise_application(actor=Actor.person(application.household.owner), application=application, on=DAY)
    with pytest.raises(NothingToAppeal):
        asks(undecided)


def test_won_it_changes_nothing_by_itself_and_opens_the_answers_for_a_new_decision(application, worker, ana, federal):
    appeal = decides(asks(application), worker)
    assert Determination.objects.count() == 1
    assert (appeal.status, appeal.draft.status, appeal.draft.household) == ("won", "draft", application.household)
    letter = said("appeal_decided")
    for words in (
        "You won your appeal.", "You can get $250 a month. This counts from February 1, 2014.", "Your pay slips show $24,000.",
        "You are on no other plan.", "26 USC 36B(b)(3)", "until February 14, 2014", "We work out again what everybody in your household",
    ):  # fmt: skip
        assert words in letter
    assert Event.objects.get(kind="appeals.decided").data["draft"] == appeal.draft.reference
    assert list(queries.unfinished(federal)) == [appeal]
    submit_application(actor=Actor.person(ana), application=appeal.draft, signature="Ana Rivera", on=date(2014, 1, 20))
    assert Determination.objects.count() == 2
    assert list(queries.unfinished(federal)) == []


def test_lost_or_dismissed_it_opens_nothing_and_says_where_to_go_next(application, worker):
    appeal = decides(asks(application), worker, "lost")
    assert appeal.draft is None
    assert "You did not win your appeal." in said("appeal_decided")
    with pytest.raises(DecidedAlready):
        decides(appeal, worker, "won")
    with pytest.raises(NothingToAppeal, match="where you can go next"):
        asks(application, on=date(2014, 1, 16))
    assert not queries.page_of(application).may_file
    assert Notice.objects.filter(kind="appeal_decided").count() == 1


def test_taken_back_it_is_dismissed_and_the_letter_says_how_it_is_taken_up_again(application, ana):
    withdraw_appeal(actor=Actor.person(ana), appeal=asks(application), on=date(2014, 1, 15))
    letter = said("appeal_decided")
    for words in (
        "Your appeal was dismissed.",
        "You took your appeal back.",
        "45 CFR 155.530(a)(1)",
        "by February 14, 2014",
    ):
        assert words in letter
    assert Appeal.objects.get().status == "dismissed"
    assert asks(application, on=date(2014, 1, 16)).is_open


def test_only_staff_decide_and_only_with_all_that_the_law_wants(application, worker, ana):
    appeal = asks(application)
    with pytest.raises(NotAllowed):
        decides(appeal, Actor.person(ana))
    grant_role(actor=Actor.system("test"), user=ana, exchange=application.exchange, kind="state_worker", on=DAY)
    with pytest.raises(WorkedOnIt):  # she signed it herself
        decides(appeal, Actor.person(ana))
    for missing in ("effect", "facts", "citation"):
        with pytest.raises(NotWhole) as refused:
            decides(appeal, worker, **{missing: " "})
        assert refused.value.field == missing
    with pytest.raises(NotWhole):
        decides(appeal, worker, "open")
    assert Appeal.objects.get().is_open


def test_the_desk_has_those_first_that_cannot_wait_and_says_what_is_late(application, federal):
    asks(application)
    other = decided(somebody("ben@example.org"), federal, income=30_000_00)[0]
    soon = asks(other, expedited=True)
    federal.date_of_record = LAST
    assert [row.appeal.application for row in queries.waiting(federal)] == [other, application]
    assert [row.late for row in queries.waiting(federal)] == [False, False]
    federal.date_of_record = date(2014, 3, 11)
    assert [(row.age, row.late) for row in queries.waiting(federal)] == [(91, True), (91, True)]
    assert queries.waiting(federal)[0].appeal == soon
