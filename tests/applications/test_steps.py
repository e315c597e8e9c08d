"""The steps: what each verb keeps, refuses and asks again."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from coverport.applications import actions
from coverport.applications.asking import steps_for
from coverport.applications.models import Applicant, Application, Person
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.applications.rules.answers import IncomeAnswer, TaxAnswer
from coverport.applications.rules.income import income_problems
from coverport.applications.words import AnswersRefused
from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.eligibility.facts import IncomeLine
from tests.applications.households import ANA, CONCORD, DAY, LUIS, MIA, answered, decided, person, somebody

pytestmark = pytest.mark.django_db


def start(user, exchange, year=2014):
    return actions.start_application(actor=Actor.person(user), exchange=exchange, year=year, shopping={}, on=DAY)


def refused(call, *args, **more):
    with pytest.raises(AnswersRefused) as found:
        call(*args, **more)
    return [problem.code for problem in found.value.problems]


def keyed(application):
    """The people as they are stored, as answers that keep their references."""
    return [
        person(
            one.person.first_name, one.person.birth_date, one.relationship, key=one.person.reference, sex=one.person.sex,
            applies=one.applies,
        )
        for one in applicants_of(application)
    ]  # fmt: skip


def test_starting_twice_is_one_draft_and_keeps_the_place_in_line(ana, federal):
    first = start(ana, federal)
    again = actions.start_application(
        actor=Actor.person(ana), exchange=federal, year=2014, shopping={}, on=date(2014, 4, 2)
    )
    assert (again.pk, again.started_on) == (first.pk, DAY)
    assert Event.objects.filter(kind="applications.started").count() == 1


def test_a_second_draft_of_a_year_is_refused_by_the_database(ana, federal):
    draft = start(ana, federal)
    with pytest.raises(IntegrityError, match="one_draft"), transaction.atomic():
        Application.objects.create(household=draft.household, exchange=federal, year=2014, started_on=DAY)
    Application.objects.create(household=draft.household, exchange=federal, year=2015, started_on=DAY)


def test_nobody_known_cannot_start(federal):
    with pytest.raises(NotAllowed):
        actions.start_application(actor=ANONYMOUS, exchange=federal, year=2014, shopping={}, on=DAY)


def test_another_person_cannot_answer(ana, federal):
    draft, other = start(ana, federal), somebody("other@example.org")
    with pytest.raises(NotAllowed):
        actions.save_people(actor=Actor.person(other), application=draft, people=[ANA], on=DAY)


def test_the_same_people_sent_twice_are_the_same_people(ana, federal):
    draft = start(ana, federal)
    for _ in range(2):
        actions.save_people(actor=Actor.person(ana), application=draft, people=[ANA, MIA], on=DAY)
    assert Person.objects.count() == Applicant.objects.count() == 2


def test_a_person_of_another_household_cannot_be_claimed(ana, federal):
    draft = start(ana, federal)
    theirs = answered(somebody("other@example.org"), federal)
    stolen = msgspec.structs.replace(ANA, key=applicants_of(theirs)[0].person.reference)
    with pytest.raises(NotAllowed):
        actions.save_people(actor=Actor.person(ana), application=draft, people=[stolen], on=DAY)


def test_the_social_security_number_stands_encrypted_and_is_kept_when_not_typed_again(ana, federal):
    draft = start(ana, federal)
    with_ssn = msgspec.structs.replace(ANA, ssn="900123456")
    actions.save_people(actor=Actor.person(ana), application=draft, people=[with_ssn], on=DAY)
    actions.save_people(actor=Actor.person(ana), application=draft, people=keyed(draft), on=DAY)
    assert Person.objects.get().ssn == "900123456"
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssn, ssn_index FROM applications_person")
        stored, index = cursor.fetchone()
    assert "900123456" not in stored
    assert "900123456" not in index
    assert len(index) == 64


def test_a_person_who_comes_later_opens_only_the_steps_that_lack_their_answers(ana, federal):
    draft = answered(ana, federal)
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.REVIEW
    actions.save_people(actor=Actor.person(ana), application=draft, people=[*keyed(draft), LUIS], on=DAY)
    draft.refresh_from_db()
    assert set(draft.saved_steps) == {steps.PEOPLE, steps.ADDRESS}
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.CITIZENSHIP
    kept = applicants_of(draft)[0]
    assert (kept.citizenship, kept.income_cents) == ("citizen", 30_000_00)


def test_a_change_of_name_opens_no_step(ana, federal):
    draft = answered(ana, federal)
    renamed = [msgspec.structs.replace(one, last_name="Rivera-Cruz") for one in keyed(draft)]
    actions.save_people(actor=Actor.person(ana), application=draft, people=renamed, on=DAY)
    draft.refresh_from_db()
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.REVIEW


def test_you_and_your_spouse_can_change_places(ana, federal):
    draft = start(ana, federal)
    actions.save_people(actor=Actor.person(ana), application=draft, people=[ANA, LUIS], on=DAY)
    mine, his = keyed(draft)
    swapped = [msgspec.structs.replace(his, relationship="self"), msgspec.structs.replace(mine, relationship="spouse")]
    actions.save_people(actor=Actor.person(ana), application=draft, people=swapped, on=DAY)
    assert [(one.person.first_name, one.relationship) for one in applicants_of(draft)] == [
        ("Luis", "self"),
        ("Ana", "spouse"),
    ]


def test_who_does_not_apply_is_not_asked_for_citizenship(ana, federal):
    draft = start(ana, federal)
    actor, luis = Actor.person(ana), msgspec.structs.replace(LUIS, applies=False)
    actions.save_people(actor=actor, application=draft, people=[ANA, luis], on=DAY)
    first, second = (one.person.reference for one in applicants_of(draft))
    actions.save_citizenship(actor=actor, application=draft, attested={first: "citizen", second: "citizen"}, on=DAY)
    assert [one.citizenship for one in applicants_of(draft)] == ["citizen", ""]
    assert refused(actions.save_citizenship, actor=actor, application=draft, attested={}, on=DAY) == [
        "citizenship_missing"
    ]
    with pytest.raises(IntegrityError, match="citizenship_only_of_who_applies"), transaction.atomic():
        Applicant.objects.filter(position=1).update(citizenship="citizen")


def test_an_address_elsewhere_is_refused(ana, federal):
    draft = start(ana, federal)
    burlington = msgspec.structs.replace(CONCORD, zip="05401", county_fips="50007")
    assert refused(
        actions.save_contact, actor=Actor.person(ana), application=draft, contact=burlington, on=DAY
    ) == ["other_exchange"]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "amount", "code"),
    [
        ("wages", -1, "income_negative"),
        ("rental", -5_000_00, None),
        ("wages", 10_000_000_00, None),
        ("wages", 10_000_000_01, "income_absurd"),
        ("rental", -10_000_000_01, "income_absurd"),
    ],
)
def test_an_income_is_negative_only_as_a_loss_and_never_absurd(ana, federal, kind, amount, code):
    draft = start(ana, federal)
    actions.save_people(actor=Actor.person(ana), application=draft, people=[ANA], on=DAY)
    [applicant] = applicants_of(draft)
    incomes = [IncomeAnswer(applicant.person.reference, (IncomeLine(kind, amount),))]
    arguments = {"actor": Actor.person(ana), "application": draft, "incomes": incomes, "on": DAY}
    if code:
        assert refused(actions.save_income, **arguments) == [code]
        return
    actions.save_income(**arguments)
    assert applicants_of(draft)[0].income_cents == amount


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (IncomeLine("wages", 15_00, "hour"), "hours_a_week_missing"),
        (IncomeLine("wages", 15_00, "hour", Decimal(168)), None),
        (IncomeLine("wages", 15_00, "hour", Decimal("168.5")), "hours_a_week_missing"),
        (IncomeLine("wages", 1_00, starts=date(2014, 3, 2), ends=date(2014, 3, 1)), "ends_before_start"),
        (IncomeLine("wages", 1_00, starts=date(2014, 3, 1), ends=date(2014, 3, 1)), None),
    ],
)
def test_a_line_says_its_hours_and_ends_after_it_starts(line, code):
    found = [problem.code for problem in income_problems({"a": IncomeAnswer("a", (line,))})]
    assert found == ([code] if code else [])


def test_tax_answers_fit_the_household(ana, federal):
    draft, actor = start(ana, federal), Actor.person(ana)
    actions.save_people(actor=actor, application=draft, people=[ANA, LUIS, MIA], on=DAY)
    _, luis, mia = (one.person.reference for one in applicants_of(draft))

    def problems(**answer):
        return refused(
            actions.save_taxes, actor=actor, application=draft, answer=TaxAnswer(files_taxes=True, **answer), on=DAY
        )

    assert problems(dependents=frozenset({mia})) == ["say_whether_jointly"]
    assert problems(files_jointly=True, claimed_by=mia, dependents=frozenset({mia})) == ["claims_its_claimer"]
    assert problems(files_jointly=True, claimed_by="nobody") == ["claimed_by_nobody"]
    assert problems(files_jointly=True, dependents=frozenset({mia, luis})) == ["cannot_be_dependent"]
    actions.save_taxes(actor=actor, application=draft, answer=TaxAnswer(files_taxes=False), on=DAY)


@pytest.mark.parametrize(
    ("people", "files", "asked"),
    [([ANA], True, True), ([ANA], False, False), ([ANA, MIA], False, True)],  # CHIP depends on it, too
)
def test_other_coverage_is_asked_where_it_can_change_the_outcome(ana, federal, people, files, asked):
    draft = answered(ana, federal, people, files_taxes=files)
    assert (steps.COVERAGE in steps_for(draft)) == asked


def test_a_signed_application_is_not_changed_any_more(ana, federal, on_sale):
    application, _ = decided(ana, federal)
    with pytest.raises(actions.AlreadySubmitted):
        actions.save_people(actor=Actor.person(ana), application=application, people=[ANA], on=DAY)


@pytest.mark.parametrize("twice", ["self", "spouse"])
def test_the_database_holds_one_self_and_one_spouse(ana, federal, twice):
    draft = start(ana, federal)
    actions.save_people(actor=Actor.person(ana), application=draft, people=[ANA, LUIS, MIA], on=DAY)
    with pytest.raises(IntegrityError, match=f"one_{twice}_per_application"), transaction.atomic():
        Applicant.objects.filter(position=2).update(relationship=twice)
