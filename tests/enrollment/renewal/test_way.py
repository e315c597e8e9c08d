"""The whole way: told before open enrollment, thirty days, enrolled again; who answers, and who chooses."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.edi.models import Due834
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.changes.recording import months_after
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Enrollment, EnrollmentMember, PersonMonth, Renewal
from coverport.enrollment.renewal.replacing import passive_for
from coverport.enrollment.rules.year import differing
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.plans import catalogs
from tests.applications.households import ANA, LUIS, MIA, person
from tests.edi.enrolled import deliver
from tests.enrollment.choices import choose
from tests.enrollment.renewal.market import (
    DONE,
    LAST,
    SYSTEM,
    TOLD,
    crosswalk,
    enrolled,
    next_of,
    renewal_of,
    run,
    through,
)

pytestmark = pytest.mark.django_db


def test_who_says_nothing_is_told_and_enrolled_again_after_thirty_days(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    renewal = renewal_of(before)
    assert (renewal.status, renewal.answer_by, renewal.due_on) == ("told", LAST, DONE)
    assert (renewal.step, renewal.plan_id) == ("same_plan", before.plan_id)
    letter = Notice.objects.get(kind="renewal")
    assert "2027" in letter.title
    assert not Notice.objects.filter(kind__in=("plan_discontinued", "failure_to_reconcile")).exists()
    run(LAST)
    assert not Enrollment.objects.filter(year=2027).exists()
    run(DONE)
    after = next_of(before)
    assert (after.start, after.end, after.status) == (date(2027, 1, 1), date(2027, 12, 31), "effectuated")
    assert (after.effectuated_on, after.pay_by, after.start_rule) == (DONE, None, "renewal")
    assert (after.premium_cents, after.credit_cents) == (renewal.premium_cents, renewal.credit_cents)
    assert renewal_of(before).status == "renewed"
    assert after.reference in "".join(texts(Notice.objects.get(kind="renewed").content))
    assert Event.objects.get(kind="enrollment.renewed").subject == after.reference


def test_prices_are_those_of_the_new_year_s_ages_and_the_credit_that_of_its_benchmark(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    through()
    after = next_of(before)
    assert [one.age for one in after.members.all()] == [one.age + 1 for one in before.members.all()]
    assert sum(one.premium_cents for one in after.members.all()) == after.premium_cents
    assert after.determination.result["tax_households"][0]["aptc"] == after.credit_cents > 0
    assert after.csr_variant == before.csr_variant


def test_what_comes_out_otherwise_than_it_was_told_is_kept_as_it_came_out(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    told = renewal_of(before)
    Enrollment.objects.filter(pk=before.pk).update(elected_cents=10_00)
    run(DONE)
    done = renewal_of(before)
    assert done.credit_cents == next_of(before).credit_cents == 10_00 < told.credit_cents
    assert (done.status, done.done_on, done.done_in.stage) == ("renewed", DONE, "enroll")
    same = ("told_on", "told_in_id", "premium_cents", "plan_id", "step", "notes", "application_id", "determination_id")
    assert [getattr(done, name) for name in same] == [getattr(told, name) for name in same]


def test_who_leaves_a_day_before_the_year_ends_is_not_renewed(federal_years):
    leaving, staying = enrolled((ANA, LUIS)), enrolled((ANA, LUIS), email="b@example.org")
    for before, after in ((leaving, date(2026, 12, 31)), (staying, date(2027, 1, 1))):  # the day after the last one
        before.members.filter(subscriber=False).update(coverage=(before.start, after))
    through()
    assert (next_of(leaving).members.count(), next_of(staying).members.count()) == (1, 2)


def test_every_month_is_as_if_it_had_been_worked_out_alone(federal_years):
    family = enrolled((ANA, LUIS, MIA), income=60_000_00, credit=100_00)
    through()
    loaded = load(family.application.household, 2027)
    again = months_after(loaded, loaded.policies, loaded.prices(), loaded.bases, date(2027, 1, 1))
    assert differing(loaded.rows, again) == []
    assert len(loaded.rows) == 36
    assert {row.credit_cents for row in PersonMonth.objects.filter(enrollment__year=2027)} != {0}
    assert next_of(family).elected_cents == 100_00


@pytest.mark.parametrize(("told", "enrolled_then"), [(date(2026, 12, 30), False), (date(2026, 12, 31), True)])
def test_who_is_first_told_on_the_last_day_of_the_year_is_enrolled_by_the_same_run(federal_years, told, enrolled_then):
    before = enrolled((ANA, LUIS), income=45_000_00)
    tried = run(told, dry_run=True)
    assert not Renewal.objects.exists()
    report = run(told)
    assert Enrollment.objects.filter(year=2027).exists() == enrolled_then
    assert (renewal_of(before).status, renewal_of(before).answer_by) == (
        "renewed" if enrolled_then else "told", told + timedelta(days=30),
    )  # fmt: skip
    letters = Notice.objects.filter(kind__in=("renewal", "renewed")).order_by("id").values_list("kind", flat=True)
    assert list(letters) == (["renewal", "renewed"] if enrolled_then else ["renewal"])
    document = report.document()
    assert document["households"] == {"tell": 1, "enroll": int(enrolled_then)}
    # A household is in the sums once.
    assert document["cents_a_month"]["premium_before"] == before.premium_cents
    assert sum(document["net_price"].values()) == sum(document["steps"].values()) == 1
    said = "who is told today is enrolled again in the same run"
    assert [any(said in line for line in each.lines()) for each in (tried, report)] == [enrolled_then] * 2
    run(date(2026, 12, 31))
    assert Enrollment.objects.filter(year=2027).count() == 1


def test_who_chose_for_itself_is_left_alone_and_the_choice_goes_on_without_a_first_payment(federal_years):
    before = enrolled((ANA,))
    draft = signed_for_2027(before)
    mine = choose(draft, plan_id=before.plan_id, on=DONE)
    assert (mine.status, mine.follows) == ("effectuated", before)
    run(date(2026, 11, 2))
    assert renewal_of(before).status == "chosen"
    assert not Notice.objects.filter(kind="renewal").exists()


def test_an_active_choice_takes_the_place_of_the_passive_one_which_is_canceled_first(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    through()
    passive = next_of(before)
    deliver()
    mine = choose(passive.application, level="gold", on=date(2026, 12, 1))
    passive.refresh_from_db()
    assert (passive.status, passive.canceled_on, mine.start) == ("canceled", date(2026, 12, 1), date(2027, 1, 1))
    assert mine.follows == passive
    deliver()
    told = list(
        Due834.objects.filter(enrollment__year=2027).order_by("id").values_list("enrollment", "kind", "withdrawn_on")
    )
    assert told == [(passive.pk, "initial", date(2026, 12, 1)), (mine.pk, "initial", None)]
    no_overlap_no_gap(before.application.household)


def test_a_renewal_that_the_insurer_knows_is_canceled_there_before_the_choice_is_told(federal_years):
    before = enrolled((ANA,))
    through()
    passive = next_of(before)
    deliver()
    initial = Due834.objects.get(enrollment=passive)
    told_in_a_file(initial)
    mine = choose(passive.application, level="gold", on=date(2026, 12, 1))
    deliver()
    # In the order in which a file has them, whichever was heard first.
    found = Due834.objects.filter(enrollment__year=2027).order_by("event_id").values_list("enrollment", "kind")
    assert list(found) == [(passive.pk, "initial"), (passive.pk, "cancel"), (mine.pk, "initial")]


def test_coverage_that_ended_meanwhile_is_not_renewed(federal_years):
    before = enrolled((ANA,))
    run(TOLD)
    end_coverage(actor=SYSTEM, enrollment=before, cause="nonpayment", last=date(2026, 10, 31), on=date(2026, 10, 20))
    for dry in (True, False):
        report = run(DONE, dry_run=dry).document()
        assert (report["households"]["enroll"], report["not_renewed"]) == (0, {"ended_before": 1})
        assert report["enrollments"] == {"enroll:not_renewed": 1}
    assert (renewal_of(before).status, renewal_of(before).why) == ("not_renewed", "ended_before")
    assert not Enrollment.objects.filter(year=2027).exists()


def test_who_answers_within_the_days_is_renewed_by_the_answers(federal_years):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    told = renewal_of(before)
    draft = signed_for_2027(before, income=200_000_00, of=told.application)
    run(DONE)
    after = next_of(before)
    assert after.application_id == draft.pk
    assert after.credit_cents == 0 < told.credit_cents


def test_another_insurer_needs_a_first_payment_and_the_same_one_none(federal_years):
    before = enrolled((ANA,))
    catalog = catalogs.current("federal", 2027)
    place = catalog.place("33013", "03301")
    other = next(
        plan.plan_id for row in place.rows if (plan := catalog.plan_of(int(row))).issuer_id != before.issuer_id
    )
    crosswalk(before.plan_id, other)
    through()
    after = next_of(before)
    assert (after.plan_id, after.status, after.effectuated_on) == (other, "selected", None)
    assert renewal_of(before).step == "other_issuer_as_directed"
    assert after.pay_by is not None
    letter = Notice.objects.get(kind="renewed").content
    assert letter.blocks[0].tone == "wait"
    ended = "\n".join(texts(Notice.objects.get(kind="plan_discontinued").content))
    assert catalog.plan(other).name in ended
    assert "December 31, 2026" in ended


def test_a_plan_that_ends_leads_to_nothing_where_nobody_takes_over(federal_years, monkeypatch):
    before = enrolled((ANA,))
    crosswalk(before.plan_id, None)
    monkeypatch.setattr("coverport.enrollment.renewal.rules.crosswalk._first_step", lambda *_: None)
    run(TOLD)
    assert (renewal_of(before).status, renewal_of(before).why) == ("needs_person", "no_plan_takes_over")
    assert "ends on" in Notice.objects.get(kind="renewal").title
    run(TOLD)
    ended = Notice.objects.get(kind="plan_discontinued")
    assert ended.about == before.reference
    assert "Without a choice you are not covered." in "\n".join(texts(ended.content))


def test_lives_of_many_households_have_neither_gap_nor_overlap(federal_years):
    """A law over households of several kinds: who is covered on the last day is covered on the next, once."""
    kinds = [
        (ANA,), (ANA, LUIS), (ANA, LUIS, MIA), (ANA, person("Ben", date(2000, 6, 1), "child")),
        (person("Old", date(1961, 12, 15)),),
    ]  # fmt: skip
    found = [enrolled(each, email=f"{n}@example.org", income=50_000_00) for n, each in enumerate(kinds)]
    through()
    run(DONE)
    for before in found:
        no_overlap_no_gap(before.application.household)
        for after in Enrollment.objects.filter(application__household=before.application.household, year=2027):
            assert after.credit_cents <= after.most_credit_cents <= after.ehb_cents <= after.premium_cents


def no_overlap_no_gap(household) -> None:
    """Each person's active days, in order, follow one another day by day."""
    days: dict[int, list] = {}
    for one in EnrollmentMember.objects.filter(enrollment__application__household=household, active=True):
        days.setdefault(one.person_id, []).append(one.coverage)
    assert days
    for spans in days.values():
        ordered = sorted(spans, key=lambda each: each.lower)
        assert ordered[-1].upper == date(2028, 1, 1)
        assert all(one.upper == other.lower for one, other in pairwise(ordered))


