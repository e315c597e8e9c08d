"""The two letters say the same as the enrollment, and the first never says that anybody is covered."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.money import display
from coverport.enrollment.actions import effectuate, end_coverage
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.models import Enrollment
from coverport.enrollment.recipients import recipient
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, TOM, decided
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def said(kind: str) -> str:
    return "\n".join(texts(Notice.objects.get(kind=kind).content))


def test_where_the_insurer_bills_the_letter_names_it_the_amount_and_the_last_day(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    letter = said("plan_selected")
    assert "You are not covered yet." in letter
    assert f"Pay your first bill of {display(enrollment.net_cents)} to Anthem" in letter
    for words in ("31, 2013", "1, 2014", enrollment.reference, display(enrollment.premium_cents), "Ana"):
        assert words in letter
    assert "You can appeal what we decided about you until March 10, 2014." in letter
    assert "approved it yet" not in letter


def test_in_vermont_the_exchange_is_paid_and_the_price_is_marked_as_filed(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    choose(application)
    letter = said("plan_selected")
    assert "to Coverport Vermont by" in letter
    assert "as the insurer filed it" in letter
    assert "Ana, Luis, Mia and Tom" in letter


def test_who_is_not_on_the_plan_is_named(ana, federal):
    application, _ = decided(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    choose(application)
    letter = said("plan_selected")
    assert "Mia: not part of this plan" in letter
    assert "Mia is likely to get coverage through Medicaid. New Hampshire Medicaid decides this." in letter


def test_the_state_s_own_help_is_in_the_letter(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS), income=40_000_00, contact=BURLINGTON)
    choose(application)
    assert "Vermont Premium Assistance pays $" in said("plan_selected")


def test_law_that_is_only_assumed_is_said_on_both_letters(ana, federal):
    application, determination = decided(ana, federal)
    determination.result["assumed"] = ["medicaid.adult (NH)", "medicaid.guideline_update"]
    determination.save()
    enrollment = choose(application)
    effectuate(actor=Actor.system("edi"), enrollment=enrollment, on=date(2013, 12, 20))
    values = "Medicaid’s income limit for adults; the day from which Medicaid uses the new poverty guideline"
    for kind in ("plan_selected", "covered"):
        assert f"have not been confirmed for this date: {values}." in said(kind)


def test_without_assumed_law_no_letter_speaks_of_it(ana, federal):
    application, determination = decided(ana, federal)
    assert determination.result["assumed"] == []
    choose(application)
    assert "have not been confirmed" not in said("plan_selected")


def test_with_nothing_to_pay_the_letter_asks_for_nothing(ana, federal):
    application, _ = decided(ana, federal, income=17_500_00)
    choose(application, level="bronze")
    letter = said("plan_selected")
    assert "You do not have to pay anything." in letter
    assert "You are not covered yet." in letter
    assert "first bill" not in letter


def test_once_it_is_sure_a_second_letter_says_from_when(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    effectuate(actor=Actor.system("edi"), enrollment=enrollment, on=date(2013, 12, 20))
    letter = said("covered")
    assert letter.startswith("You are covered from")
    assert "You do not have to do anything." in letter
    assert "not covered yet" not in letter
    assert Notice.objects.get(kind="covered").on == date(2013, 12, 20)


def test_the_letter_goes_to_the_home_address_of_who_signed(ana, federal):
    application, _ = decided(ana, federal)
    choose(application)
    letter = Notice.objects.get(kind="plan_selected").content
    assert (letter.name, letter.address) == ("Ana Rivera", ("12 Main Street", "Concord NH 03301"))


@pytest.mark.parametrize("kind", ["plan_selected", "covered", "termination"])
def test_a_letter_in_spanish_names_everybody_in_spanish_whoever_speaks_english_when_it_is_made(ana, federal, kind):
    """As an insurer's answer, or an office, does."""
    ana.language = "es"
    ana.save()
    application, _ = decided(ana, federal, (ANA, LUIS))
    enrollment = effectuate(actor=Actor.system("test"), enrollment=choose(application), on=date(2013, 12, 20))
    ends, told = date(2014, 3, 31), date(2014, 3, 2)
    end_coverage(actor=Actor.system("test"), enrollment=enrollment, cause="plan_ended", last=ends, on=told)
    letter = said(kind)
    assert "Ana y Luis" in letter
    assert "Ana and Luis" not in letter


@pytest.mark.parametrize(("who", "died", "name"), [
    ((ANA, LUIS), "Ana", "Luis Rivera"),
    ((ANA, LUIS), "Luis", "Ana Rivera"),
    ((ANA,), "Ana", "The family of Ana Rivera"),
])  # fmt: skip
def test_no_letter_is_addressed_to_who_has_died(ana, federal, who, died, name):
    application, _ = decided(ana, federal, who)
    enrollment = effectuate(actor=Actor.system("test"), enrollment=choose(application), on=date(2013, 12, 20))
    person = enrollment.members.get(person__first_name=died).person.reference
    assert recipient(enrollment).name == "Ana Rivera"
    follow_death(application=application, person=person, died_on=date(2014, 2, 10), on=date(2014, 2, 12))
    letter = Notice.objects.filter(kind__in=("coverage_changed", "termination")).latest("pk")
    assert letter.content.name == name
    assert recipient(Enrollment.objects.latest("pk")).name == name
