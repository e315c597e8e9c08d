"""The Rates template as insurers file it: qhpApplicationRateGroupListVO, by age and tobacco or by family tier."""

import re
from collections.abc import Iterator
from typing import Any

from coverport.plans.importers import xml_reader
from coverport.plans.importers.prices import EXPECTED, FAMILY, ages_of, one_price
from coverport.plans.importers.problems import Problem, UnreadableFile, quoted
from coverport.plans.importers.records import RATES, Reading, Record
from coverport.plans.importers.source import Source
from coverport.plans.importers.table_reader import year_of
from coverport.plans.importers.tables import PLAN_PATTERN, PLAN_WORDS
from coverport.plans.importers.tables_rates import PLACEHOLDER
from coverport.plans.importers.xml_reader import Node
from coverport.plans.rules.arrays import NO_RATE

ROOT = "qhpApplicationRateGroupListVO"
_TIERS = {
    "couple": "coupleEnrollee", "single_1": "primaryEnrolleeOneDependent", "single_2": "primaryEnrolleeTwoDependent",
    "single_3": "primaryEnrolleeManyDependent", "couple_1": "coupleEnrolleeOneDependent", "couple_2": "coupleEnrolleeTwoDependent",
    "couple_3": "coupleEnrolleeManyDependent",
}  # fmt: skip


def read(source: Source, *, year: int | None) -> Reading:
    """A Rates template as records. Raises UnreadableFile while they are read."""
    reading = Reading(source, "Rates template", RATES, iter(()))
    reading.records = _records(reading, year)
    return reading


def _records(reading: Reading, year: int | None) -> Iterator[Record]:
    folded: dict[tuple[int, str, str, str], dict[str, Any]] = {}
    issuer = ""
    for node in xml_reader.records(reading.source, "header", "items"):
        if node.tag == "header":
            issuer = node.value("issuerId")
            continue
        reading.rows += 1
        _put(reading, folded, node, issuer, year)
    if not reading.rows:
        raise reading.source.refuse("no rate in it", "a template with at least one rate")
    for (of_year, plan_id, _, _), made in folded.items():
        reading.count("prices by plan, area and date")
        yield Record(RATES, of_year, plan_id[5:7].upper(), plan_id[:5], plan_id, made)


def _put(
    reading: Reading, folded: dict[tuple[int, str, str, str], dict[str, Any]], node: Node, issuer: str, year: int | None
) -> None:
    plan_id, area, effective = node.value("planId"), node.value("rateAreaId"), node.value("effectiveDate")
    _require(reading, node, "planId", bool(re.match(PLAN_PATTERN, plan_id)), PLAN_WORDS)
    _require(reading, node, "planId", not issuer or plan_id[:5] == issuer, f"a plan of issuer {issuer}")
    _require(
        reading,
        node,
        "rateAreaId",
        bool(re.match(r"^Rating Area \d{1,3}$", area)),
        "a rating area such as Rating Area 3",
    )
    said = year_of(effective)
    _require(reading, node, "effectiveDate", said is not None, "a date such as 2027-01-01")
    _require(reading, node, "effectiveDate", year in (None, said), f"a day of {year}, the year that was asked for")
    reading.plans.add(plan_id.upper())
    age = node.value("ageNumber") or FAMILY
    _require(
        reading,
        node,
        "ageNumber",
        age.lower() == FAMILY or ages_of(age) is not None,
        "an age such as 21, 0-14 or 64 and over",
    )
    key = (said or 0, plan_id, area, effective)
    reading.once((*key, age.lower()), node.line, "ageNumber", f"{plan_id}, {area}, {age}", cell=node.place("ageNumber"))
    empty = {
        "area": area,
        "ages": {},
        "tobacco": {},
        "tiers": {},
        "effective": effective,
        "expires": node.value("expirationDate"),
    }
    made = folded.setdefault(key, empty)
    price = _price(reading, node, "primaryEnrollee")
    if age.lower() == FAMILY:
        made["tiers"]["single"] = price
        made["tiers"] |= {tier: _price(reading, node, name) for tier, name in _TIERS.items() if node.value(name)}
        return
    made["ages"][age] = price
    for name in ("primaryEnrolleeTobacco", "primaryEnrolleeTobaccoRate"):
        if node.value(name):
            made["tobacco"][age] = _price(reading, node, name)


def _price(reading: Reading, node: Node, name: str) -> int:
    found = one_price(node.value(name))
    _require(reading, node, name, found is not None, EXPECTED)
    if found == NO_RATE:
        reading.note(PLACEHOLDER)
    return NO_RATE if found is None else found


def _require(reading: Reading, node: Node, name: str, good: bool, expected: str) -> None:
    if not good:
        line = (node.first(name) or node).line
        problem = Problem(line, name, quoted(node.value(name)), expected, node.place(name) or None)
        raise UnreadableFile(reading.source.shown, [problem])
