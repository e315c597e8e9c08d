"""The letter of a decision: one for each, with every person's outcome, the credit once, the reasons, in the person's language."""

import re

import pytest

from coverport.applications.decision import decision_page
from coverport.applications.determining import result_of
from coverport.applications.revision import revise_application
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.core.money import display
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.notices.typeset import pdf
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, decided, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def letter_of(determination) -> Notice:
    return Notice.objects.get(kind="eligibility", decision=determination.reference)


def said_in(notice: Notice) -> str:
    return "\n".join(texts(notice.content))


def test_a_couple_reads_each_outcome_the_credit_once_and_the_last_day_to_appeal(vermont):
    user = somebody("a@example.org")
    application, determination = decided(user, vermont, (ANA, LUIS), income=52_000_00, contact=BURLINGTON)
    notice = letter_of(determination)
    credit = display(result_of(determination).aptc)
    assert (notice.user, notice.about, notice.language) == (user, application.reference, "en")
    assert notice.title == "You can get help with your coverage."
    assert said_in(notice).count(f"Tax credit: up to {credit} a month.") == 1
    assert "Luis Rivera, 44 years old" in said_in(notice)
    assert "March 10, 2014" in said_in(notice)  # 90 days after December 10
    assert "26 USC 36B(c)(1)(A)" in said_in(notice)
    assert pdf(notice.content).startswith(b"%PDF")


def test_what_the_letter_says_of_each_person_is_what_the_page_says(vermont):
    application, determination = decided(
        somebody("a@example.org"), vermont, (ANA, LUIS, MIA), income=52_000_00, contact=BURLINGTON
    )
    said = said_in(letter_of(determination))
    page = decision_page(application, determination, today=determination.on)
    assert {card.kind for card in page.cards} == {"credit", "medicaid"}
    for card in page.cards:
        assert card.outcome in said
        for why in card.why:
            assert f"{why.words} ({'; '.join(why.citations)})" in said


def test_who_gets_no_help_is_told_why(vermont):
    _, determination = decided(somebody("a@example.org"), vermont, (ANA,), income=200_000_00, contact=BURLINGTON)
    notice = letter_of(determination)
    assert notice.title == "You cannot get help with your coverage."
    assert "full price" in said_in(notice)
    assert "Tax credit: up to" not in said_in(notice)
    assert re.search(r"400%.*\(26 USC 36B\(c\)\(1\)\(A\)", said_in(notice))


def test_it_is_written_in_the_language_of_who_signed(vermont):
    user = somebody("a@example.org")
    user.language = "es"
    user.save()
    _, determination = decided(user, vermont, (ANA,), income=30_000_00, contact=BURLINGTON)
    notice = letter_of(determination)
    assert notice.language == "es"
    assert "Se puede comprar un plan para Ana" in said_in(notice)
    assert "Your yearly income" not in said_in(notice)


def test_answers_that_are_signed_again_are_another_decision_and_another_letter(vermont):
    user = somebody("a@example.org")
    application, first = decided(user, vermont, (ANA,), income=30_000_00, contact=BURLINGTON)
    again = revise_application(actor=Actor.person(user), application=application, on=first.on)
    second = submit_application(actor=Actor.person(user), application=again, signature="Ana Rivera", on=first.on)
    assert letter_of(first).pk != letter_of(second).pk
    assert Notice.objects.filter(kind="eligibility").count() == 2
