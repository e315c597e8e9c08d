"""Households of every kind: between them they reach every reason that the engine can give."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec

from coverport import law
from coverport.eligibility.answer import findings
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import (
    Application,
    EmployerOffer,
    Immigration,
    IncomeLine,
    Relationship,
    TaxHousehold,
)
from coverport.eligibility.findings import Finding, Reason
from coverport.eligibility.results import Determination
from tests.eligibility.households import (
    DECEMBER_2013,
    Someone,
    costs,
    decide,
    household,
    parents_and_children,
    person,
    single,
)

FAMILY = parents_and_children(9)
PREGNANT = single(30, pregnant=True)
IMMIGRANT = single(citizen=False, lawfully_present=True)
CHILD_40 = (person(1, 40), person(2, 9, "child"))


def immigrant(status: str, age: int = 40, **more: Any) -> tuple[Someone, ...]:
    """A person of that immigration status; more: of the status."""
    return single(age, citizen=False, immigration=Immigration(status=status, **more))  # type: ignore[arg-type]


def with_(asked: Application, **changes: Any) -> Application:
    """The same application with other facts."""
    return msgspec.structs.replace(asked, **changes)


def offered(people: tuple[Someone, ...], dollars: int, year: int = 2024, **offer: Any) -> Application:
    """An offer by the first person's employer that covers everybody."""
    asked = household(people, dollars, state="TX", year=year)
    everybody = tuple(one.id for one in asked.people)
    given = EmployerOffer(**{"employee": "1", "covers": everybody, "minimum_value": True} | offer)
    return with_(asked, offers=(given,))


def on_no_return(people: tuple[Someone, ...], dollars: int | None, **more: Any) -> Application:
    """Nobody files or is claimed here."""
    return with_(household(people, dollars, **more), tax_households=())


