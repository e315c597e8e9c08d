"""How much care people use in a year: four groups of enrollees, from one public table (see spending.yaml)."""

from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

import msgspec
import yaml

from coverport.core.money import Cents, half_up

Use = Literal["low", "medium", "high", "bad_year"]
USES: tuple[Use, ...] = get_args(Use)
# In the order in which a year's bills are taken: a deductible is used up by visits before it meets a hospital's bill.
CARE = (
    "primary_care",
    "specialist",
    "mental_health",
    "imaging",
    "speech_therapy",
    "therapy",
    "laboratory",
    "xray",
    "outpatient",
    "emergency_room",
    "skilled_nursing",
    "hospital",
)
DRUGS = ("generic_drugs", "preferred_brand_drugs", "non_preferred_brand_drugs", "specialty_drugs")
SERVICES = CARE + DRUGS
# What a copay for each day is due for, where a copay for each stay is due for the stays.
DAYS = {"hospital": "hospital_days", "skilled_nursing": "skilled_nursing_days"}
FREE = "preventive"  # costs the member nothing in any plan: 45 CFR 147.130
THOUSANDTHS = 1000


class Profile(msgspec.Struct, frozen=True):
    """The average year of one group. charges: cents by SERVICES; times: thousandths of a visit, stay, test or prescription.

    share: of all enrollees; at_least, at_most: what their year's care costs, cents, None where there is no upper end.
    """

    use: Use
    share: Decimal
    at_least: Cents
    at_most: Cents | None
    charges: tuple[Cents, ...]
    times: tuple[int, ...]
    days: tuple[int, ...]
    preventive: Cents

    @property
    def total(self) -> Cents:
        """Cents of all care of the year."""
        return sum(self.charges) + self.preventive


class Spending(msgspec.Struct, frozen=True):
    """The whole table. year: of its prices."""

    source: str
    year: int
    profiles: dict[Use, Profile]


@cache
def spending() -> Spending:
    """The table as it stands in the package, read once."""
    text = (resources.files(__package__) / "spending.yaml").read_bytes()
    told = _read(text)
    rows: list[dict[str, Any]] = told["rows"]
    nothing = (Decimal(0), Decimal(0))
    none = {"up_to": Decimal(0), "share": Decimal(0), **dict.fromkeys((*SERVICES, FREE, *DAYS.values()), nothing)}
    profiles = [_profile(use, below, row) for use, below, row in zip(USES, [none, *rows], rows, strict=False)]
    return Spending(told["source"], int(told["year"]), {each.use: each for each in profiles})


class _Loader(yaml.CSafeLoader):
    """Numbers as decimals, exactly as they are written."""


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


def _read(text: bytes) -> dict[str, Any]:
    loader = _Loader(text)
    try:
        told: dict[str, Any] = loader.get_single_data()
        return told
    finally:
        loader.dispose()


for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _decimal)


def _profile(use: Use, below: dict[str, Any], row: dict[str, Any]) -> Profile:
    """Those of a row who are not in the row before it: the difference of the two groups' sums, by head."""
    share = row["share"] - below["share"]

    def average(name: str, column: int) -> Decimal:
        whole: Decimal = row[name][column] * row["share"] - below[name][column] * below["share"]
        return max(Decimal(0), whole / share)

    return Profile(
        use=use,
        share=share,
        at_least=half_up(below["up_to"] * 100),
        at_most=None if row["up_to"] is None else half_up(row["up_to"] * 100),
        charges=tuple(half_up(average(name, 0) * 100) for name in SERVICES),
        times=tuple(half_up(average(name, 1) * THOUSANDTHS) for name in SERVICES),
        days=tuple(half_up(average(DAYS.get(name, name), 1) * THOUSANDTHS) for name in SERVICES),
        preventive=half_up(average(FREE, 0) * 100),
    )


def is_illustration(year: int) -> bool:
    """Whether the table's prices are those of another year than the plans': then nothing is sorted by it unless asked."""
    return spending().year != year
