"""What the source files say, read by the standard library and YAML alone: nothing here is the product's."""

import csv
import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import yaml

SAMPLE = Path(__file__).resolve().parents[3] / "src" / "coverport" / "plans" / "sample" / "nh_2014.yaml"
MERRIMACK = "33013"
# Ages that the landscape of 2014 prints; "child" is one price from birth to 20.
PRINTED = (21, 27, 30, 40, 50, 60)
# What the columns of a landscape are called for each of them.
_ADULT = "premium_adult_individual_age_{}"
Prices = dict[str, Decimal]


class Plan:
    """A row: id, names, level, prices by age ("child" and "21" to "60"), and the words of cost sharing by variant."""

    def __init__(
        self, plan_id: str, name: str, issuer: str, level: str, kind: str, prices: Prices, adult_only: bool
    ) -> None:
        self.id, self.name, self.issuer, self.level, self.kind = plan_id, name, issuer, level, kind
        self.prices, self.adult_only = prices, adult_only

    def premium(self, *ages: int) -> Decimal | None:
        """The printed prices added up; the three oldest children alone count. None where the plan has no price for somebody."""
        grown = [self.prices.get(str(age)) for age in ages if age >= 21]
        children = [self.prices.get("child") for age in ages if age < 21][:3]
        if any(price is None for price in [*grown, *children]) or (self.adult_only and not grown):
            return None
        return sum((price for price in [*grown, *children] if price is not None), Decimal(0))


def sample_plans() -> list[Plan]:
    """The packaged plans of New Hampshire."""
    told = yaml.load(SAMPLE.read_text(), Loader=yaml.BaseLoader)
    return [
        Plan(
            one["id"],
            one["name"],
            told["issuers"][one["id"][:5]]["name"],
            one["metal"].capitalize(),
            one["type"],
            {age: Decimal(price) for age, price in one["rates"].items()},
            adult_only=False,
        )
        for one in told["plans"]
    ]


def landscape_plans(path: Path, codes: Path) -> dict[str, list[Plan]]:
    """County code -> the plans that the landscape lists there; codes: county names to codes, from a table that others made."""
    with codes.open(newline="") as file:
        by_name = {(row["state"], row["county"]): row["county_fips"] for row in csv.DictReader(file)}
    found: dict[str, list[Plan]] = {}
    for row in _rows(path):
        found.setdefault(by_name[row["state"], row["county"]], []).append(_of_row(row))
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _of_row(row: dict[str, str]) -> Plan:
    prices = {str(age): row[_ADULT.format(age)] for age in PRINTED} | {"child": row["premium_child"]}
    return Plan(
        row["plan_id_standard_component"].upper(),
        row["plan_marketing_name"],
        row["issuer_name"],
        row["metal_level"].strip().capitalize(),
        row["plan_type"],
        {age: Decimal(text).quantize(Decimal("0.01")) for age, text in prices.items() if text},
        adult_only=row["child_only_offering"] == "Allows Adult-Only",
    )


def by_price(plans: list[Plan], level: str, *ages: int) -> list[tuple[Decimal, str]]:
    """(premium, plan id) of a level's plans that cover these people, the cheapest first."""
    return sorted((price, one.id) for one in plans if one.level == level and (price := one.premium(*ages)) is not None)
