"""While an appeal is open help goes on as before the decision that is appealed, and ends with it: 45 CFR 155.525."""

from datetime import date

import pytest

from coverport.accounts.roles import grant_role
from coverport.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from coverport.appeals.models import Appeal
from coverport.core.access import Actor
from coverport.core.models import Delivery
from coverport.enrollment.actions import settle_change
from coverport.enrollment.changes.pending_appeal import end_kept_help, keep_help
from coverport.enrollment.models import Change, Enrollment
from tests.applications.households import somebody
from tests.billing.accounts import deliver
from tests.enrollment.choices import choose
from tests.enrollment.lives import SYSTEM, agreed, answer_anew, covered, letters, months, owner, reported, told_of
from tests.enrollment.test_redetermined import office_decides

pytestmark = pytest.mark.django_db
NO_INCOME = {"income": None, "income_year": None}
CREDIT = 80_05


@pytest.fixture
def enrollment(ana, federal, on_sale) -> Enrollment:
    return covered(ana, federal)


def follow() -> None:
    """What enrollments do; that who bills and the insurer take it up, too, shows in the first test."""
    Delivery.objects.filter(done_at=None).exclude(subscriber__startswith="enrollment.").delete()
    deliver()


def appeals(enrollment: Enrollment, *, on: date, keeps: bool = True, of=None) -> Appeal:
    return file_appeal(
        actor=owner(enrollment), application=of or enrollment.application, grounds="I earn less than that.", expedited=False,
        keeps_help=keeps, on=on,
    )  # fmt: skip


def decides(appeal: Appeal, outcome: str, *, on: date, counts: date) -> None:
    user = somebody("judge@example.org")
    grant_role(actor=SYSTEM, user=user, exchange=appeal.exchange, kind="state_worker", on=on)
    decide_appeal(
        actor=Actor.person(user), appeal=appeal, outcome=outcome, effect="Our decision stands.", facts="No pay slip came.",
        citation="26 USC 36B(c)(1)(A)", effective_on=counts, on=on,
    )  # fmt: skip
    follow()


def credits(enrollment: Enrollment) -> list[int]:
    """By month, of all enrollments of the household."""
    found: dict[int, int] = {}
    for each in Enrollment.objects.filter(application__household=enrollment.application.household):
        for month, (_, credit) in months(each).items():
            found[month] = found.get(month, 0) + credit
    return [found[month] for month in sorted(found)]


def test_who_asks_for_it_in_time_loses_no_month_and_the_year_has_what_it_had(enrollment):
    before = credits(enrollment)
    deliver()
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    deliver()
    assert credits(enrollment) == [CREDIT] * 4 + [0] * 8
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    deliver()
    assert credits(enrollment) == before == [CREDIT] * 12
    change = Change.objects.get(kind="appeal_pending")
    assert (change.status, change.effective_on) == ("done", date(2014, 5, 1))
    assert change.authority == f"45 CFR 155.525(b); appeal {appeal.reference}"
    assert "changed" in told_of(enrollment)[-1]
    letter = letters("coverage_changed")[-1]
    assert "You appealed our decision and asked to keep the help of before." in letter
    assert "if you lose the appeal, you may have to pay tax credit back" in letter
    assert "$80.05" in letter


@pytest.mark.parametrize(
    ("filed", "first"), [(date(2014, 5, 31), 6), (date(2014, 6, 1), 7)]
)  # fmt: skip
def test_asked_for_after_it_was_cut_help_comes_back_with_the_next_month(enrollment, filed, first):
    office_decides(enrollment, counts=date(2014, 4, 1), **NO_INCOME)
    follow()
    appeals(enrollment, on=filed)
    follow()
    found = credits(enrollment)
    assert found[3 : first - 1] == [0] * (first - 4)
    assert all(found[first - 1 :])


def test_who_does_not_ask_for_it_keeps_what_was_decided(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeals(enrollment, on=date(2014, 3, 20), keeps=False)
    follow()
    assert credits(enrollment)[4:] == [0] * 8
    assert not Change.objects.filter(kind="appeal_pending").exists()


def test_a_decision_that_took_nothing_gives_nothing_to_keep(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1))
    follow()
    appeals(enrollment, on=date(2014, 3, 20))
    follow()
    assert not Change.objects.filter(kind="appeal_pending").exists()
    assert credits(enrollment) == [CREDIT] * 12


