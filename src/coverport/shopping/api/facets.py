"""The contract's facet groups: how many of the plans that were found have each value. All values of a place are counted at once."""

from collections.abc import Iterable

import msgspec
import numpy as np

from coverport.plans.rules.arrays import LEVELS as METALS
from coverport.plans.rules.arrays import Flags
from coverport.shopping.api import plan_facts
from coverport.shopping.api.wire.plans import Facet, FacetGroup
from coverport.shopping.search.facets import steps
from coverport.shopping.search.pages import Found
from coverport.shopping.search.result import ByMask, Result

STARS = {5: "Five", 4: "Four", 3: "Three", 2: "Two", 1: "One"}
# In the order in which the original lists them; what else a filing names stands behind.
DISEASES = (
    "Asthma", "Heart Disease", "Depression", "Diabetes", "High Blood Pressure and High Cholesterol", "Low Back Pain",
    "Pain Management", "Pregnancy", "Weight Loss Programs",
)  # fmt: skip
SIMPLE = "Simple Choice"
encode = msgspec.json.encode
Kind = tuple[str, list[tuple[str, Flags]]]


class Counted(msgspec.Struct, frozen=True, eq=False):
    """Which plan of a place has which value. groups: (name, values); has: by [value, position], all groups' values in a row.

    told: the groups as JSON, of the plans that are counted.
    """

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    has: np.ndarray
    told: ByMask[bytes]


def facet_groups(found: Found) -> msgspec.Raw:
    """The groups of the contract in its order, of the plans that were found, as JSON."""
    result, mask = found.result, found.mask
    known: Counted = result.columns.keep("api_facets", lambda: _counted(result))
    told = known.told.of(mask, lambda: encode(_groups(known, mask)))
    return msgspec.Raw(b"".join((b"[", _premiums(found.full), b",", told[1:])))


def _premiums(total: np.ndarray) -> bytes:
    """All plans up to each full hundred dollars."""
    return encode(FacetGroup("premiums", [Facet(str(most // 100), count) for most, count in steps(total)]))


def _groups(known: Counted, mask: Flags) -> list[FacetGroup]:
    counts = iter((known.has @ mask.astype(np.int32)).tolist())
    groups = []
    for name, values in known.groups:
        found = [(value, next(counts)) for value in values]
        groups.append(FacetGroup(name, [Facet(value, count) for value, count in found if count or value == SIMPLE]))
    return groups


def _counted(result: Result) -> Counted:
    kinds = list(_kinds(result))
    rows = [flags for _, values in kinds for _, flags in values]
    names = tuple((name, tuple(value for value, _ in values)) for name, values in kinds)
    return Counted(names, np.array(rows, np.int32), ByMask())


def _kinds(result: Result) -> Iterable[Kind]:
    facts, metal = result.facts, result.columns.metal
    diseases = {name: facts.programs[place] for place, name in enumerate(facts.diseases)}
    names = dict.fromkeys(name for _, name in facts.issuers)
    yield "metalLevels", [(plan_facts.LEVELS[level], metal == place) for place, level in enumerate(METALS)]
    yield "types", [(kind, facts.kind == place) for place, kind in enumerate(facts.kinds)]
    yield "issuers", [(name, _of_issuer(result, name)) for name in names]
    yield "diseaseMgmtPrograms", [(name, diseases[name]) for name in sorted(diseases, key=_rank)]
    yield "simpleChoice", [(SIMPLE, facts.design >= 0)]
    yield "qualityRatings", [(f"{words} Star Rating", facts.stars == stars) for stars, words in STARS.items()]


def _of_issuer(result: Result, name: str) -> Flags:
    """Two insurers of one name are one facet."""
    places = [place for place, (_, each) in enumerate(result.facts.issuers) if each == name]
    return np.isin(result.facts.issuer, places)


def _rank(disease: str) -> tuple[int, str]:
    return (DISEASES.index(disease) if disease in DISEASES else len(DISEASES), disease)
