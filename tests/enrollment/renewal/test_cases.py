"""Households whose renewal is not the usual one: ages, dental plans, tax data, insurers, states."""

from datetime import date
from decimal import Decimal

import pytest

from coverport.applications.hubsim.people import Scripted
from coverport.billing.ledger import chain_of
from coverport.billing.models import Invoice
from coverport.enrollment.actions import effectuate
from coverport.enrollment.changes.recording import months_after
from coverport.enrollment.household_year import load
from coverport.enrollment.models import CreditBasis, Enrollment, EnrollmentMember, Kind
from coverport.enrollment.renewal.queries import begun_in
from coverport.enrollment.rules.year import differing
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.plans import catalogs
from coverport.plans.actions import bring_current_catalog, publish_catalog
from coverport.plans.catalog import Catalog
from coverport.plans.models import CatalogNumber, Plan
from tests.applications.households import ANA, LUIS, MIA, person
from tests.applications.verification.conftest import hub, hub_process
from tests.edi.enrolled import deliver
from tests.enrollment.choices import choose
from tests.enrollment.lives import agreed, answer_anew, months, reported
from tests.enrollment.renewal.market import (
    CHOSEN,
    DONE,
    SYSTEM,
    TOLD,
    crosswalk,
    enrolled,
    next_of,
    open_years,
    renewal_of,
    run,
    through,
)

__all__ = ["hub", "hub_process"]
pytestmark = pytest.mark.django_db


def codes(before: Enrollment) -> set[str]:
    return {note["code"] for note in renewal_of(before).notes}


@pytest.mark.parametrize(
    ("born", "own"), [(date(2001, 1, 2), False), (date(2001, 1, 1), True), (date(2000, 12, 31), True)]
)
def test_a_child_of_26_gets_a_policy_of_its_own_on_the_same_plan(federal_years, born, own):
    before = enrolled((ANA, person("Ben", born, "child")), income=60_000_00)
    through()
    after = next_of(before)
    others = Enrollment.objects.filter(year=2027).exclude(pk=after.pk)
    assert (after.members.count(), others.count()) == ((1, 1) if own else (2, 0))
    for one in others:
        assert (one.plan_id, one.status, one.follows) == (after.plan_id, "selected", None)
        assert one.application_id != after.application_id
        assert one.members.get().relationship == "self"
        assert after.credit_cents + one.credit_cents <= after.determination.result["tax_households"][0]["aptc"]
    assert ("too_old_as_dependent" in codes(before)) is own
    for letter in Notice.objects.filter(kind__in=("renewal", "renewed")):
        said = [text for text in texts(letter.content) if "is too old for your policy" in text]
        assert len(said) == own, "once in each letter"


def test_a_child_s_own_policy_has_its_part_of_the_credit_that_was_wanted_and_no_more(federal_years):
    before = enrolled((ANA, person("Ben", date(2000, 6, 1), "child")), income=50_000_00, credit=100_00)
    through()
    both = Enrollment.objects.filter(year=2027)
    assert both.count() == 2
    assert sum(each.credit_cents for each in both) == sum(each.elected_cents for each in both) == before.credit_cents


@pytest.mark.parametrize(
    ("born", "stays"), [(date(1997, 1, 2), True), (date(1997, 1, 1), False), (date(1996, 12, 31), False)]
)
def test_a_catastrophic_plan_goes_on_below_30(federal_years, born, stays):
    before = enrolled((person("Cy", born),), level="catastrophic", income=90_000_00)
    through()
    after = next_of(before)
    assert (catalogs.current("federal", 2027).plan(after.plan_id).metal_level == "catastrophic") is stays
    assert after.issuer_id == before.issuer_id
    assert after.credit_cents == 0 or not stays


def test_who_is_too_old_for_a_catastrophic_plan_goes_where_the_insurer_sends_them(federal_years):
    before = enrolled((person("Cy", date(1997, 1, 1)),), level="catastrophic", income=90_000_00)
    gold = at_level("gold")
    crosswalk(before.plan_id, before.plan_id, age_off=gold)
    through()
    assert (next_of(before).plan_id, renewal_of(before).step) == (gold, "age_off")


@pytest.mark.parametrize(("born", "credit"), [(date(1962, 1, 2), True), (date(1962, 1, 1), False)])
def test_who_reaches_65_by_january_first_has_no_credit_and_is_told_of_medicare(federal_years, born, credit):
    before = enrolled((person("Flo", born),), income=30_000_00)
    through()
    assert (next_of(before).credit_cents > 0) is credit
    assert ("reaches_medicare" in codes(before)) is not credit
    assert ("medicare_in_year" in codes(before)) is credit


