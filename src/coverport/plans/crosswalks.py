"""Which plan of the next year takes over a plan's people, by county or ZIP code: 45 CFR 155.335(j)."""

from collections.abc import Iterable, Iterator

import msgspec

from coverport.plans.models import Reference


class Crosswalk(msgspec.Struct, frozen=True):
    """county, zip: "" where the row holds for all of the plan's area. new: None where nothing takes over.

    age_off: where those go who are too old for a catastrophic plan, or for a children's dental one.
    """

    state: str
    old: str
    new: str | None
    county: str
    zip: str
    level: str
    reason: str
    age_off: str | None = None


def of_year(previous: int, plan_id: str | None = None) -> Iterator[Crosswalk]:
    """The rows that lead from a plan year to the next, of one plan or of all."""
    rows = Reference.objects.filter(file__kind="crosswalk", file__year=previous + 1)
    if plan_id is not None:
        rows = rows.filter(key__in={plan_id, plan_id.upper()})
    for state, key, details in rows.order_by("id").values_list("state", "key", "details").iterator(chunk_size=2000):
        yield Crosswalk(
            state, key, details["to"], details["county"], details["zip"], str(details["level"]), str(details["reason"]),
            details.get("age_off"),
        )  # fmt: skip


def of_plan(previous: int, plan_id: str, *, state: str, county: str, zip_code: str) -> Crosswalk | None:
    """The row of a plan at a place: one for the ZIP code goes before one for the county, and that before one for all."""
    return nearest(of_year(previous, plan_id), state=state, county=county, zip_code=zip_code)


def nearest(rows: Iterable[Crosswalk], *, state: str, county: str, zip_code: str) -> Crosswalk | None:
    """Of a plan's rows the one that speaks of a place."""
    here = [one for one in rows if one.state == state and one.county in {"", county} and one.zip in {"", zip_code}]
    return max(here, key=lambda one: (bool(one.zip), bool(one.county)), default=None)
