"""A benchmark that closes in the year stays the benchmark of who is enrolled: 26 CFR 1.36B-3(f)."""

from datetime import date

import msgspec
import numpy as np

from coverport.applications.kept import keeps_benchmarks
from coverport.applications.models import Application
from coverport.eligibility.engine import FamilyMember, PricedBenchmark
from coverport.eligibility.results import Benchmark
from coverport.enrollment.models import GOING_ON, CreditBasis, Enrollment, Kind
from coverport.plans import catalogs
from coverport.plans.catalog import NoPlansHere, ZipNeeded
from coverport.plans.models import Suppression
from coverport.plans.plan import key_of
from coverport.plans.rules.arrays import Place
from coverport.shopping.quote import benchmark_at


@keeps_benchmarks
def of_who_is_enrolled(application: Application, family: tuple[FamilyMember, ...]) -> PricedBenchmark | None:
    """The same people in the same county keep their amount; others have theirs found among the plans that were open to them then."""
    enrollment = Enrollment.objects.filter(
        GOING_ON, application__household=application.household_id, year=application.year, kind=Kind.MEDICAL
    ).first()
    if enrollment is None or not family:
        return None
    return _same(application, family) or _of_then(enrollment, application, family)


def _same(application: Application, family: tuple[FamilyMember, ...]) -> Benchmark | None:
    rows = CreditBasis.objects.filter(household=application.household_id, year=application.year)
    newest = rows.filter(family__contains=[family[0].id]).select_related("determination__application").last()
    if newest is None or newest.benchmark_cents is None or set(newest.family) != {one.id for one in family}:
        return None
    before = newest.determination.application
    moved = before.county_fips != application.county_fips or any(one.county_fips for one in family)
    return None if moved else Benchmark(plan_id=newest.benchmark_plan_id, premium=newest.benchmark_cents)


def _of_then(
    enrollment: Enrollment, application: Application, family: tuple[FamilyMember, ...]
) -> PricedBenchmark | None:
    catalog = catalogs.current(application.exchange.slug, application.year)
    try:
        place = catalog.place(application.county_fips, application.zip or None)
    except (NoPlansHere, ZipNeeded):
        return None
    closed = _closed_by(application, enrollment.selected_on)
    keep = [key_of(catalog.plan_id_of(int(row))) not in closed for row in place.rows]
    return benchmark_at(catalog, _only(place, keep), _as_old_as_then(enrollment, family))


def _as_old_as_then(enrollment: Enrollment, family: tuple[FamilyMember, ...]) -> tuple[FamilyMember, ...]:
    """Who is on the plan keeps the age that its price is made from: a birthday in the year changes neither."""
    ages = {one.person.reference: one.age for one in enrollment.members.filter(active=True).select_related("person")}
    return tuple(msgspec.structs.replace(one, age=ages.get(one.id, one.age)) for one in family)


def _only(place: Place, keep: list[bool]) -> Place:
    return msgspec.structs.replace(place, rows=place.rows[np.array(keep, dtype=np.bool_)])


def _closed_by(application: Application, day: date) -> frozenset[str]:
    """Plans that took nobody new any more when the household chose."""
    rows = Suppression.objects.filter(exchange=application.exchange, year=application.year, lifted_on=None)
    return frozenset(rows.filter(since__lt=day).values_list("plan_id", flat=True))
