"""What public files say of plans, networks and issuers, put into the plans of a catalog when it is published."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import msgspec

from coverport.plans import reference_rows, variants
from coverport.plans.importers.filing import Filing
from coverport.plans.importers.records import Record
from coverport.plans.plan import Benefit, Plan, Share, Stars, Variant, key_of

# Crosswalks and addresses of machine-readable files are asked for by others, not shown on a plan.
SHOWN = ("benefits", "exclusions", "covered_benefits", "network", "business_rules", "quality", "transparency")

By = dict[Any, list[Record]]


def with_references(filing: Filing, more: Iterable[Record] = ()) -> Filing:
    """The filing with all that the exchange's reference files of the year, and `more` that is not taken in yet, say of its plans."""
    by_kind: dict[str, By] = {kind: defaultdict(list) for kind in SHOWN}
    stored = reference_rows.load(filing.exchange, filing.year, SHOWN)
    for record in chain(stored, (one for one in more if one.kind in SHOWN)):
        by_kind[record.kind][_key(record)].append(record)
    if not any(by_kind.values()) and not any(plan.variants for plan in filing.plans):
        return filing
    plans = [_joined(plan, by_kind, filing.year) for plan in filing.plans]
    return msgspec.structs.replace(filing, plans=plans)


def _key(record: Record) -> Any:
    if record.kind == "network":
        return record.issuer_id, record.key
    if record.kind == "quality":
        return record.issuer_id, record.state, record.key.upper()
    return key_of(record.key)


def _joined(plan: Plan, by_kind: dict[str, By], year: int) -> Plan:
    key = key_of(plan.plan_id)
    said: dict[str, Any] = {}
    said |= _network(plan, by_kind["network"].get((plan.issuer_id, plan.network_id), ()))
    said |= _rules([*by_kind["business_rules"].get(plan.product_id, ()), *by_kind["business_rules"].get(key, ())])
    said |= _stars(by_kind["quality"].get((plan.issuer_id, plan.state, plan.plan_type.upper()), ()), year)
    said |= _claims(by_kind["transparency"].get(key, ()))
    plan = msgspec.structs.replace(plan, **said)
    plan = _with_benefits(plan, by_kind["benefits"].get(key, ()))
    plan = _with_exclusions(plan, by_kind["exclusions"].get(key, ()), by_kind["covered_benefits"].get(key, ()))
    return plan if plan.cost_sharing else variants.with_words(plan)


def _network(plan: Plan, records: Sequence[Record]) -> dict[str, Any]:
    if not records:
        return {}
    details = records[-1].details
    urls = plan.urls if plan.urls.network else msgspec.structs.replace(plan.urls, network=details["url"])
    return {"network_name": details["name"], "urls": urls}


def _rules(records: Sequence[Record]) -> dict[str, Any]:
    """A product's rules, then the plan's own: the later ones hold."""
    found: dict[str, Any] = {}
    for record in records:
        for name in ("tobacco_free_months", "dependents_max_age"):
            number = re.search(r"\d+", record.details.get(name, ""))
            if number:
                found[name] = int(number[0])
    return found


def _stars(records: Sequence[Record], year: int) -> dict[str, Any]:
    if not records:
        return {}
    details = {name: value for name, value in records[-1].details.items() if name != "plan_type"}
    return {"stars": Stars(year=year, **details)}


def _claims(records: Sequence[Record]) -> dict[str, Any]:
    if not records:
        return {}
    details = records[-1].details
    return {"claims_received": details.get("received"), "claims_denied": details.get("denied")}


def _with_benefits(plan: Plan, records: Sequence[Record]) -> Plan:
    """Benefits and shares; a plan that has words alone keeps them and gets their figures, too."""
    if not records:
        return plan
    benefits: dict[str, Benefit] = {one.name: one for one in plan.benefits}
    shares: dict[str, dict[str, tuple[Share, ...]]] = {}
    for record in records:
        benefits |= {one.name: one for one in msgspec.convert(record.details["benefits"], list[Benefit], strict=False)}
        for number, by_benefit in record.details["shares"].items():
            found = msgspec.convert(by_benefit, dict[str, tuple[Share, ...]], strict=False)
            shares.setdefault(number, {}).update(found)
    made = dict(plan.variants)
    for number in sorted({*shares, *plan.variants, *plan.cost_sharing}):
        known = made.get(number) or (variants.of(plan, number) if number in plan.cost_sharing else None)
        variant = known or Variant(number=number)
        made[number] = msgspec.structs.replace(
            variant, number=number, shares={**variant.shares, **shares.get(number, {})}
        )
    return msgspec.structs.replace(plan, benefits=tuple(benefits.values()), variants=made)


def _with_exclusions(plan: Plan, exclusions: Sequence[Record], covered: Sequence[Record]) -> Plan:
    benefits = {one.name: one for one in plan.benefits}
    for record in covered:
        for name, flag in record.details["covered"].items():
            benefits[name] = msgspec.structs.replace(benefits.get(name, Benefit(name=name)), covered=flag)
    for record in exclusions:
        name = record.details["benefit"]
        benefits[name] = msgspec.structs.replace(
            benefits.get(name, Benefit(name=name)), exclusions=record.details["exclusions"]
        )
    return msgspec.structs.replace(plan, benefits=tuple(benefits.values()))