@pytest.mark.parametrize(
    ("born", "stays"), [(date(2008, 1, 2), True), (date(2008, 1, 1), False), (date(2007, 12, 31), False)]
)
def test_a_dental_plan_for_children_is_renewed_below_19(federal_years, born, stays):
    health = enrolled((ANA, person("Kit", born, "child")), income=120_000_00)
    before = with_dental(health, "Kit")
    through()
    assert Enrollment.objects.filter(year=2027, kind="dental").exists() is stays
    assert (renewal_of(before).status, renewal_of(before).why) == (
        ("renewed", "") if stays else ("not_renewed", "too_old_for_childrens_dental")
    )
    assert renewal_of(health).status == "renewed"


def test_years_that_were_not_reconciled_keep_the_credit_away(federal_years, hub):
    hub.people(
        Scripted(
            first_name="Ana",
            last_name="Rivera",
            birth_date=date(1973, 4, 28),
            ssn="900124711",
            tax=Decimal(30_000),
            unreconciled_years=2,
        )
    )
    before = enrolled((person("Ana", date(1973, 4, 28), ssn="900124711"),), income=30_000_00)
    through()
    assert next_of(before).credit_cents == 0 < before.credit_cents
    assert "not_reconciled" in codes(before)
    letter = Notice.objects.get(kind="failure_to_reconcile")
    said = "\n".join(texts(letter.content))
    assert (letter.about, "This concerns Ana." in said, "January 1, 2027" in said) == (before.reference, True, True)
    # Which return is missing, and what it says, is tax data.
    assert "30,000" not in said
    assert "2025" not in said


def test_a_tax_service_that_is_down_holds_up_nobody(federal_years, hub, settings):
    settings.HUB_TIMEOUT_MS = 300
    before = enrolled((person("Ana", date(1973, 4, 28), ssn="900124711"),), income=30_000_00)
    hub.all_down()
    through()
    assert "source_silent" in codes(before)
    assert next_of(before).credit_cents > 0


@pytest.mark.parametrize(("signed", "years", "credit"), [(2026, 0, False), (2026, 1, True), (2026, 5, True)])
def test_the_credit_goes_on_as_long_as_consent_does(federal_years, signed, years, credit):
    before = enrolled((ANA,), income=30_000_00, consent_years=years)
    through()
    assert (next_of(before).credit_cents > 0) is credit
    assert ("no_consent" in codes(before)) is not credit


@pytest.mark.parametrize(("level", "wanted"), [("bronze", None), ("silver", 100_00), ("bronze", 0)])
def test_who_gave_no_consent_has_the_credit_again_by_answering_without_another_plan(federal_years, level, wanted):
    before = enrolled((ANA,), income=30_000_00, consent_years=0, level=level, credit=wanted)
    through()
    after = next_of(before)
    assert (after.credit_cents, after.elected_cents) == (0, 0)
    on = date(2026, 11, 20)
    change = reported(after, "income", on, on=on)
    answer_anew(change, on=on)
    agreed(change, on=on)
    after = Enrollment.objects.filter(year=2027).latest(
        "id"
    )  # on silver a new number, for its cost sharing comes back, too
    assert (after.plan_id, after.start, after.elected_cents) == (before.plan_id, date(2027, 1, 1), before.elected_cents)
    most = after.determination.result["tax_households"][0]["aptc"]
    assert after.credit_cents == min(after.ehb_cents, most if wanted is None else wanted)
    assert set(months(after).values()) == {(after.premium_cents, after.credit_cents)}


@pytest.mark.parametrize("used", [0, None])
def test_beside_a_health_plan_that_was_chosen_a_dental_plan_has_the_credit_that_is_left(own_years, used):
    health = enrolled((ANA, LUIS, person("Kit", date(2015, 6, 1), "child")), income=92_000_00)
    before = with_dental(health, "Kit")
    all_of_it_is_essential()
    run(TOLD)
    more = {} if used is None else {"credit": used}
    mine = choose(renewal_of(health).application, plan_id=health.plan_id, on=DONE, **more)
    run(DONE)
    dental = next_of(before)
    assert renewal_of(health).status == "chosen"
    assert dental.premium_cents == dental.ehb_cents > 0
    own = mine.determination.result["tax_households"][0]["aptc"]
    assert dental.credit_cents == min(dental.ehb_cents, own - mine.credit_cents)
    assert (dental.credit_cents > 0) is (used == 0)
    loaded = load(health.application.household, 2027)
    again = months_after(loaded, loaded.policies, loaded.prices(), loaded.bases, date(2027, 1, 1))
    assert differing(loaded.rows, again) == []


