"""A stand-alone dental plan beside the health plan: who may have one, what credit is left for it, and what becomes of it."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.money import display
from coverport.enrollment.actions import (
    effectuate,
    end_coverage,
    grant_special_period,
    reinstate_coverage,
    select_plan,
    tell_event,
)
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.choice.dental import children_of, dental_prices
from coverport.enrollment.choice.previewing import preview_choice
from coverport.enrollment.choice.refusals import AlreadyChosen, NotEligible
from coverport.enrollment.choice.selection import decided as decision
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.models import Change, CreditBasis, Enrollment, PersonMonth
from coverport.enrollment.pricing import shopper
from coverport.enrollment.rules.credit import beside_health
from coverport.enrollment.rules.months import Cost
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.story import told
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.plans import catalogs, context
from coverport.plans.actions import bring_current_catalog, publish_catalog
from coverport.plans.models import Plan as PlanRow
from coverport.plans.models import RateRow
from tests.applications.households import ANA, CONCORD, decided, person, somebody
from tests.enrollment.choices import cheapest, choose, offered, shown
from tests.enrollment.lives import agreed, months, reported, told_of
from tests.enrollment.renewal.market import made_once, open_years
from tests.shopping.market import DAY

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
KID = person("Mia", date(2019, 6, 1), "child")


@pytest.fixture(scope="module")
def _market(django_db_setup, django_db_blocker, tmp_path_factory):
    with made_once(django_db_blocker, tmp_path_factory.mktemp("market"), make_market) as folder:
        yield folder


@pytest.fixture
def market(_market, db, monkeypatch) -> Exchange:
    monkeypatch.setenv("COVERPORT_DATA", str(_market))
    context._published.cache_clear()
    return Exchange.objects.get(slug="federal")


def make_market() -> None:
    """Silver at twice its price, so that a bronze plan leaves some of the credit; 80 percent of a child's dental premium is pediatric."""
    open_years("NH", years=(2027,))
    Exchange.objects.update(date_of_record=DAY)
    silver = list(RateRow.objects.filter(plan__metal_level="silver"))
    for row in silver:
        row.rates = [rate * 2 if rate > 0 else rate for rate in row.rates]
    RateRow.objects.bulk_update(silver, ["rates"])
    dental = list(PlanRow.objects.filter(division="dental"))
    for plan in dental:
        plan.details["pediatric_dental_share"] = "0.8"
    PlanRow.objects.bulk_update(dental, ["details"])
    publish_catalog(actor=SYSTEM, exchange="federal", year=2027, on=DAY)
    bring_current_catalog(exchange="federal", year=2027)


@pytest.fixture
def family(market) -> Application:
    """A parent and a child of seven."""
    user = somebody("parent@example.org")
    people = (ANA, KID)
    return decided(user, market, people, income=75_000_00, contact=CONCORD, on=DAY, year=2027)[0]


def dental_offers(application: Application, health: Enrollment, *, alone: bool = True):
    catalog = catalogs.current("federal", 2027)
    place = catalog.place(application.county_fips, application.zip)
    household = shopper(application, decision(application), start=health.start)
    people = children_of(household) if alone else household.people
    return dental_prices(catalog, place, household, health, people), people


def choose_dental(application: Application, health: Enrollment, *, alone: bool = True, place: int = 0) -> Enrollment:
    priced, people = dental_offers(application, health, alone=alone)
    plan_id = [each for each in priced if each.credit][place].plan.plan_id
    chosen = offer(application, plan_id, people, on=DAY, kind="dental")
    return select_plan(
        actor=Actor.person(application.household.owner), application=application, plan_id=plan_id, people=people,
        credit=chosen.price.credit, signature="Ana Rivera", shown=shown(chosen, chosen.price.credit), submission=uuid4(),
        on=DAY, kind="dental",
    )  # fmt: skip


