"""Vermont's published rates: community-rated, one price per family tier. The state prints no plan ids, so that we number the designs."""

from collections.abc import Iterator

from coverport.plans.importers.prices import EXPECTED, one_price
from coverport.plans.importers.problems import Problem, UnreadableFile, quoted
from coverport.plans.importers.records import PLAN, RATES, SERVICE_AREA, Reading, Record
from coverport.plans.importers.tables import LINE, Row, Rows, Table, field, issuer_field
from coverport.plans.rules.arrays import METAL_LEVELS, NO_RATE, TIERS

STATE, AREA = "VT", "Rating Area 1"
ISSUERS = {"13627": "Blue Cross and Blue Shield of Vermont", "77566": "MVP Health Care"}


def _rates(reading: Reading, rows: Rows) -> Iterator[Record]:
    designs: dict[tuple[str, str, str, str], dict[str, int]] = {}
    status: dict[tuple[str, str, str, str], str] = {}
    for row in rows:
        key = (row["year"], row["issuer_id"], row["metal_level"].lower(), row["design"])
        reading.once((*key, row["tier"]), row[LINE], "tier", f"{row['design']}, {row['tier']}")
        designs.setdefault(key, {})[row["tier"]] = _price(reading, row)
        status[key] = "certified" if row["status"] == "final" else "filed"
    numbers: dict[tuple[str, str, str], int] = {}
    for (year, issuer_id, metal, design), tiers in designs.items():
        number = numbers[issuer_id, metal, design] = numbers.get((issuer_id, metal, design)) or 1 + sum(
            known[0] == issuer_id for known in numbers
        )
        plan_id = f"{issuer_id}VT999{number:04d}"
        reading.plans.add(f"{year} {plan_id}")
        reading.count(f"plan designs of {year}")
        yield from _design(int(year), plan_id, design, metal, tiers, status[year, issuer_id, metal, design])
    for year, issuer_id in dict.fromkeys((year, issuer_id) for year, issuer_id, _, _ in designs):
        everywhere = {"id": "VTS001", "name": "Vermont", "entire_state": True, "county": "", "zips": []}
        yield Record(SERVICE_AREA, int(year), STATE, issuer_id, "VTS001", everywhere)


def _design(year: int, plan_id: str, design: str, metal: str, tiers: dict[str, int], status: str) -> Iterator[Record]:
    name = design if metal in design.lower() else f"{metal.title()} {design}"
    plan = {
        "name": name, "metal_level": metal, "service_area_id": "VTS001", "rate_status": status, "id_synthetic": True,
        "issuer_name": ISSUERS.get(plan_id[:5], f"Issuer {plan_id[:5]}"),
    }  # fmt: skip
    yield Record(PLAN, year, STATE, plan_id[:5], plan_id, {"plan": plan})
    prices = {
        "area": AREA,
        "ages": {},
        "tobacco": {},
        "tiers": tiers,
        "effective": f"{year}-01-01",
        "expires": f"{year}-12-31",
    }
    yield Record(RATES, year, STATE, plan_id[:5], plan_id, prices)


def _price(reading: Reading, row: Row) -> int:
    found = one_price(row["price"])
    if found in (None, NO_RATE):
        raise UnreadableFile(
            reading.source.shown, [Problem(row[LINE], "monthly_premium", quoted(row["price"]), EXPECTED)]
        )
    return found or 0


VERMONT_RATES = Table(
    "Vermont rates by family tier",
    RATES,
    {
        "year": field("year", pattern=r"^20[0-9]{2}$", expected="a plan year such as 2017"),
        "status": field("rate_status"),
        "issuer_id": issuer_field("hios_issuer_id"),
        "metal_level": field(
            "metal_level", pattern="^(?i:" + "|".join(METAL_LEVELS) + ")$", expected="one of " + ", ".join(METAL_LEVELS)
        ),
        "design": field("plan_design", pattern=r".", expected="the name of the plan's design"),
        "tier": field("tier", pattern="^(" + "|".join(TIERS) + ")$", expected="one of " + ", ".join(TIERS)),
        "price": field("monthly_premium"),
    },
    _rates,
    "2014 to 2017",
)
