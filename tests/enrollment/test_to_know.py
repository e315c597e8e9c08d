"""The page of a plan says what is still to be done: papers, an appeal that was won and waits, Medicare at 65. It said that nothing is."""

import re
from datetime import date

import pytest

from coverport.accounts.roles import grant_role
from coverport.appeals.actions import decide_appeal, file_appeal
from coverport.applications.verification.models import Inconsistency
from coverport.core.access import Actor
from coverport.enrollment.models import Renewal, RenewalBatch
from tests.applications.households import ANA, LUIS, decided, person, somebody
from tests.enrollment.lives import covered

NOTHING = "You do not have to do anything now."
DAY = date(2013, 12, 10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def told(web, address: str) -> str:
    return re.sub(r"\s+", " ", web.get(f"/federal/{address}/").content.decode())


def settled(enrollment) -> None:
    """All of its papers came and were enough."""
    Inconsistency.objects.update(status="accepted", closed_on=DAY)


def appeal(application, federal, outcome: str = ""):
    asked = file_appeal(
        actor=Actor.person(application.household.owner), application=application, grounds="I earn less.", expedited=False,
        keeps_help=False, on=DAY,
    )  # fmt: skip
    if not outcome:
        return asked
    worker = somebody("state@example.org")
    grant_role(actor=Actor.system("test"), user=worker, exchange=federal, kind="state_worker", on=DAY)
    return decide_appeal(
        actor=Actor.person(worker), appeal=asked, outcome=outcome, effect="You get more.", facts="Pay slips.", citation="26 USC 36B",
        effective_on=date(2014, 1, 1), on=DAY,
    )  # fmt: skip


def test_papers_that_are_due_are_on_the_page_of_the_plan_until_they_came(web, ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=40_000_00)
    first = Inconsistency.objects.order_by("due_on").first()
    page = told(web, "coverage")
    assert f"We need papers from you by {first.due_on:%B} {first.due_on.day}, {first.due_on.year}." in page
    assert f'href="/federal/apply/{enrollment.application.reference}/proof/"' in page
    assert NOTHING not in page
    settled(enrollment)
    page = told(web, "coverage")
    assert "We need papers" not in page
    assert NOTHING in page


def test_a_won_appeal_that_waits_for_a_signature_is_said_with_the_decision_and_the_plan(web, ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=40_000_00)
    settled(enrollment)
    won = appeal(enrollment.application, federal, "won")
    for address in ("coverage", f"apply/{enrollment.application.reference}/decision"):
        page = told(web, address)
        assert "You won your appeal. Help changes once you have looked at your answers and signed them" in page
        assert f'href="/federal/apply/{won.draft.reference}/review/"' in page
        assert NOTHING not in page
        assert "ask for an appeal" not in page
        assert "You can ask for an appeal until" not in page


@pytest.mark.parametrize("outcome", ["", "won"])
def test_without_a_plan_an_appeal_that_waits_stands_where_the_plan_would(web, ana, federal, outcome):
    """Won, the page said that an application is not finished."""
    application, _ = decided(ana, federal, (ANA, LUIS), income=40_000_00)
    appeal(application, federal, outcome)
    page = told(web, "coverage")
    assert "You have not chosen a plan yet" in page
    assert "Your application is not finished" not in page
    assert ("You won your appeal." if outcome else "You appealed our decision of December 10, 2013") in page
    assert ("Look at your answers and sign" in page) == bool(outcome)


@pytest.mark.parametrize(("outcome", "words", "again"), [
    ("", "You appealed our decision of December 10, 2013 on December 10, 2013. As far as we can, it is decided by March 10, 2014.", False),
    ("lost", "You did not win your appeal. The letter says why, and what you can do.", False),
    ("dismissed", "Your appeal was dismissed. The letter says why, and what you can do.", True),
])  # fmt: skip
def test_the_page_of_a_decision_says_where_its_appeal_stands(web, ana, federal, outcome, words, again):
    enrollment = covered(ana, federal, (ANA, LUIS), income=40_000_00)
    settled(enrollment)
    appeal(enrollment.application, federal, outcome)
    page = told(web, f"apply/{enrollment.application.reference}/decision")
    assert words in page
    assert ("You can ask for an appeal until" in page) == again
    plan = told(web, "coverage")
    assert (words in plan) == (outcome == "")
    assert NOTHING in plan


def test_after_the_last_day_the_page_of_a_decision_offers_no_appeal(web, ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=40_000_00)
    for day, late in ((date(2014, 3, 10), False), (date(2014, 3, 11), True)):
        federal.date_of_record = day
        federal.save()
        page = told(web, f"apply/{enrollment.application.reference}/decision")
        assert ("The last day to ask for an appeal was March 10, 2014." in page) == late
        assert ("You can ask for an appeal until" in page) != late


@pytest.mark.parametrize(("today", "words"), [
    (date(2014, 3, 31), None),
    (date(2014, 4, 1), "Sign up for Medicare between April 1, 2014 and October 31, 2014, best before July 1, 2014"),
    (date(2014, 6, 30), "Sign up for Medicare between April 1, 2014 and October 31, 2014, best before July 1, 2014"),
    (date(2014, 7, 1), "Rosa can sign up for Medicare until October 31, 2014."),
    (date(2014, 10, 31), "Rosa can sign up for Medicare until October 31, 2014."),
    (date(2014, 11, 1), None),
])  # fmt: skip
def test_medicare_at_65_is_on_the_page_of_the_plan_while_one_can_sign_up(web, ana, federal, today, words):
    enrollment = covered(ana, federal, (person("Rosa", date(1949, 7, 15)), LUIS), income=40_000_00)
    settled(enrollment)
    federal.date_of_record = today
    federal.save()
    page = told(web, "coverage")
    assert ("Medicare" in page) == bool(words)
    assert (NOTHING in page) != bool(words)
    if words:
        assert words in page
        assert "Rosa can have Medicare from July 1, 2014." in page
        assert "there is no tax credit for Rosa" in page
        assert "This plan does not end by itself for Rosa" in page
        assert f'href="/federal/coverage/{enrollment.reference}/change/?kind=gained_coverage"' in page


def test_who_is_alone_on_the_plan_and_pays_it_whole_ends_it_and_reads_of_no_credit(web, ana, federal):
    covered(ana, federal, (person("Rosa", date(1949, 7, 15)),), income=90_000_00)
    federal.date_of_record = date(2014, 4, 10)
    federal.save()
    page = told(web, "coverage")
    assert "?kind=other_coverage" in page
    assert "no tax credit for Rosa" not in page


def test_who_told_that_they_have_medicare_is_not_asked_to_sign_up(web, ana, federal):
    told_it = {"other_coverage": True, "kinds": ("medicare",)}
    covered(ana, federal, (person("Rosa", date(1949, 7, 15)),), income=90_000_00, more=told_it)
    federal.date_of_record = date(2014, 6, 10)
    federal.save()
    assert "Medicare" not in told(web, "coverage")


GROWN = "and stays on this plan until December 31, 2014. From January 1, 2015 on {} is too old to be on it as a child"


def read_on(web) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told(web, "coverage")))


