"""Choosing in a special period: what opens one, when coverage starts, which levels, what it changes, and what is refused."""

import re
from datetime import date
from uuid import uuid4

import msgspec
import pytest

from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.money import display
from coverport.enrollment.actions import cancel_selection, effectuate, grant_special_period, select_plan, tell_event
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.choice.previewing import preview_choice
from coverport.enrollment.choice.refusals import ChangedMeanwhile, NotEligible, NotNow, OutsideEnrollmentPeriod
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.choice.ways import ways
from coverport.enrollment.models import Enrollment, SpecialPeriod
from coverport.enrollment.rules.levels import HelpChange, open_levels
from coverport.enrollment.special.forms import EventForm
from coverport.enrollment.special.law import law_of
from coverport.exchanges.models import Exchange
from coverport.law.lookups import typed
from coverport.law.parameters.special import LevelLimits
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.web.templatetags.coverport import error_summary
from tests.applications.households import ANA, BURLINGTON, LUIS, decided, person, somebody
from tests.enrollment.choices import cheapest, choose, shown
from tests.enrollment.lives import agreed, answer_anew, covered, months, owner, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 10)
SYSTEM = Actor.system("test")


def tells(application, event="loss_of_coverage", event_date=date(2014, 5, 31), *, on=JUNE, **more) -> SpecialPeriod:
    actor = Actor.person(application.household.owner)
    more = {"cause": "other", **more} if event == "loss_of_coverage" else more
    return tell_event(actor=actor, application=application, event=event, event_date=event_date, on=on, **more)


def test_after_open_enrollment_a_loss_of_coverage_opens_the_time_to_choose(ana, federal):
    application, _ = decided(ana, federal)
    with pytest.raises(OutsideEnrollmentPeriod):
        choose(application, on=JUNE, plan_id=cheapest(application))
    period = tells(application)
    assert (period.opens, period.closes) == (date(2014, 5, 31), date(2014, 7, 30))
    enrollment = choose(application, on=JUNE)
    assert (enrollment.start, enrollment.end, enrollment.period) == (date(2014, 7, 1), date(2014, 12, 31), period)
    assert (enrollment.start_rule, enrollment.start_basis) == ("loss_of_coverage.first_after_selection", "regulatory")
    assert "155.420" in enrollment.start_authority
    assert enrollment.pay_by is None  # the insurer bills, and no rule named its last day in 2014
    assert list(months(enrollment)) == [7, 8, 9, 10, 11, 12]
    told = Event.objects.get(kind="enrollment.special_period_opened")
    assert told.data == {"period": period.reference, "event": "loss_of_coverage"}


def test_the_window_counts_its_first_and_its_last_day(ana, federal):
    application, _ = decided(ana, federal)
    tells(application, on=date(2014, 5, 31))
    days = (date(2014, 5, 30), date(2014, 5, 31), date(2014, 7, 30), date(2014, 7, 31))
    assert [bool(ways(application, on)) for on in days] == [False, True, True, False]


def test_told_outside_the_window_or_for_a_cause_that_counts_for_nothing_it_is_refused_with_the_reason(ana, federal):
    application, _ = decided(ana, federal)
    for on, code in ((date(2014, 5, 30), "before_window"), (date(2014, 7, 31), "after_window")):
        with pytest.raises(NotNow) as refused:
            tells(application, on=on)
        assert refused.value.code == code
    with pytest.raises(NotNow) as refused:
        tells(application, cause="voluntary_termination")
    assert refused.value.code == "excluded_cause"
    assert not SpecialPeriod.objects.exists()


def test_a_period_is_for_one_choice_and_a_canceled_one_leaves_it_open(ana, federal):
    application, _ = decided(ana, federal)
    tells(application)
    first = choose(application, on=JUNE)
    cancel_selection(actor=SYSTEM, enrollment=first, on=JUNE)
    again = choose(application, level="bronze", on=JUNE)
    assert ways(application, JUNE)
    effectuate(actor=SYSTEM, enrollment=again, on=JUNE)
    assert ways(application, JUNE) == ()