def all_of_it_is_essential() -> None:
    """A children's plan of 2027 has nothing but a child's essential benefit."""
    dental = list(Plan.objects.filter(filing__year=2027, division="dental"))
    for plan in dental:
        plan.details["pediatric_dental_share"] = "1"
    Plan.objects.bulk_update(dental, ["details"])
    publish_catalog(actor=SYSTEM, exchange="federal", year=2027, on=TOLD)
    bring_current_catalog(exchange="federal", year=2027)


def test_the_rows_of_vermont_s_tiers_are_right_to_the_cent(vermont_years):
    before = enrolled((ANA, LUIS, MIA), "VT", income=80_000_00)
    through("VT")
    after = next_of(before)
    told = [one.premium_cents for one in after.members.all()]
    assert sum(told) == after.premium_cents
    months = after.months.filter(month=date(2027, 7, 1))
    assert sum(row.premium_cents for row in months) == after.premium_cents
    assert sum(row.credit_cents for row in months) == after.credit_cents
    assert CreditBasis.objects.filter(year=2027).count() == 1


def test_where_the_exchange_bills_the_same_account_goes_on_and_another_insurer_sends_a_first_bill(
    db, tmp_path, monkeypatch
):
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    open_years("MA")
    stays = enrolled((ANA,), "MA", income=70_000_00)
    gone = next(each for each in plans_of("ma", 2026) if each[:5] != stays.issuer_id)
    bea = (person("Bea", date(1985, 2, 2)),)
    leaves = enrolled(bea, "MA", email="b@example.org", income=70_000_00, plan_id=gone)
    crosswalk(gone, next(each for each in plans_of("ma", 2027) if each[:5] == stays.issuer_id))
    through("MA")
    deliver()
    same, other = next_of(stays), next_of(leaves)
    assert (same.status, other.status) == ("effectuated", "awaiting_payment")
    assert list(Invoice.objects.filter(enrollment__year=2027).values_list("enrollment", flat=True)) == [other.pk]
    # A period of grace goes by the chain: what is owed for the old year is owed on.
    assert chain_of(same) == [stays, same]
    assert chain_of(other) == [other]


# ---- What the tests share


def plans_of(exchange: str, year: int) -> list[str]:
    """Health plans that are sold to a grown person in Boston."""
    catalog = catalogs.current(exchange, year)
    plans = [catalog.plan_of(int(row)) for row in catalog.place("25025", "02116").rows]
    return [each.plan_id for each in plans if each.metal_level == "silver"]


def at_level(level: str) -> str:
    catalog: Catalog = catalogs.current("federal", 2027)
    rows = catalog.place("33013", "03301").rows
    return next(plan.plan_id for row in rows if (plan := catalog.plan_of(int(row))).metal_level == level)


def with_dental(health: Enrollment, name: str) -> Enrollment:
    """A dental plan for children beside the health plan, as a choice leaves it."""
    catalog = catalogs.current("federal", 2026)
    place = catalog.place("33013", "03301")
    plan = next(plan for row in place.dental_rows if (plan := catalog.plan_of(int(row))).child_only)
    dental = Enrollment.objects.create(
        exchange=health.exchange, application=health.application, determination=health.determination, kind=Kind.DENTAL,
        year=2026, catalog=CatalogNumber.objects.get(sha256=catalog.sha256), plan_id=plan.plan_id, csr_variant="01",
        issuer_id=plan.issuer_id, county_fips=health.county_fips, rating_area=health.rating_area, premium_cents=30_00,
        ehb_cents=0, credit_cents=0, most_credit_cents=0, start=health.start, end=health.end, start_rule="x",
        start_authority="x", start_basis="regulatory", biller="issuer", selected_on=CHOSEN, signature="Ana Rivera",
        submission="12345678-1234-5678-1234-567812345678",
    )  # fmt: skip
    child = health.members.get(person__first_name=name)
    EnrollmentMember.objects.create(
        enrollment=dental, person=child.person, position=0, subscriber=True, relationship="child", age=child.age,
        premium_cents=30_00, kind=Kind.DENTAL, coverage=child.coverage,
    )  # fmt: skip
    return effectuate(actor=SYSTEM, enrollment=dental, on=CHOSEN)


def test_begun_in_names_the_batch_s_own(federal_years):
    enrolled((ANA,))
    run(TOLD)
    assert run(DONE).households["enroll"] == 1
    after = Enrollment.objects.get(year=2027)
    assert list(begun_in(renewal_of(after.follows).done_in.reference)) == [after]
