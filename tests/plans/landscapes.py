"""Landscape files that tests write themselves, with the header of 2014, and an independent reader of the public one."""

import csv
import gzip
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from coverport.plans.importers.landscape_columns import COLUMNS_2014, Family

HEADER = [
    *COLUMNS_2014.facts.values(),
    *COLUMNS_2014.optional_facts.values(),
    COLUMNS_2014.child,
    *COLUMNS_2014.adults.values(),
    *COLUMNS_2014.families.values(),
    *(name for items in COLUMNS_2014.words.values() for name in items.values()),
]
ADULTS = {21: "200", 27: "209.6", 30: "227", 40: "255.6", 50: "357.2", 60: "542.8"}

Row = dict[str, str]


def row(
    plan: int = 1, county: str = "MERRIMACK", *, offering: str = "Allows Adult and Child-Only", counted: int = 3
) -> Row:
    """A row of issuer 99999 in New Hampshire: 200.00 at 21, 127.00 a child, families in the file's own noisy sums."""
    made = dict.fromkeys(HEADER, "") | {
        "state": "NH",
        "county": county,
        "metal_level": "Silver",
        "issuer_name": "Granite Health",
        "plan_id_standard_component": f"99999NH{plan:07d}",
        "plan_marketing_name": f"Granite {plan}, the good one",
        "plan_type": "HMO",
        "rating_area": "Rating Area 1",
        "child_only_offering": offering,
        "source": "SERFF",
        "customer_service_phone_number_toll_free": "1-800-555-0100",
        "network_url": "www.example.org/doctors",
        "summary_of_benefits_url": "https://example.org/sbc.pdf ",
        "child_dental": "X" if plan == 1 else "",
        "medical_deductible_individual_standard": "$2,000",
        "primary_care_physician_94_percent": "$5",
    }
    if "Adult-Only" not in offering:
        made["premium_child"] = "127"
    if "Allows Child-Only" not in offering:
        made |= {COLUMNS_2014.adults[age]: price for age, price in ADULTS.items()}
        made |= {name: _family(family, counted) for family, name in COLUMNS_2014.families.items()}
    return made


def _family(family: Family, counted: int) -> str:
    total = family.adults * Decimal(ADULTS[family.age]) + min(family.children, counted) * 127
    return f"{total:.2f}0000000001" if family.children else f"{total:f}"


def write(path: Path, rows: list[Row], header: list[str] | None = None) -> Path:
    """Write rows as CSV; gzip when the name says so."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header or HEADER, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def public_rows(path: Path) -> Iterator[Row]:
    """Rows of a public file by the standard library alone: shares nothing with the importer."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
