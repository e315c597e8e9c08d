"""Insurers, as the plans of a year name them."""

from coverport.plans.catalog import Catalog
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.exchanges import catalogs_of, year_or_current
from coverport.shopping.api.operations import HOUR, operation
from coverport.shopping.api.places import known_state
from coverport.shopping.api.plan_facts import issuer_of
from coverport.shopping.api.wire.issuers import IssuerQuery, Issuers, IssuersQuery, OneIssuer, PlanIds
from coverport.shopping.api.wire.plans import Issuer


@operation("GET", "issuers", "issuers", Issuers, query=IssuersQuery, keep=HOUR)
def issuers(query: IssuersQuery) -> Issuers:
    """Insurers of a year or of one state, in the order of their names."""
    state = known_state(query.state) if query.state else None
    found = [one for one in _of_year(year_or_current(query.year)) if state in (None, one.state)]
    return Issuers(found[query.offset : query.offset + query.limit], len(found))


@operation("GET", "issuers/{issuer_id}", "issuers", OneIssuer, query=IssuerQuery, keep=HOUR)
def issuer(query: IssuerQuery) -> OneIssuer:
    """An insurer by its HIOS number."""
    for one in _of_year(year_or_current(query.year)):
        if one.id == query.issuer_id:
            return OneIssuer(one)
    raise ApiError("issuer", f"no issuer {query.issuer_id}")


@operation("GET", "issuers/{issuer_id}/plan-ids", "issuers", PlanIds, query=IssuerQuery, keep=HOUR)
def plan_ids(query: IssuerQuery) -> PlanIds:
    """The plans of an insurer in a year."""
    start = query.issuer_id.encode()
    return PlanIds(
        [
            catalog.plan_of_index(place).plan_id
            for catalog in catalogs_of(year_or_current(query.year))
            for place, key in enumerate(catalog.plan_keys.tolist())
            if key.startswith(start)
        ]
    )


def _of_year(year: int) -> list[Issuer]:
    found = [one for catalog in catalogs_of(year) for one in _of_catalog(catalog)]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id, one.state))


def _of_catalog(catalog: Catalog) -> tuple[Issuer, ...]:
    """Read from the catalog's plans once."""
    known = vars(catalog).get("api_issuers")
    if known is None:
        by_id: dict[tuple[str, str], Issuer] = {}
        for plan in catalog.plans():
            by_id.setdefault((plan.issuer_id, plan.state), issuer_of(plan))
        known = vars(catalog).setdefault("api_issuers", tuple(by_id.values()))
    return known  # type: ignore[no-any-return]