# (application, more for the decision)
CASES: list[tuple[Application, dict[str, Any]]] = [
    *(
        (household(single(), dollars, state=state), {})
        for state in ("NH", "VT", "TX", "WV")
        for dollars in (5_000, 14_000, 30_000, 50_000)
    ),
    *(
        (household(FAMILY, dollars, state=state), {})
        for state in ("NH", "VT", "TX", "GA", "NC")
        for dollars in (4_000, 30_000, 45_000, 90_000)
    ),
    *(
        (household(PREGNANT, dollars, state=state), {})
        for state in ("NH", "NJ", "TX")
        for dollars in (20_000, 31_400, 32_000, 60_000)
    ),
    *((household(single(age), 60_000, year=2022), {}) for age in (29, 30)),
    (household(single(), 12_000), {"on": date(2014, 8, 15)}),
    (household(single(), 30_000), {"on": date(2014, 8, 15)}),
    (household(single(9), 30_000, state="TX"), {}),
    (household(single(66), 12_000, state="VT"), {}),
    (household(single(19), 12_000, state="FL"), {}),
    (household(IMMIGRANT, 5_000, state="TX"), {}),
    (household(IMMIGRANT, 12_000, state="VT"), {}),
    (household(single(), None), {}),
    (household(FAMILY, None), {}),
    (household(single(citizen=None), 30_000), {}),
    (household(single(citizen=False, lawfully_present=False), 30_000), {}),
    (household(single(lives_in_state=False), 30_000), {}),
    (household(single(lives_in_state=None), 30_000), {}),
    (household(single(incarcerated=True), 30_000), {}),
    (household(single(incarcerated=None), 30_000), {}),
    (household(single(other_coverage=True), 30_000), {}),
    (household(single(other_coverage=None), 30_000), {}),
    (household((person(1, 40), person(2, 9, "child", other_coverage=True)), 45_000), {}),
    (household((person(1, 40), person(2, 9, "child", citizen=None)), 45_000, state="TX"), {}),
    (household((person(1, 40), person(2, 9, "child", citizen=None)), 20_000, state="TX"), {}),
    (household(single(applies=False), 30_000), {}),
    (household(single(), 30_000, files=None), {}),
    (household(single(), 30_000, files=False), {}),
    (household(single(), 30_000), {"benchmark": lambda _, family: None}),
    (household(single(), 40_000), {"benchmark": costs(50)}),
    (household(single(66), 40_000), {}),
    # Groups without an income test, referral, emergencies
    (household(single(25, foster_care=True), 90_000), {}),
    (household(single(25, foster_care=True, foster_care_other_state=True), 90_000), {}),
    (household(single(30, pregnancy_ended=date(2013, 12, 20)), 90_000), {}),
    (household(single(disabled=True), 30_000), {}),
    (household(single(long_term_care=True), 30_000), {}),
    (household(single(medicare=True), 30_000), {}),
    (
        household(
            immigrant(
                "none",
                9,
            ),
            5_000,
            state="TX",
        ),
        {},
    ),
    (household(single(9, citizen=False, lawfully_present=False, emergency=True), 5_000, state="TX"), {}),
    (household(single(9, medicaid_denied=True), 5_000, state="TX"), {}),
    # Immigration
    (household(immigrant("lawful_permanent_resident", since=date(2012, 3, 1)), 12_000, state="VT"), {}),
    (household(immigrant("lawful_permanent_resident"), 12_000, state="VT"), {}),
    (household(immigrant("lawful_permanent_resident", since=date(2002, 3, 1)), 12_000, state="VT"), {}),
    (household(immigrant("nonimmigrant"), 9_000, state="VT"), {}),
    (household(immigrant("nonimmigrant"), 9_000, state="VT", year=2026), {}),
    (household(immigrant("daca"), 30_000, state="TX", year=2026), {}),
    (household(immigrant("asylee"), 30_000, state="TX", year=2027), {}),
    (household(IMMIGRANT, 30_000, state="TX", year=2027), {}),
    # CHIP
    (household((person(1, 40), person(2, 9, "child", coverage_ended=date(2013, 12, 5))), 30_000, state="TX"), {}),
    (household((person(1, 40), person(2, 9, "child", public_employee_coverage=True)), 30_000, state="TX"), {}),
    (household((person(1, 40), person(2, 17, "child", incarcerated=True)), 30_000, state="TX"), {}),
    # Adults and their children, hours of work
    (household((person(1, 40), person(2, 9, "child", applies=False)), 15_000, state="WV"), {}),
    (household(FAMILY, 14_000), {}),
    (
        household(
            (person(1, 40, work_hours_month=160), person(2, 38, "spouse", work_hours_month=160), person(3, 9, "child")),
            14_000,
        ),
        {},
    ),
    (household(single(), 12_000, state="VT", year=2027), {"on": date(2027, 1, 15)}),
    (
        household(single(work_hours_month=20, work_exempt=False), 6_000, state="VT", year=2027),
        {"on": date(2027, 1, 15)},
    ),
    (household(single(work_hours_month=80), 6_000, state="VT", year=2027), {"on": date(2027, 1, 15)}),
    # Households that cannot be said
    (on_no_return(single(25, claimed_by_outsider="parent"), 20_000), {}),
    (on_no_return(single(25, claimed_by_outsider="other"), 20_000), {}),
    (on_no_return(single(25), 20_000), {}),
    (household(FAMILY, 30_000, files=None), {}),
    # The return
    (household(single(claimed_by_outsider="other"), 30_000), {}),
    (household(single(), 30_000, status="married_separately"), {}),
    (household(single(), 30_000, status="married_separately", separate_because="abuse"), {}),
    (household(single(), 30_000, status="married_separately", separate_because="abandonment", separate_years=3), {}),
    (household(single(), 30_000, state="TX", year=2025, unreconciled_years=2), {}),
    (household(single(), 90_000, state="TX", year=2021, unemployment=True), {}),
    (household(single(), 9_000, state="TX", year=2021, unemployment=True), {}),
    (household(single(income_sep=True), 30_000, state="TX", year=2026), {}),
    # Offers of employers
    (offered(single(), 30_000, self_only_month=100_00), {}),
    (offered(single(), 30_000, self_only_month=400_00), {}),
    (offered(single(), 30_000, self_only_month=100_00, minimum_value=False), {}),
    (offered(single(), 30_000, self_only_month=100_00, minimum_value=None), {}),
    (offered(single(), 30_000), {}),
    (offered(single(), 30_000, self_only_month=400_00, enrolled=("1",)), {}),
    (offered(FAMILY, 60_000, self_only_month=100_00, family_month=300_00), {}),
    (offered(FAMILY, 60_000, self_only_month=100_00, family_month=900_00), {}),
    (offered(single(), 30_000, kind="ichra", arrangement_month=400_00, lowest_silver_month=500_00), {}),
    (offered(single(), 30_000, kind="ichra", arrangement_month=100_00, lowest_silver_month=500_00), {}),
    (offered(single(), 30_000, kind="ichra", arrangement_month=100_00, lowest_silver_month=500_00, opted_out=True), {}),
    (offered(single(), 30_000, kind="ichra"), {}),
    (offered(single(), 30_000, kind="qsehra", arrangement_month=100_00, lowest_silver_month=500_00), {}),
    (
        offered(single(), 30_000, kind="qsehra", arrangement_month=100_00, lowest_silver_month=500_00),
        {"benchmark": costs(130)},
    ),
    # American Indians, exemptions
    (household(single(american_indian=True), 30_000, state="TX"), {}),
    (household(single(american_indian=True), 60_000, state="TX"), {}),
    (household(single(exemption=True), 60_000, state="TX"), {}),
    # Basic Health Programs
    *((household(single(), dollars, state="MN", year=2016), {}) for dollars in (12_000, 20_000, 30_000)),
    (household(single(70), 20_000, state="MN", year=2016), {}),
    (household(immigrant("nonimmigrant"), 9_000, state="MN", year=2016), {}),
    (household(IMMIGRANT, 9_000, state="MN", year=2016), {}),
    (household(immigrant("asylee"), 24_000, state="MN", year=2027), {}),
    # States' own help
    *(
        (household(single(), dollars, state="VT", year=2024), {})
        for dollars in (20_500, 25_000, 34_000, 40_000, 70_000)
    ),
    *((household(single(), dollars, state="VT", year=2024), {"benchmark": costs(20)}) for dollars in (40_000,)),
    *((household(single(), dollars, state="MA", year=2026), {}) for dollars in (12_000, 22_000, 30_000, 90_000)),
    (household(single(), 30_000, state="MA", year=2015), {}),
    (household(immigrant("nonimmigrant"), 9_000, state="MA", year=2025), {}),
    (household(immigrant("nonimmigrant"), 9_000, state="MA", year=2026), {}),
    (household(single(), 30_000, state="CA", year=2026), {}),
    (household(single(), None, state="VT", year=2024), {}),
    (household(single(citizen=None), 30_000, state="MA", year=2026), {}),
    # 19 and 20, before birth
    (household(single(20), 9_000, state="MD"), {}),
    (household(single(30, pregnant=True, citizen=False, lawfully_present=False), 20_000, state="TX"), {}),
    (household(single(30, pregnant=True, citizen=False, lawfully_present=False), 90_000, state="TX"), {}),
    # What is not told: hours of work, whether a return is filed
    (household(single(), 5_000, state="VT", year=2027), {"on": date(2027, 1, 15)}),
    (household((person(1, 40), person(2, 20, "child", home="2")), 20_000, files=None), {}),
]