def test_without_a_health_plan_there_is_no_dental_plan(family):
    catalog = catalogs.current("federal", 2027)
    place = catalog.place(family.county_fips, family.zip)
    plan_id = catalog.plan_id_of(int(place.dental_rows[0]))
    with pytest.raises(NotEligible) as refused:
        offer(family, plan_id, None, on=DAY, kind="dental")
    assert refused.value.code == "no_health_plan"


def test_what_health_leaves_of_the_credit_pays_the_children_s_part_alone(family):
    bronze = cheapest(family, "bronze", on=DAY)
    health = choose(family, plan_id=bronze, on=DAY)
    left = shopper(family, decision(family), start=health.start).most_credit - health.credit_cents
    young = {each.plan.plan_id: each for each in dental_offers(family, health)[0]}
    assert left > 0
    for each in young.values():
        part = int(each.premium.total * (each.plan.pediatric_dental_share or 0) + Decimal("0.5"))
        assert each.credit == min(left, part)
    assert any(each.credit for each in young.values())
    for each in dental_offers(family, health, alone=False)[0]:
        assert each.plan.plan_id not in young or each.credit == young[each.plan.plan_id].credit


def test_it_has_months_a_letter_and_an_event_of_its_own_and_health_stays_as_it_is(family):
    health = choose(family, plan_id=cheapest(family, "bronze", on=DAY), on=DAY, credit=0)
    before = months(health)
    dental = choose_dental(family, health)
    assert (dental.kind, dental.start, dental.status) == ("dental", date(2027, 1, 1), "selected")
    assert months(health) == before
    assert set(months(dental).values()) == {(dental.premium_cents, dental.credit_cents)}
    assert 0 < dental.credit_cents <= dental.ehb_cents < dental.premium_cents
    assert [member.person.first_name for member in dental.members.all()] == ["Mia"]
    with pytest.raises(AlreadyChosen):
        choose_dental(family, health, place=1)


def test_its_letters_are_told_from_those_of_the_health_plan_by_their_titles(family):
    health = choose(family, plan_id=cheapest(family, "bronze", on=DAY), on=DAY, credit=0)
    dental = choose_dental(family, health)
    for each in (health, dental):
        effectuate(actor=SYSTEM, enrollment=each, on=DAY)
    found = dict.fromkeys(Notice.objects.filter(about=dental.reference).order_by("id").values_list("title", flat=True))
    assert list(found) == [
        "You chose a dental plan. It does not cover you yet.",
        "Your dental plan covers you from January 1, 2027",
    ]
    assert not Notice.objects.filter(about=health.reference, title__in=found).exists()


def test_beside_a_catastrophic_plan_or_after_the_health_plan_no_credit_is_left(family):
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="silver", on=DAY, credit=0), on=DAY)
    dental = effectuate(actor=SYSTEM, enrollment=choose_dental(family, health), on=DAY)
    assert dental.credit_cents > 0
    end_coverage(actor=SYSTEM, enrollment=health, cause="other_coverage", last=date(2027, 3, 31), on=date(2027, 3, 1))
    credit = {month: cents for month, (_, cents) in months(dental).items()}
    assert [credit[month] > 0 for month in range(1, 13)] == [True] * 3 + [False] * 9


DIED, TOLD = date(2027, 1, 10), date(2027, 1, 12)


@pytest.fixture
def everybody(family) -> tuple[Enrollment, Enrollment]:
    """Parent and child on a health plan and on a dental plan, both covered."""
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    return health, effectuate(actor=SYSTEM, enrollment=choose_dental(family, health, alone=False), on=DAY)


def days(enrollment: Enrollment, who: str) -> list[date]:
    """The day after the last one of each of a person's stretches that count."""
    found = enrollment.members.filter(person__first_name=who, active=True)
    return [member.coverage.upper for member in found]


