"""What the columns of CMS's QHP landscape are called, by generation of the file."""

import re

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
# Per member of a family, from 2016 on.
_PER_PERSON = tuple(
    f"{kind}_{what}_family_per_person"
    for what in ("deductible", "maximum_out_of_pocket")
    for kind in ("medical", "drug")
)
COST_ITEMS = _DEDUCTIBLES + _PER_PERSON + _SERVICES

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

_SINCE_2015 = {"state": "State", "county": "County", "plan_id": "Plan ID (Standard Component)"}

COLUMNS_2015 = msgspec.structs.replace(
    COLUMNS_2014,
    name="2015",
    source="CMS 2015 QHP Landscape",
    years=(2015,),
    facts=COLUMNS_2014.facts | _SINCE_2015,
)
COLUMNS_2016 = msgspec.structs.replace(
    COLUMNS_2014,
    name="2016",
    source="CMS 2016 QHP Landscape",
    years=(2016,),
    facts=COLUMNS_2014.facts | _SINCE_2015 | {"state": "State Code", "county": "County Name"},
    optional_facts=COLUMNS_2014.optional_facts | {"ehb_share": "EHB Percent of Total Premium"},
)

GENERATIONS = (COLUMNS_2014, COLUMNS_2015, COLUMNS_2016)


def spelled(name: str) -> str:
    """What two spellings of a column have in common: "Drug Deductible - family - standard" is drugdeductiblefamilystandard."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def generation_of(header: list[str]) -> Columns | None:
    """The generation whose required names are all in the header, with the header's own spellings; None when none fits.

    The file of 2014 has snake_case; those of 2015 and 2016 have titles, whose case, blanks and hyphens differ from file to file.
    """
    there = set(header)
    for one in GENERATIONS:
        if (one is GENERATIONS[0] and set(one.required()) <= there) or (
            one is not GENERATIONS[0] and one.facts["plan_id"].lower() in {name.lower() for name in header}
        ):
            found = _as_printed(one, header)
            if set(found.required()) <= there:
                return found
    return None


def _as_printed(columns: Columns, header: list[str]) -> Columns:
    """The columns under the names that this header has for them."""
    printed = {spelled(name): name for name in header}

    def name(ours: str) -> str:
        return printed.get(spelled(ours), ours)

    return msgspec.structs.replace(
        columns,
        facts={fact: name(ours) for fact, ours in columns.facts.items()},
        optional_facts={fact: name(ours) for fact, ours in columns.optional_facts.items()},
        child=name(columns.child),
        adults={age: name(ours) for age, ours in columns.adults.items()},
        families={family: name(ours) for family, ours in columns.families.items()},
        words={variant: {item: name(ours) for item, ours in items.items()} for variant, items in columns.words.items()},
    )
