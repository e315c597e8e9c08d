"""A plan's cost-sharing variants as figures, whether its source gave figures or a landscape's words alone."""

from functools import lru_cache

import msgspec

from coverport.plans import cost_words
from coverport.plans.plan import STANDARD, Amount, Covers, Plan, Variant

# What a landscape calls a service -> what the public use files and templates call the benefit.
BENEFIT_NAMES = {
    "primary_care_physician": "Primary Care Visit to Treat an Injury or Illness",
    "specialist": "Specialist Visit",
    "emergency_room": "Emergency Room Services",
    "inpatient_facility": "Inpatient Hospital Services (e.g., Hospital Stay)",
    "inpatient_physician": "Inpatient Physician and Surgical Services",
    "generic_drugs": "Generic Drugs",
    "preferred_brand_drugs": "Preferred Brand Drugs",
    "non_preferred_brand_drugs": "Non-Preferred Brand Drugs",
    "specialty_drugs": "Specialty Drugs",
}
INCLUDED = "Included in Medical"
_KINDS: tuple[Covers, ...] = ("medical", "drug")


def of(plan: Plan, number: str) -> Variant | None:
    """A plan's variant, the standard one where it files no other; None where its source says nothing of cost sharing."""
    known = plan.variants.get(number) or plan.variants.get(STANDARD)
    if known is not None:
        return known
    said = number if number in plan.cost_sharing else STANDARD
    words = plan.cost_sharing.get(said)
    return from_words(said, tuple(sorted(words.items())), plan.hsa_eligible) if words else None


@lru_cache(maxsize=8192)
def from_words(number: str, words: tuple[tuple[str, str], ...], hsa_eligible: bool | None = None) -> Variant:
    """A variant from a landscape's items and their words."""
    said = dict(words)
    shares = {name: cost_words.share_of_landscape(said.get(item, "")) for item, name in BENEFIT_NAMES.items()}
    return Variant(
        number=number,
        hsa_eligible=hsa_eligible,
        deductibles=_amounts(said, "deductible"),
        limits=_amounts(said, "maximum_out_of_pocket"),
        shares={name: (share,) for name, share in shares.items() if share is not None},
    )


def _amounts(said: dict[str, str], what: str) -> tuple[Amount, ...]:
    """Deductibles or limits; one figure for both where the drug one is included in the medical one."""
    together = said.get(f"drug_{what}_individual") == INCLUDED
    found = [
        Amount(
            covers="combined" if together and kind == "medical" else kind,
            individual=cost_words.dollars_in(said.get(f"{kind}_{what}_individual", "")),
            per_person=cost_words.dollars_in(said.get(f"{kind}_{what}_family_per_person", "")),
            family=cost_words.dollars_in(said.get(f"{kind}_{what}_family", "")),
        )
        for kind in _KINDS
    ]
    return tuple(one for one in found if one != Amount(covers=one.covers))


def words_of(variant: Variant) -> dict[str, str]:
    """A variant's figures in the items and words of a landscape, which shopping pages show."""
    names = {name: item for item, name in BENEFIT_NAMES.items()}
    said = {
        names[name]: next((share.words for share in shares if share.tier == "in"), "")
        for name, shares in variant.shares.items()
        if name in names
    }
    for what, amounts in (("deductible", variant.deductibles), ("maximum_out_of_pocket", variant.limits)):
        said |= _amount_words(what, amounts)
    return {item: words for item, words in said.items() if words}


def _amount_words(what: str, amounts: tuple[Amount, ...]) -> dict[str, str]:
    inside = {one.covers: one for one in amounts if one.tier == "in"}
    medical = inside.get("combined") or inside.get("medical") or inside.get("dental")
    said: dict[str, str] = {}
    if medical is not None:
        said |= _in_dollars("medical", what, medical)
    if "combined" in inside:
        said |= {f"drug_{what}_{whom}": INCLUDED for whom in ("individual", "family")}
    elif "drug" in inside:
        said |= _in_dollars("drug", what, inside["drug"])
    return said


def _in_dollars(kind: str, what: str, amount: Amount) -> dict[str, str]:
    figures = {"individual": amount.individual, "family": amount.family, "family_per_person": amount.per_person}
    return {f"{kind}_{what}_{whom}": _dollars(cents) for whom, cents in figures.items() if cents is not None}


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}" + (f".{cents % 100:02d}" if cents % 100 else "")


def with_words(plan: Plan) -> Plan:
    """The plan with its variants' figures also as words, for readers of `cost_sharing`."""
    said = {number: words_of(variant) for number, variant in plan.variants.items() if number != "00"}
    return msgspec.structs.replace(plan, cost_sharing={number: words for number, words in said.items() if words})