@pytest.mark.parametrize("agreed_to", [True, False])
def test_who_has_died_leaves_the_dental_plan_on_the_same_day(everybody, agreed_to):
    health, dental = everybody
    mia = health.members.get(person__first_name="Mia").person.reference
    if agreed_to:
        agreed(reported(health, "death", DIED, on=TOLD, people=[mia]), on=TOLD)
    else:
        follow_death(application=health.application, person=mia, died_on=DIED, on=TOLD)
    assert days(health, "Mia") == days(dental, "Mia") == [date(2027, 1, 11)]
    assert days(health, "Ana") == days(dental, "Ana") == [date(2028, 1, 1)]
    assert Change.objects.filter(kind="death", status="done").count() == 2
    assert {row.about for row in Notice.objects.filter(kind="coverage_changed")} == {health.reference, dental.reference}
    assert follow_death(application=health.application, person=mia, died_on=DIED, on=TOLD) == []
    assert not newest_application(health).applicants.get(person__reference=mia).applies


def test_a_dental_plan_goes_on_in_another_name_and_one_for_who_died_alone_ends(everybody):
    health, dental = everybody
    ana = health.members.get(subscriber=True).person.reference
    follow_death(application=health.application, person=ana, died_on=DIED, on=TOLD)
    dental.refresh_from_db()
    after = Enrollment.objects.get(follows=dental)
    assert (dental.status, dental.end, after.start) == ("terminated", DIED, date(2027, 1, 11))
    assert [member.person.first_name for member in after.members.all()] == ["Mia"]
    mia = after.members.get().person.reference
    follow_death(application=health.application, person=mia, died_on=date(2027, 1, 20), on=date(2027, 1, 21))
    after.refresh_from_db()
    assert (after.status, after.end) == ("terminated", date(2027, 1, 20))


def test_who_keeps_the_dental_plan_alone_is_left_out_of_the_benchmark(everybody):
    health, dental = everybody
    ana, mia = (health.members.get(person__first_name=who).person.reference for who in ("Ana", "Mia"))
    agreed(reported(health, "drop_member", date(2027, 1, 31), on=TOLD, people=[mia]), on=TOLD)
    assert (days(health, "Mia"), days(dental, "Mia")) == ([date(2027, 2, 1)], [date(2028, 1, 1)])
    newest = CreditBasis.objects.order_by("id").last()
    assert (newest.since, newest.family) == (date(2027, 2, 1), [ana])  # 26 CFR 1.36B-3(b)(1)


def test_who_leaves_the_dental_plan_alone_counts_as_before(everybody):
    health, dental = everybody
    ana, mia = (health.members.get(person__first_name=who).person.reference for who in ("Ana", "Mia"))
    agreed(reported(dental, "drop_member", date(2027, 1, 31), on=TOLD, people=[mia]), on=TOLD)
    assert (days(health, "Mia"), days(dental, "Mia")) == ([date(2028, 1, 1)], [date(2027, 2, 1)])
    assert CreditBasis.objects.order_by("id").last().family == [ana, mia]


def test_amounts_of_several_plans_together_say_of_which(everybody, client):
    health, beside = everybody
    mia = health.members.get(person__first_name="Mia").person.reference
    change = reported(health, "death", DIED, on=TOLD, people=[mia])
    client.force_login(health.application.household.owner)
    page = " ".join(client.get(f"/federal/coverage/change/{change.reference}/").content.decode().split())
    names = [told(each).plan.name for each in everybody]
    also = f"Who died also leaves {told(beside).plan.name} on the same day. The amounts here count that."
    assert also in page
    assert "all your plans together: " in page
    agreed(change, on=TOLD)
    for letter in Notice.objects.filter(kind="coverage_changed"):
        said = " ".join(texts(letter.content))
        assert "all your plans together: " in said
        assert all(name in said for name in names)
        assert (also in said) == (beside.reference not in said)