@cache
def decisions() -> tuple[Determination, ...]:
    """What the engine says of all cases."""
    return (*(decide(asked, **more) for asked, more in CASES), *under_made_up_law(), *composed())


@cache
def every_finding() -> tuple[Finding, ...]:
    """Every finding of all cases."""
    return tuple(found for result in decisions() for found in findings(result))


def composed() -> Iterator[Determination]:
    """Households put together in each way, 42 CFR 435.603(f)."""
    grandmother = with_(
        household((person(1, 60), person(2, 9, "child")), 40_000),
        relationships=(Relationship(person="2", is_="grandchild", of="1"),),
    )
    yield decide(grandmother)
    apart = household((person(1, 40), person(2, 9, "child")), 40_000)
    yield decide(with_(apart, people=(apart.people[0], msgspec.structs.replace(apart.people[1], home="2"))))
    parents = household(parents_and_children(9), 40_000)
    not_joint = (TaxHousehold(id="1", filers=("1",), dependents=("3",)), TaxHousehold(id="2", filers=("2",)))
    yield decide(with_(parents, tax_households=not_joint))
    yield determine(
        with_(
            parents,
            tax_households=(TaxHousehold(id="1", filers=("1", "2"), dependents=("3",), benchmark_month=500_00),),
        ),
        law=law.resolve(on=parents.decided_on, state="NH", year=2014),
    )
    without = household(single(), 30_000)
    yield determine(without, law=law.resolve(on=without.decided_on, state="NH", year=2014))
    earns = (IncomeLine(kind="wages", amount=7_000_00),)
    both_work = tuple(
        msgspec.structs.replace(one, income=earns if one.id != "3" else (), income_year=None) for one in parents.people
    )
    yield decide(with_(parents, people=both_work))
    dropping = household(single(), 0, state="WV", year=2016)
    earner = msgspec.structs.replace(
        dropping.people[0],
        income_year=None,
        income=(
            IncomeLine(kind="wages", amount=1_900_00, period="month", starts=date(2015, 9, 1), ends=date(2016, 3, 31)),
        ),
    )
    yield decide(with_(dropping, people=(earner,)))


def under_made_up_law() -> Iterator[Determination]:
    """States as none of those read is: one without a group for children, one whose Medicaid limit is unknown and CHIP's is not."""
    asked = household(single(9), 20_000, state="TX")
    real = law.resolve(on=DECEMBER_2013, state="TX", year=2014)
    bands = msgspec.structs.replace(real.medicaid.child, bands=())  # type: ignore[type-var]
    for change in ({"child": bands}, {"child": None}):
        made_up = msgspec.structs.replace(real, medicaid=msgspec.structs.replace(real.medicaid, **change))
        yield determine(asked, law=made_up, benchmark=costs(300))
    in_boston = household(single(), 16_000, state="MA", year=2026)
    real = law.resolve(on=in_boston.decided_on, state="MA", year=2026)
    care = real.subsidies.connector_care
    assert care is not None
    raised = msgspec.structs.replace(care, floor=120)
    at_100 = msgspec.structs.replace(real, subsidies=msgspec.structs.replace(real.subsidies, connector_care=raised))
    yield determine(
        with_(in_boston, people=(msgspec.structs.replace(in_boston.people[0], medicaid_denied=True),)),
        law=at_100,
        benchmark=costs(300),
    )


def every_reason() -> Iterator[Reason]:
    """All reasons of all cases: of the findings, of the households, of the nearest thresholds."""
    yield from (reason for found in every_finding() for reason in found.reasons)
    for result in decisions():
        yield from (each.medicaid_household.branch for each in result.people)
        yield from (each.reason for each in result.nearest)