@pytest.mark.parametrize(("born", "day"), [
    (date(1988, 1, 2), "January 2, 2014"), (date(1988, 2, 29), "March 1, 2014"), (date(1989, 1, 1), "January 1, 2015"),
    (date(1989, 1, 2), None),
])  # fmt: skip
def test_a_child_that_is_too_old_for_the_plan_of_the_next_year_is_told_of_all_year_until_the_renewal(
    web, ana, federal, born, day
):
    enrollment = covered(
        ana, federal, (person("Ana", date(1961, 5, 3)), person("Tom", born, "child")), income=60_000_00
    )
    settled(enrollment)
    page = read_on(web)
    assert (f"Tom is 26 from {day} on, {GROWN.format('Tom')}" in page) == bool(day)
    assert ("is too old to be on it as a child" in page) == bool(day)
    assert NOTHING in page, "what is to come asks for nothing yet"
    on = date(2014, 10, 15)
    batch = RenewalBatch.objects.create(exchange=federal, state="NH", year=2015, stage="tell", on=on, households=1)
    Renewal.objects.create(
        exchange=federal, household=enrollment.application.household, state="NH", year=2015, before=enrollment, status="told",
        plan_id=enrollment.plan_id, step="same_plan", application=enrollment.application, determination=enrollment.determination,
        told_in=batch, told_on=on, answer_by=on, due_on=on,
    )  # fmt: skip
    assert "is too old to be on it" not in read_on(web)


def test_of_a_child_in_whose_name_the_policy_is_nothing_is_said(web, ana, federal):
    covered(
        ana, federal,
        (person("Ana", date(1961, 5, 3), applies=False), person("Tom", date(1988, 3, 3), "child")), income=60_000_00,
    )  # fmt: skip
    assert "is too old to be on it" not in read_on(web)


@pytest.mark.parametrize(("born", "day", "exempt"), [
    (date(1984, 1, 2), "January 2, 2014", False), (date(1985, 1, 1), "January 1, 2015", False), (date(1985, 1, 2), None, False),
    (date(1980, 7, 1), None, True),
])  # fmt: skip
def test_who_is_30_on_a_catastrophic_plan_is_told_that_it_ends_with_the_year(web, ana, federal, born, day, exempt):
    more = {"more": {"circumstances": ("exemption",)}} if exempt else {}
    enrollment = covered(ana, federal, (person("Ana", born),), level="catastrophic", income=60_000_00, **more)
    assert enrollment.premium_cents
    page = read_on(web)
    words = f"Ana is 30 from {day} on, and stays on this plan until December 31, 2014. In 2015 Ana can have a catastrophic plan only with"
    assert (words in page) == bool(day)
    assert ("only with an exemption for hardship" in page) == bool(day)