@pytest.fixture
def both(family) -> tuple[Enrollment, Enrollment]:
    """A bronze plan, which leaves some of the credit, and a dental plan for the child, both covered."""
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    return health, effectuate(actor=SYSTEM, enrollment=choose_dental(family, health), on=DAY)


@pytest.mark.parametrize(("on", "starts"), [
    (DAY + timedelta(days=1), date(2027, 1, 1)),
    (date(2027, 1, 10), date(2027, 2, 1)),
    (date(2027, 11, 20), date(2027, 12, 1)),
])  # fmt: skip
def test_another_health_plan_takes_credit_from_the_dental_plan_and_its_insurer_hears_it_once(family, both, on, starts):
    """45 CFR 155.340(e): what health leaves is less by now."""
    _, dental = both
    had = dental.credit_cents
    if on.year == starts.year:
        grant_special_period(
            actor=SYSTEM, application=family, event="exceptional", event_date=on, reason="A flood.", start=starts, on=on
        )
    silver = choose(family, level="silver", on=on, instead_of=both[0])
    dental.refresh_from_db()
    assert silver.start == starts
    most = shopper(family, decision(family), start=silver.start).most_credit
    assert dental.credit_cents == min(had, most - silver.credit_cents) < had
    credit = {month: cents for month, (_, cents) in months(dental).items()}
    assert all(credit[month] == (had if month < silver.start.month else dental.credit_cents) for month in credit)
    assert told_of(dental) == ["plan_selected", "effectuated", "changed"]
    change = Change.objects.get(enrollment=dental)
    assert (change.kind, change.effective_on, change.status) == ("beside", silver.start, "done")
    letter = Notice.objects.get(kind="coverage_changed", about=dental.reference)
    assert display(dental.premium_cents - dental.credit_cents) in "\n".join(texts(letter.content))
    # The old plan's letter tells nothing of the other plan's months in between.
    assert PersonMonth.objects.filter(enrollment=dental, number=3).count() == 0


def test_another_health_plan_that_leaves_as_much_changes_nothing_on_the_dental_plan(family, both):
    health, dental = both
    other = [each.plan.plan_id for each in offered(family, on=DAY) if each.plan.metal_level == "bronze"][1]
    choose(family, plan_id=other, on=DAY + timedelta(days=1), instead_of=health)
    assert (told_of(dental), months(dental)[12][1]) == (["plan_selected", "effectuated"], dental.credit_cents)
    assert not Change.objects.filter(enrollment=dental).exists()


def test_a_health_plan_that_comes_back_gives_the_dental_plan_its_credit_again(both):
    health, dental = both
    had = dental.credit_cents
    end_coverage(actor=SYSTEM, enrollment=health, cause="nonpayment", last=date(2027, 1, 31), on=date(2027, 4, 1))
    dental.refresh_from_db()
    assert (dental.credit_cents, months(dental)[1][1], months(dental)[2][1]) == (0, had, 0)
    reinstate_coverage(actor=SYSTEM, enrollment=health, on=date(2027, 4, 5))
    dental.refresh_from_db()
    assert {cents for _, cents in months(dental).values()} == {dental.credit_cents} == {had}
    assert told_of(dental) == ["plan_selected", "effectuated", "changed", "changed"]


JANUARY = date(2027, 1, 1)


def cost(policy: str, who: str, creditable: int) -> Cost:
    return Cost(policy, JANUARY, who, JANUARY, date(2027, 1, 31), 3000, creditable)


def test_only_who_is_on_a_health_plan_that_takes_credit_has_credit_for_dental():
    policies = [
        Policy(kind, kind, "effectuated", (), JANUARY, date(2027, 12, 31), ()) for kind in ("medical", "dental")
    ]
    costs = [cost("medical", "a", 9000), cost("dental", "a", 1000), cost("dental", "b", 1000)]
    assert [each.creditable for each in beside_health(costs, policies)] == [9000, 1000, 0]
    # A catastrophic plan takes none.
    costs[0] = cost("medical", "a", 0)
    assert [each.creditable for each in beside_health(costs, policies)] == [0, 0, 0]


