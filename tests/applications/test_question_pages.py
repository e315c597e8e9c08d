"""The steps whose questions the rules choose, on the web: asked where they matter, mistakes in place, nothing typed lost."""

import html
import re
from pathlib import Path

import msgspec
import pytest
from django.utils import translation

from coverport.applications.actions import save_contact
from coverport.applications.asking import asking_law, read, steps_for
from coverport.applications.forms import asking
from coverport.applications.forms.questions import YES_NO, counted
from coverport.applications.models import Application
from coverport.applications.queries import applicants_of
from coverport.applications.review import answer_words
from coverport.applications.rules import questions as rules
from coverport.applications.rules import steps
from coverport.applications.rules.household import Asked, Member, Question
from coverport.core.access import Actor
from coverport.eligibility.facts import Deduction, IncomeLine
from coverport.eligibility.facts.people import ImmigrationStatus
from coverport.law.resolved import resolve
from tests.applications.households import ANA, CONCORD, DAY, LUIS, MIA, answered, person

pytestmark = pytest.mark.django_db
PARTNER = msgspec.structs.replace(LUIS, relationship="partner")


@pytest.fixture
def web(client, ana, federal):
    client.force_login(ana)
    return client


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def keys(application) -> list[str]:
    return [one.person.reference for one in applicants_of(application)]


def at(draft: Application, step: str) -> str:
    return f"/federal/apply/{draft.reference}/{step}/"


def test_a_step_without_a_question_is_not_there(web, ana, federal):
    draft = answered(ana, federal)
    for step in (
        steps.FAMILY,
        steps.STATUS,
        steps.RETURNS,
        steps.DETAILS,
        steps.EXPECTED,
        steps.KINDS,
        steps.OFFERS,
        steps.WORK,
    ):
        assert web.get(at(draft, step)).status_code == 404, step


