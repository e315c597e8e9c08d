"""What the columns of CMS's QHP landscape are called, by generation of the file."""

import msgspec

ADULT_AGES = (21, 27, 30, 40, 50, 60)
COUPLE_AGES = (21, 30, 40, 50, 60)
PARENT_AGES = (21, 30, 40, 50)


class Family(msgspec.Struct, frozen=True):
    """A price for adults of one age with some children; children 3 stands for "3 or more"."""

    adults: int
    age: int
    children: int


class Columns(msgspec.Struct, frozen=True):
    """One generation of the file. facts, prices, families and words: what we call a thing -> what the header calls it.

    A header without an adult age (other than 21) or without family columns is read, too: those ages follow the curve.
    """

    name: str
    source: str
    years: tuple[int, ...]
    facts: dict[str, str]
    optional_facts: dict[str, str]
    child: str
    adults: dict[int, str]
    families: dict[Family, str]
    words: dict[str, dict[str, str]]

    def required(self) -> list[str]:
        """Names that a header must have."""
        return [*self.facts.values(), self.child, self.adults[21]]


# HIOS variant -> what the 2014 file writes after the name of a cost-sharing column
_VARIANTS = {"01": "standard", "04": "73_percent", "05": "87_percent", "06": "94_percent"}
_DEDUCTIBLES = tuple(
    f"{kind}_{what}_{whom}"
    for what in ("deductible", "maximum_out_of_pocket")
    for whom in ("individual", "family")
    for kind in ("medical", "drug")
)
_SERVICES = (
    "primary_care_physician",
    "specialist",
    "emergency_room",
    "inpatient_facility",
    "inpatient_physician",
    "generic_drugs",
    "preferred_brand_drugs",
    "non_preferred_brand_drugs",
    "specialty_drugs",
)
COST_ITEMS = _DEDUCTIBLES + _SERVICES

_CHILDREN = {1: "1_child", 2: "2_children", 3: "3_or_more_children"}

COLUMNS_2014 = Columns(
    name="2014",
    source="CMS 2014 QHP Landscape",
    years=(2014,),
    facts={
        "state": "state",
        "county": "county",
        "metal_level": "metal_level",
        "issuer_name": "issuer_name",
        "plan_id": "plan_id_standard_component",
        "name": "plan_marketing_name",
        "plan_type": "plan_type",
        "rating_area": "rating_area",
        "offering": "child_only_offering",
    },
    optional_facts={
        "program": "source",
        "phone_local": "customer_service_phone_number_local",
        "phone": "customer_service_phone_number_toll_free",
        "tty": "customer_service_phone_number_tty",
        "network": "network_url",
        "brochure": "plan_brochure_url",
        "sbc": "summary_of_benefits_url",
        "formulary": "drug_formulary_url",
        "adult_dental": "adult_dental",
        "child_dental": "child_dental",
    },
    child="premium_child",
    adults={age: f"premium_adult_individual_age_{age}" for age in ADULT_AGES},
    families={
        **{Family(2, age, 0): f"premium_couple_{age}" for age in COUPLE_AGES},
        **{
            Family(adults, age, children): f"{who}_{words}_age_{age}"
            for adults, who in ((2, "couple"), (1, "individual"))
            for children, words in _CHILDREN.items()
            for age in PARENT_AGES
        },
    },
    words={variant: {item: f"{item}_{ending}" for item in COST_ITEMS} for variant, ending in _VARIANTS.items()},
)

GENERATIONS = (COLUMNS_2014,)


def generation_of(header: list[str]) -> Columns | None:
    """The generation whose required names are all in the header; None when none fits."""
    return next((one for one in GENERATIONS if set(one.required()) <= set(header)), None)
