"""A fitted design as the plan that people see: variants with their figures and words, benefits, coverage examples."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from coverport.plans.market.actuarial_value import Design, Rule, paid, percent
from coverport.plans.market.care import KEYS, SERVICES, episode
from coverport.plans.market.designs import CATASTROPHIC, FREE_VISITS, Fitted, YearLaw, is_expanded
from coverport.plans.market.names import Insurer
from coverport.plans.plan import Amount, Benefit, Example, Examples, Plan, Share, Stars, Urls, Variant
from coverport.plans.variants import with_words

# Benefits that cost what another service costs.
_LIKE = {
    "Inpatient Physician and Surgical Services": "inpatient",
    "Delivery and All Inpatient Services for Maternity Care": "inpatient",
    "Mental/Behavioral Health Inpatient Services": "inpatient",
    "Outpatient Surgery Physician/Surgical Services": "outpatient",
    "X-rays and Diagnostic Imaging": "lab",
    "Urgent Care Centers or Facilities": "specialist",
    "Outpatient Rehabilitation Services": "specialist",
    "Chiropractic Care": "specialist",
    "Substance Abuse Disorder Outpatient Services": "mental",
}
_FREE = ("Preventive Care/Screening/Immunization", "Prenatal and Postnatal Care", "Routine Eye Exam for Children")
_CHECK_UP = "Dental Check-Up for Children"
_VISITS = {"Outpatient Rehabilitation Services": 30, "Chiropractic Care": 12}
# What the summary of benefits tells of three people, dollars by service.
_EPISODES = {
    "baby": {"inpatient": 9_000, "specialist": 1_800, "lab": 1_200, "imaging": 700},
    "diabetes": {"preferred": 3_000, "primary": 800, "lab": 800, "generic": 600, "specialist": 400},
    "fracture": {"emergency": 1_500, "imaging": 700, "specialist": 400, "outpatient": 200},
}
_OUT_OF_NETWORK = Rule(percent=50, after=True)


class Network(msgspec.Struct, frozen=True):
    """An insurer's network. kind: PPO, EPO, HMO; price: permille; counties: where its plans are sold."""

    number: str
    name: str
    kind: str
    price: int
    counties: frozenset[str]
    service_area: str


class Sold(msgspec.Struct, frozen=True):
    """Who sells a design, and under which name."""

    insurer: Insurer
    network: Network
    plan_id: str
    name: str
    state: str
    source: str
    child_dental: bool
    ehb_share: Decimal
    stars: Stars | None
    tobacco_free_months: int | None
    dependents_max_age: int


def plan_of(found: Fitted, sold: Sold, rules: YearLaw) -> Plan:
    """The plan's whole record."""
    insurer, network = sold.insurer, sold.network
    hsa = found.style.metal in rules.hsa_levels
    return with_words(
        Plan(
            plan_id=sold.plan_id,
            issuer_id=insurer.number,
            issuer_name=insurer.name,
            name=sold.name,
            metal_level=found.style.metal,
            plan_type=network.kind,
            state=sold.state,
            child_dental=sold.child_dental,
            adult_dental=False,
            phone=insurer.phone,
            tty="711",
            urls=urls_of(insurer, sold.plan_id),
            ehb_share=sold.ehb_share,
            source=sold.source,
            invented=True,
            expanded=is_expanded(found, rules),
            design=found.style.name if found.style.standard else "",
            hsa_eligible=hsa,
            new=sold.stars is None or sold.stars.overall is None,
            national_network=False,
            referral_required=network.kind == "HMO",
            disease_programs=("Asthma", "Diabetes", "Heart Disease"),
            network_id=network.number,
            network_name=network.name,
            formulary_id=f"{sold.state}F{insurer.number[-2:]}1",
            service_area_id=network.service_area,
            product_id=sold.plan_id[:10],
            tobacco_free_months=sold.tobacco_free_months,
            dependents_max_age=sold.dependents_max_age,
            stars=sold.stars,
            variants={number: _variant(number, design, found, sold, rules) for number, design in found.designs.items()},
            benefits=_benefits(found, sold),
        )
    )