def test_the_circumstances_are_saved_and_bring_their_details(web, ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    page = web.post(at(draft, steps.CIRCUMSTANCES), {f"{you}-circumstances": ["pregnant", "american_indian"]})
    assert page["Location"] == at(draft, steps.DETAILS)
    assert f'name="{you}-expected"' in told(web.get(page["Location"]))
    # Three people, one of them pregnant, are below New Hampshire's limit: so a no of the agency matters now.
    page = web.post(at(draft, steps.DETAILS), {f"{you}-expected": "2"})
    assert page["Location"] == at(draft, steps.COVERAGE)
    page = web.post(page["Location"], {f"{you}-other_coverage": "no", f"{you}-denied": "no"})
    assert page["Location"] == at(draft, steps.REVIEW)
    review = told(web.get(page["Location"]))
    assert "True of Ana: <strong>Pregnant; Member of a federally recognized tribe" in review
    assert "How many babies does Ana expect? <strong>2</strong>" in review


def test_a_missing_answer_is_asked_for_in_place(web, ana, federal):
    draft = answered(ana, federal, other_coverage=True, more={"kinds": ("other",)})
    [you] = keys(draft)
    page = web.post(at(draft, steps.KINDS), {})
    assert page.status_code == 422
    assert "Check at least one." in told(page)
    assert applicants_of(draft)[0].told.kinds == ("other",)
    page = web.post(at(draft, steps.COVERAGE), {f"{you}-other_coverage": ""})
    assert page.status_code == 422
    assert "Choose yes or no." in told(page)


def summary(page) -> list[str]:
    """The lines of what has to be mended."""
    lines = re.search(r'id="problems".*?</ul>', told(page))
    assert lines, "nothing is said to be wrong"
    return [html.unescape(line) for line in re.findall(r"<a [^>]*>(.*?)</a>", lines[0])]


def test_what_is_missing_says_of_whom(web, ana, federal):
    draft = answered(ana, federal, (ANA, LUIS))
    page = web.post(at(draft, steps.CITIZENSHIP), {})
    assert summary(page) == ["Ana Rivera: Choose one answer.", "Luis Rivera: Choose one answer."]
    assert told(page).count("Rivera: </span>Choose one answer.</span>") == 2  # read at the field
    page = web.post(at(draft, steps.COVERAGE), {})
    assert "Ana: Choose yes or no." in summary(page)
    assert "Luis: Choose yes or no." in summary(page)
    page = web.post(at(draft, steps.INCOME), {})
    assert "Luis Rivera, Amount before taxes: Enter an amount. If there is none, enter 0." in summary(page)
    page = web.post(at(draft, steps.TAXES), {"claimed_by": "no"})
    assert "Will you file a federal tax return for 2014? Choose yes or no." in summary(page)


def test_what_is_missing_says_to_which_question_of_several(web, ana, federal):
    draft = answered(ana, federal, (ANA, LUIS), other_coverage=True)
    you, luis = keys(draft)
    web.post(at(draft, steps.KINDS), {f"{you}-kinds": [f"job:{you}"], f"{luis}-kinds": [f"job:{luis}"]})
    page = web.post(at(draft, steps.OFFERS), {})
    assert "Ana: Does that plan pay at least 60% of the costs of care? Choose one answer." in summary(page)
    web.cookies.load({"django_language": "es"})
    page = web.post(at(draft, steps.CITIZENSHIP), {})
    assert summary(page) == ["Ana Rivera: Elija una respuesta.", "Luis Rivera: Elija una respuesta."]


def test_people_without_a_name_are_told_apart_in_what_is_missing(web, ana, federal):
    draft = answered(ana, federal)
    page = web.post(at(draft, steps.PEOPLE), {"rows": "3"})
    assert "You: Do you want coverage for yourself? Choose yes or no." in summary(page)
    assert "Person 3: Who is this person to you? Choose one." in summary(page)


def test_wrong_amounts_and_days_of_an_offer_stay_as_typed(web, ana, federal):
    draft = answered(ana, federal, (ANA, LUIS), other_coverage=True)
    you, luis = keys(draft)
    web.post(at(draft, steps.KINDS), {f"{you}-kinds": [f"job:{luis}"], f"{luis}-kinds": [f"job:{luis}"]})
    page = web.post(
        at(draft, steps.OFFERS),
        {
            f"{luis}-offer_enrolled": [you],
            f"{luis}-offer_self_only": "ninety",
            f"{luis}-offer_minimum_value": "unknown",
        },
    )
    assert page.status_code == 422
    assert 'value="ninety"' in told(page)
    assert "Enter an amount of dollars" in told(page)
    assert re.search(rf'value="{you}"[^>]*checked', told(page))


def test_the_employer_stands_in_the_review_as_it_was_typed(web, ana, federal):
    """Also one whose name is a word of ours; the line is not translated."""
    draft = answered(ana, federal, other_coverage=True)
    [you] = keys(draft)
    web.post(at(draft, steps.KINDS), {f"{you}-kinds": [f"job:{you}"]})
    page = web.post(
        at(draft, steps.OFFERS),
        {
            f"{you}-offer_self_only": "90",
            f"{you}-offer_minimum_value": "yes",
            f"{you}-offer_employer": "Granite Bakery",
            f"{you}-offer_street": "no",
            f"{you}-offer_place": "Concord NH 03301",
        },
    )
    review = told(web.get(page["Location"]))
    assert "<strong>Granite Bakery</strong>" in review
    assert "<strong>no</strong>" in review
    assert "<strong>Concord NH 03301</strong>" in review


def test_who_lives_elsewhere_is_asked_with_the_address(web, ana, federal):
    draft = answered(ana, federal, (ANA, MIA))
    mia = keys(draft)[1]
    typed = {"street": "1 Main", "city": "Concord", "zip": "03301", "county": "33013", "lives_elsewhere": [mia]}
    page = web.post(at(draft, steps.ADDRESS), typed)
    assert page["Location"] == at(draft, steps.FAMILY)
    page = web.get(page["Location"])
    assert "Does Mia live in New Hampshire?" in told(page)
    assert re.search(rf'value="{mia}"[^>]*checked', told(web.get(at(draft, steps.ADDRESS))))


def test_the_spouse_s_safety_is_spoken_of_where_it_is_asked_about(web, ana, federal):
    draft = answered(ana, federal, (ANA, LUIS), jointly=False)
    page = told(web.get(at(draft, steps.RETURNS)))
    assert "we do not contact your spouse" in page
    assert "1-800-799-7233" in page
    assert "I am not safe with my spouse" in page


def income_of(draft: Application, **lines: str) -> dict[str, str]:
    you = keys(draft)[0]
    return {f"{you}-{name.replace('_', '-', 1)}": value for name, value in lines.items()}


HOURLY = {"rows": "1", "0_kind": "wages", "0_amount": "15", "0_period": "hour", "0_hours": "37.5"}


def test_income_by_the_hour_is_worked_out_and_confirmed(web, ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    page = web.post(at(draft, steps.INCOME), income_of(draft, **HOURLY))
    assert page["Location"] == at(draft, steps.EXPECTED)
    assert "$29,250" in told(web.get(page["Location"]))
    page = web.post(page["Location"], {f"{you}-expects": "no"})
    assert page.status_code == 422
    assert "Enter an amount. If there is none, enter 0." in told(page)
    page = web.post(at(draft, steps.EXPECTED), {f"{you}-expects": "no", f"{you}-income_year": "20,000"})
    assert page["Location"] == at(draft, steps.REVIEW)
    assert "$20,000" in told(web.get(page["Location"]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"0_hours": ""}, "Enter the hours of a usual week, from 1 to 168."),
        ({"0_hours": "lots"}, "Enter the hours of a usual week, such as 37.5."),
        ({"0_starts_month": "3", "0_starts_day": "x", "0_starts_year": "2014"}, "There is no such date."),
        (
            {"0_starts_month": "3", "0_starts_day": "2", "0_starts_year": "2014", "0_ends_month": "3", "0_ends_day": "1",
             "0_ends_year": "2014"},
            "This income cannot end before it starts.",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_folded_answer_is_unfolded(web, ana, federal, changes, words):
    draft = answered(ana, federal)
    page = web.post(at(draft, steps.INCOME), income_of(draft, **{**HOURLY, **changes}))
    assert page.status_code == 422
    assert words in told(page)
    assert "<details open><summary>Paid by the hour, or not all year?" in told(page)
    for value in changes.values():
        assert f'value="{value}"' in told(page)


def test_a_line_of_income_is_added_without_judging_and_an_empty_one_falls_away(web, ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    typed = income_of(draft, **{"rows": "1", "0_kind": "wages", "0_amount": "x", "0_period": "year"})
    page = web.post(at(draft, steps.INCOME), {**typed, "add": you})
    assert page.status_code == 200
    assert 'value="x"' in told(page)
    assert f'name="{you}-1-amount"' in told(page)
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', told(page)) == [f"{you}-1-kind"]
    assert "attention" not in told(page)
    lines = {
        "rows": "2",
        "0_kind": "pension",
        "0_amount": "9000",
        "0_period": "year",
        "1_kind": "wages",
        "1_amount": "",
        "1_period": "year",
    }
    more = {f"{you}-d0-kind": "student_loan_interest", f"{you}-d0-amount": "600", f"{you}-d0-period": "year"}
    web.post(at(draft, steps.INCOME), {**income_of(draft, **lines), **more})
    stored = applicants_of(draft)[0].told
    assert stored.income == (IncomeLine("pension", 9_000_00),)
    assert stored.deductions == (Deduction("student_loan_interest", 600_00),)


def test_a_row_for_nobody_adds_nothing(web, ana, federal):
    draft = answered(ana, federal)
    assert web.post(at(draft, steps.INCOME), {"add": "AAAA-AAAA", "AAAA-AAAA-rows": "99"}).status_code == 200


def test_the_status_is_chosen_from_a_plain_list(web, ana, federal):
    draft = answered(ana, federal)
    [you] = keys(draft)
    web.post(at(draft, steps.CITIZENSHIP), {you: "immigrant"})
    page = told(web.get(at(draft, steps.STATUS)))
    assert "Lawful permanent resident (green card)" in page
    assert web.post(at(draft, steps.STATUS), {f"{you}-status": "martian"}).status_code == 422
    page = web.post(at(draft, steps.STATUS), {f"{you}-status": "lawful_permanent_resident"})
    assert page["Location"] == at(draft, steps.DETAILS)
    answers = {f"{you}-status_since_month": "5", f"{you}-status_since_day": "1", f"{you}-status_since_year": "2099"}
    page = web.post(at(draft, steps.DETAILS), answers)
    assert page.status_code == 422
    assert 'value="2099"' in told(page)


def test_every_question_has_a_label_and_every_choice_its_words(ana, federal):
    """Of everything that can be asked: a household in which all of it matters."""
    names = set(re.findall(r'Question\(steps\.\w+, "(\w+)"', Path(rules.__file__).read_text()))
    assert len(names) > 30
    assert names == set(asking._LABELS)
    assert set(ImmigrationStatus.__args__) - {"none"} == set(asking.STATUSES)
    assert set(asking.BEFORE) <= set(asking.STATUSES)
    assert {"covered", "expects"} <= YES_NO


def test_all_questions_together_are_shown_and_labelled(web, ana, federal):
    zoe, rosa = (
        person("Zoe", msgspec.structs.replace(MIA).birth_date, "grandchild"),
        person("Rosa", ANA.birth_date.replace(year=1950), "parent"),
    )
    draft = answered(ana, federal, (ANA, PARTNER, MIA, zoe, rosa), income=4_000_00, other_coverage=True,
                     more={"circumstances": ("pregnant",) * 0})  # fmt: skip
    you = keys(draft)[0]
    for one in applicants_of(draft):
        one.citizenship, one.dependent = "immigrant", False
        jobs = (f"job:{you}",)
        one.tell(
            circumstances=("pregnant", "postpartum", "foster_care"),
            status="battered",
            elsewhere=one.relationship == "child",
            kinds=jobs,
        )
        one.tell(income=(IncomeLine("wages", 50_00, "week"),))
        one.save()
    draft.refresh_from_db()
    Application.objects.update(saved_steps=list(steps.STEPS))
    draft.refresh_from_db()
    asked = {step for step in steps_for(draft) if step not in steps.ALWAYS}
    assert asked >= {
        "family",
        "status",
        "returns",
        "circumstances",
        "details",
        "expected",
        "coverage",
        "kinds",
        "offers",
    }
    for step in asked:
        page = web.get(at(draft, step))
        assert page.status_code == 200, step
        text = page.content.decode()
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
        inputs = re.findall(r"<(?:input|select)\b[^>]*>", text)
        for one in inputs:
            if 'type="hidden"' not in one:
                assert re.search(r'id="([^"]+)"', one)[1] in labelled, (step, one)
    assert web.get(at(draft, steps.REVIEW)).status_code == 200
    assert web.post(at(draft, steps.FAMILY), {}).status_code == 422
    assert {question.step for question in read(draft).questions} == asked


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_label_and_hint_can_be_filled_in(language):
    one = Member(key="ana", name="Ana", age=40)
    law = asking_law(resolve(on=DAY, state="NH", year=2014))
    asked = Asked(people=(one,), law=law, state="NH", year=2014, on=DAY)
    with translation.override(language):
        for name in asking._LABELS:
            question = Question("details", name, "ana")
            assert "%(" not in asking.label(question, asked) + asking.hint(question, asked)
        for value in asking._OPTIONS:
            words = asking.option(value.rpartition(".")[2], Question("details", value.partition(".")[0], "ana"), asked)
            assert "%(" not in words
        assert len(asking.statuses(Question("status", "status"))) == len(asking.STATUSES) + 2


def test_a_move_to_another_state_asks_for_the_circumstances_again(ana, federal):
    draft = answered(ana, federal)
    maine = msgspec.structs.replace(CONCORD, zip="04101", county_fips="23005")
    save_contact(actor=Actor.person(ana), application=draft, contact=maine, on=DAY)
    draft.refresh_from_db()
    assert steps.CIRCUMSTANCES not in draft.saved_steps


@pytest.mark.parametrize(("language", "words"), [("en", "none"), ("es", "ninguno")])
def test_no_year_at_all_has_one_word_on_the_question_and_in_the_review(language, words):
    with translation.override(language):
        assert counted(0) == words
        question = Question(steps.RETURNS, "unreconciled_years", "")
        assert answer_words(question, {"": {"unreconciled_years": 0}}, None) == words