def signed_for_2027(before: Enrollment, *, income: int = 30_000_00, of: Application | None = None) -> Application:
    """The household answers for the new year itself, and signs."""
    from coverport.applications.actions import copy_for_year, revise_application, save_income, save_taxes
    from coverport.applications.rules.answers import TaxAnswer
    from coverport.applications.submission import submit_application
    from tests.applications.households import answer_the_rest, yearly

    actor = Actor.person(before.application.household.owner)
    if of is not None:
        draft = revise_application(actor=actor, application=of, on=LAST)
    else:
        before.exchange.date_of_record = DONE
        before.exchange.save()
        before.application.exchange.refresh_from_db()
        draft = copy_for_year(actor=actor, application=before.application, year=2027, on=DONE)
    keys = [one.person.reference for one in draft.applicants.select_related("person").order_by("position")]
    save_taxes(actor=actor, application=draft, answer=TaxAnswer(True, None, "no"), on=LAST)
    incomes = [yearly(key, income if place == 0 else 0) for place, key in enumerate(keys)]
    save_income(actor=actor, application=draft, incomes=incomes, on=LAST)
    answer_the_rest(draft, {"other_coverage": False}, on=LAST)
    draft.refresh_from_db()
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=LAST)
    draft.refresh_from_db()
    return draft


def told_in_a_file(due: Due834) -> None:
    """As the outbox leaves a row that an insurer has."""
    from coverport.edi.models import EdiFile

    file = EdiFile.objects.create(
        exchange=due.exchange, issuer_id=due.issuer_id, set="834", name="x.edi", sender="S", control=1, content="x", length=1,
        sha256="a" * 64, transactions=1, members=1, written_at="2026-11-05T12:00:00Z",
    )  # fmt: skip
    Due834.objects.filter(pk=due.pk).update(file=file, control=1)


def test_passives_of_other_people_are_left_alone(federal_years):
    before = enrolled((ANA, person("Ben", date(2000, 6, 1), "child")))
    through()
    mine = Enrollment.objects.filter(year=2027).order_by("id")
    assert mine.count() == 2
    ben = mine.last().members.get()
    assert passive_for(before.application, {ben.person_id}) == []
    application = mine.first().application
    assert passive_for(application, {ben.person_id}) == [mine.last()]
