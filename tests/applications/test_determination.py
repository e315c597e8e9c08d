"""Signing decides, and the decision is kept with everything that it was made from."""

from datetime import date

import pytest

from coverport.applications.decision import decision_page
from coverport.applications.facts import household_of
from coverport.applications.models import Determination
from coverport.applications.submission import NotComplete, NotSigned, digest, facts_of, result_of, submit_application
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.eligibility import engine
from coverport.law.resolved import resolve
from tests.applications.households import ANA, BURLINGTON, DAY, LUIS, MIA, TOM, answered, decided, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def test_a_determination_keeps_inputs_law_result_and_their_hash(ana, federal):
    application, determination = decided(ana, federal)
    stored = {name: getattr(determination, name) for name in ("inputs", "law", "result", "rules_version")}
    assert determination.sha256 == digest(stored)
    assert determination.rules_version == engine.RULES_VERSION
    assert determination.inputs["household"]["income"] == 30_000_00
    assert determination.inputs["catalog"]["number"] == 1
    assert determination.law["credit"]["guideline"]["citation"]
    event = Event.objects.get(kind="applications.submitted")
    assert event.data == {"application": application.reference, "determination": determination.reference}


def test_what_is_stored_can_be_decided_again_with_the_same_outcome(ana, federal):
    _, stored = decided(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    determination = Determination.objects.get(pk=stored.pk)  # as it comes back from the database
    household, result = facts_of(determination), result_of(determination)
    law = resolve(on=determination.on, state=household.state, year=household.year)
    assert (
        engine.determine(household, on=determination.on, law=law, benchmark=lambda family: result.benchmark) == result
    )
    stored_parts = {name: getattr(determination, name) for name in ("inputs", "law", "result", "rules_version")}
    assert digest(stored_parts) == determination.sha256


def test_signing_needs_every_step_and_a_name(ana, federal):
    from coverport.applications.actions import start_application

    draft = start_application(actor=Actor.person(ana), exchange=federal, year=2014, shopping={}, on=DAY)
    with pytest.raises(NotComplete) as missing:
        submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    assert missing.value.step == "people"
    draft = answered(ana, federal)
    with pytest.raises(NotSigned):
        submit_application(actor=Actor.person(ana), application=draft, signature=" 1 ", on=DAY)
    with pytest.raises(NotAllowed):
        submit_application(actor=Actor.person(somebody("o@example.org")), application=draft, signature="O", on=DAY)


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2013, 12, 23), 40), (date(2013, 12, 24), 40), (date(2014, 4, 10), 41)],
)
def test_ages_are_counted_on_the_day_on_which_coverage_begins(ana, federal, on, age):
    draft = answered(ana, federal, on=min(on, date(2014, 3, 31)))
    assert household_of(draft, on=on).people[0].age == age  # 41 on April 28, 2014


@pytest.mark.parametrize(
    ("files", "jointly", "claimed", "credit"),
    [(True, True, False, True), (True, False, False, False), (False, None, False, False), (True, True, True, False)],
)
def test_the_credit_needs_a_joint_return_of_a_couple_that_is_nobody_s_dependent(
    ana, federal, files, jointly, claimed, credit
):
    draft = answered(ana, federal, (ANA, LUIS))
    draft.files_taxes, draft.files_jointly, draft.claimed_by_other = files, jointly, claimed
    assert household_of(draft, on=DAY).files_taxes is credit


def test_who_is_on_no_return_here_and_asks_for_nothing_does_not_count(ana, federal):
    import msgspec

    tom = msgspec.structs.replace(TOM, relationship="other", applies=False)
    draft = answered(ana, federal, (ANA, tom))
    assert len(household_of(draft, on=DAY).people) == 2  # claimed as a dependent
    draft.applicants.filter(position=1).update(dependent=False)
    assert len(household_of(draft, on=DAY).people) == 1


def test_other_coverage_keeps_a_person_out_of_the_coverage_family(ana, federal):
    _, determination = decided(ana, federal, other_coverage=True)
    assert determination.result["coverage_family"] == []
    assert determination.result["aptc"] == 0


def page(user, exchange, *args, **more):
    application, determination = decided(user, exchange, *args, **more)
    return decision_page(application, determination, today=DAY)


def test_the_decision_says_the_amount_the_people_and_the_sum(ana, vermont):
    told = page(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    assert told.title == "You can get $527.28 a month off a plan"
    assert told.lead == ("Ana, Luis, Mia and Tom can buy a plan with your tax credit.",)
    assert [card.word for card in told.cards] == ["Approved"] * 4
    sums = told.reckoning
    assert (sums.benchmark - sums.share, sums.share_percent, sums.income) == (sums.credit, "9.50%", "$80,000")
    assert (told.choose_by, told.starts) == (date(2013, 12, 23), date(2014, 1, 1))
    assert told.cards[0].why[0].citations == ("26 USC 36B(c)(1)(A)",)


def test_each_person_has_a_card_of_their_own_outcome(ana, federal):
    told = page(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    assert [(card.short_name, card.kind) for card in told.cards] == [
        ("Ana", "credit_and_savings"), ("Luis", "credit_and_savings"), ("Mia", "medicaid"),
    ]  # fmt: skip
    assert told.lead[1] == "Mia is likely to get coverage through Medicaid."
    assert "New Hampshire Medicaid decides this." in told.cards[2].more


@pytest.mark.parametrize(
    ("income", "kind", "title"),
    [
        (11_489_00, "full_price", "You can buy a plan at its full price"),  # below 100% in 2013
        (45_961_00, "full_price", "You can buy a plan at its full price"),  # above 400%
        (30_000_00, "credit", "You can get $80.05 a month off a plan"),
    ],
)
def test_without_help_the_decision_says_so_and_why(ana, federal, income, kind, title):
    told = page(ana, federal, income=income)
    assert (told.title, told.cards[0].kind) == (title, kind)
    assert told.cards[0].why
    assert told.can_choose


def test_no_sentence_is_said_twice_on_a_card(ana, federal):
    for card in page(ana, federal, (ANA, LUIS, MIA), income=45_000_00).cards:
        sentences = [part for why in (*card.why, *card.also) for part in why.words.split(". ")]
        assert len(sentences) == len(set(sentences))


def test_who_is_neither_citizen_nor_lawfully_present_cannot_buy(ana, federal):
    draft = answered(ana, federal)
    draft.applicants.update(citizenship="neither")
    determination = submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    told = decision_page(draft, determination, today=DAY)
    assert (told.title, told.cards[0].tone, told.can_choose) == ("You cannot buy a plan here", "stop", False)
