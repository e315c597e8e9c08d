"""The letters of renewal: whole in each language, and without anything that the tax service said."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from coverport.applications.actions import copy_for_year, save_income, save_people, save_taxes
from coverport.applications.hubsim.people import Scripted
from coverport.applications.replay import replay_of
from coverport.applications.rules.answers import TaxAnswer
from coverport.applications.submission import submit_application
from coverport.applications.verification import tax_records
from coverport.core.access import Actor
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.notices import RENEWAL, RENEWED
from coverport.notices.blocks import texts
from coverport.notices.models import Notice, StationeryUsed
from coverport.notices.typeset import pdf
from tests.access.test_canary import unsealed
from tests.applications.households import ANA, LUIS, answer_the_rest, person, yearly
from tests.applications.verification.conftest import hub, hub_process
from tests.enrollment.lives import as_told
from tests.enrollment.renewal.market import DONE, TOLD, crosswalk, enrolled, next_of, renewal_of, run, through
from tests.notices.test_kinds import needs_catalog
from tests.shopping.market import text_of

__all__ = ["hub", "hub_process"]
pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
NUMBERED = person("Ana", date(1973, 4, 28), ssn="900124711")


def letters(language: str) -> dict[str, Notice]:
    return {each.kind: each for each in Notice.objects.filter(kind__in=(RENEWAL, RENEWED), language=language)}


def test_both_letters_are_whole_in_each_language_of_one_run(federal_years):
    """What letters of a run say alike is kept by language: neighbors do not lend each other words."""
    for language in LANGUAGES:
        needs_catalog(language)
        before = enrolled((ANA, LUIS), income=45_000_00, consent_years=0, email=f"{language}@example.org")
        owner = before.application.household.owner
        owner.language = language
        owner.save()
    through()
    for language in LANGUAGES:
        found = letters(language)
        assert set(found) == {RENEWAL, RENEWED}
        assert all(pdf(each.content).startswith(b"%PDF") for each in found.values())
    said = [text for each in letters("es").values() for text in texts(each.content) if " " in text]
    assert said
    plan, issuer = before.qhp_id, "of"
    assert plan not in said
    assert any("Ana y Luis" in text for text in said)
    kept = list(StationeryUsed.objects.values_list("content", flat=True))
    assert [content for content in kept if "Ana" in content or "Luis" in content] == [], "no household stands on it"
    assert not [text for text in said if f" {issuer} " in text and "plan" in text and "English:" not in text]
    apart = {words for text in said for words in text.split(". ")} & {
        words for each in letters("en").values() for text in texts(each.content) for words in text.split(". ")
    }
    assert not [words for words in apart if " the " in f" {words} " and "English:" not in words]


def test_nothing_of_a_tax_return_stands_in_a_letter_or_open_in_the_database(federal_years, hub):
    hub.people(
        Scripted(
            first_name="Ana", last_name="Rivera", birth_date=date(1973, 4, 28), ssn="900124711", tax=Decimal(38_123)
        )
    )
    before = enrolled((NUMBERED,), income=30_000_00)
    through()
    assert [note["code"] for note in renewal_of(before).notes] == ["tax_data"]
    after = next_of(before)
    decision, system = after.determination, Actor.system("verification")
    found = tax_records.whole(decision, actor=system, why="a test", on=decision.on)
    assert found.tax_households[0].magi == 38_123_00, "it is there to be found"
    assert [name for name, text in unsealed() if "3812300" in text or "38,123" in text] == [], "in the tax record alone"
    assert replay_of(decision).holds
    assert after.credit_cents < before.credit_cents
    for each in letters("en").values():
        assert "38,123" not in "".join(texts(each.content))


def test_a_household_without_consent_pays_the_full_price_and_is_told_so(federal_years, hub):
    hub.people(
        Scripted(
            first_name="Ana", last_name="Rivera", birth_date=date(1973, 4, 28), ssn="900124711", tax=Decimal(38_123)
        )
    )
    before = enrolled((NUMBERED,), income=30_000_00, consent_years=0)
    through()
    after = next_of(before)
    assert (after.credit_cents, after.elected_cents, after.csr_variant) == (0, 0, "01")
    assert after.most_credit_cents > 0
    said = "".join(texts(letters("en")[RENEWAL].content))
    assert "You did not allow us to look at tax data for 2027" in said
    assert "$38,123" not in said


def test_who_is_left_out_of_the_new_answers_is_named_and_told_why(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    alone(before, on=DONE)
    run(DONE)
    assert [one.person.first_name for one in next_of(before).members.all()] == ["Ana"]
    letter = "\n".join(texts(Notice.objects.get(kind=RENEWED).content))
    assert "By your newest answers Luis does not ask for coverage in 2027, and is not renewed." in letter
    assert "cannot have a plan" not in letter


def alone(before: Enrollment, *, on: date) -> None:
    """The first person signs for 2027 without the others."""
    exchange = before.application.exchange
    exchange.date_of_record = on
    exchange.save()
    common: dict[str, Any] = {"actor": Actor.person(before.application.household.owner), "on": on}
    draft = copy_for_year(application=before.application, year=2027, **common)
    common["application"] = draft
    save_people(people=as_told(draft)[:1], **common)
    key = draft.applicants.get().person.reference
    save_taxes(answer=TaxAnswer(True, None, "no"), **common)
    save_income(incomes=[yearly(key, 45_000_00)], **common)
    answer_the_rest(draft, {"other_coverage": False}, on=on)
    draft.refresh_from_db()
    submit_application(actor=common["actor"], application=draft, signature="Ana Rivera", on=on)


@pytest.mark.parametrize(("born", "level"), [(date(1997, 1, 1), "catastrophic"), (date(1980, 1, 1), "silver")])
def test_a_letter_does_not_say_that_a_plan_ends_which_others_can_have(federal_years, client, born, level):
    """A catastrophic plan goes on, and not for who is 30."""
    before = enrolled((person("Cy", born),), level=level, income=90_000_00, consent_years=0)
    through()
    said = "\n".join(
        text for each in Notice.objects.filter(kind__in=(RENEWAL, RENEWED)) for text in texts(each.content)
    )
    said += text_of(client_of(client, before).get(f"/federal/coverage/renewal/{renewal_of(before).reference}/"))
    assert not Notice.objects.filter(kind="plan_discontinued").exists()
    assert "is not sold where you live" not in said
    assert said.count("is only for people below an age that somebody of you has reached") == 3 * (
        level == "catastrophic"
    )
    # At this income there is no credit, with consent or without.
    assert said.count("By what you told us last, there is no tax credit for you in 2027.") == 3
    assert "you can have it again" not in said
    assert "These prices are with the tax credit that you can have" not in said


def client_of(client: Client, before: Enrollment) -> Client:
    client.force_login(before.application.household.owner)
    return client


def test_after_open_enrollment_no_letter_says_that_a_plan_can_be_chosen_in_it(federal_years):
    before = enrolled((ANA,), income=30_000_00)
    crosswalk(before.plan_id, None)
    run(date(2026, 12, 20))
    run(date(2026, 12, 31))
    said = {each.kind: "\n".join(texts(each.content)) for each in Notice.objects.filter(about__in=_numbers())}
    assert "Plans could be chosen from November 1, 2026 to December 15, 2026." in said[RENEWAL]
    assert "You can choose another plan from" not in said[RENEWAL]
    assert "You can still choose another plan" not in said[RENEWED]
    assert "choose it by December 31, 2026" in said["plan_discontinued"]


def _numbers() -> list[str]:
    return list(Enrollment.objects.values_list("reference", flat=True))
