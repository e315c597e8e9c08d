"""From when on each person of a choice is covered where its window reaches back into days for which there was a plan already."""

from datetime import date
from uuid import uuid4

import pytest

from coverport.billing.actions import run_day
from coverport.billing.models import Invoice
from coverport.core.access import Actor
from coverport.enrollment.actions import end_coverage, grant_special_period, tell_event
from coverport.enrollment.choice.refusals import AlreadyChosen
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.choice.ways import standing_plan, ways
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.first_days import first_days
from coverport.enrollment.rules.policies import Policy, Span
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, BURLINGTON, LUIS, decided
from tests.billing.accounts import deliver
from tests.enrollment.choices import cheapest, choose, shown
from tests.enrollment.lives import covered, months, owner
from tests.enrollment.test_joined_since import with_two_births
from tests.shopping.market import text_of

SYSTEM = Actor.system("test")
JANUARY_1, JANUARY_10, JANUARY_31 = date(2014, 1, 1), date(2014, 1, 10), date(2014, 1, 31)
FEBRUARY_1, FEBRUARY_5, JULY_1, YEAR_END = date(2014, 2, 1), date(2014, 2, 5), date(2014, 7, 1), date(2014, 12, 31)
BORN = {"ana": date(1980, 5, 1), "luis": date(1978, 3, 1), "mia": date(2014, 6, 5)}


def policy(status, *spans, kept=()) -> Policy:
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    return Policy("P", "medical", status, (), first, last, spans, kept=kept)


def span(person, first, last=YEAR_END) -> Span:
    return Span(person, first, last)


FROM_JANUARY = policy("effectuated", span("ana", JANUARY_1))
FROM_FEBRUARY = policy("effectuated", span("ana", FEBRUARY_1), span("luis", FEBRUARY_1))
IN_JANUARY = policy("terminated", span("ana", JANUARY_1, JANUARY_31))


@pytest.mark.parametrize(("start", "policies", "expected"), [
    # Nothing was held: the window's day, and a child's birth.
    (JANUARY_10, [], {"ana": JANUARY_10, "luis": JANUARY_10, "mia": date(2014, 6, 5)}),
    (JULY_1, [], {"ana": JULY_1, "luis": JULY_1, "mia": JULY_1}),
    # On the household's first plan from its first day on: the days before it may be granted.
    (JANUARY_10, [FROM_FEBRUARY], {"ana": JANUARY_10, "luis": JANUARY_10}),
    (FEBRUARY_1, [FROM_FEBRUARY], {"ana": FEBRUARY_1, "luis": FEBRUARY_1}),
    # Came onto it later: from then on.
    (JANUARY_10, [policy("effectuated", span("ana", JANUARY_1), span("luis", JULY_1))], {"ana": JANUARY_10, "luis": JULY_1}),
    # A window after that day says what it says.
    (date(2014, 8, 1), [policy("effectuated", span("ana", JANUARY_1), span("luis", JULY_1))], {"luis": date(2014, 8, 1)}),
    # Who left and is back, on the same plan: it gives way, so that its days go over to the other one.
    (JANUARY_10, [policy("effectuated", span("luis", JANUARY_1), span("ana", JANUARY_1, JANUARY_31))], {"ana": JANUARY_10}),
    # On a plan that follows another one of the household.
    (JANUARY_10, [IN_JANUARY, FROM_FEBRUARY], {"ana": FEBRUARY_1, "luis": FEBRUARY_1}),
    # What ended covered them to its last day; the day after is another plan's, and so are days after a gap.
    (JANUARY_1, [IN_JANUARY], {"ana": FEBRUARY_1, "luis": JANUARY_1}),
    (JANUARY_31, [IN_JANUARY], {"ana": FEBRUARY_1}),
    (FEBRUARY_1, [IN_JANUARY], {"ana": FEBRUARY_1}),
    (FEBRUARY_5, [IN_JANUARY], {"ana": FEBRUARY_5}),
    # Covered to the year's end: no other day of the year.
    (JANUARY_10, [policy("terminated", span("ana", JANUARY_1))], {"ana": JANUARY_10}),
    # Nobody was covered by what was canceled, or by what is not paid and gives way.
    (JANUARY_10, [policy("canceled", span("ana", JANUARY_1)), FROM_FEBRUARY], {"ana": JANUARY_10}),
    (JANUARY_10, [policy("selected", span("ana", JANUARY_1, JANUARY_31), kept=(span("ana", JANUARY_1),)), FROM_FEBRUARY],
     {"ana": JANUARY_10}),
])  # fmt: skip
def test_the_first_day_of_each_person(start, policies, expected):
    assert first_days({person: BORN[person] for person in expected}, start, policies) == expected


def granted(application, start, on):
    """Staff open a window from a day on, because of an error of the exchange's."""
    period = grant_special_period(
        actor=SYSTEM,
        application=application,
        event="exceptional",
        event_date=on,
        on=on,
        start=start,
        reason="Our error.",
    )
    return f"{period.reference}.set_by_exchange"


