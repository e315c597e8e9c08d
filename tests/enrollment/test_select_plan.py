"""Choosing a plan: permission, dates, prices, credit, and what is refused."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from coverport.applications.submission import result_of
from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Delivery, Event
from coverport.enrollment.choice.refusals import (
    AlreadyChosen,
    ChangedMeanwhile,
    CreditTooHigh,
    NotEligible,
    NotInServiceArea,
    OutsideEnrollmentPeriod,
)
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.models import Enrollment
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, TOM, decided, person, somebody
from tests.enrollment.choices import cheapest, choose, offered, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def test_a_choice_keeps_plan_people_dates_prices_and_the_catalog_that_priced_it(ana, federal):
    application, determination = decided(ana, federal)
    chosen = offer(application, cheapest(application), None, on=date(2013, 12, 10))
    enrollment = choose(application)
    assert enrollment.start == date(2014, 1, 1)
    assert (enrollment.regulatory_start, enrollment.start_basis) == (date(2014, 1, 1), "regulatory")
    assert enrollment.premium_cents == chosen.price.premium.total == 28836  # Anthem's filing, age 40
    assert enrollment.credit_cents == enrollment.most_credit_cents == result_of(determination).aptc
    assert (enrollment.catalog.number, enrollment.catalog.sha256) == (chosen.catalog.number, chosen.catalog.sha256)
    assert (enrollment.status, enrollment.biller, enrollment.pay_by) == ("selected", "issuer", date(2013, 12, 31))
    [member] = enrollment.members.all()
    assert (member.person.first_name, member.subscriber, member.premium_cents, member.age) == ("Ana", True, 28836, 40)
    assert (member.coverage.lower, member.coverage.upper) == (date(2014, 1, 1), date(2015, 1, 1))


def test_a_choice_is_told_by_letter_and_event_in_the_same_transaction(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    event = Event.objects.get(kind="enrollment.plan_selected")
    assert (event.subject, event.on, event.actor) == (
        enrollment.reference,
        date(2013, 12, 10),
        f"person:{ana.reference}",
    )
    assert event.data == {"enrollment": enrollment.reference}
    assert set(Delivery.objects.filter(event=event).values_list("subscriber", flat=True)) >= {"billing.plan_selected"}
    letter = Notice.objects.get(kind="plan_selected")
    assert letter.about == enrollment.reference
    assert letter.title == "You chose a plan. You are not covered yet."


@pytest.mark.parametrize(
    ("on", "starts", "regulatory", "pay_by"),
    [
        (date(2013, 12, 23), date(2014, 1, 1), date(2014, 1, 1), date(2013, 12, 31)),
        (date(2013, 12, 24), date(2014, 1, 1), date(2014, 2, 1), date(2013, 12, 31)),
        (date(2013, 12, 25), date(2014, 2, 1), date(2014, 2, 1), date(2014, 1, 31)),
    ],
)
def test_an_enrollment_takes_the_operational_date_and_stores_both(ana, federal, on, starts, regulatory, pay_by):
    application, _ = decided(ana, federal)
    enrollment = choose(application, on=on)
    assert (enrollment.start, enrollment.regulatory_start, enrollment.pay_by) == (starts, regulatory, pay_by)


@pytest.mark.parametrize(("on", "starts"), [(date(2014, 4, 15), date(2014, 5, 1)), (date(2014, 4, 16), None)])
def test_who_began_by_march_31_can_finish_by_april_15(ana, federal, on, starts):
    application, _ = decided(ana, federal, on=date(2014, 3, 31))
    if starts:
        assert choose(application, on=on, seen_on=date(2014, 4, 15)).start == starts
        return
    with pytest.raises(OutsideEnrollmentPeriod, match="The time to choose a plan for 2014 ended on"):
        choose(application, on=on, seen_on=date(2014, 4, 15))


def test_before_open_enrollment_the_page_says_from_when(ana, federal):
    application, _ = decided(ana, federal)
    with pytest.raises(OutsideEnrollmentPeriod, match="You can choose a plan for 2014 from"):
        choose(application, on=date(2013, 9, 30), seen_on=date(2013, 10, 1))


def test_another_person_and_nobody_cannot_choose(ana, federal):
    application, _ = decided(ana, federal)
    for actor in (Actor.person(somebody("other@example.org")), ANONYMOUS):
        with pytest.raises(NotAllowed):
            choose(application, actor=actor)
    assert not Enrollment.objects.exists()


def test_the_same_form_twice_is_one_enrollment(ana, federal):
    application, _ = decided(ana, federal)
    submission = uuid4()
    first, second = choose(application, submission=submission), choose(application, submission=submission)
    assert first.pk == second.pk
    told = Notice.objects.filter(kind="plan_selected")
    assert told.count() == Event.objects.filter(kind="enrollment.plan_selected").count() == 1


def test_the_same_choice_from_a_second_window_is_the_same_enrollment(ana, federal):
    application, _ = decided(ana, federal)
    assert choose(application).pk == choose(application).pk


def test_another_choice_while_one_stands_is_refused_and_names_it(ana, federal):
    application, _ = decided(ana, federal)
    there = choose(application)
    with pytest.raises(AlreadyChosen) as refused:
        choose(application, level="bronze")
    assert refused.value.enrollment == there.reference


def test_a_second_application_cannot_cover_the_same_person_twice(ana, federal):
    first, _ = decided(ana, federal)
    member = choose(first).members.get()
    second, _ = decided(
        ana, federal
    )  # other records of the same people: another household member would be refused alike
    member.pk, member.person, member.position, member.subscriber = None, second.applicants.get().person, 1, False
    member.save()
    with pytest.raises(AlreadyChosen):
        choose(second)


def test_a_submission_of_another_household_gives_nothing_away(ana, federal):
    submission = uuid4()
    first, _ = decided(ana, federal)
    choose(first, submission=submission)
    second, _ = decided(somebody("other@example.org"), federal)
    with pytest.raises(NotAllowed):
        choose(second, submission=submission)


def test_a_plan_of_another_place_is_not_sold_here(ana, federal):
    application, _ = decided(ana, federal)
    chosen = offer(application, cheapest(application), None, on=date(2013, 12, 10))
    with pytest.raises(NotInServiceArea):
        choose_raw(application, "77566VT9990004", shown(chosen, 0))


def choose_raw(application, plan_id, seen, **more):
    from coverport.enrollment.actions import select_plan

    return select_plan(
        actor=Actor.person(application.household.owner), application=application, plan_id=plan_id,
        **{
            "people": None, "credit": seen.credit, "signature": "Ana Rivera", "shown": seen, "submission": uuid4(),
            "on": date(2013, 12, 10), **more,
        },
    )  # fmt: skip


@pytest.mark.parametrize("over", [0, 1])
def test_the_credit_is_at_most_that_of_the_determination(ana, federal, over):
    application, determination = decided(ana, federal)
    credit = result_of(determination).aptc + over
    if not over:
        assert choose(application, credit=credit).credit_cents == credit
        return
    with pytest.raises(CreditTooHigh):
        choose(application, credit=credit)


def test_the_credit_is_at_most_the_ehb_part_of_the_premium(ana, federal):
    application, determination = decided(ana, federal, income=17_500_00)
    bronze = next(each for each in offered(application) if each.plan.metal_level == "bronze")
    assert result_of(determination).aptc > bronze.premium.ehb
    enrollment = choose(application, level="bronze")
    assert (enrollment.credit_cents, enrollment.net_cents) == (bronze.premium.ehb, 0)


def test_part_of_the_credit_or_none_can_be_used(ana, federal):
    application, _ = decided(ana, federal)
    assert choose(application, credit=1).net_cents == 28835


def test_no_credit_is_paid_on_a_catastrophic_plan(ana, federal):
    young = person("Kim", date(1990, 5, 1))
    application, _ = decided(ana, federal, (young,), income=20_000_00)
    with pytest.raises(CreditTooHigh):
        choose(application, level="catastrophic", credit=1)
    enrollment = choose(application, level="catastrophic")
    assert (enrollment.credit_cents, enrollment.most_credit_cents) == (0, 0)


@pytest.mark.parametrize(("born", "may"), [(date(1984, 1, 2), True), (date(1984, 1, 1), False)])
def test_catastrophic_plans_are_for_people_under_30_when_the_year_begins(ana, federal, born, may):
    application, _ = decided(ana, federal, (person("Kim", born),))
    assert any(each.plan.metal_level == "catastrophic" for each in offered(application)) == may
    if not may:
        young = next(each for each in _catalog().plans() if each.metal_level == "catastrophic")
        with pytest.raises(NotEligible):
            offer(application, young.plan_id, None, on=date(2013, 12, 10))


def _catalog():
    from coverport.plans import catalogs

    return catalogs.current("federal", 2014)


@pytest.mark.parametrize(
    ("income", "level", "variant"),
    [
        (17_235_00, "silver", "06"),  # 150% of 11,490
        (17_236_00, "silver", "05"),
        (22_980_00, "silver", "05"),  # 200%
        (22_981_00, "silver", "04"),
        (28_725_00, "silver", "04"),  # 250%
        (28_726_00, "silver", "01"),
        (17_235_00, "bronze", "01"),
    ],
)
def test_the_plan_id_carries_the_savings_on_silver_alone(ana, federal, income, level, variant):
    application, _ = decided(ana, federal, income=income)
    enrollment = choose(application, level=level)
    assert enrollment.csr_variant == variant
    assert len(enrollment.qhp_id) == 16
    assert enrollment.qhp_id.endswith(variant)


def test_who_is_likely_in_medicaid_or_chip_is_on_no_plan(ana, federal):
    application, determination = decided(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    assert len(result_of(determination).likely_medicaid_chip) == 1
    enrollment = choose(application)
    assert {member.person.first_name for member in enrollment.members.all()} == {"Ana", "Luis"}
    mia = application.applicants.get(person__first_name="Mia")
    with pytest.raises(NotEligible, match="Mia cannot be on this plan"):
        offer(application, enrollment.plan_id, [mia], on=date(2013, 12, 10))


def test_a_family_in_vermont_pays_the_family_tier_which_stands_with_the_subscriber(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    enrollment = choose(application)
    parts = {member.person.first_name: (member.subscriber, member.premium_cents) for member in enrollment.members.all()}
    assert parts["Ana"] == (True, enrollment.premium_cents)
    assert parts["Luis"] == parts["Mia"] == parts["Tom"] == (False, 0)
    assert (enrollment.biller, enrollment.pay_by) == ("exchange", date(2013, 12, 31))


def test_when_the_deadline_passes_while_the_page_is_open_the_person_signs_again(ana, federal):
    application, _ = decided(ana, federal)
    with pytest.raises(ChangedMeanwhile) as changed:
        choose(application, on=date(2013, 12, 25), seen_on=date(2013, 12, 24))
    assert (changed.value.before.start, changed.value.now.start) == (date(2014, 1, 1), date(2014, 2, 1))
    assert not Enrollment.objects.exists()
    enrollment = choose_raw(application, cheapest(application), changed.value.now, on=date(2013, 12, 25))
    assert enrollment.start == date(2014, 2, 1)


@pytest.mark.parametrize("changed", ["premium", "catalog"])
def test_when_the_catalog_changes_while_the_page_is_open_the_person_signs_again(ana, federal, changed):
    application, _ = decided(ana, federal)
    chosen = offer(application, cheapest(application), None, on=date(2013, 12, 10))
    now = shown(chosen, 100)
    before = msgspec.structs.replace(now, **{changed: getattr(now, changed) + 1})
    with pytest.raises(ChangedMeanwhile) as refused:
        choose_raw(application, chosen.price.plan.plan_id, before)
    assert refused.value.now == now


@pytest.mark.parametrize("signature", ["", "   ", "123"])
def test_a_choice_is_signed_with_a_name(ana, federal, signature):
    application, _ = decided(ana, federal)
    with pytest.raises(NotEligible) as refused:
        choose(application, signature=signature)
    assert refused.value.code == "not_signed"


def test_before_the_application_is_signed_there_is_nothing_to_choose(ana, federal):
    from tests.applications.households import answered

    draft = answered(ana, federal)
    with pytest.raises(NotEligible) as refused:
        offer(draft, "x", None, on=date(2013, 12, 10))
    assert refused.value.code == "not_decided"


def test_the_subscriber_is_you_even_when_your_spouse_is_older(ana, federal):
    application, _ = decided(ana, federal, (ANA, LUIS), income=60_000_00)
    subscriber = choose(application).members.get(subscriber=True)
    assert subscriber.person.first_name == "Ana"
