"""Plans from all that the files of a set have said: of a state, or of one insurer there."""

from typing import Any

from coverport.core.access import Actor
from coverport.exchanges import profiles
from coverport.plans import reference_rows
from coverport.plans.actions import take_in_plans
from coverport.plans.import_report import SetReport, Wish
from coverport.plans.importers.assemble import Parts, assemble
from coverport.plans.importers.records import BUILDING, NEEDED
from coverport.plans.models import RateRow

_WORDS = {"plan": "plans (Plan Attributes, Plans & Benefits)", "rates": "rates", "service_area": "service areas"}


def assembled(actor: Actor, key: tuple[str, int, str, str], wish: Wish) -> SetReport:
    """A state's plans, or an issuer's there, from all that its files have said; what is missing is said."""
    exchange, year, state, issuer_id = key
    done = SetReport(exchange, year, state, issuer_id)
    records: dict[str, list[Any]] = {kind: [] for kind in BUILDING}
    for one in reference_rows.load(exchange, year, BUILDING, state, templates=bool(issuer_id)):
        if not issuer_id or one.issuer_id in (issuer_id, ""):
            records[one.kind].append(one)
    done.missing = [_WORDS[kind] for kind in NEEDED if not records[kind]]
    if done.missing:
        return done
    if exchange in profiles.slugs() and state not in profiles.load(exchange).states_of(year):
        done.notes[f"{state} is no state of {exchange} in {year}: kept, not sold"] = 1
        return done
    sha256s = reference_rows.sha256s(exchange, year, BUILDING)
    filing, done.notes = assemble(
        Parts(
            exchange=exchange, year=year, state=state, source=reference_rows.formats(exchange, year, BUILDING), records=records,
            sha256s=sha256s, known_areas=known_areas(exchange, year, state),
        )
    )  # fmt: skip
    if filing is None:
        return done
    done.plans, done.prices, done.counties = len(filing.plans), len(filing.row_plan), len(set(filing.pair_county))
    if not wish.dry_run:
        wish.progress(f"storing {state} {year}", 0)
        take_in_plans(actor=actor, filing=filing, on=wish.today(exchange), issuer_id=issuer_id)
    return done


def known_areas(exchange: str, year: int, state: str) -> dict[str, str]:
    """County -> rating area, from the plans of the state that are there already, of this year or else the newest one."""
    rows = RateRow.objects.filter(
        plan__filing__exchange=exchange, plan__filing__state=state, plan__filing__year__lte=year
    )
    rows = rows.exclude(counties=[])
    newest = rows.order_by("-plan__filing__year").values_list("plan__filing__year", flat=True).first()
    if newest is None:
        return {}
    found = rows.filter(plan__filing__year=newest).values_list("rating_area", "counties").distinct()
    return {fips: area for area, counties in found for fips in counties}
