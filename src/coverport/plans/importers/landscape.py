"""CMS's QHP landscape: every plan and county of the federal marketplaces, with premiums at sample ages and families.

All or nothing: a file with any mistake raises UnreadableFile, which says where and what.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np

from coverport import law
from coverport.plans.cost_words import percent_in
from coverport.plans.importers import source_file
from coverport.plans.importers.filing import Filing, digest
from coverport.plans.importers.landscape_checks import (
    OFFERINGS,
    Distinct,
    Keys,
    check_facts,
    check_plans,
    check_rows,
    distinct,
    everything,
    find_counties,
)
from coverport.plans.importers.landscape_columns import GENERATIONS, Columns, generation_of
from coverport.plans.importers.landscape_prices import Prices, read_prices
from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.sheet import Sheet, read_sheet
from coverport.plans.importers.source import Source
from coverport.plans.plan import MetalLevel, Plan, Urls
from coverport.plans.rules.arrays import NO_RATE, TIERS
from coverport.plans.rules.rates import rates_of_every_age

CHILD_AGES = range(21)  # the file's one price for a child holds from birth to 20
Progress = Callable[[str], None]


def read_landscape(
    file: Path | Source, *, exchange: str, year: int, states: Iterable[str], progress: Progress = lambda words: None
) -> Filing:
    """A landscape file, plain or gzip, as a filing. Ages that it does not print come from each state's curve of the year."""
    progress("reading")
    source = file if isinstance(file, Source) else Source(file)
    path = source.shown
    data, shape, sha256 = source_file.read_bytes(source)
    sheet, columns = _sheet(path, data, shape, year)
    del data  # 110 MB that nothing below needs
    progress(f"checking {len(sheet):,} rows")
    keys = Keys(sheet.strip(columns.facts[name] for name in ("state", "county", "plan_id", "rating_area")), columns)
    told = distinct(sheet, columns, keys)
    try:
        prices, fips = _checked(told, columns, keys, frozenset(states), year)
    except UnreadableFile:
        if told.is_all:
            raise
        told = everything(sheet, keys)
        prices, fips = _checked(told, columns, keys, frozenset(states), year)
    progress("pricing every age")
    return _filing(exchange, year, sha256, told, columns, keys, fips, prices)


def _checked(
    told: Distinct, columns: Columns, keys: Keys, states: frozenset[str], year: int
) -> tuple[Prices, np.ndarray]:
    """(prices by row of what is told, county by row of the sheet). Raises UnreadableFile."""
    check_facts(told.sheet.strip(), columns, states)
    fips = find_counties(told.rows, columns)
    told.stop_if_wrong()
    offering = _offering(told.sheet, columns)
    rated = law.rated_children(year)
    prices = read_prices(
        told.sheet, columns, adult_only=offering == "adult", child_only=offering == "child", rated_max=rated.count
    )
    check_rows(told.rows, columns, keys, fips)
    check_plans(told, columns, keys, _by_column(columns, prices))
    told.stop_if_wrong()
    return prices, fips


def _sheet(path: Path, data: bytes, shape: source_file.Records, year: int) -> tuple[Sheet, Columns]:
    printed = source_file.header(path, data)
    header = [name.strip() for name in printed]
    columns = generation_of(header)
    if columns is None:
        raise UnreadableFile(path, [_unknown_header(header)])
    if year not in columns.years:
        raise UnreadableFile(path, [Problem(1, None, f"the header of {columns.name}", f"a file of {year}")])
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise UnreadableFile(path, [Problem(1, doubled[0], "the column twice", "every column once")])
    source_file.refuse_other_shapes(path, data, shape)
    wanted = _names(columns)
    names = {name: name.strip() for name in printed if name.strip() in wanted}
    return read_sheet(path, data, shape.lines[1:], names), columns


def _unknown_header(header: list[str]) -> Problem:
    nearest = min(GENERATIONS, key=lambda one: len(set(one.required()) - set(header)))
    missing = [name for name in nearest.required() if name not in header]
    return Problem(1, missing[0], "no such column", f"the header of the {nearest.name} landscape, which has it")


def _names(columns: Columns) -> set[str]:
    words = {name for items in columns.words.values() for name in items.values()}
    facts = {*columns.facts.values(), *columns.optional_facts.values()}
    return facts | words | {columns.child, *columns.adults.values(), *columns.families.values()}


def _offering(sheet: Sheet, columns: Columns) -> np.ndarray:
    words = sheet.text(columns.facts["offering"]).str.to_lowercase().replace_strict(OFFERINGS)
    return words.to_numpy().astype(str)


def _by_column(columns: Columns, prices: Prices) -> dict[str, np.ndarray]:
    """The cents of every price column under the name that the file gives it."""
    return {
        columns.child: prices.child,
        **{columns.adults[age]: cents for age, cents in prices.adults.items()},
        **{columns.families[family]: cents for family, cents in prices.families.items()},
    }


