"""Coverage of the year that ends before its last day, or comes back, when it was told of or renewed already."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.edi.actions import write_batch
from coverport.edi.models import Due834
from coverport.enrollment.actions import end_coverage, expire_enrollments, reinstate_coverage
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import AT, deliver
from tests.edi.splitter import split
from tests.edi.test_whole_life import why
from tests.enrollment.choices import choose
from tests.enrollment.lives import agreed, answer_for, as_told, letters, reported
from tests.enrollment.renewal.market import DONE, TOLD, enrolled, next_of, renewal_of, run, through
from tests.shopping.market import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]
BILLING, INSURER = Actor.system("billing"), Actor.system("edi")
OCTOBER, NOVEMBER_20, NOVEMBER_25 = date(2026, 10, 31), date(2026, 11, 20), date(2026, 11, 25)


@pytest.fixture
def couple() -> Enrollment:
    return enrolled((ANA, LUIS), income=75_000_00)


def ends(
    enrollment: Enrollment, cause: str, *, by: Actor = BILLING, last: date = OCTOBER, on: date = NOVEMBER_20
) -> None:
    end_coverage(actor=by, enrollment=enrollment, cause=cause, last=last, on=on)
    heard()


def comes_back(enrollment: Enrollment, on: date = NOVEMBER_25) -> None:
    enrollment.refresh_from_db()
    reinstate_coverage(actor=BILLING, enrollment=enrollment, on=on)
    heard()


def heard() -> None:
    """By every room, and what they say of it by the others."""
    deliver()
    deliver()


@pytest.mark.parametrize(("cause", "by", "status"), [
    ("nonpayment", BILLING, "canceled"), ("nonpayment", INSURER, "canceled"), ("requested", INSURER, "canceled"),
    ("requested", BILLING, "effectuated"), ("other_coverage", BILLING, "effectuated"),
])  # fmt: skip
def test_what_was_renewed_ends_with_what_was_not_paid_to_the_end_of_its_year(couple, cause, by, status):
    through()
    deliver()
    ends(couple, cause, by=by)
    new = next_of(couple)
    assert new.status == status
    comes_back(couple)
    new.refresh_from_db()
    assert new.status == ("reinstated" if status == "canceled" else "effectuated")


def test_an_end_that_the_insurer_was_asked_for_carries_forward_and_the_letter_says_so(couple):
    """45 CFR 155.335(j): who has ended coverage is not enrolled again by itself."""
    through()
    deliver()
    told()
    ends(couple, "requested", by=INSURER)
    assert told() == {next_of(couple).reference: [("024", "CANCEL-CARRYFORWARD")]}
    (letter,) = letters("coverage_changed")
    assert (
        "It was to go on from your plan of 2026. Coverage by that plan ended on October 31, 2026, as its insurer told us."
        in letter
    )


@pytest.mark.parametrize(("last", "status"), [
    (date(2026, 12, 30), "canceled"), (date(2026, 12, 31), "effectuated"),
])  # fmt: skip
def test_what_the_insurer_was_asked_to_end_with_its_year_is_no_end_of_the_next_one(couple, last, status):
    through()
    deliver()
    ends(couple, "requested", by=INSURER, last=last)
    assert next_of(couple).status == status


@pytest.mark.parametrize("by", [INSURER, BILLING])
@pytest.mark.parametrize("on", [NOVEMBER_20, date(2027, 1, 12)])
def test_who_has_died_has_no_day_of_the_next_year_whoever_told_of_the_plan_s_end(by, on):
    alone = enrolled((ANA,))
    through()
    deliver()
    ends(alone, "death", by=by, last=date(2026, 11, 10), on=on)
    assert (next_of(alone).status, next_of(alone).end_cause) == ("canceled", "death")


def test_where_several_were_on_a_plan_that_ended_by_a_death_nobody_else_s_next_year_ends(couple):
    through()
    deliver()
    ends(couple, "death", by=INSURER, last=date(2026, 11, 10))
    assert next_of(couple).status == "effectuated"


@pytest.mark.parametrize(("on", "status"), [
    (NOVEMBER_20, "canceled"), (date(2026, 12, 31), "canceled"), (date(2027, 1, 1), "effectuated"),
])  # fmt: skip
def test_nothing_goes_on_by_itself_from_what_was_rescinded_unless_it_has_begun(couple, on, status):
    through()
    deliver()
    ends(couple, "fraud", by=BILLING, last=date(2025, 12, 31), on=on)
    assert next_of(couple).status == status
    said = "Coverage by that plan was taken back from its first day."
    assert any(said in letter for letter in letters("coverage_changed")) == (status == "canceled")


def test_the_letter_says_why_the_plan_of_the_next_year_is_canceled(couple):
    through()
    deliver()
    ends(couple, "nonpayment")
    (letter,) = letters("coverage_changed")
    assert "Your plan is canceled" in letter
    assert (
        "It was to go on from your plan of 2026. Coverage by that plan ended on October 31, 2026, because it was not paid in time."
        in letter
    )


def test_the_insurer_hears_that_the_cancellation_carries_forward(couple):
    through()
    deliver()
    first = told()
    assert {number: kinds for number, kinds in first.items() if number == next_of(couple).reference} == {
        next_of(couple).reference: [("021", "PASSIVE")]
    }
    ends(couple, "nonpayment")
    assert told() == {
        couple.reference: [("024", "TERM")], next_of(couple).reference: [("024", "CANCEL-CARRYFORWARD")],
    }  # fmt: skip
    comes_back(couple)
    back = told()
    assert (back[couple.reference][0], back[next_of(couple).reference][0]) == (("025", ""), ("025", ""))


def test_what_was_renewed_ends_with_a_year_that_its_insurer_cancels_from_the_first_day(couple):
    """As where the first payment was taken back: nobody was covered, and nothing goes on from that."""
    through()
    deliver()
    told()
    ends(couple, "nonpayment", by=INSURER, last=date(2025, 12, 31))
    couple.refresh_from_db()
    assert (couple.status, next_of(couple).status) == ("canceled", "canceled")
    assert told() == {next_of(couple).reference: [("024", "CANCEL-CARRYFORWARD")]}
    comes_back(couple)
    assert next_of(couple).status == "reinstated"


def test_coverage_to_the_last_day_of_its_year_keeps_what_goes_on_from_it(couple):
    through()
    deliver()
    ends(couple, "nonpayment", last=date(2026, 12, 31))
    assert next_of(couple).status == "effectuated"


def test_a_late_end_in_the_new_year_cancels_what_has_begun(couple):
    through()
    deliver()
    ends(couple, "nonpayment", last=date(2026, 11, 30), on=date(2027, 2, 1))
    assert next_of(couple).status == "canceled"


def test_where_another_plan_was_chosen_meanwhile_the_renewal_stays_canceled(couple):
    through()
    deliver()
    ends(couple, "nonpayment")
    mine = choose(renewal_of(couple).application, level="gold", on=NOVEMBER_20)
    comes_back(couple)
    assert next_of(couple).status == "canceled"
    assert mine.status == "selected"


def test_what_other_cost_sharing_made_of_the_renewal_ends_and_comes_back_with_it(couple):
    """Less income is told before the new year: the same plan goes on under another number, and was not chosen."""
    through()
    deliver()
    told_less(next_of(couple))
    after = Enrollment.objects.get(follows=next_of(couple), year=2027)
    assert (after.status, after.plan_id, after.start) == ("effectuated", next_of(couple).plan_id, date(2027, 1, 1))
    told()
    ends(couple, "nonpayment")
    after.refresh_from_db()
    assert (after.status, next_of(couple).end_cause) == ("canceled", "plan_change")
    assert told()[after.reference] == [("024", "CANCEL-CARRYFORWARD")]
    assert (
        "Coverage by that plan ended on October 31, 2026, because it was not paid in time."
        in letters("coverage_changed")[-1]
    )
    comes_back(couple)
    after.refresh_from_db()
    assert (after.status, next_of(couple).status) == ("reinstated", "canceled")


def test_what_the_insurer_itself_canceled_stays_canceled_when_the_year_before_comes_back(couple):
    through()
    deliver()
    ends(next_of(couple), "nonpayment", by=INSURER, last=date(2026, 12, 31), on=date(2027, 1, 10))
    ends(couple, "nonpayment", by=INSURER, last=date(2026, 11, 30), on=date(2027, 1, 12))
    comes_back(couple, on=date(2027, 1, 20))
    assert (next_of(couple).status, next_of(couple).end_cause) == ("canceled", "nonpayment")


def test_coverage_that_ended_after_its_letter_and_is_back_is_renewed_after_all(couple):
    """It was closed as ended; without a word nobody would have had coverage in January."""
    run(TOLD)
    ends(couple, "nonpayment", last=date(2026, 9, 30), on=date(2026, 10, 20))
    run(DONE)
    assert (renewal_of(couple).status, renewal_of(couple).why) == ("not_renewed", "ended_before")
    comes_back(couple)
    assert renewal_of(couple).status == "told"
    run(date(2026, 12, 2))
    assert renewal_of(couple).status == "renewed"
    assert (next_of(couple).status, next_of(couple).start) == ("effectuated", date(2027, 1, 1))


@pytest.mark.parametrize(("on", "status"), [(date(2026, 12, 30), "told"), (date(2026, 12, 31), "renewed")])
def test_what_comes_back_on_the_last_day_of_its_year_is_renewed_at_once_as_no_later_run_would(couple, on, status):
    run(TOLD)
    ends(couple, "nonpayment", last=date(2026, 9, 30), on=date(2026, 10, 20))
    run(DONE)
    comes_back(couple, on=on)
    assert renewal_of(couple).status == status
    if status == "renewed":
        assert (next_of(couple).status, next_of(couple).start) == ("effectuated", date(2027, 1, 1))


def test_what_comes_back_after_its_year_is_not_renewed_into_one_that_has_begun(couple):
    run(TOLD)
    ends(couple, "nonpayment", last=date(2026, 9, 30), on=date(2026, 10, 20))
    run(DONE)
    comes_back(couple, on=date(2027, 1, 1))
    assert renewal_of(couple).status == "not_renewed"


SPECIAL = "you have a special time for choosing a plan until March 1, 2027: tell us that you lost coverage on December 31, 2026."
WITHOUT_A_GAP = "Do you need coverage from January 1, 2027 on, without a gap? Call us at"


@pytest.mark.parametrize(("on", "nothing", "special"), [
    (date(2026, 12, 31), False, False), (date(2027, 1, 1), True, True), (date(2027, 3, 1), True, True), (date(2027, 3, 2), True, False),
])  # fmt: skip
def test_the_letter_and_the_page_say_that_there_is_no_plan_in_the_new_year_and_how_to_get_one(
    couple, client, on, nothing, special
):
    run(TOLD)
    ends(couple, "nonpayment", last=date(2026, 9, 30), on=date(2026, 10, 20))
    run(DONE)
    comes_back(couple, on=on)
    (letter,) = letters("coverage_reinstated")
    Exchange.objects.update(date_of_record=max(on, date(2027, 1, 1)))
    client.force_login(couple.application.household.owner)
    page = text_of(client.get(f"/federal/coverage/{couple.reference}/"))
    for said in (letter, page if nothing else letter):
        assert ("You have no plan for 2027" in said) == nothing
        assert (SPECIAL in said) == special
        assert (WITHOUT_A_GAP in said) == nothing
    assert ("Your coverage is back" in letter) == nothing


def test_once_the_year_is_closed_the_page_still_says_that_there_is_no_plan(couple, client):
    run(TOLD)
    ends(couple, "nonpayment", last=date(2026, 9, 30), on=date(2026, 10, 20))
    run(DONE)
    on = date(2027, 2, 1)
    comes_back(couple, on=on)
    expire_enrollments(actor=Actor.system("calendar"), exchange=couple.exchange, year=2026, on=on)
    Exchange.objects.update(date_of_record=on)
    client.force_login(couple.application.household.owner)
    page = text_of(client.get("/federal/coverage/"))
    assert "Coverage by this plan ended on December 31, 2026" in page
    assert "You have no plan for 2027" in page
    assert SPECIAL in page
    way = f'href="/federal/coverage/{renewal_of(couple).application.reference}/when/">When you can choose a plan</a>'
    assert way in client.get("/federal/coverage/").content.decode()


@pytest.mark.parametrize(("goes_on", "said"), [(True, False), (False, True)])
def test_who_ended_with_the_year_reads_that_there_is_no_plan_now_and_whose_plan_goes_on_does_not(
    couple, client, goes_on, said
):
    through() if goes_on else None
    on = date(2027, 2, 1)
    expire_enrollments(actor=Actor.system("calendar"), exchange=couple.exchange, year=2026, on=on)
    Exchange.objects.update(date_of_record=on)
    client.force_login(couple.application.household.owner)
    page = text_of(client.get(f"/federal/coverage/{couple.reference}/"))
    assert "Coverage by this plan ended on December 31, 2026" in page
    assert ("You have no plan from us now." in page) is said


def test_nothing_of_the_kind_is_said_where_the_renewal_comes_back_with_it_or_another_plan_was_chosen(couple):
    through()
    deliver()
    ends(couple, "nonpayment")
    comes_back(couple, on=date(2027, 1, 20))
    assert next_of(couple).status == "reinstated"
    (letter,) = letters("coverage_reinstated")[:1]
    assert "You have no plan for 2027" not in letter


def told_less(enrollment: Enrollment) -> None:
    change = reported(enrollment, "income", date(2026, 11, 10), on=date(2026, 11, 10))
    answer_for(change, as_told(change.application), on=date(2026, 11, 10), income=45_000_00)
    agreed(change, on=date(2026, 11, 10))
    heard()


def told() -> dict[str, list[tuple[str, str]]]:
    """Policy -> what its insurer hears now."""
    found: dict[str, list[tuple[str, str]]] = {}
    for issuer in sorted(set(Due834.objects.filter(file=None, withdrawn_on=None).values_list("issuer_id", flat=True))):
        file = write_batch(exchange="federal", issuer=issuer, at=AT)
        assert file is not None
        for policy in split(file.bytes, initial=False).policies:
            found.setdefault(policy.number, []).append(why(policy))
    return found
