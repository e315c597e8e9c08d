"""Operations on drugs and providers; the reads are `plans.directory_queries`."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from coverport.plans import crosswalks
from coverport.plans import directory_queries as directory
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.exchanges import year_or_current
from coverport.shopping.api.operations import operation
from coverport.shopping.api.wire import directory as wire
from coverport.shopping.api.wire.common import NoQuery
from coverport.shopping.api.wire.plans import Address

PAGE = 10
# As many as a look-up by words takes out of the database.
MOST_DRUGS = 5000
_STRENGTH = re.compile(r"\d[\d.,]*\s?(?:MG|MCG|G|ML|UNT|UNITS?|%|MEQ)(?:/[\d.]*\s?[A-Z]+)?", re.IGNORECASE)
_ACCEPTING: dict[str, wire.Accepting] = {
    "accepting": "accepting",
    "not accepting": "not accepting",
    "accepting in some locations": "accepting in some locations",
}


@operation("GET", "drugs/autocomplete", "drugs autocomplete", list[wire.Drug], query=wire.DrugBeginning)
def drugs_autocomplete(query: wire.DrugBeginning) -> Any:
    """Drugs whose names have these words: a bare list, or with `envelope=spec` an object."""
    found = [_drug(one) for one in directory.drugs_named(query.q, limit=PAGE)]
    return {"drugs": found} if query.envelope == "spec" else found


@operation("GET", "drugs/search", "drugs search", wire.DrugPage, query=wire.DrugSearch)
def drugs_search(query: wire.DrugSearch) -> wire.DrugPage:
    """Drugs by name, page by page."""
    found = directory.drugs_named(query.q, limit=MOST_DRUGS)
    ends = query.offset + query.limit
    after, before = _pages("drugs/search", query, len(found) > ends)
    return wire.DrugPage(len(found), [_drug(one) for one in found[query.offset : ends]], after, before)


@operation("GET", "drugs/covered", "drugs covered", wire.DrugsCoverage, query=wire.DrugsCovered)
def drugs_covered(query: wire.DrugsCovered) -> wire.DrugsCoverage:
    """Which plans cover which drugs."""
    year = year_or_current(query.year)
    covered = directory.plans_covering_drug(query.drugs, year, query.planids)
    known = directory.plans_with_formulary(query.planids, year)
    found = [
        wire.DrugCoverage(rxcui, plan_id, _coverage((rxcui, plan_id.upper()) in covered, plan_id.upper() in known))
        for plan_id in query.planids
        for rxcui in query.drugs
    ]
    return wire.DrugsCoverage(found, found)


@operation("GET", "drugs/{rxcui}", "drug", wire.OneDrug, query=wire.DrugQuery)
def drug(query: wire.DrugQuery) -> wire.OneDrug:
    """A drug by its RxNorm number."""
    found = directory.drug(query.rxcui)
    if found is None:
        raise ApiError("drug", f"no drug {query.rxcui}")
    return wire.OneDrug(_drug(found))


@operation(
    "GET", "providers/autocomplete", "providers autocomplete", list[wire.NearbyProvider], query=wire.ProviderBeginning
)
def providers_autocomplete(query: wire.ProviderBeginning) -> Any:
    """Providers near a ZIP code whose names have these words: a bare list, or with `envelope=spec` an object."""
    found = _near(query.q, query.zipcode, query.type, limit=PAGE)
    return {"providers": [one.provider for one in found]} if query.envelope == "spec" else found


@operation("GET", "providers/search", "providers search", wire.ProviderPage, query=wire.ProviderSearch)
def providers_search(query: wire.ProviderSearch) -> wire.ProviderPage:
    """Providers near a ZIP code, page by page."""
    found = _near(
        query.q, query.zipcode, query.type, specialty=query.specialty, offset=query.offset, limit=query.limit + 1
    )
    after, before = _pages("providers/search", query, len(found) > query.limit)
    return wire.ProviderPage(found[: query.limit], after, before)


@operation("GET", "providers/covered", "providers covered", wire.ProvidersCoverage, query=wire.ProvidersCovered)
def providers_covered(query: wire.ProvidersCovered) -> wire.ProvidersCoverage:
    """Which plans have which providers in their networks."""
    year = year_or_current(query.year)
    covered = directory.plans_covering_provider(query.providerids, year, query.planids)
    known = directory.plans_with_network(query.planids, year)
    people = {npi: directory.provider(npi) for npi in query.providerids}
    found = [
        _provider_coverage(npi, plan_id, people[npi], (npi, plan_id.upper()) in covered, plan_id.upper() in known)
        for plan_id in query.planids
        for npi in query.providerids
    ]
    return wire.ProvidersCoverage(found, found)


def _provider_coverage(
    npi: str, plan_id: str, one: directory.FoundProvider | None, covered: bool, known: bool
) -> wire.ProviderCoverage:
    addresses = [_address(each) for each in one.addresses] if one and covered else []
    accepting = _ACCEPTING.get(one.accepting, "unknown") if one else "unknown"
    return wire.ProviderCoverage(npi, plan_id, _coverage(covered, known), addresses, accepting)


@operation("GET", "providers/{npi}", "provider", wire.OneProvider, query=wire.ProviderQuery)
def provider(query: wire.ProviderQuery) -> wire.OneProvider:
    """A provider by its NPI."""
    found = directory.provider(query.npi)
    if found is None:
        raise ApiError("provider", f"no provider {query.npi}")
    return wire.OneProvider(_provider(found))


@operation("GET", "coverage/search", "coverage search", wire.Nearby, query=wire.CoverageSearch)
def coverage_search(query: wire.CoverageSearch) -> wire.Nearby:
    """Providers near a ZIP code and drugs whose names have these words."""
    drugs = [_drug(one) for one in directory.drugs_named(query.q, limit=PAGE)]
    return wire.Nearby(_near(query.q, query.zipcode, (), limit=PAGE), drugs)


@operation("GET", "coverage/stats", "coverage stats", wire.CoverageStats, query=NoQuery)
def coverage_stats(query: NoQuery) -> wire.CoverageStats:
    """How many providers and drugs are known, and when they were taken in last."""
    found = directory.counts()
    return wire.CoverageStats(
        found.issuers,
        found.drugs,
        found.providers,
        found.providers_plans,
        found.drugs_plans,
        found.refreshed.isoformat() if found.refreshed else "",
    )


@operation("GET", "crosswalk", "crosswalk", wire.Crosswalk, query=wire.CrosswalkQuery)
def crosswalk(query: wire.CrosswalkQuery) -> wire.Crosswalk:
    """The plan of the next year that takes over a plan's people at a place."""
    found = crosswalks.of_plan(
        query.year, query.plan_id, state=query.state.upper(), county=query.fips, zip_code=query.zipcode
    )
    if found is None or found.new is None:
        raise ApiError("crosswalk", f"{query.plan_id} of {query.year} leads to no plan")
    return wire.Crosswalk(found.new, found.level, found.reason)


