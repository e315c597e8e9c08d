"""What a plan pays for each benefit, in the contract's fields and words."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from coverport.plans import variants
from coverport.plans.plan import Amount, Benefit, Plan, Share, Variant
from coverport.shopping.api.wire import plans as wire
from coverport.shopping.api.wire.common import CSR_OF, Csr, FamilyCost, NetworkTier, dollars

TIERS: dict[str, NetworkTier] = {
    "in": "In-Network", "in_2": "In-Network Tier 2", "out": "Out-of-Network", "combined": "Combined In-Out of Network",
}  # fmt: skip
# A search shows these alone; dental ones where they are covered.
TOP = (
    "GENERIC_DRUGS",
    "PRIMARY_CARE_VISIT_TO_TREAT_AN_INJURY_OR_ILLNESS",
    "SPECIALIST_VISIT",
    "EMERGENCY_ROOM_SERVICES",
    "URGENT_CARE_CENTERS_OR_FACILITIES",
    "PREFERRED_BRAND_DRUGS",
    "INPATIENT_HOSPITAL_SERVICES_EG_HOSPITAL_STAY",
    "MENTAL_BEHAVIORAL_HEALTH_OUTPATIENT_SERVICES",
    "MENTAL_BEHAVIORAL_HEALTH_INPATIENT_SERVICES",
    "DENTAL_CHECK_UP_FOR_CHILDREN",
    "DENTAL_CHILD_BASIC",
    "DENTAL_CHILD_MAJOR",
    "DENTAL_ADULT_ROUTINE",
    "DENTAL_ADULT_BASIC",
    "DENTAL_ADULT_MAJOR",
)
# Named otherwise than their names in capitals.
_RENAMED = {
    "ROUTINE_DENTAL_SERVICES_ADULT": "DENTAL_ADULT_ROUTINE",
    "BASIC_DENTAL_CARE_ADULT": "DENTAL_ADULT_BASIC",
    "MAJOR_DENTAL_CARE_ADULT": "DENTAL_ADULT_MAJOR",
    "ORTHODONTIA_ADULT": "DENTAL_ADULT_ORTHODONTIA",
    "BASIC_DENTAL_CARE_CHILD": "DENTAL_CHILD_BASIC",
    "MAJOR_DENTAL_CARE_CHILD": "DENTAL_CHILD_MAJOR",
    "ORTHODONTIA_CHILD": "DENTAL_CHILD_ORTHODONTIA",
    "IMAGING_CT_PET_SCANS_MRIS": "IMAGING_DIAGNOSTIC",
    "ROUTINE_EYE_EXAM_ADULT": "ROUTINE_EYE_EXAM_FOR_ADULTS",
    "EYE_GLASSES_FOR_CHILDREN": "EYEGLASSES_FOR_CHILDREN",
}
PER = {"stay": "per Stay", "day": "per Day"}


@lru_cache(maxsize=1024)
def type_of(name: str) -> str:
    """ "Generic Drugs" -> "GENERIC_DRUGS": the name in capitals; dental and a few more have names of their own."""
    bare = re.sub(r"[().,']", "", name).replace("/", " ").replace("-", " ")
    found = "_".join(re.sub(r"[^A-Za-z0-9 ]", " ", bare).upper().split())
    return _RENAMED.get(found, found)


def variants_of(plan: Plan) -> list[str]:
    """The numbers of a plan's variants on the exchange, the standard one first."""
    filed = sorted({*plan.variants, *plan.cost_sharing} - {"00"})
    return filed or ["01"]


def benefits_of(plan: Plan, numbers: list[str], *, top: bool) -> list[wire.Benefit]:
    """Each benefit with what it costs in each network tier and variant. top: those that a search shows, where covered."""
    filed = {number: found for number in numbers if (found := variants.of(plan, number))}
    said = {one.name: one for one in plan.benefits}
    names = list(dict.fromkeys([*said, *(name for one in filed.values() for name in one.shares)]))
    made = [_benefit(name, said.get(name, Benefit(name=name)), filed) for name in names]
    if not top:
        return made
    shown = [one for one in made if one.type in TOP and one.covered]
    return sorted(shown, key=lambda one: TOP.index(one.type))


def _benefit(name: str, said: Benefit, filed: Mapping[str, Variant]) -> wire.Benefit:
    shares = [(number, share) for number, variant in filed.items() for share in variant.shares.get(name, ())]
    covered = said.covered if said.covered is not None else any(not share.not_covered for _, share in shares)
    return wire.Benefit(
        name=name,
        type=type_of(name),
        covered=covered,
        cost_sharings=[cost_sharing(share, CSR_OF.get(number, "Unknown CSR")) for number, share in shares],
        explanation=said.explanation,
        exclusions=said.exclusions,
        has_limits=said.quantity is not None,
        limit_unit=said.unit,
        limit_quantity=int(said.quantity or 0),
    )