def _filing(
    exchange: str,
    year: int,
    sha256: str,
    told: Distinct,
    columns: Columns,
    keys: Keys,
    fips: np.ndarray,
    prices: Prices,
) -> Filing:
    first = told.rate
    plans = _plans(told.sheet, columns, told.rate[keys.rate[keys.plan_first]])
    row_plan = keys.plan[keys.rate_first].astype(np.int32)
    states = [plans[index].state for index in row_plan.tolist()]
    rates, derived = _rates(prices, first, states, year)
    return Filing(
        exchange=exchange,
        year=year,
        source=columns.source,
        sha256=digest(sha256.encode(), rates.tobytes()),  # with the law in it: a corrected curve is another filing
        plans=plans,
        row_plan=row_plan,
        row_area=told.sheet.text(columns.facts["rating_area"]).gather(first).to_list(),
        rates=rates,
        derived=derived,
        children_rated_max=prices.children_counted[first],
        tier_rates=np.full((len(first), len(TIERS)), NO_RATE, dtype=np.int32),
        pair_county=fips.tolist(),
        pair_row=keys.rate.astype(np.int32),
    )


def _rates(prices: Prices, first: np.ndarray, states: list[str], year: int) -> tuple[np.ndarray, np.ndarray]:
    """(rates, derived) by rate row, each state on its own curve."""
    printed = {age: cents[first] for age, cents in prices.adults.items()}
    printed |= dict.fromkeys(CHILD_AGES, prices.child[first])
    of_state = np.array(states)
    parts = {}
    for state in sorted(set(states)):
        rows = np.flatnonzero(of_state == state)
        curve = law.age_curve(state, year).factors
        parts[state] = rows, *rates_of_every_age({age: cents[rows] for age, cents in printed.items()}, curve)
    order = np.argsort(np.concatenate([rows for rows, _, _ in parts.values()]))
    rates = np.concatenate([rates for _, rates, _ in parts.values()])[order]
    return rates, np.concatenate([derived for _, _, derived in parts.values()])[order]


def _plans(sheet: Sheet, columns: Columns, rows: np.ndarray) -> list[Plan]:
    """rows: the first of each plan."""
    records = sheet.frame[rows].to_dicts()
    says_adult_dental = _says(sheet, columns.optional_facts["adult_dental"])
    says_child_dental = _says(sheet, columns.optional_facts["child_dental"])
    plans = [_plan(columns, record) for record in records]
    return [
        plan
        if says_adult_dental and says_child_dental
        else msgspec.structs.replace(
            plan,
            adult_dental=plan.adult_dental if says_adult_dental else None,
            child_dental=plan.child_dental if says_child_dental else None,
        )
        for plan in plans
    ]


def _says(sheet: Sheet, column: str) -> bool:
    """Whether a column of crosses says anything: in the file of 2014 no row has one for adult dental, so it says nothing."""
    return sheet.has(column) and bool((sheet.text(column) != "").any())


def _plan(columns: Columns, record: dict[str, str]) -> Plan:
    fact = {ours: record[name] for ours, name in columns.facts.items()}
    more = {ours: record.get(name) or None for ours, name in columns.optional_facts.items()}
    offering = OFFERINGS[fact["offering"].lower()]
    return Plan(
        plan_id=fact["plan_id"],
        issuer_id=fact["plan_id"][:5],
        issuer_name=fact["issuer_name"],
        name=fact["name"],
        metal_level=cast(MetalLevel, fact["metal_level"].lower()),
        plan_type=fact["plan_type"],
        state=fact["state"],
        adult_only=offering == "adult",
        child_only=offering == "child",
        multi_state=more["program"] == "OPM",  # the Office of Personnel Management contracts the multi-state plans
        child_dental=more["child_dental"] is not None,
        adult_dental=more["adult_dental"] is not None,
        phone=more["phone"],
        phone_local=more["phone_local"],
        tty=more["tty"],
        urls=Urls(**{one: web_address(more[one]) for one in ("brochure", "sbc", "network", "formulary")}),
        cost_sharing=_cost_sharing(columns, record),
        ehb_share=_share(more.get("ehb_share")),
        source=columns.source,
    )


def _share(text: str | None) -> Decimal | None:
    """ "99.8%" as 0.998; None where the file has none."""
    percent = percent_in(text) if text else None
    return None if percent is None else percent / 100


def _cost_sharing(columns: Columns, record: dict[str, Any]) -> dict[str, dict[str, str]]:
    said = {
        variant: {item: record[name] for item, name in items.items() if record.get(name)}
        for variant, items in columns.words.items()
    }
    return {variant: items for variant, items in said.items() if items}


def web_address(text: str | None) -> str | None:
    """An address that a page may link to: http or https, `http://` put before a bare name; None for anything else."""
    if not text or text.split() != [text]:
        return None
    if text.lower().startswith(("http://", "https://")):
        return text
    return f"http://{text}" if ":" not in text.split("/")[0] and "." in text.split("/")[0] else None
