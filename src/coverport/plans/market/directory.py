"""Doctors, facilities, drugs and plan documents of a sample market, as insurers publish them in machine-readable form."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from random import Random

import msgspec
import yaml

from coverport.plans import geography
from coverport.plans.importers.directory import (
    Address,
    Drug,
    DrugPlan,
    Entry,
    FormularyTier,
    NetworkTier,
    PersonName,
    PlanDocument,
    Provider,
    ProviderPlan,
)
from coverport.plans.market import names
from coverport.plans.plan import Plan

_DOCTORS_A_COUNTY = 12
_FACILITIES_A_COUNTY = 2
_TIER = {
    "generic": "GENERIC", "preferred": "PREFERRED-BRAND", "non_preferred": "NON-PREFERRED-BRAND", "specialty": "SPECIALTY",
}  # fmt: skip
_IN = "IN-NETWORK"
_IN_WIDE_NETWORKS, _IN_NARROW_NETWORKS = 80, 45  # percent of doctors


class Directory(msgspec.Struct, frozen=True):
    """The three files of a market."""

    providers: tuple[Entry, ...]
    drugs: tuple[Entry, ...]
    documents: tuple[Entry, ...]


def directory_of(
    plans: Sequence[Plan], zips: dict[str, tuple[str, ...]], state: str, year: int, random: Random
) -> Directory:
    """Who is in which network and what is on which formulary. zips: the state's, by county."""
    health = [plan for plan in plans if plan.division == "health"]
    return Directory(
        providers=tuple(_providers(health, zips, state, year, random)),
        drugs=tuple(_drugs(health, year, random)),
        documents=tuple(_document(plan, year) for plan in plans),
    )


def _providers(
    plans: Sequence[Plan], zips: dict[str, tuple[str, ...]], state: str, year: int, random: Random
) -> list[Provider]:
    by_network: dict[str, list[Plan]] = {}
    for plan in plans:
        by_network.setdefault(plan.network_id, []).append(plan)
    found: list[Provider] = []
    for county in geography.counties_of_state(state, year):
        place = county.name.removesuffix(" County")
        for number in range(_DOCTORS_A_COUNTY + _FACILITIES_A_COUNTY):
            # No provider's number begins with 0.
            npi = f"0{len(found):09d}"
            where = _address(state, place, zips.get(county.fips, ()), random)
            members = _networks(by_network, year, random, certain=number >= _DOCTORS_A_COUNTY)
            made = _doctor if number < _DOCTORS_A_COUNTY else _facility
            found.append(made(npi, place, where, members, random))
    return found


def _networks(by_network: dict[str, list[Plan]], year: int, random: Random, *, certain: bool) -> list[ProviderPlan]:
    """The plans whose network somebody is in: wide networks have most doctors, narrow ones fewer; facilities are in all wide ones."""
    found: list[ProviderPlan] = []
    for plans in by_network.values():
        narrow = plans[0].plan_type == "HMO"
        drawn = random.randrange(100) < (_IN_NARROW_NETWORKS if narrow else _IN_WIDE_NETWORKS)
        if drawn or (certain and not narrow):
            found += [ProviderPlan(plan.plan_id, _IN, [year]) for plan in plans]
    return found


def _doctor(npi: str, place: str, where: Address, plans: list[ProviderPlan], random: Random) -> Provider:
    first, last = names.doctor(random)
    return Provider(
        type="INDIVIDUAL",
        plans=plans,
        npi=npi,
        name=PersonName(first=first, last=last, prefix="Dr."),
        specialty=[random.choice(names.SPECIALTIES)],
        accepting=random.choice(("accepting", "accepting", "accepting", "not accepting")),
        languages=["English", *random.sample(names.LANGUAGES, random.randrange(3))],
        addresses=[where],
    )


def _facility(npi: str, place: str, where: Address, plans: list[ProviderPlan], random: Random) -> Provider:
    kind = random.choice(names.FACILITIES)
    return Provider(
        type="FACILITY", plans=plans, npi=npi, facility_name=names.facility(place, kind, random), facility_type=[kind], addresses=[where]
    )  # fmt: skip


def _address(state: str, place: str, zips: Sequence[str], random: Random) -> Address:
    street = f"{random.randrange(1, 400)} {random.choice(('Main', 'Maple', 'Church', 'Mill', 'River'))} Street"
    code = random.choice(zips) if zips else ""
    return Address(address=street, city=place, state=state, zip=code, phone=f"80055501{random.randrange(100):02d}")


@lru_cache(maxsize=1)
def formulary() -> dict[str, dict[int, str]]:
    """Tier -> RxNorm number -> name."""
    text = (resources.files(__package__) / "drugs.yaml").read_bytes()
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), dict[str, dict[int, str]])


def _drugs(plans: Sequence[Plan], year: int, random: Random) -> list[Drug]:
    by_formulary: dict[str, list[Plan]] = {}
    for plan in plans:
        by_formulary.setdefault(plan.formulary_id, []).append(plan)
    return [
        Drug(rxnorm_id=number, drug_name=name, plans=_formularies(by_formulary, tier, year, random))
        for tier, drugs in formulary().items()
        for number, name in drugs.items()
    ]


def _formularies(by_formulary: dict[str, list[Plan]], tier: str, year: int, random: Random) -> list[DrugPlan]:
    """Generics are on every formulary; one in six of the others is missing, and what is dear is asked about first."""
    found: list[DrugPlan] = []
    for plans in by_formulary.values():
        if tier != "generic" and random.randrange(6) == 0:
            continue
        asked, stepped, limited = (
            tier in ("non_preferred", "specialty") and random.randrange(2) == 0 for _ in range(3)
        )
        found += [DrugPlan(plan.plan_id, _TIER[tier], asked, stepped, limited, [year]) for plan in plans]
    return found


def _document(plan: Plan, year: int) -> PlanDocument:
    tiers = [FormularyTier(drug_tier=name) for name in _TIER.values()] if plan.division == "health" else []
    return PlanDocument(
        plan_id=plan.plan_id,
        marketing_name=plan.name,
        summary_url=plan.urls.sbc,
        marketing_url=plan.urls.brochure,
        formulary_url=plan.urls.formulary,
        plan_contact=plan.phone,
        years=[year],
        network=[NetworkTier(_IN)],
        formulary=tiers,
    )
