"""From answers to the facts that the engine takes: ties, homes, returns, statuses, offers."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from coverport.applications import actions
from coverport.applications.asking import questions_of, read, steps_for
from coverport.applications.facts import told
from coverport.applications.models import Applicant
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.applications.rules.answers import IncomeAnswer
from coverport.applications.words import AnswersRefused
from coverport.core.access import Actor
from coverport.eligibility.facts import Deduction, Immigration, IncomeLine, Relationship
from tests.applications.households import (
    ANA,
    BURLINGTON,
    CONCORD,
    DAY,
    LUIS,
    MIA,
    TOM,
    answer_the_rest,
    answered,
    decided,
    person,
    yearly,
)

pytestmark = pytest.mark.django_db


def keys(application):
    return [one.person.reference for one in applicants_of(application)]


def facts_of_people(application):
    return {one.id: one for one in told(application, on=DAY).people}


def save(user, draft, step, given):
    actions.save_answers(actor=Actor.person(user), application=draft, step=step, given=given, on=DAY)
    draft.refresh_from_db()


def move_out(user, draft, key):
    away = msgspec.structs.replace(CONCORD, elsewhere=frozenset({key}))
    actions.save_contact(actor=Actor.person(user), application=draft, contact=away, on=DAY)
    draft.refresh_from_db()


@pytest.mark.parametrize(
    ("relationship", "relation"),
    [
        ("spouse", "spouse"), ("child", "child"), ("partner", "domestic_partner"), ("parent", "parent"), ("sibling", "sibling"),
        ("ward", "ward"), ("grandchild", "grandchild"), ("niece_nephew", "niece_nephew"), ("other_relative", "other_relative"),
        ("unrelated", "unrelated"),
    ],
)  # fmt: skip
def test_each_relationship_has_the_engine_s_word(ana, federal, relationship, relation):
    birth = date(1940, 1, 1) if relationship == "parent" else date(1995, 1, 1)
    draft = answered(ana, federal, (ANA, person("Kim", birth, relationship)))
    you, kim = keys(draft)
    assert told(draft, on=DAY).relationships == (Relationship(kim, relation, you),)


def test_every_relationship_of_the_form_is_one_of_these():
    assert len(Applicant.Relationship.values) == 11


def test_an_unmarried_partner_is_a_parent_where_they_said_so(ana, federal):
    partner = person("Luis", date(1970, 1, 1), "partner", sex="M")
    draft = answered(ana, federal, (ANA, partner, MIA))
    you, luis, mia = keys(draft)
    save(ana, draft, steps.FAMILY, {mia: {"parents": (luis,)}})
    assert Relationship(mia, "child", luis) in told(draft, on=DAY).relationships
    assert Relationship(mia, "child", you) in told(draft, on=DAY).relationships


def test_a_grandmother_who_takes_care_is_the_caretaker(ana, federal):
    draft = answered(ana, federal, (ANA, person("Zoe", date(2009, 1, 1), "grandchild")), more={"caretaker": True})
    you, zoe = keys(draft)
    assert told(draft, on=DAY).relationships == (Relationship(you, "grandparent", zoe, caretaker=True),)


def test_who_lives_elsewhere_has_a_home_of_their_own_and_says_in_which_state(ana, federal):
    draft = answered(ana, federal, (ANA, MIA))
    you, mia = keys(draft)
    move_out(ana, draft, mia)
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.FAMILY
    save(ana, draft, steps.FAMILY, {mia: {"in_state": False}})
    people = facts_of_people(draft)
    assert (people[you].home, people[mia].home) == ("1", mia)
    assert (people[you].lives_in_state, people[mia].lives_in_state) == (True, False)


def test_a_spouse_who_files_apart_has_a_return_and_the_reason_is_told(ana, federal):
    draft = answered(ana, federal, (ANA, LUIS, MIA), jointly=False, more={"apart": "abuse", "taxes": "own"})
    you, luis, mia = keys(draft)
    first, second = told(draft, on=DAY).tax_households
    assert (first.filers, first.dependents, first.separate_because) == ((you,), (mia,), "abuse")
    assert (second.filers, second.dependents, second.separate_because) == ((luis,), (), None)


def test_a_head_of_household_is_no_exception_but_a_status(ana, federal):
    draft = answered(ana, federal, (ANA, LUIS, MIA), jointly=False)
    _, luis, _ = keys(draft)
    with pytest.raises(AnswersRefused):  # they live together
        save(ana, draft, steps.RETURNS, {"": {"apart": "head_of_household"}, luis: {"taxes": "own"}})
    move_out(ana, draft, luis)
    save(ana, draft, steps.RETURNS, {"": {"apart": "head_of_household"}, luis: {"taxes": "own"}})
    first = told(draft, on=DAY).tax_households[0]
    assert (first.status, first.separate_because) == ("head_of_household", None)


def test_a_child_may_be_claimed_by_another_adult_here(ana, federal):
    partner = person("Luis", date(1970, 1, 1), "partner", sex="M")
    draft = answered(ana, federal, (ANA, partner, MIA))
    you, luis, mia = keys(draft)
    draft.applicants.exclude(relationship="self").update(dependent=False)
    save(ana, draft, steps.RETURNS, {luis: {"taxes": "own"}, mia: {"taxes": luis}})
    first, second = told(draft, on=DAY).tax_households
    assert (first.filers, first.dependents) == ((you,), ())
    assert (second.filers, second.dependents) == ((luis,), (mia,))


def test_a_student_may_be_claimed_by_a_parent_who_is_here_or_not(ana, federal):
    mother = person("Rosa", date(1950, 1, 1), "parent")
    draft = answered(ana, federal, (ANA, mother))
    you, rosa = keys(draft)
    draft.applicants.exclude(relationship="self").update(dependent=False)
    draft.tell(claimed_by=rosa)
    draft.save()
    save(ana, draft, steps.RETURNS, {rosa: {"taxes": "own"}})
    assert told(draft, on=DAY).tax_households[1].dependents == (you,)
    draft.tell(claimed_by="parent")
    draft.save()
    assert facts_of_people(draft)[you].claimed_by_outsider == "parent"


def test_an_immigrant_s_status_is_told_with_its_history(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    actions.save_citizenship(actor=Actor.person(ana), application=draft, attested={you: "immigrant"}, on=DAY)
    draft.refresh_from_db()
    assert facts_of_people(draft)[you].lawfully_present is True
    assert facts_of_people(draft)[you].immigration is None
    save(ana, draft, steps.STATUS, {you: {"status": "lawful_permanent_resident"}})
    answer = {"status_since": date(2012, 5, 1), "status_before": "refugee", "status_marks": ("military",)}
    save(ana, draft, steps.DETAILS, {you: answer})
    assert facts_of_people(draft)[you].immigration == Immigration(
        "lawful_permanent_resident", since=date(2012, 5, 1), before="refugee", military=True
    )
    actions.save_citizenship(actor=Actor.person(ana), application=draft, attested={you: "citizen"}, on=DAY)
    draft.refresh_from_db()
    assert facts_of_people(draft)[you].immigration is None
    assert steps.STATUS not in steps_for(draft)


def test_circumstances_and_their_details_reach_the_engine(ana, federal):
    true = ("pregnant", "disabled", "american_indian", "incarcerated", "exemption", "long_term_care")
    draft = answered(ana, federal, more={"circumstances": true, "expected": 2})
    [one] = facts_of_people(draft).values()
    assert (one.pregnant, one.expected_children, one.disabled, one.american_indian) == (True, 2, True, True)
    assert (one.incarcerated, one.exemption, one.long_term_care, one.foster_care) == (True, True, True, False)


def test_foster_care_elsewhere_is_told(ana, federal):
    young = person("Kim", date(1990, 1, 1))
    draft = answered(ana, federal, (young,), more={"circumstances": ("foster_care",), "foster_here": False})
    [one] = facts_of_people(draft).values()
    assert (one.foster_care, one.foster_care_other_state) == (True, True)


def test_income_by_line_is_summed_and_confirmed(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    lines = (IncomeLine("wages", 15_00, "hour", Decimal("37.5")), IncomeLine("rental", -2_000_00))
    student = Deduction("student_loan_interest", 50_00, "month")
    actions.save_income(
        actor=Actor.person(ana), application=draft, incomes=[IncomeAnswer(you, lines, (student,))], on=DAY
    )
    draft.refresh_from_db()
    [applicant] = applicants_of(draft)
    assert applicant.sum_cents == 15_00 * 52 * 75 // 2 - 2_000_00 - 600_00
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.EXPECTED
    save(ana, draft, steps.EXPECTED, {you: {"expects": False, "income_year": 25_000_00}})
    assert applicants_of(draft)[0].income_cents == 25_000_00
    one = facts_of_people(draft)[you]
    assert (one.income, one.deductions, one.income_year) == (lines, (student,), 25_000_00)
    save(ana, draft, steps.EXPECTED, {you: {"expects": True, "income_year": 1}})
    assert facts_of_people(draft)[you].income_year is None


def test_a_changed_line_asks_again_what_the_year_comes_to(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)

    def tell(amount):
        incomes = [IncomeAnswer(you, (IncomeLine("wages", amount, "month"),))]
        actions.save_income(actor=Actor.person(ana), application=draft, incomes=incomes, on=DAY)
        draft.refresh_from_db()

    tell(2_000_00)
    save(ana, draft, steps.EXPECTED, {you: {"expects": True}})
    tell(2_000_00)
    assert not read(draft).open_steps
    tell(2_100_00)
    assert read(draft).open_steps == {steps.EXPECTED}


def test_an_employer_s_offer_reaches_the_engine_and_keeps_the_credit_away_or_not(ana, federal, on_sale):
    def offered(month, kinds=("job",)):
        draft = answered(ana, federal, (ANA, LUIS), income=40_000_00, other_coverage=True)
        you, luis = keys(draft)
        save(ana, draft, steps.KINDS, {you: {"kinds": (f"job:{you}",)}, luis: {"kinds": (f"job:{you}",)}})
        offer = {"offer_enrolled": (), "offer_self_only": month, "offer_minimum_value": "yes"}
        save(ana, draft, steps.OFFERS, {you: offer})
        return draft, you, luis

    # 9.5 percent of $40,000 in 2014, by the month: $316.66 and two thirds of a cent.
    draft, you, luis = offered(316_66)
    [offer] = told(draft, on=DAY).offers
    assert (offer.employee, offer.covers, offer.self_only_month) == (you, (you, luis), 316_66)
    assert (offer.minimum_value, offer.family_month) == (True, None)
    assert facts_of_people(draft)[you].other_coverage is False
    determination = actions.submit_application(
        actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY
    )
    assert determination.result["people"][0]["aptc"]["reasons"][0]["code"] == "offer_affordable"


@pytest.mark.parametrize(
    ("kind", "medicare", "other"),
    [
        ("medicare", True, False),
        ("public", False, False),
        ("government", False, True),
        ("job_elsewhere", False, True),
        ("other", False, True),
    ],
)
def test_the_kind_of_other_coverage_decides_what_the_engine_hears(ana, federal, kind, medicare, other):
    draft = answered(ana, federal, other_coverage=True, more={"kinds": (kind,)})
    [one] = facts_of_people(draft).values()
    assert (one.medicare, one.other_coverage) == (medicare, other)
    assert one.public_coverage is (kind == "public")


def test_a_child_who_does_not_apply_is_asked_about_where_a_parent_s_medicaid_depends_on_it(ana, vermont):
    mia = msgspec.structs.replace(MIA, applies=False)
    draft = answered(ana, vermont, (ANA, mia), income=12_000_00, contact=BURLINGTON, more={"covered": False})
    _, child = keys(draft)
    assert (child, "covered") in {(one.key, one.name) for one in read(draft).questions}
    assert facts_of_people(draft)[child].other_coverage is False
    rich = answered(ana, vermont, (ANA, mia), income=60_000_00, contact=BURLINGTON)
    assert "covered" not in {one.name for one in read(rich).questions}


def test_a_no_of_the_medicaid_agency_opens_the_credit(ana, vermont, on_sale):
    for denied, medicaid in ((False, "yes"), (True, "no")):
        draft = answered(ana, vermont, income=12_000_00, contact=BURLINGTON, more={"denied": denied})
        assert ("denied" in {question.name for question in read(draft).questions}) is True
        [one] = facts_of_people(draft).values()
        assert one.medicaid_denied is denied
        determination = actions.submit_application(
            actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY
        )
        assert determination.result["people"][0]["medicaid"]["outcome"] == medicaid


def test_parents_hours_are_asked_where_their_state_and_income_make_them_decide(ana, federal):
    poor = answered(ana, federal, (ANA, LUIS, MIA), income=3_000_00)
    you, luis, _mia = keys(poor)
    incomes = [yearly(you, 3_000_00), yearly(luis, 3_000_00), yearly(_mia, 0)]
    actions.save_income(actor=Actor.person(ana), application=poor, incomes=incomes, on=DAY)
    answer_the_rest(poor, {}, on=DAY)
    assert [(one.key, one.name) for one in questions_of(poor, steps.WORK)] == [(you, "hours"), (luis, "hours")]
    assert {one.work_hours_month for one in facts_of_people(poor).values() if one.id != _mia} == {160}
    # Answered, the question stays where it was.
    assert steps.WORK in steps_for(poor)


def test_with_more_income_nobody_asks_for_hours(ana, federal):
    assert steps.WORK not in steps_for(answered(ana, federal, (ANA, LUIS, MIA), income=60_000_00))


def test_a_person_who_goes_is_forgotten_in_the_answers_of_others(ana, federal):
    draft = answered(ana, federal, (ANA, LUIS), other_coverage=True)
    you, luis = keys(draft)
    save(ana, draft, steps.KINDS, {you: {"kinds": (f"job:{luis}",)}, luis: {"kinds": ("other",)}})
    alone = person("Ana", ANA.birth_date, key=you)
    actions.save_people(actor=Actor.person(ana), application=draft, people=[alone], on=DAY)
    draft.refresh_from_db()
    assert applicants_of(draft)[0].told.kinds is None
    assert steps.KINDS in read(draft).open_steps


def test_another_relationship_asks_again_who_is_whose_child(ana, federal):
    draft = answered(ana, federal, (ANA, person("Zoe", date(2009, 1, 1), "grandchild")), more={"caretaker": True})
    you, zoe = keys(draft)
    people = [person("Ana", ANA.birth_date, key=you), person("Zoe", date(2009, 1, 1), "niece_nephew", key=zoe)]
    actions.save_people(actor=Actor.person(ana), application=draft, people=people, on=DAY)
    draft.refresh_from_db()
    assert read(draft).open_steps == {steps.FAMILY}
    assert facts_of_people(draft)[zoe].id == zoe
    assert told(draft, on=DAY).relationships == (Relationship(zoe, "niece_nephew", you),)


def test_another_birth_date_asks_for_the_circumstances_again(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    assert not read(draft).open_steps
    older = person("Ana", date(1980, 1, 1), key=you)
    actions.save_people(actor=Actor.person(ana), application=draft, people=[older], on=DAY)
    draft.refresh_from_db()
    assert read(draft).open_steps == {steps.CIRCUMSTANCES}


def test_answers_nobody_asked_for_change_nothing(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    save(ana, draft, steps.WORK, {you: {"hours": 10}})
    assert applicants_of(draft)[0].told.hours is None


def test_an_answer_of_another_kind_is_refused(ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    with pytest.raises(AnswersRefused) as refused:
        save(ana, draft, steps.CIRCUMSTANCES, {you: {"circumstances": ("rich",)}})
    assert [problem.code for problem in refused.value.problems] == ["answer_missing"]


def test_several_returns_have_each_their_own_credit(ana, federal, on_sale):
    brother = person("Luis", date(1975, 1, 1), "sibling", sex="M")
    draft = answered(ana, federal, (ANA, brother), income=25_000_00)
    you, luis = keys(draft)
    draft.applicants.exclude(relationship="self").update(dependent=False)
    incomes = [yearly(you, 25_000_00), yearly(luis, 20_000_00)]
    actions.save_income(actor=Actor.person(ana), application=draft, incomes=incomes, on=DAY)
    draft.refresh_from_db()
    answer_the_rest(draft, {"taxes": "own", "other_coverage": False}, on=DAY)
    determination = actions.submit_application(
        actor=Actor.person(ana), application=draft, signature="Ana Rivera", on=DAY
    )
    first, second = determination.result["tax_households"]
    assert (first["people"], second["people"]) == ([you], [luis])
    assert 0 < first["aptc"] < second["aptc"]


def test_a_revision_keeps_every_answer(ana, federal, on_sale):
    signed, _ = decided(ana, federal, (ANA, LUIS, MIA, TOM), jointly=False, more={"apart": "abandonment"})
    draft = actions.revise_application(actor=Actor.person(ana), application=signed, on=DAY)
    assert draft.answers == signed.answers
    assert [one.answers for one in applicants_of(draft)] == [one.answers for one in applicants_of(signed)]
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.REVIEW