@pytest.mark.parametrize("how", ["lost", "withdrawn"])
def test_it_ends_with_the_month_in_which_the_appeal_is_lost_or_taken_back(enrollment, how):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    if how == "withdrawn":
        withdraw_appeal(actor=owner(enrollment), appeal=appeal, on=date(2014, 6, 12))
        follow()
    else:
        decides(appeal, how, on=date(2014, 6, 12), counts=date(2014, 5, 1))
    assert credits(enrollment) == [CREDIT] * 6 + [0] * 6  # no month that was paid is taken back
    appeal.refresh_from_db()
    assert end_kept_help(appeal=appeal, on=date(2014, 6, 12)) == []
    assert Change.objects.filter(kind="appeal_ended").count() == 1
    assert "the help that went on until now ends" in letters("coverage_changed")[-1]


def test_a_won_appeal_keeps_the_help_until_the_household_is_decided_anew(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    decides(appeal, "won", on=date(2014, 6, 12), counts=date(2014, 5, 1))
    assert credits(enrollment) == [CREDIT] * 12
    assert not Change.objects.filter(kind="appeal_ended").exists()


def test_done_twice_it_is_done_once_and_a_closed_appeal_keeps_nothing(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    appeal = Appeal.objects.select_related("application", "determination__application").get(pk=appeal.pk)
    assert keep_help(appeal=appeal, on=date(2014, 3, 20)) == []  # the plan rests on the decision of before by now
    withdraw_appeal(actor=owner(enrollment), appeal=appeal, on=date(2014, 3, 21))
    appeal.refresh_from_db()
    assert keep_help(appeal=appeal, on=date(2014, 3, 21)) == []
    assert Change.objects.filter(kind="appeal_pending").count() == 1


def test_answers_that_were_signed_anew_are_brought_back_by_a_human_who_sets_the_day(enrollment, federal):
    change = reported(enrollment, "income", date(2014, 3, 10), on=date(2014, 3, 10))
    answer_anew(change, on=date(2014, 3, 10), income=60_000_00)
    agreed(change, on=date(2014, 3, 10))
    follow()
    enrollment.refresh_from_db()
    assert credits(enrollment)[3:] == [0] * 9
    appeal = appeals(enrollment, on=date(2014, 3, 20), of=change.application)
    follow()
    waiting = Change.objects.get(kind="appeal_pending")
    assert (waiting.status, waiting.asks) == ("needs_person", "keeps_help")
    user = somebody("worker@example.org")
    grant_role(actor=SYSTEM, user=user, exchange=federal, kind="state_worker", on=date(2014, 3, 21))
    settle_change(
        actor=Actor.person(user),
        change=waiting,
        answer="Their help goes on.",
        grant=date(2014, 4, 1),
        on=date(2014, 3, 21),
    )
    assert credits(enrollment)[3:] == [CREDIT] * 9
    assert "You appealed our decision and asked to keep the help of before." in letters("coverage_changed")[-1]
    decides(appeal, "lost", on=date(2014, 6, 12), counts=date(2014, 4, 1))
    assert credits(enrollment)[3:] == [CREDIT] * 3 + [0] * 6


def test_cost_sharing_goes_on_too_by_a_new_number_without_a_gap(ana, federal, on_sale):
    enrollment = covered(ana, federal, income=20_000_00)
    follow()
    before, variant = credits(enrollment), enrollment.csr_variant
    assert variant in {"05", "06"}
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    standing = Enrollment.objects.get(status__in=("effectuated", "reinstated"), end=date(2014, 12, 31))
    assert (standing.csr_variant, standing.start) == ("01", date(2014, 5, 1))
    appeals(enrollment, on=date(2014, 5, 20))
    follow()
    restored = Enrollment.objects.get(status="effectuated", end=date(2014, 12, 31))
    assert (restored.csr_variant, restored.start, restored.follows) == (variant, date(2014, 6, 1), standing)
    # The month in which nothing was paid stays as it was: tax time settles it.
    assert credits(enrollment) == [*before[:4], 0, *before[5:]]
    said = letters("coverage_changed")
    assert all("What you pay for care on this plan changes on that day, with your help." in each for each in said)
    assert not any("because your income or household did" in each for each in said), "nobody told that they did"


def test_who_lost_the_plan_by_the_decision_is_brought_back_by_a_human_and_not_forgotten(enrollment):
    ana = enrollment.members.get().person.reference
    office_decides(enrollment, counts=date(2014, 5, 1), leaves=(ana,), other_coverage=True)
    follow()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 4, 30))
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    waiting = Change.objects.get(kind="appeal_pending")
    assert (waiting.status, waiting.asks, waiting.enrollment) == ("needs_person", "keeps_help", enrollment)
    withdraw_appeal(actor=owner(enrollment), appeal=appeal, on=date(2014, 3, 25))
    follow()
    waiting.refresh_from_db()
    assert waiting.status == "withdrawn"


