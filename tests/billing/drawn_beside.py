"""What else may happen to a drawn household: other plans of health and dental, windows, money; and the two years' markets of it."""

from datetime import date
from random import Random
from uuid import uuid4

from coverport.applications.models import Application
from coverport.billing.actions import bounce_payment
from coverport.billing.ledger import chain_of, charges
from coverport.billing.models import Payment
from coverport.core.access import Actor
from coverport.core.dates import day_before, first_of_month
from coverport.enrollment.actions import effectuate, end_coverage, grant_special_period, select_plan
from coverport.enrollment.choice.dental import children_of, dental_prices
from coverport.enrollment.choice.previewing import preview_choice
from coverport.enrollment.choice.selection import Offer, offer, way_of
from coverport.enrollment.choice.selection import decided as decision
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pricing import shopper
from coverport.enrollment.rules.year import Amounts
from coverport.plans import catalogs
from coverport.plans.actions import bring_current_catalog, publish_catalog
from coverport.plans.models import Plan, RateRow
from tests.billing.accounts import BANK, pays
from tests.enrollment.choices import choose, offered, shown
from tests.enrollment.drawn import STAFF
from tests.enrollment.lives import months
from tests.enrollment.renewal.market import PLACES, SYSTEM, open_years
from tests.enrollment.renewal.market import TOLD as FIRST_RUN

WAITING = ("selected", "awaiting_payment")
GOES_ON = (*WAITING, "effectuated", "reinstated")


def make_markets(*states: str) -> None:
    """Silver at twice its price, so that a bronze plan leaves some of the credit; 80 percent of a child's dental premium is pediatric."""
    open_years(*states)
    silver = list(RateRow.objects.filter(plan__metal_level="silver"))
    for row in silver:
        row.rates = [rate * 2 if rate > 0 else rate for rate in row.rates]
    RateRow.objects.bulk_update(silver, ["rates"])
    dental = list(Plan.objects.filter(division="dental"))
    for plan in dental:
        plan.details["pediatric_dental_share"] = "0.8"
    Plan.objects.bulk_update(dental, ["details"])
    for state in states:
        # One of the insurers sells no health plans in 2027: its people go on with another one, and owe it a first payment.
        mine = Plan.objects.filter(division="health", filing__year=2027, plan_id__regex=f"^.{{5}}{state}")
        gone = min(mine.values_list("plan_id", flat=True))[:5]
        mine.filter(plan_id__startswith=gone).delete()
        for year in (2026, 2027):
            publish_catalog(actor=SYSTEM, exchange=PLACES[state][0], year=year, on=FIRST_RUN)
            bring_current_catalog(exchange=PLACES[state][0], year=year)


def somebody(drawn: Random) -> Enrollment:
    rows = list(Enrollment.objects.order_by("pk"))
    ended = [row for row in rows if row.status in {"terminated", "canceled", "expired"}]
    if ended and drawn.random() < 0.25:
        return drawn.choice(ended)
    return drawn.choice([row for row in rows if row.status in GOES_ON] or rows)


def newest(row: Enrollment, on: date) -> Application | None:
    year = 2027 if on >= date(2026, 11, 1) else 2026
    found = Application.objects.filter(household=row.application.household, year=year, status="submitted")
    return found.order_by("pk").last()


def standing(application: Application, kind: str) -> Enrollment | None:
    return Enrollment.objects.filter(year=application.year, kind=kind, status__in=GOES_ON).order_by("pk").last()


def other(row, on, drawn) -> None:
    """Another health plan, of the year that can be chosen."""
    application = newest(row, on)
    level = drawn.choice(["bronze", "silver", "gold"])
    if application is None:
        return
    found = [each.plan.plan_id for each in offered(application, on=on) if each.plan.metal_level == level]
    if not found:
        return
    more = {"instead_of": stands} if (stands := standing(application, "medical")) else {}
    plan_id = drawn.choice(found)
    signed = seen(application, offer(application, plan_id, None, on=on), on, more.get("instead_of"))
    sure(choose(application, plan_id=plan_id, on=on, **more), on, drawn, signed)


def dental(row, on, drawn) -> None:
    """A dental plan beside, for the children or for all."""
    application = newest(row, on)
    if application is None or (health := standing(application, "medical")) is None:
        return
    start = way_of(application, on, kind="dental").start.starts
    catalog = catalogs.current(row.exchange.slug, application.year)
    place = catalog.place(application.county_fips, application.zip)
    household = shopper(application, decision(application), start=start)
    who = children_of(household) if drawn.random() < 0.5 else household.people
    priced = dental_prices(catalog, place, household, health, who)
    if not priced:
        return
    plan_id = drawn.choice(priced).plan.plan_id
    chosen = offer(application, plan_id, who, on=on, kind="dental")
    stands = standing(application, "dental")
    signed = seen(application, chosen, on, stands)
    new = select_plan(
        actor=Actor.person(application.household.owner), application=application, plan_id=plan_id, people=who,
        credit=chosen.price.credit, signature="Ana Rivera", shown=shown(chosen, chosen.price.credit), submission=uuid4(),
        on=on, kind="dental", instead_of=stands,
    )  # fmt: skip
    sure(new, on, drawn, signed)


def seen(application: Application, chosen: Offer, on: date, old: Enrollment | None) -> tuple[Amounts, ...]:
    """What the page shows by the month before it is signed for."""
    credit = chosen.price.credit
    found = preview_choice(
        actor=Actor.person(application.household.owner), chosen=chosen, credit=credit, on=on, old=old
    )
    return found.own if found else (Amounts(chosen.start.starts, chosen.price.premium.total, credit),)


def sure(new, on, drawn, signed) -> None:
    """It costs what was signed for; where the insurer bills, it says that it is paid."""
    for month, amounts in months(new).items():
        (shown,) = [each for each in signed if each.since.month <= month][-1:]
        assert amounts == (shown.premium, shown.credit), (new.reference, month, "other than was signed for")
    if new.biller != "exchange" and new.status in WAITING and drawn.random() < 0.6:
        effectuate(actor=STAFF, enrollment=new, on=on)


def window(row, on, drawn) -> None:
    year = newest(row, on)
    if year is not None:
        more = {"event": "exceptional", "event_date": on, "reason": "A flood.", "start": first_of_month(on, 1)}
        grant_special_period(actor=SYSTEM, application=year, on=on, **more)


def insurer_cancels(row, on, drawn) -> None:
    """It was not paid at the insurer that bills."""
    if row.biller != "exchange" and row.status in WAITING:
        end_coverage(actor=Actor.system("edi"), enrollment=row, cause="nonpayment", last=day_before(row.start), on=on)


def of_exchange(step):
    """Money comes where the exchange bills alone."""

    def paying(row, on, drawn) -> None:
        if row.biller == "exchange":
            step(row, on, drawn)

    paying.__name__ = step.__name__
    return paying


def owed(row, on, drawn) -> None:
    if row.biller != "exchange":
        if row.status in WAITING:
            effectuate(actor=STAFF, enrollment=row, on=on)
        return
    if what := sum(charge.open for charge in charges(chain_of(row))):
        pays(row, what, on)


def bounces(row, on, drawn) -> None:
    if good := list(Payment.objects.filter(bounced_on=None)):
        bounce_payment(actor=BANK, payment=drawn.choice(good), on=on)
