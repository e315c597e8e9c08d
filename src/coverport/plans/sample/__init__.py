"""The plans that the product carries with it: New Hampshire and Vermont, plan year 2014."""

from decimal import Decimal
from importlib import resources
from typing import Any, Literal

import msgspec
import numpy as np
import yaml

from coverport import law
from coverport.core.money import cents
from coverport.plans import catalogs, geography
from coverport.plans.catalog import Catalog
from coverport.plans.catalog_writer import encode, place_file
from coverport.plans.importers.filing import Filing, contents_of, digest
from coverport.plans.plan import MetalLevel, Plan, Urls
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS
from coverport.plans.rules.rates import rates_of_every_age

SAMPLES = ("nh_2014", "vt_2014")
CHILD_AGES = range(21)  # "child" in the federal files of 2014 is one price from birth to 20


class _Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    phone: str | None = None
    phone_local: str | None = None
    tty: str | None = None
    network: str | None = None
    brochure: str | None = None
    formulary: str | None = None


class _Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """rates: dollars by "child" and by age, or by tier. cost: variant -> words in the order of `cost_items`."""

    id: str
    name: str
    metal: MetalLevel
    rates: dict[str, Decimal]
    type: str = ""
    child_dental: bool | None = None
    multi_state: bool = False
    sbc: str | None = None
    network: str | None = None
    brochure: str | None = None
    formulary: str | None = None
    cost: dict[str, list[str]] = {}


class _Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    exchange: str
    year: int
    state: str
    source: str
    rate_status: Literal["certified", "filed"]
    rating_area: str
    issuers: dict[str, _Issuer]
    plans: list[_Plan]
    counties: list[str]
    id_synthetic: bool = False
    cost_items: list[str] = []


class _Loader(yaml.CSafeLoader):
    """Prices are Decimal from their text; a float would not be money."""


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def filing(name: str) -> Filing:
    """A packaged sample as a filing; ages that it does not print come from the state's curve of the year."""
    text = (resources.files(__package__) / f"{name}.yaml").read_bytes()
    sample = msgspec.convert(_loaded(text), _Sample, strict=False)
    arrays = _by_tier(sample) if _is_tiered(sample) else _by_age(sample)
    counties = [geography.county_by_name(sample.state, county).fips for county in sample.counties]
    return Filing(
        exchange=sample.exchange,
        year=sample.year,
        source=sample.source,
        sha256=digest(text, msgspec.json.encode(arrays["rates"].tolist())),
        plans=[_plan(sample, one) for one in sample.plans],
        row_plan=np.arange(len(sample.plans), dtype=np.int32),
        row_area=[sample.rating_area] * len(sample.plans),
        pair_county=[fips for fips in counties for _ in sample.plans],
        pair_row=np.array([row for _ in counties for row in range(len(sample.plans))], dtype=np.int32),
        **arrays,
    )


def _loaded(text: bytes) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader


def _is_tiered(sample: _Sample) -> bool:
    return law.family_tiers(sample.state, sample.year) is not None


def _by_age(sample: _Sample) -> dict[str, Any]:
    printed: dict[int, list[int]] = {}
    for one in sample.plans:
        for label, price in one.rates.items():
            for age in CHILD_AGES if label == "child" else [int(label)]:
                printed.setdefault(age, []).append(cents(price))
    arrays = {age: np.array(column, dtype=np.int32) for age, column in printed.items()}
    rates, derived = rates_of_every_age(arrays, law.age_curve(sample.state, sample.year).factors)
    count = len(sample.plans)
    return {
        "rates": rates,
        "derived": derived,
        "children_rated_max": np.full(count, law.rated_children(sample.year).count, dtype=np.int8),
        "tier_rates": np.full((count, len(TIERS)), NO_RATE, dtype=np.int32),
    }


def _by_tier(sample: _Sample) -> dict[str, Any]:
    count = len(sample.plans)
    tier_rates = [[cents(one.rates[tier]) for tier in TIERS] for one in sample.plans]
    return {
        "rates": np.full((count, AGES), NO_RATE, dtype=np.int32),
        "derived": np.zeros((count, AGES), dtype=np.bool_),
        "children_rated_max": np.full(count, law.rated_children(sample.year).count, dtype=np.int8),
        "tier_rates": np.array(tier_rates, dtype=np.int32),
    }


def _plan(sample: _Sample, one: _Plan) -> Plan:
    issuer = sample.issuers[one.id[:5]]
    return Plan(
        plan_id=one.id,
        issuer_id=one.id[:5],
        issuer_name=issuer.name,
        name=one.name,
        metal_level=one.metal,
        plan_type=one.type,
        state=sample.state,
        child_dental=one.child_dental,
        multi_state=one.multi_state,
        phone=issuer.phone,
        phone_local=issuer.phone_local,
        tty=issuer.tty,
        urls=Urls(
            brochure=one.brochure or issuer.brochure,
            sbc=one.sbc,
            network=one.network or issuer.network,
            formulary=one.formulary or issuer.formulary,
        ),
        cost_sharing={variant: dict(zip(sample.cost_items, words, strict=True)) for variant, words in one.cost.items()},
        rate_status=sample.rate_status,
        id_synthetic=sample.id_synthetic,
        source=sample.source,
    )


def publish_files() -> list[Catalog]:
    """Publish both samples as files, without a database: for tests and for a first look. Numbers are 1."""
    published = []
    for name in SAMPLES:
        made = filing(name)
        path = place_file(
            catalogs.folder(made.exchange, made.year), made.exchange, made.year, 1, encode(contents_of(made), 1)
        )
        catalogs.make_current(path)
        published.append(catalogs.current(made.exchange, made.year))
    return published
