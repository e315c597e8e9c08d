"""An application's files as what the rules check, and as the plans that would be sold."""

import contextlib
from collections.abc import Sequence
from datetime import date
from itertools import chain

import msgspec

from coverport import law
from coverport.law import MissingLaw
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import CostSharingBands, IndianCostSharing, YearlyDollars
from coverport.law.parameters.calendar import Required
from coverport.law.parameters.plan_terms import ActuarialValues, ValueGap
from coverport.plans import geography, reference_rows
from coverport.plans.certification.reading import Read
from coverport.plans.import_sets import known_areas
from coverport.plans.importers.assemble import Parts, Row, assemble, plans_of, rows_of, served_counties
from coverport.plans.importers.filing import Filing
from coverport.plans.importers.rating_areas import rating_areas
from coverport.plans.importers.records import BUILDING, NEEDED, RATING_AREA, SERVICE_AREA, Record
from coverport.plans.models import Plan as PlanRow
from coverport.plans.models import QhpApplication, RateRow
from coverport.plans.plan import Plan
from coverport.plans.rules.certification import CertificationLaw, Filed, Finding, Price, check


class Checked(msgspec.Struct, frozen=True):
    """missing: kinds of file that are not there yet. filing: the plans, where they can be priced. joined: what is shown beside them."""

    missing: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    filing: Filing | None = None
    joined: tuple[Record, ...] = ()
    notes: dict[str, int] = {}

    @property
    def passes(self) -> bool:
        return not self.missing and all(finding.passes for finding in self.findings)


def checked(application: QhpApplication, files: Sequence[Read]) -> Checked:
    """All checks of the files. Raises MissingLaw where the law of the year is not known."""
    records = [record for file in files for record in file.records]
    missing = tuple(kind for kind in NEEDED if not any(record.kind == kind for record in records))
    if missing:
        return Checked(missing)
    parts = _parts(application, files, records)
    filing, notes = assemble(parts)
    for file in files:
        notes |= file.notes
    findings = check(filed(application, parts, records), law_of(application.year, application.state))
    joined = tuple(record for record in records if record.kind not in BUILDING)
    return Checked((), findings, filing, joined, notes)


def _parts(application: QhpApplication, files: Sequence[Read], records: Sequence[Record]) -> Parts:
    exchange = application.filed_at.slug
    return Parts(
        exchange=exchange,
        year=application.year,
        state=application.state,
        source=", ".join(sorted({file.format for file in files}))[:300],
        records={kind: [record for record in records if record.kind == kind] for kind in BUILDING},
        sha256s=sorted(application.files.filter(gate="", removed_on=None).values_list("sha256", flat=True)),
        issuer_names={application.issuer_id: application.issuer_name},
        known_areas=known_areas(exchange, application.year, application.state),
    )


def law_of(year: int, state: str | None) -> CertificationLaw:
    """The law of a plan year in a state; None: federal law alone. Raises MissingLaw."""
    on = new_year(year)
    return CertificationLaw(
        actuarial_value=typed(ActuarialValues, "plans.actuarial_value", on=on, state=state),
        silver_gap=typed(ValueGap, "plans.silver_variant_gap", on=on, state=state),
        limit=typed(YearlyDollars, "cost_sharing.out_of_pocket_limit", on=on, state=state),
        person_in_family=typed(Required, "cost_sharing.person_in_family", on=on, state=state),
        dental_value=typed(ActuarialValues, "plans.dental_actuarial_value", on=on, state=state),
        dental_limit=_dental_limit(on, state),
        tobacco=law.tobacco_rating(on, state),
        children=law.rated_children(year),
        reductions=typed(CostSharingBands, "cost_sharing.reductions", on=on, state=state),
        indian=typed(IndianCostSharing, "cost_sharing.indian", on=on, state=state),
        by_tier=state is not None and law.family_tiers(state, year) is not None,
    )