def urls_of(insurer: Insurer, plan_id: str) -> Urls:
    """Pages under a name that never resolves (RFC 2606)."""
    return Urls(
        brochure=f"{insurer.site}/{plan_id}/brochure",
        sbc=f"{insurer.site}/{plan_id}/summary",
        network=f"{insurer.site}/doctors",
        formulary=f"{insurer.site}/drugs",
        payment=f"{insurer.site}/pay",
    )


def _variant(number: str, design: Design, found: Fitted, sold: Sold, rules: YearLaw) -> Variant:
    filed = found.values.get(number)
    return Variant(
        number=number,
        actuarial_value=None if filed is None else percent(filed),
        hsa_eligible=found.style.metal in rules.hsa_levels,
        deductibles=_amounts(design.deductible, sold.network.kind, twice=True),
        limits=_amounts(design.limit, sold.network.kind, twice=False),
        shares=_shares(design, sold),
        examples=_examples(design, rules),
        sbc=f"{sold.insurer.site}/{sold.plan_id}-{number}/summary",
    )


def _amounts(cents: int, kind: str, *, twice: bool) -> tuple[Amount, ...]:
    """One person's amount, twice as much for a family (45 CFR 156.130(a)(2)); a PPO doubles its deductible out of network."""
    inside = Amount(covers="combined", individual=cents, per_person=cents, family=2 * cents)
    if kind != "PPO" or not twice:
        return (inside,)
    return inside, Amount(covers="combined", tier="out", individual=2 * cents, per_person=2 * cents, family=4 * cents)


def _shares(design: Design, sold: Sold) -> dict[str, tuple[Share, ...]]:
    outside = sold.network.kind == "PPO" and design.limit > 0
    rules = {service.name: rule for service, rule in zip(SERVICES, design.rules, strict=True)}
    rules |= {name: design.rule(key) for name, key in _LIKE.items()}
    free = (*_FREE, _CHECK_UP) if sold.child_dental else _FREE
    return {name: _with_outside(share_of(rule), outside) for name, rule in rules.items()} | {
        name: (share_of(Rule(copay=0)),) for name in free
    }


def _with_outside(share: Share, outside: bool) -> tuple[Share, ...]:
    return (share, msgspec.structs.replace(share_of(_OUT_OF_NETWORK), tier="out")) if outside else (share,)


def share_of(rule: Rule) -> Share:
    """A rule as figures and in the words of public plan files."""
    when = " after deductible" if rule.after else ""
    if rule.copay is not None:
        words = f"${rule.copay // 100:,} Copay" if rule.copay else "No Charge"
        return Share(copay=rule.copay, copay_when="after" if rule.after else "before", words=words + when)
    words = f"{rule.percent}% Coinsurance" if rule.percent else "No Charge"
    return Share(
        coinsurance=Decimal(rule.percent or 0), coinsurance_when="after" if rule.after else "before", words=words + when
    )


def _examples(design: Design, rules: YearLaw) -> Examples:
    return Examples(**{name: _example(design, costs, rules) for name, costs in _EPISODES.items()})


def _example(design: Design, costs: Mapping[str, int], rules: YearLaw) -> Example:
    """Deductible first, then copays, then coinsurance, together no more than the limit."""
    found = paid(design, episode(costs, rules.limit))
    total, deductible = int(found.total[0]), int(found.deductible[0])
    copay = min(int(found.copays[0]), total - min(deductible, total))
    return Example(
        deductible=min(deductible, total), copay=copay, coinsurance=total - min(deductible, total) - copay, limit=0
    )


def _benefits(found: Fitted, sold: Sold) -> tuple[Benefit, ...]:
    names = [*(service.name for service in SERVICES), *_LIKE, *_FREE]
    listed = [_benefit(name, found) for name in names]
    listed.append(Benefit(name=_CHECK_UP, covered=sold.child_dental, essential=True))
    listed.append(Benefit(name="Acupuncture", covered=False, essential=False))
    return tuple(listed)


def _benefit(name: str, found: Fitted) -> Benefit:
    visits = _VISITS.get(name)
    first = found.style.metal == CATASTROPHIC and name == SERVICES[KEYS.index("primary")].name
    return Benefit(
        name=name,
        covered=True,
        essential=True,
        quantity=None if visits is None else Decimal(visits),
        unit="" if visits is None else "Visit(s) per Year",
        explanation=f"{FREE_VISITS} visits a year before the deductible, at no charge." if first else "",
    )