def test_the_same_event_told_twice_is_one_period_and_a_stranger_tells_nothing(ana, federal):
    application, _ = decided(ana, federal)
    assert tells(application) == tells(application)
    with pytest.raises(NotAllowed):
        tell_event(
            actor=Actor.person(somebody("other@example.org")), application=application, event="loss_of_coverage",
            event_date=JUNE, cause="other", on=JUNE,
        )  # fmt: skip


@pytest.mark.parametrize(("on", "says"), [
    (date(2014, 3, 31), "Choose another plan <"), (date(2014, 6, 10), "Choose another plan by July 30, 2014"),
    (date(2014, 7, 30), "Choose another plan by July 30, 2014"), (date(2014, 7, 31), "When you can choose another plan"),
])  # fmt: skip
def test_the_page_of_a_plan_says_until_when_another_one_can_be_chosen(client, ana, federal, on, says):
    old = covered(ana, federal)
    if on >= JUNE:
        tells(old.application)
    Exchange.objects.update(date_of_record=on)
    client.force_login(ana)
    page = client.get(f"/federal/coverage/{old.reference}/").content.decode()
    assert f">{says}" in page.replace("</a>", " </a>")


def test_where_the_exchange_bills_the_first_payment_has_a_day_and_ten_days_at_least(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    tells(application)
    assert choose(application, on=date(2014, 6, 10)).pay_by == date(2014, 6, 30)
    other, _ = decided(somebody("bo@example.org"), vermont, (ANA,), income=60_000_00, contact=BURLINGTON)
    tells(other)
    assert choose(other, on=date(2014, 6, 28)).pay_by == date(2014, 7, 8)


def switched(old, *, on=JUNE, level="bronze"):
    """Another plan by the only way that is open, as it is seen and signed."""
    application = old.application
    [way] = ways(application, on)
    plan_id = cheapest(application, level, on=on)
    chosen = offer(application, plan_id, None, on=on, way=way.key)
    actor, credit = owner(old), chosen.price.credit
    seen = preview_choice(actor=actor, chosen=chosen, old=old, credit=credit, on=on)
    signed = shown(chosen, credit)
    arguments = {
        "actor": actor, "application": application, "plan_id": plan_id, "people": None, "credit": credit, "signature": "Ana Rivera",
        "submission": uuid4(), "on": on, "instead_of": old, "way": way.key,
    }  # fmt: skip
    return seen, signed, arguments


def with_digest(signed, seen):
    return msgspec.structs.replace(signed, difference=seen.digest)


def test_an_enrollee_s_old_plan_ends_the_day_before_as_it_was_shown(ana, federal):
    old = covered(ana, federal)
    tells(old.application, "marriage", date(2014, 6, 1))
    seen, signed, arguments = switched(old)
    old.refresh_from_db()
    assert (old.status, Enrollment.objects.count()) == ("effectuated", 1)  # what was only looked at left nothing
    assert seen.last == date(2014, 6, 30)
    assert next((row.since, row.premium, row.credit) for row in seen.before) == (date(2014, 7, 1), 28836, 8005)
    new = select_plan(**arguments, shown=with_digest(signed, seen))
    old.refresh_from_db()
    assert (old.status, old.end, old.end_cause) == ("terminated", date(2014, 6, 30), "plan_change")
    assert (new.start, new.follows) == (date(2014, 7, 1), old)
    row = seen.after[-1]
    assert (row.premium, row.credit) == months(new)[12] == (new.premium_cents, new.credit_cents)
    assert told_of(old)[-1] == "terminated"


def test_the_months_are_shown_as_the_credit_of_the_whole_year_makes_them(ana, federal, client):
    """What January to May had too much by the new income comes off the months of the other plan, too: 45 CFR 155.330(g)."""
    old = covered(ana, federal)
    income = reported(old, "income", date(2014, 5, 20), on=date(2014, 5, 20))
    answer_anew(income, on=date(2014, 5, 20), income=32_000_00)
    agreed(income, on=date(2014, 5, 20))
    old.refresh_from_db()
    year = newest_application(old)
    tells(year, "marriage", date(2014, 6, 1))
    [way] = ways(year, JUNE)
    chosen = offer(year, cheapest(year, "bronze", on=JUNE), None, on=JUNE, way=way.key)
    credit = chosen.price.credit
    seen = preview_choice(actor=owner(old), chosen=chosen, old=old, credit=credit, on=JUNE)
    assert seen.own[0].credit < credit
    Exchange.objects.update(date_of_record=JUNE)
    client.force_login(ana)
    review = (
        f"/federal/coverage/{year.reference}/review/?plan={chosen.price.plan.plan_id}&credit={credit}&way={way.key}"
    )
    page = client.get(review).content.decode()
    assert "Your tax credit is worked out for the whole year." in page
    assert all(display(each.net) in page for each in seen.own)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    sent = {name: value for name, value in found if name != "csrfmiddlewaretoken"}
    done = client.post(review, {**sent, "agrees": "on", "signature": "Ana Rivera"})
    new = Enrollment.objects.get(reference=done["Location"].split("/")[-2])
    assert [(each.premium, each.credit) for each in seen.own] == list(dict.fromkeys(months(new).values()))
    letter = "\n".join(texts(Notice.objects.get(kind="plan_selected", about=new.reference).content))
    assert all(display(each.net) in letter for each in seen.own)


def test_a_difference_that_is_no_longer_true_is_not_signed_and_nothing_is_written(ana, federal):
    old = covered(ana, federal)
    tells(old.application, "marriage", date(2014, 6, 1))
    seen, signed, arguments = switched(old)
    income = reported(old, "income", JUNE, on=JUNE)
    answer_anew(income, on=JUNE, income=29_500_00)
    agreed(income, on=JUNE)
    with pytest.raises(ChangedMeanwhile):
        select_plan(**arguments, shown=with_digest(signed, seen))
    old.refresh_from_db()
    assert (old.status, Enrollment.objects.count()) == ("effectuated", 1)


def test_a_change_that_is_done_opens_its_own_period(ana, federal):
    old = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    change = reported(old, "birth", date(2014, 6, 5), on=JUNE)
    answer_anew(change, on=JUNE, income=45_000_00, people=(person("Leo", date(2014, 6, 5), "child", sex="M"),))
    assert not SpecialPeriod.objects.exists()
    agreed(change, on=JUNE)
    period = SpecialPeriod.objects.get()
    assert (period.event, period.opens, period.closes) == ("birth_adoption", date(2014, 6, 5), date(2014, 8, 4))
    assert period.change == change
    [way] = ways(old.application, JUNE)
    assert way.start.starts == date(2014, 6, 5)


def test_a_change_of_income_opens_one_where_what_is_paid_for_care_changes(ana, federal):
    old = covered(ana, federal)  # that credit ends, and that only its amount changes: test_special_letters.py
    change = reported(old, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=20_000_00)
    agreed(change, on=JUNE)
    assert SpecialPeriod.objects.filter(event="help_changed").exists()


def test_staff_open_a_period_and_set_the_day_where_the_law_leaves_it_to_them(ana, federal):
    application, _ = decided(ana, federal)
    worker = somebody("worker@example.org")
    grant_role(actor=SYSTEM, user=worker, kind="state_worker", exchange=federal, on=JUNE)
    grants = {"application": application, "event": "exceptional", "event_date": JUNE, "on": JUNE}
    for actor in (Actor.person(ana), Actor.person(somebody("x@example.org"))):
        with pytest.raises(NotAllowed):
            grant_special_period(actor=actor, reason="Flood", start=date(2014, 6, 1), **grants)
    staff = Actor.person(worker)
    with pytest.raises(NotEligible):
        grant_special_period(actor=staff, reason=" ", start=date(2014, 6, 1), **grants)
    with pytest.raises(NotNow) as refused:
        grant_special_period(actor=staff, reason="Flood", **grants)
    assert refused.value.code == "staff_must_grant"
    grant_special_period(actor=staff, reason="Flood", start=date(2014, 6, 1), **grants)
    assert choose(application, on=date(2014, 6, 12)).start == date(2014, 6, 1)


# ---- Metal levels


SOLD = {"catastrophic", "bronze", "silver", "gold"}
NEVER = HelpChange()


@pytest.mark.parametrize(
    ("on", "event", "held", "change", "levels"),
    [
        (date(2017, 6, 18), "move", "silver", NEVER, None),
        (date(2017, 6, 19), "move", "silver", NEVER, {"silver"}),
        (date(2017, 6, 19), "exceptional", "silver", NEVER, None),
        (date(2017, 6, 19), "move", "platinum", NEVER, {"gold"}),  # none is sold: one level beside it
        (date(2017, 6, 19), "help_changed", "bronze", HelpChange(gained_cost_sharing=True), {"bronze", "silver"}),
        (date(2021, 12, 31), "help_changed", "silver", HelpChange(lost_cost_sharing=True), {"silver"}),
        (date(2022, 1, 1), "help_changed", "silver", HelpChange(lost_cost_sharing=True), {"bronze", "silver", "gold"}),
        (date(2023, 12, 31), "help_changed", "silver", HelpChange(lost_credit=True), {"silver"}),
        (date(2024, 1, 1), "help_changed", "silver", HelpChange(lost_credit=True), None),
        (date(2024, 1, 1), "move", "catastrophic", NEVER, {"catastrophic"}),
    ],
)
def test_enrollees_keep_their_level_since_2017(on, event, held, change, levels):
    limits = typed(LevelLimits, "enrollment.level_limits", on=on)
    found = open_levels(event, held, limits, SOLD, change)
    assert found == (None if levels is None else frozenset(levels))


# ---- Pages


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def said(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def hidden(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_month": on.month, f"{name}_day": on.day, f"{name}_year": on.year}


def test_outside_every_window_the_page_says_when_one_opens_and_what_opens_one(web, ana, federal):
    application, _ = decided(ana, federal)
    Exchange.objects.update(date_of_record=JUNE)
    where = f"/federal/coverage/{application.reference}"
    closed = said(web.get(f"{where}/plans/"))
    assert f'href="{where}/when/">See when you can choose a plan' in closed
    assert f'href="{where}/plans/"' not in closed, "a way back to the same page"
    text = said(web.get(f"{where}/when/"))
    assert "No time for choosing a plan is open" in text
    assert 'Everybody can choose a plan for 2015 from <strong class="num">November 15, 2014</strong>.' in text
    assert "We lost other health coverage, such as from a job" in text
    assert "Somebody in the household died" not in text  # for enrollees alone


def test_the_way_from_what_happened_to_the_signature_and_the_end_of_the_old_plan(web, ana, federal):
    old = covered(ana, federal)
    Exchange.objects.update(date_of_record=JUNE)
    where = f"/federal/coverage/{old.application.reference}"
    mine = said(web.get(f"/federal/coverage/{old.reference}/"))
    assert "When you can choose another plan" in mine
    assert "Tell us at any time, whether or not another plan can be chosen." in said(web.get(f"{where}/when/"))
    late = web.post(f"{where}/when/", {"event": "marriage", **day("event_date", date(2014, 4, 10))})
    assert (late.status_code, "until June 9, 2014." in said(late)) == (422, True)
    assert web.post(f"{where}/when/", {"event": "marriage", **day("event_date", date(2014, 4, 11))}).status_code == 302
    text = said(web.get(f"{where}/when/"))
    assert "Keep ready, in case we ask: the marriage certificate." in text
    way = re.search(r"/plans/\?way=([\w.%-]+)", text)
    assert way
    key = way.group(1)
    assert "July 1, 2014" in text
    page = web.get(f"{where}/plans/?way={key}")
    bronze = cheapest(old.application, "bronze", on=JUNE)
    assert f"/credit/?plan={bronze}&amp;way={key}" in page.content.decode()
    review = web.post(f"{where}/credit/?plan={bronze}&way={key}", {"how_much": "all"})["Location"]
    page = web.get(review)
    text = said(page)
    assert "covers you until <strong>June 30, 2014</strong>" in text
    assert "Until now" in text
    assert Enrollment.objects.count() == 1
    done = web.post(review, {**hidden(page), "agrees": "on", "signature": "Ana Rivera"})
    assert done.status_code == 302
    old.refresh_from_db()
    assert (old.status, old.end) == ("terminated", date(2014, 6, 30))
    new = Enrollment.objects.get(follows=old)
    assert (new.plan_id, new.start) == (bronze, date(2014, 7, 1))
    assert "You are covered from July 1, 2014" in said(web.get(done["Location"]))


def test_what_happened_is_folded_while_a_plan_can_be_chosen_and_asks_each_event_only_what_its_rule_asks(
    web, ana, vermont
):
    application, _ = decided(ana, vermont, (ANA,), income=60_000_00, contact=BURLINGTON)
    where = f"/vt/coverage/{application.reference}/when/"
    folded, unfolded = "<details> <summary>Tell us what happened", "<details open> <summary>Tell us what happened"
    assert folded in said(web.get(where))
    refused = said(web.post(where, {"event": "loss_of_coverage"}))
    assert unfolded in refused
    Exchange.objects.update(date_of_record=JUNE)
    text = said(web.get(where))
    assert unfolded in text, "nothing else can be done"
    asks = dict(re.findall(r'name="event" value="(\w+)" id="\w+" class="([^"]*)"', text))
    assert "asks-ended" in asks["loss_of_coverage"]
    assert "asks-place" in asks["move"]
    assert "asks-" not in asks["birth_adoption"]


@pytest.mark.parametrize(("event", "wrong"), [("marriage", True), ("birth_adoption", False)])
def test_a_wrong_date_is_named_and_one_that_the_event_does_not_ask_is_not_looked_at(event, wrong):
    found = {name: law for name in ("marriage", "birth_adoption") if (law := law_of(name, "NH", date(2027, 6, 1)))}
    given = {"event": event, **day("event_date", date(2027, 5, 20)), "prior_coverage_end_month": "5"}
    form = EventForm({**given, "event_date_day": "99"} if wrong else given, events=found)
    assert form.is_valid() is not wrong
    lines = [words for _field, words in error_summary(form)["problems"]]
    if wrong:
        assert lines[0].startswith("On which day? There is no such date.")
        assert lines[1].startswith(
            "For a move or a marriage: the last day of the health coverage before: Enter all three"
        )
    else:
        assert form.told["prior_coverage_end"] is None


def test_staff_find_the_household_by_the_number_that_is_read_out(client, ana, federal):
    application, _ = decided(ana, federal)
    worker = somebody("worker@example.org")
    grant_role(actor=SYSTEM, user=worker, kind="state_worker", exchange=federal, on=JUNE)
    Exchange.objects.update(date_of_record=JUNE)
    client.force_login(worker)
    typed_ = {
        "event": "exceptional",
        "reason": "Flood",
        "decision": "open",
        **day("event_date", JUNE),
        **day("start", date(2014, 6, 1)),
    }
    lost = client.post("/federal/coverage/grant/", {"number": "2222-2222", **typed_})
    assert (lost.status_code, "has this number" in said(lost)) == (422, True)
    done = said(client.post("/federal/coverage/grant/", {"number": application.reference.lower(), **typed_}))
    assert "open from June 10, 2014 to August 9, 2014" in done
    assert SpecialPeriod.objects.get().reason == "Flood"
