"""Signing decides, and the decision is kept with everything that it was made from."""

from datetime import date

import pytest

from coverport.applications import outlook
from coverport.applications.actions import save_answers, save_income, start_application
from coverport.applications.decision import decision_page
from coverport.applications.facts import told
from coverport.applications.models import Application, Determination, Person
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.submission import (
    LawOnlyAssumed,
    NotComplete,
    NotSigned,
    result_of,
    submit_application,
)
from coverport.applications.verification.models import Inconsistency
from coverport.applications.verification.proof import accept, explain
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.money import display
from coverport.eligibility import assumed
from coverport.eligibility.facts.check import ages_of
from coverport.eligibility.facts.refusals import InvalidFacts
from coverport.eligibility.record import digest, replay
from coverport.eligibility.results import RULES_VERSION
from tests.applications.households import (
    ANA,
    BURLINGTON,
    DAY,
    LUIS,
    MIA,
    TOM,
    answer_the_rest,
    answered,
    decided,
    person,
    somebody,
    yearly,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def kept(determination):
    return {
        name: getattr(determination, name)
        for name in ("inputs", "law", "result", "digests", "rules_version", "sha256")
    }  # fmt: skip


def test_a_determination_keeps_inputs_law_result_and_their_hashes(ana, federal):
    application, determination = decided(ana, federal)
    stored = kept(determination)
    assert determination.digests == {name: digest(stored[name]) for name in ("inputs", "law", "result")}
    assert determination.sha256 == digest({**determination.digests, "rules_version": RULES_VERSION})
    assert determination.inputs["application"]["people"][0]["income"] == [{"kind": "wages", "amount": 30_000_00}]
    assert determination.inputs["catalog"]["number"] == 1
    assert determination.law["credit"]["guideline"]["citation"]
    event = Event.objects.get(kind="applications.submitted")
    assert event.data == {"application": application.reference, "determination": determination.reference}


def test_what_is_stored_can_be_decided_again_with_the_same_outcome(ana, federal):
    _, stored = decided(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    determination = Determination.objects.get(pk=stored.pk)  # as it comes back from the database
    found = replay(kept(determination))
    assert (found.differences, found.since) == ((), ())


def test_signing_needs_every_step_and_a_name(ana, federal):
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
    assert list(ages_of(told(draft, on=on)).values()) == [age]  # 41 on April 28, 2014


@pytest.mark.parametrize(
    ("files", "jointly", "claimed", "code"),
    [
        (True, True, "no", "credit_amount"),
        (True, False, "no", "filing_separately"),
        (False, True, "no", "not_filing"),
        (True, True, "parent", "filer_is_a_dependent"),
        (True, True, "other", "filer_is_a_dependent"),
    ],
)
def test_the_credit_needs_a_joint_return_of_a_couple_that_is_nobody_s_dependent(
    ana, federal, files, jointly, claimed, code
):
    _, determination = decided(ana, federal, (ANA, LUIS), files_taxes=files, jointly=jointly, claimed_by=claimed)
    first = result_of(determination).tax_households[0]
    assert first.credit.codes == (code,)
    assert bool(first.aptc) is (code == "credit_amount")


def test_who_is_on_no_return_here_does_not_count_on_it(ana, federal):
    tom = person("Tom", TOM.birth_date, "other_relative", sex="M", applies=False)
    draft = answered(ana, federal, (ANA, tom))
    assert len(told(draft, on=DAY).tax_households[0].dependents) == 1
    draft.applicants.filter(position=1).update(dependent=False)
    assert told(draft, on=DAY).tax_households[0].dependents == ()


def test_other_coverage_keeps_a_person_out_of_the_coverage_family(ana, federal):
    _, determination = decided(ana, federal, other_coverage=True)
    assert result_of(determination).coverage_family == ()
    assert result_of(determination).aptc == 0


def page(user, exchange, *args, **more):
    application, determination = decided(user, exchange, *args, **more)
    return decision_page(application, determination, today=DAY)


def test_the_decision_says_the_amount_the_people_and_the_sum(ana, vermont):
    shown = page(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    assert shown.title == "You can get $527.28 a month off a plan"
    assert shown.lead == ("Ana, Luis, Mia and Tom can buy a plan with your tax credit.",)
    assert [card.word for card in shown.cards] == ["Approved"] * 4
    [sums] = shown.reckonings
    assert (sums.benchmark - sums.share, sums.share_percent, sums.income) == (sums.credit, "9.50%", "$80,000")
    assert (shown.choose_by, shown.starts) == (date(2013, 12, 23), date(2014, 1, 1))
    assert shown.cards[0].why[0].citations == ("26 USC 36B(c)(1)(A)",)


def test_each_person_has_a_card_of_their_own_outcome(ana, federal):
    shown = page(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    assert [(card.short_name, card.kind) for card in shown.cards] == [
        ("Ana", "credit_and_savings"), ("Luis", "credit_and_savings"), ("Mia", "medicaid"),
    ]  # fmt: skip
    assert shown.lead[1] == "Mia is likely to get coverage through Medicaid."
    assert "New Hampshire Medicaid decides this." in shown.cards[2].more


@pytest.mark.parametrize(
    ("income", "kind", "title"),
    [
        (11_489_00, "full_price", "You can buy a plan at its full price"),  # below 100% in 2013
        (45_961_00, "full_price", "You can buy a plan at its full price"),  # above 400%
        (30_000_00, "credit", "You can get $80.05 a month off a plan"),
    ],
)
def test_without_help_the_decision_says_so_and_why(ana, federal, income, kind, title):
    shown = page(ana, federal, income=income)
    assert (shown.title, shown.cards[0].kind) == (title, kind)
    assert shown.cards[0].why
    assert shown.can_choose


def test_no_sentence_is_said_twice_on_a_card(ana, federal):
    for card in page(ana, federal, (ANA, LUIS, MIA), income=45_000_00).cards:
        sentences = [part for why in (*card.why, *card.also) for part in why.words.split(". ")]
        assert len(sentences) == len(set(sentences))


def test_who_is_neither_citizen_nor_lawfully_present_cannot_buy(ana, federal):
    draft = answered(ana, federal)
    draft.applicants.update(citizenship="neither")
    determination = submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    shown = decision_page(draft, determination, today=DAY)
    assert (shown.title, shown.cards[0].tone, shown.can_choose) == ("You cannot buy a plan here", "stop", False)


def test_people_over_65_or_disabled_are_passed_on_to_the_agency_and_keep_the_credit(ana, federal):
    [card] = page(ana, federal, income=30_000_00, more={"circumstances": ("disabled",)}).cards
    assert card.kind == "credit"
    assert card.notes == (
        "You are blind or disabled. Medicaid may cover you in other ways, so we pass your answers on.",
    )


def proven(user, kind):
    """A reviewer takes the person's word for it."""
    row = Inconsistency.objects.get(application__household__owner=user, kind=kind)
    explain(actor=Actor.person(user), inconsistency=row, text="I am paid in cash.", on=DAY)
    accept(actor=Actor.system("test"), inconsistency=row, note="No paper can be had.", on=DAY)


def test_where_the_exchange_decides_medicaid_it_says_so_and_where_not_that_it_is_likely(ana, federal, vermont):
    [unproven] = page(ana, vermont, income=12_000_00, contact=BURLINGTON).cards
    assert (unproven.outcome, unproven.tone) == ("Ana is likely to get coverage through Medicaid.", "wait")
    proven(ana, "medicaid_income")
    application = Application.objects.get(household__owner=ana)
    [here] = decision_page(application, determination_of(application), today=DAY).cards
    assert here.outcome == "Ana can get coverage through Medicaid."
    assert "gets this decision from us" in here.more
    child = person("Mia", date(2004, 6, 1))
    [there] = page(somebody("mia@example.org"), federal, (child,), income=0).cards
    assert there.outcome == "Mia is likely to get coverage through Medicaid."
    assert "decides this. We send it your application: you need not apply again" in there.more


def test_emergencies_are_said_to_who_cannot_buy_a_plan(ana, vermont):
    draft = answered(ana, vermont, income=5_000_00, contact=BURLINGTON)
    draft.applicants.update(citizenship="neither")
    one = draft.applicants.get()
    one.tell(circumstances=("emergency",))
    one.save()
    determination = submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    [card] = decision_page(draft, determination, today=DAY).cards
    assert (card.kind, card.tone) == ("emergency", "wait")
    assert card.outcome == "Ana cannot buy a plan here, but Medicaid can pay for an emergency."
    assert any("Medicaid can pay for treatment of an emergency" in why.words for why in card.why)


def test_the_state_s_own_help_stands_below_the_cards(ana, vermont):
    shown = page(ana, vermont, (ANA, LUIS), income=40_000_00, contact=BURLINGTON)
    assert any(why.words.startswith("Vermont Premium Assistance pays $") for why in shown.state_help)
    assert all("33 V.S.A." in " ".join(why.citations) for why in shown.state_help)
    assert page(somebody("o@example.org"), vermont, (ANA, LUIS), income=90_000_00, contact=BURLINGTON).state_help == ()


def with_a_brother(user, exchange):
    """Two adults of one household, each with a return of their own."""
    brother = person("Luis", date(1975, 1, 1), "sibling", sex="M")
    draft = answered(user, exchange, (ANA, brother), income=25_000_00)
    draft.applicants.filter(relationship="sibling").update(dependent=False)
    you, luis = (one.person.reference for one in applicants_of(draft))
    incomes = [yearly(you, 25_000_00), yearly(luis, 20_000_00)]
    save_income(actor=Actor.person(user), application=draft, incomes=incomes, on=DAY)
    answer_the_rest(draft, {"taxes": "own", "other_coverage": False}, on=DAY)
    return draft


def test_each_return_has_its_own_sum_and_its_own_credit(ana, federal):
    draft = with_a_brother(ana, federal)
    determination = submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    shown = decision_page(draft, determination, today=DAY)
    mine, his = shown.reckonings
    assert (mine.family, mine.income, his.family, his.income) == ("Ana", "$25,000", "Luis", "$20,000")
    assert [mine.key, his.key] == [card.key for card in shown.cards]
    assert display(mine.credit) in shown.cards[0].more
    assert display(his.credit) in shown.cards[1].more
    assert shown.title == f"You can get {display(mine.credit + his.credit)} a month off a plan"


def test_what_is_missing_is_asked_for_by_name(ana, federal):
    draft = answered(ana, federal, (ANA, LUIS), income=40_000_00, other_coverage=True)
    ana_, luis = (one.person.reference for one in draft.applicants.order_by("position").select_related("person"))
    job = {"kinds": (f"job:{luis}",)}
    for step, given in (
        ("kinds", {ana_: job, luis: job}),
        ("offers", {luis: {"offer_enrolled": (), "offer_self_only": None, "offer_minimum_value": "unknown"}}),
    ):
        save_answers(actor=Actor.person(ana), application=draft, step=step, given=given, on=DAY)
        draft.refresh_from_db()
    determination = submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    shown = decision_page(draft, determination, today=DAY)
    assert [card.kind for card in shown.cards] == ["credit_unknown"] * 2
    assert shown.title == "You can buy a plan. We cannot yet say what help you get."
    assert len(shown.needs) == 1
    assert "employer" in shown.needs[0].words


def test_the_nearest_incomes_are_told_with_who_it_is_about(ana, federal):
    shown = page(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    # Mia's limit in New Hampshire: 323 percent of $19,530.
    assert any(line.startswith("Mia: With $18,0") and "Medicaid would end" in line for line in shown.around)
    alone = page(somebody("o@example.org"), federal, income=46_000_00)
    assert alone.around == ("With $40 less income a year, you could get help with premiums.",)


def test_law_that_is_only_assumed_is_named_on_the_page(ana, vermont, federal):
    assert page(ana, federal).assumed == ""
    family = page(somebody("o@example.org"), vermont, (ANA, MIA), income=60_000_00, contact=BURLINGTON)
    assert family.assumed.startswith("Medicaid’s income limit for children; ")
    assert "Medicaid’s income limit for parents" in family.assumed


def test_assumed_law_is_refused_where_the_exchange_is_no_sample(ana, vermont):
    vermont.sample = False
    vermont.save()
    draft = answered(ana, vermont, (ANA, MIA), income=60_000_00, contact=BURLINGTON)
    with pytest.raises(LawOnlyAssumed) as refused:
        submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
    words = refused.value.message
    assert words.startswith("We cannot decide yet. These rules have not been confirmed for Vermont: ")
    assert "Medicaid’s income limit for children" in words
    assert "medicaid.child (VT)" in words
    assert "Your answers stay saved. Call us at " in words
    draft.refresh_from_db()
    assert (draft.is_draft, Determination.objects.count()) == (True, 0)
    vermont.sample = True
    vermont.save()
    submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)


def test_where_the_law_is_confirmed_an_exchange_that_is_no_sample_decides(ana, federal):
    federal.sample = False
    federal.save()
    _, determination = decided(ana, federal)
    assert determination.result["assumed"] == []


def test_every_value_that_may_be_assumed_has_words():
    found = {*assumed.OF_STATE, *assumed.FEDERAL, "medicaid.guideline_update"}
    assert len(found) > 15
    assert found <= set(outlook._ASSUMED)


def test_facts_that_cannot_be_right_are_refused_by_name(ana, federal):
    draft = answered(ana, federal, (ANA, LUIS))
    Person.objects.filter(first_name="Luis").update(birth_date=date(2004, 1, 1))
    with pytest.raises(InvalidFacts, match="Luis Rivera, at 10, cannot be a spouse"):
        submit_application(actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY)