def _coverage(covered: bool, known: bool) -> wire.Coverage:
    if covered:
        return "Covered"
    return "NotCovered" if known else "DataNotProvided"


def _drug(found: directory.FoundDrug) -> wire.Drug:
    """Insurers' files have a name alone: the strength is what it says, the rest is not known."""
    strength = _STRENGTH.search(found.name)
    return wire.Drug(found.rxcui, found.name, strength[0] if strength else "", "", found.name, "", "")


def _near(
    words: str, zip_code: str, kinds: Sequence[str], *, specialty: str = "", offset: int = 0, limit: int
) -> list[wire.NearbyProvider]:
    wanted = {kind != "Individual" for kind in kinds}
    found = directory.providers_named(
        words,
        zip_code=zip_code,
        facility=wanted.pop() if len(wanted) == 1 else None,
        specialty=specialty,
        offset=offset,
        limit=limit,
    )
    return [_nearby(one, zip_code) for one in found]


def _nearby(one: directory.FoundProvider, zip_code: str) -> wire.NearbyProvider:
    addresses = sorted((_address(each) for each in one.addresses), key=lambda each: each.zipcode[:5] != zip_code)
    address = addresses[0] if addresses else Address()
    return wire.NearbyProvider(_provider(one), address, 0 if address.zipcode[:5] == zip_code else -1)


def _address(said: Any) -> Address:
    names = {"street_1": "address", "street_2": "address_2", "city": "city", "state": "state", "zipcode": "zip"}
    return Address(**{ours: str(said.get(theirs) or "") for ours, theirs in names.items()})


def _provider(one: directory.FoundProvider) -> wire.Provider:
    kind: wire.ProviderKind = "Facility" if one.facility else "Individual"
    return wire.Provider(
        npi=one.npi,
        name=one.name,
        type=kind,
        provider_type=kind,
        specialties=list(one.specialties),
        accepting=_ACCEPTING.get(one.accepting, "unknown"),
        gender=one.gender,
        sex=one.gender,
        languages=list(one.languages),
        facility_types=list(one.specialties) if one.facility else [],
        taxonomy="",
        group_id="",
    )


def _pages(path: str, query: Any, more: bool) -> tuple[str, str]:
    """Addresses of the next and of the previous page, "" where there is none."""
    said = {name: value for name, value in msgspec.to_builtins(query).items() if value not in (None, "")}
    said = {name: ",".join(value) if isinstance(value, (list, tuple)) else value for name, value in said.items()}

    def at(offset: int) -> str:
        return f"{path}?{urlencode(said | {'offset': offset})}"

    return (
        at(query.offset + query.limit) if more else "",
        at(max(0, query.offset - query.limit)) if query.offset else "",
    )