def test_a_second_decision_that_is_appealed_too_keeps_the_help_of_before_both(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    first = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    office_decides(enrollment, counts=date(2014, 5, 1), other_coverage=True)
    follow()
    assert credits(enrollment) == [CREDIT] * 4 + [0] * 8
    second = appeals(enrollment, on=date(2014, 3, 21))
    follow()
    assert credits(enrollment) == [CREDIT] * 12
    withdraw_appeal(actor=owner(enrollment), appeal=first, on=date(2014, 6, 12))
    follow()
    assert credits(enrollment) == [CREDIT] * 12
    withdraw_appeal(actor=owner(enrollment), appeal=second, on=date(2014, 7, 12))
    follow()
    assert credits(enrollment) == [CREDIT] * 7 + [0] * 5


def switched(enrollment: Enrollment, *, keeps: bool) -> tuple[Appeal, Enrollment]:
    """The decision of May takes the credit; it is appealed in March, and then another plan is chosen, from May 1."""
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeal = appeals(enrollment, on=date(2014, 3, 20), keeps=keeps)
    follow()
    enrollment.refresh_from_db()
    other = choose(enrollment.application, level="bronze", on=date(2014, 3, 25), instead_of=enrollment)
    follow()
    return appeal, other


def test_another_plan_chosen_meanwhile_has_the_help_of_before_until_the_appeal_is_lost(enrollment):
    before = enrollment.determination
    appeal, other = switched(enrollment, keeps=True)
    assert (other.determination, other.start, other.credit_cents) == (before, date(2014, 5, 1), CREDIT)
    assert credits(enrollment) == [CREDIT] * 12
    decides(appeal, "lost", on=date(2014, 6, 12), counts=date(2014, 5, 1))
    other.refresh_from_db()
    assert other.determination == appeal.determination
    assert credits(enrollment) == [CREDIT] * 6 + [0] * 6


def test_another_plan_of_who_keeps_nothing_is_priced_by_the_appealed_decision(enrollment):
    appeal, other = switched(enrollment, keeps=False)
    assert (other.determination, other.credit_cents) == (appeal.determination, 0)
    assert credits(enrollment) == [CREDIT] * 4 + [0] * 8


def test_once_the_appeal_is_closed_another_plan_is_priced_by_the_newest_decision(enrollment):
    office_decides(enrollment, counts=date(2014, 5, 1), **NO_INCOME)
    follow()
    appeal = appeals(enrollment, on=date(2014, 3, 20))
    follow()
    withdraw_appeal(actor=owner(enrollment), appeal=appeal, on=date(2014, 3, 25))
    follow()
    other = choose(enrollment.application, level="bronze", on=date(2014, 3, 26), instead_of=enrollment)
    assert other.determination == appeal.determination


def test_where_answers_were_signed_anew_another_plan_is_priced_by_them(enrollment):
    change = reported(enrollment, "income", date(2014, 3, 10), on=date(2014, 3, 10))
    answer_anew(change, on=date(2014, 3, 10), income=60_000_00)
    agreed(change, on=date(2014, 3, 10))
    follow()
    enrollment.refresh_from_db()
    appeal = appeals(enrollment, on=date(2014, 3, 20), of=change.application)
    follow()
    other = choose(change.application, level="bronze", on=date(2014, 3, 25), instead_of=enrollment)
    assert (other.determination, other.credit_cents) == (appeal.determination, 0)