def _dental_limit(on: date, state: str | None) -> YearlyDollars | None:
    """None before the figure of the year is known: that stops dental plans, and no others."""
    with contextlib.suppress(MissingLaw):
        return typed(YearlyDollars, "cost_sharing.dental_limit", on=on, state=state)
    return None


def filed(application: QhpApplication, parts: Parts, records: Sequence[Record]) -> Filed:
    """The files as the rules want them, with nothing left out."""
    plans = plans_of(parts)
    rows = rows_of(parts, plans, {})
    return Filed(
        year=application.year,
        state=application.state,
        plans=tuple(plans),
        prices=tuple(_price(plans, row) for row in rows),
        sold_in=_sold_in(parts, plans, rows),
        areas=_areas(application, parts),
        strange=_strange(parts),
        before=_before(application),
        crosswalk=_crosswalk(application, records),
    )


def _price(plans: Sequence[Plan], row: Row) -> Price:
    return Price(plans[row.plan].plan_id, row.area, tuple(row.rates), tuple(row.tobacco), tuple(row.tiers))


def _sold_in(parts: Parts, plans: Sequence[Plan], rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    areas = rating_areas(
        parts.state,
        parts.year,
        parts.records.get(RATING_AREA, ()),
        known=parts.known_areas,
        priced=(row.area for row in rows),
    )
    served = served_counties(parts)
    found = {}
    for plan in plans:
        places = served.get((plan.issuer_id, plan.service_area_id), served.get(("", plan.service_area_id)))
        if places is not None:
            found[plan.plan_id] = tuple(sorted({area for fips in places for area in areas.of(fips)}))
    return found


def _areas(application: QhpApplication, parts: Parts) -> frozenset[str]:
    """The rating areas of the state: from our own table, the files by ZIP code, and what is sold there; none where nothing is known."""
    by_table = {_by_table(county.fips, application.year) for county in geography.counties_of_state(application.state)}
    by_zip = {record.details["area"] for record in parts.records.get(RATING_AREA, ())}
    others = RateRow.objects.filter(
        plan__filing__exchange=parts.exchange, plan__filing__state=parts.state, plan__filing__year=parts.year
    ).exclude(plan__issuer__hios_id=application.issuer_id)
    sold = set(others.values_list("rating_area", flat=True).distinct())
    return frozenset(one for one in by_table | by_zip | sold | set(parts.known_areas.values()) if one)


def _by_table(fips: str, year: int) -> str:
    try:
        return geography.rating_area(fips, None, year).name
    except geography.UnknownRatingArea:
        return ""


def _strange(parts: Parts) -> tuple[tuple[str, str], ...]:
    """Counties of service areas that are none of the state's; the assembly would leave them out."""
    known = {county.fips for county in geography.counties_of_state(parts.state)}
    said = [
        (one.details["id"], one.details["county"])
        for one in parts.records[SERVICE_AREA]
        if not one.details["entire_state"]
    ]
    return tuple(sorted({(area, county) for area, county in said if county not in known}))


def _before(application: QhpApplication) -> dict[str, str]:
    """What the insurer sold to individuals in the state last year."""
    rows = PlanRow.objects.filter(
        filing__exchange=application.filed_at.slug, filing__year=application.year - 1, filing__state=application.state,
        issuer__hios_id=application.issuer_id, market="individual",
    )  # fmt: skip
    return dict(rows.values_list("plan_id", "name"))


def _crosswalk(application: QhpApplication, records: Sequence[Record]) -> dict[str, str | None]:
    """From crosswalk files that the exchange has, and those of the application, which count more."""
    exchange, year, state = application.filed_at.slug, application.year, application.state
    stored = reference_rows.load(exchange, year, ("crosswalk",), state)
    said = chain(stored, (one for one in records if one.kind == "crosswalk"))
    return {one.key: one.details["to"] for one in said if one.issuer_id == application.issuer_id}