def chosen_by(way, application, on, level="gold") -> Enrollment:
    plan = cheapest(application, level, on=on)
    seen = offer(application, plan, None, on=on, way=way)
    return choose(
        application, plan_id=plan, on=on, way=way, instead_of=standing_plan(application), shown=shown(seen, seen.price.credit),
        credit=seen.price.credit, submission=uuid4(),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("on_sale")
class TestChosen:
    def test_the_month_that_an_error_cost_is_covered_by_another_plan(self, ana, federal):
        application, _ = decided(ana, federal)
        late = choose(application, on=date(2014, 1, 8))
        assert late.start == FEBRUARY_1
        new = chosen_by(granted(application, JANUARY_1, JANUARY_10), application, JANUARY_10)
        assert (new.start, new.members.get().coverage.lower, sorted(months(new))) == (
            JANUARY_1,
            JANUARY_1,
            [*range(1, 13)],
        )
        late.refresh_from_db()
        assert late.status == "canceled"

    def test_after_a_plan_that_ended_another_one_begins_the_day_after_however_far_back_the_window_reaches(
        self, ana, vermont
    ):
        old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=JANUARY_31, on=JANUARY_10)
        application, on = old.application, FEBRUARY_5
        way = granted(application, JANUARY_10, on)
        seen = offer(application, cheapest(application, on=on), None, on=on, way=way)
        assert (seen.way.start.starts, seen.start.starts, seen.household.start) == (JANUARY_10, FEBRUARY_1, FEBRUARY_1)
        new = chosen_by(way, application, on)
        old.refresh_from_db()
        assert (old.status, old.end, new.start) == ("terminated", JANUARY_31, FEBRUARY_1)
        assert sorted(months(new)) == [*range(2, 13)]
        deliver()
        run_day(exchange=vermont, on=date(2014, 2, 10))
        assert min(Invoice.objects.filter(enrollment=new).values_list("month", flat=True)) == FEBRUARY_1

    def test_in_open_enrollment_it_begins_after_the_plan_that_ends_and_has_the_last_days_of_that_start(
        self, client, ana, vermont
    ):
        """The pages led to a signature for February, which was refused: "You have chosen a plan for this year already"."""
        old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=date(2014, 2, 28), on=JANUARY_10)
        Exchange.objects.update(date_of_record=JANUARY_10)
        client.force_login(ana)
        where = f"/vt/coverage/{old.application.reference}"
        when = text_of(client.get(f"{where}/when/"))
        assert "Open enrollment March 1, 2014 February 15, 2014 See plans from March 1, 2014" in when
        assert "Choose by February 15, 2014 to be covered from March 1, 2014." in text_of(client.get(f"{where}/plans/"))
        new = choose(old.application, level="gold", on=JANUARY_10)
        assert (new.start, new.start_rule, sorted(months(new))) == (
            date(2014, 3, 1),
            "open_enrollment",
            [*range(3, 13)],
        )
        by_window = next(row for row in vermont.calendar.of_year(2014) if row.starts == new.start)
        assert new.pay_by == by_window.pay_by

    def test_the_last_day_to_pay_is_that_of_the_day_on_which_it_begins(self, ana, vermont):
        old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=JANUARY_31, on=JANUARY_10)
        way = granted(old.application, JANUARY_10, JANUARY_10)
        seen = offer(old.application, cheapest(old.application, on=JANUARY_10), None, on=JANUARY_10, way=way)
        assert (seen.way.start.pay_by, seen.start.pay_by) == (date(2014, 1, 20), JANUARY_31)

    def test_who_is_covered_to_the_end_of_the_year_has_a_plan_already(self, ana, federal):
        old = covered(ana, federal)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=YEAR_END, on=JANUARY_10)
        with pytest.raises(AlreadyChosen):
            chosen_by(granted(old.application, JANUARY_10, JANUARY_10), old.application, JANUARY_10)
        assert Enrollment.objects.count() == 1

    def test_the_review_names_the_day_on_which_it_really_begins(self, client, ana, vermont):
        old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=JANUARY_31, on=JANUARY_10)
        page = review(client, vermont, old, FEBRUARY_5, granted(old.application, JANUARY_10, FEBRUARY_5))
        assert ", from February 1, 2014 ." in page
        assert "January 10" not in page

    def test_so_do_the_pages_before_it(self, client, ana, vermont):
        old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
        end_coverage(actor=SYSTEM, enrollment=old, cause="requested", last=JANUARY_31, on=JANUARY_10)
        application = old.application
        tell_event(
            actor=owner(old), application=application, event="birth_adoption", event_date=JANUARY_10, on=JANUARY_31
        )
        Exchange.objects.update(date_of_record=JANUARY_31)
        client.force_login(ana)
        _in_open, by_birth = ways(application, JANUARY_31)
        assert by_birth.start.starts == JANUARY_10
        when = text_of(client.get(f"/vt/coverage/{application.reference}/when/"))
        assert "See plans from February 1, 2014" in when
        assert "See plans from January" not in when
        plans = text_of(client.get(f"/vt/coverage/{application.reference}/plans/", {"way": by_birth.key}))
        assert "to be covered from February 1, 2014." in plans

    def test_the_review_names_who_is_covered_from_later_on(self, client, ana, federal):
        one = covered(ana, federal, (ANA, LUIS), income=90_000_00)
        with_two_births(one)
        page = review(client, federal, one, date(2014, 7, 20), ways(one.application, date(2014, 7, 20))[0].key)
        assert ", from June 5, 2014 ." in page
        assert "For Tom, coverage starts on July 10, 2014." in page
        assert "For Mia, coverage" not in page


def review(client, exchange, enrollment, on, way) -> str:
    """The page before a household signs for the cheapest silver plan."""
    Exchange.objects.update(date_of_record=on)
    client.force_login(enrollment.application.household.owner)
    where = f"/{exchange.slug}/coverage/{enrollment.application.reference}/review/"
    return text_of(client.get(where, {"plan": cheapest(enrollment.application, on=on), "way": way, "credit": 0}))