def test_the_page_leads_from_the_health_plan_to_the_signature(client, family):
    health = choose(family, plan_id=cheapest(family, "bronze", on=DAY), on=DAY)
    client.force_login(family.household.owner)
    mine = client.get(f"/federal/coverage/{health.reference}/").content.decode()
    assert f'href="/federal/coverage/{family.reference}/dental/">Add a dental plan' in mine
    page = client.get(f"/federal/coverage/{family.reference}/dental/?who=children").content.decode()
    assert "For Mia." in re.sub(r"\s+", " ", page)
    where = re.search(r'href="([^"]+kind=dental[^"]*)"', page)
    assert where
    review = where.group(1).replace("&amp;", "&")
    page = client.get(review)
    assert page.status_code == 200
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    sent = {name: value for name, value in found if name != "csrfmiddlewaretoken"}
    done = client.post(review, {**sent, "agrees": "on", "signature": "Ana Rivera"})
    assert done.status_code == 302
    dental = Enrollment.objects.get(kind="dental")
    assert done["Location"] == f"/federal/coverage/{dental.reference}/"
    mine = client.get(f"/federal/coverage/{health.reference}/").content.decode()
    assert "Your dental plan</a> · It does not cover you yet." in mine
    effectuate(actor=SYSTEM, enrollment=dental, on=DAY)
    assert "It does not cover you yet." not in client.get(f"/federal/coverage/{health.reference}/").content.decode()
    assert client.get(done["Location"]).status_code == 200


def test_the_letter_of_a_special_period_names_the_level_to_which_who_has_a_plan_is_held(family):
    """45 CFR 155.420(a)(4), in force since June 19, 2017; here because this market sells plans of a later year."""
    effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    owner = Actor.person(family.household.owner)
    married = {"event": "marriage", "event_date": DIED, "prior_coverage_end": date(2027, 1, 9)}
    tell_event(actor=owner, application=family, on=TOLD, **married)
    said = "\n".join(texts(Notice.objects.get(kind="special_enrollment").content))
    assert "so you can choose among these levels now: Bronze." in said
    assert "on the day of this letter covers you from February 1, 2027" in said


def test_who_chooses_health_again_sees_what_the_dental_plan_costs_then(client, family, both):
    health, dental = both
    on = date(2027, 1, 10)
    end_coverage(actor=SYSTEM, enrollment=health, cause="requested", last=date(2027, 1, 31), on=on)
    assert [credit for _, credit in months(dental).values()][1:] == [0] * 11
    flood = {"event": "exceptional", "event_date": on, "reason": "A flood.", "start": date(2027, 2, 1)}
    grant_special_period(actor=SYSTEM, application=family, on=on, **flood)
    Exchange.objects.update(date_of_record=on)
    client.force_login(family.household.owner)
    chosen = offer(family, cheapest(family, "bronze", on=on), None, on=on)
    credit = chosen.price.credit
    review = f"/federal/coverage/{family.reference}/review/?plan={chosen.price.plan.plan_id}&credit={credit}"
    page = client.get(review).content.decode()
    assert "Your other plan costs another amount, too" in page
    seen = preview_choice(actor=Actor.person(family.household.owner), chosen=chosen, credit=credit, on=on)
    assert all(display(each.net) in page for each in seen.by_month)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    sent = {name: value for name, value in found if name != "csrfmiddlewaretoken"}
    done = client.post(review, {**sent, "agrees": "on", "signature": "Ana Rivera"})
    new = Enrollment.objects.get(reference=done["Location"].split("/")[-2])
    both_then = [sum(cents) for cents in zip(months(new)[2], months(dental)[2], strict=True)]
    assert both_then == [seen.after[0].premium, seen.after[0].credit]
    assert months(dental)[2][1] > 0
