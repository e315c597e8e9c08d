"""Names of a sample market: insurers, networks, people and places that do not exist."""

from random import Random

import msgspec

# No insurer, hospital or health system of this name was known when the list was made; a test keeps real ones out.
_INSURERS = (
    "Larkspur", "Fernhollow", "Birchwater", "Juniper Gap", "Tamarack Bend", "Wrenfield", "Ashgrove", "Copperline", "Millrace",
    "Three Ponds", "Lantern Hill", "Saltbox", "Winterberry", "Stonefly", "Harrow Lake", "Quillback", "Cinder Brook", "Alderway",
    "Thistledown", "Plover Point", "Marrow Creek", "Candlewick", "Otterbank", "Foxglove Run",
)  # fmt: skip
_KINDS = ("Health Plan", "Mutual Health", "Health Cooperative", "Care Plan")
_DENTAL = ("Pewterhill", "Pebblestone", "Applegate Row", "Clovermint")
MOST_INSURERS = len(_INSURERS)
_FIRST = (
    "Ada", "Amir", "Beatriz", "Bo", "Camille", "Carlos", "Dana", "Deepa", "Elias", "Esther", "Farah", "Felix", "Grace", "Hana", "Hugo",
    "Imani", "Ines", "Jonah", "Jun", "Kofi", "Lena", "Leo", "Mai", "Marcus", "Mira", "Naomi", "Nils", "Olga", "Omar", "Priya", "Quentin",
    "Rosa", "Samir", "Sofia", "Tara", "Theo", "Uma", "Victor", "Wen", "Yusuf", "Zoe",
)  # fmt: skip
_LAST = (
    "Abara", "Beaulac", "Castellan", "Dovewell", "Eastering", "Farrowmere", "Gantry", "Hollisend", "Ivarsen", "Jessamine", "Kettering",
    "Lindenau", "Marchetto", "Northway", "Okonjo", "Pellerin", "Quarles", "Rimington", "Sandoval", "Tamsin", "Underhill", "Vandermeer",
    "Wexcombe", "Yamagata", "Zielinski",
)  # fmt: skip
SPECIALTIES = (
    "Family Medicine", "Family Medicine", "Internal Medicine", "Internal Medicine", "Pediatrics", "Obstetrics & Gynecology", "Cardiology",
    "Psychiatry", "Psychology", "Dermatology", "Orthopedic Surgery", "Endocrinology", "Neurology", "Oncology", "Physical Therapy",
)  # fmt: skip
FACILITIES = ("Hospital", "Community Health Center", "Surgery Center", "Urgent Care", "Pharmacy", "Imaging Center")
LANGUAGES = ("Spanish", "French", "Portuguese", "Nepali", "Vietnamese", "American Sign Language")


class Insurer(msgspec.Struct, frozen=True):
    """A fictional insurer. number: five digits that HIOS never gives, for they begin with 0; phone: of the block kept for fiction."""

    number: str
    name: str
    brand: str
    phone: str
    site: str


def insurers(state_fips: str, count: int, random: Random, *, first: int = 1, dental: bool = False) -> list[Insurer]:
    """So many insurers of a state, numbered from `first`."""
    brands = random.sample(_DENTAL if dental else _INSURERS, count)
    return [_insurer(f"0{state_fips}{first + place:02d}", brand, random, dental) for place, brand in enumerate(brands)]


def _insurer(number: str, brand: str, random: Random, dental: bool) -> Insurer:
    return Insurer(
        number=number,
        name=f"{brand} {'Dental' if dental else random.choice(_KINDS)}",
        brand=brand,
        phone=f"1-800-555-01{random.randrange(100):02d}",
        site=f"https://{brand.lower().replace(' ', '-')}.example",
    )


def doctor(random: Random) -> tuple[str, str]:
    """(first, last) name."""
    return random.choice(_FIRST), random.choice(_LAST)


def facility(place: str, kind: str, random: Random) -> str:
    """ "Addison Lindenau Hospital"."""
    return f"{place} {random.choice(_LAST)} {kind}"


def most_dental() -> int:
    """How many dental insurers there can be."""
    return len(_DENTAL)