def cost_sharing(share: Share, csr: Csr) -> wire.CostSharing:
    """One share in the contract's four fields and its words."""
    copay_options, coinsurance_options = _copay_options(share), _coinsurance_options(share)
    rate = Decimal(1) if share.not_covered else (share.coinsurance or Decimal(0)) / 100
    copay = share.copay or 0
    return wire.CostSharing(
        coinsurance_rate=float(rate),
        coinsurance_options=coinsurance_options,
        copay_amount=dollars(copay),
        copay_options=copay_options,
        network_tier=TIERS[share.tier],
        csr=csr,
        display_string=display_string(copay, copay_options, rate, coinsurance_options),
        benefit_before_deductible="BBD" if _before(share) else "",
    )


def _before(share: Share) -> bool:
    """Paid from day one: nothing of it waits for the deductible."""
    if share.not_covered or (share.copay is None and share.coinsurance is None):
        return False
    return (share.copay is None or share.copay_when != "after") and (
        share.coinsurance is None or share.coinsurance_when == "before"
    )


def _copay_options(share: Share) -> str:
    if share.copay is None:
        return "Not Applicable"
    after = " after deductible" if share.copay_when == "after" else ""
    if share.copay == 0:
        return f"No Charge{after}"
    words = " ".join(part for part in ("Copay", PER.get(share.per or "", "")) if part)
    return f"{words}{after}" if after or share.per else ""


def _coinsurance_options(share: Share) -> str:
    if share.not_covered:
        return ""
    if share.coinsurance is None:
        return "Not Applicable"
    after = " after deductible" if share.coinsurance_when == "after" else ""
    if share.coinsurance == 0:
        return f"No Charge{after}"
    return f"Coinsurance{after}" if after else ""


def display_string(copay: int, copay_options: str, rate: Decimal, coinsurance_options: str) -> str:
    """The words that a page shows, made of the four fields: "$25", "30% Coinsurance after deductible", "Not Covered"."""
    share = _share_words(rate, coinsurance_options)
    if copay > 0:
        amount = f"${copay // 100}" + (f".{copay % 100:02d}" if copay % 100 else "")
        words = f"{amount} {copay_options}".strip() if copay_options not in {"", "Not Applicable"} else amount
        return f"{words}/{share}" if rate > 0 and share != "Not Covered" else words
    if rate == 1 and not coinsurance_options:
        return "Not Covered"
    if rate > 0:
        return share
    if "after deductible" in copay_options or (
        copay_options == "Not Applicable" and "after deductible" in coinsurance_options
    ):
        return "No Charge After Deductible"
    return "No Charge"


def _share_words(rate: Decimal, options: str) -> str:
    percent = f"{(rate * 100).normalize():f}%"
    return f"{percent} {options}" if options and options != "Not Applicable" else percent


_DEDUCTIBLE = {
    "medical": "Medical EHB Deductible", "drug": "Drug EHB Deductible", "combined": "Combined Medical and Drug EHB Deductible",
    "dental": "Dental EHB Deductible",
}  # fmt: skip
_LIMIT = {
    "medical": "Maximum Out of Pocket for Medical EHB Benefits", "drug": "Maximum Out of Pocket for Drug EHB Benefits",
    "combined": "Maximum Out of Pocket for Medical and Drug EHB Benefits (Total)",
    "dental": "Maximum Out of Pocket for Dental EHB Benefits",
}  # fmt: skip


def deductibles_of(plan: Plan, numbers: list[str], *, family: bool, tiered: bool) -> list[wire.Deductible]:
    """Deductibles of each variant, for one person or a family. tiered: of the second network tier and outside the network."""
    return list(_yearly(plan, numbers, _DEDUCTIBLE, "deductibles", family, tiered))


def moops_of(plan: Plan, numbers: list[str], *, family: bool, tiered: bool) -> list[wire.Deductible]:
    """Yearly limits of each variant, likewise."""
    return list(_yearly(plan, numbers, _LIMIT, "limits", family, tiered))


def _yearly(
    plan: Plan, numbers: list[str], types: Mapping[str, str], field: str, family: bool, tiered: bool
) -> Iterator[wire.Deductible]:
    for number in numbers:
        variant = variants.of(plan, number)
        for amount in getattr(variant, field, ()):
            if tiered is (amount.tier in {"in_2", "out"}):
                yield from _entries(amount, types[amount.covers], CSR_OF.get(number, "Unknown CSR"), family)


def _entries(amount: Amount, type_: str, csr: Csr, family: bool) -> Iterator[wire.Deductible]:
    person: list[tuple[FamilyCost, int | None]] = [("Individual", amount.individual)]
    whole: list[tuple[FamilyCost, int | None]] = [("Family Per Person", amount.per_person), ("Family", amount.family)]
    for cost, cents in whole if family else person:
        if cents is not None:
            yield wire.Deductible(
                type=type_,
                amount=dollars(cents),
                csr=csr,
                network_tier=TIERS[amount.tier],
                family_cost=cost,
                individual=not family,
                family=family,
                display_string="",
            )
