"""What must hold between the columns and rows of a landscape file, besides its prices."""

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from coverport.plans import geography
from coverport.plans.importers.landscape_columns import Columns
from coverport.plans.importers.sheet import Sheet
from coverport.plans.rules.arrays import METAL_LEVELS

OFFERINGS = {"allows adult and child-only": "both", "allows adult-only": "adult", "allows child-only": "child"}
_HIOS_ID = r"^[0-9]{5}[A-Za-z]{2}[0-9]{7}$"

Indexes = NDArray[np.int64]


def check_facts(sheet: Sheet, columns: Columns, states: frozenset[str]) -> None:
    """Every fact of a plan has the shape that it must have. Mistakes are noted on the sheet."""
    facts = columns.facts
    text = {ours: sheet.text(name) for ours, name in facts.items()}
    known = text["state"].is_in(sorted(states))
    sheet.refuse(~known, facts["state"], "a state of this exchange: " + ", ".join(sorted(states)))
    metals = text["metal_level"].str.to_lowercase().is_in(METAL_LEVELS)
    sheet.refuse(~metals, facts["metal_level"], "one of " + ", ".join(METAL_LEVELS))
    shaped = text["plan_id"].str.contains(_HIOS_ID)
    sheet.refuse(~shaped, facts["plan_id"], "14 characters: five digits, the state, seven digits")
    at_home = text["plan_id"].str.slice(5, 2).str.to_uppercase() == text["state"]
    sheet.refuse(shaped & known & ~at_home, facts["plan_id"], "the row's own state in the sixth and seventh place")
    offered = text["offering"].str.to_lowercase().is_in(list(OFFERINGS))
    sheet.refuse(~offered, facts["offering"], "Allows Adult and Child-Only, Allows Adult-Only or Allows Child-Only")
    areas = text["rating_area"].str.contains(r"^Rating Area \d{1,2}$")
    sheet.refuse(~areas, facts["rating_area"], "a rating area such as Rating Area 3")
    for ours, most in (("issuer_name", 200), ("name", 300), ("plan_type", 20)):
        there = (text[ours] != "") & (text[ours].str.len_chars() <= most)
        sheet.refuse(~there, facts[ours], f"some text of at most {most} characters")


def find_counties(sheet: Sheet, columns: Columns) -> NDArray[np.object_]:
    """The FIPS code of each row's county, "" where the name is unknown. Mistakes are noted on the sheet."""
    state, county = columns.facts["state"], columns.facts["county"]
    index, firsts = _groups(sheet.frame.select(state, county))
    found, hints = [], {}
    for group, first in enumerate(firsts.tolist()):
        try:
            found.append(geography.county_by_name(sheet.text(state)[first], sheet.text(county)[first]).fips)
        except geography.UnknownCounty as error:
            found.append("")
            hints[group] = f"a county of the state. {error.message}"
    fips = np.array(found, dtype=object)[index]
    known_state = sheet.text(state).is_in(list(geography.states())).to_numpy()
    sheet.refuse((fips == "") & known_state, county, lambda row: hints[int(index[row])])
    return fips


def _groups(keys: pl.DataFrame) -> tuple[Indexes, Indexes]:
    """(number of each row's group, first row of each group)."""
    numbered = keys.select(key=pl.struct(pl.all())).with_row_index("row")
    firsts = numbered.group_by("key", maintain_order=True).agg(pl.col("row").first()).with_row_index("group")
    joined = numbered.join(firsts.select("key", "group"), on="key", how="left", maintain_order="left")
    return joined["group"].to_numpy().astype(np.int64), firsts["row"].to_numpy().astype(np.int64)


class Keys:
    """Rows grouped: which plan each is of, which plan in which area, and the first row of each group."""

    def __init__(self, sheet: Sheet, columns: Columns) -> None:
        plan_id, area = columns.facts["plan_id"], columns.facts["rating_area"]
        key = sheet.text(plan_id).str.to_uppercase().alias("plan")
        self.plan, self.plan_first = _groups(pl.DataFrame([key]))
        self.rate, self.rate_first = _groups(pl.DataFrame([key, sheet.text(area)]))


class Distinct(msgspec.Struct, frozen=True, eq=False):
    """The rows whose text is checked: of each plan in each area the first, where the others say the same; else all.

    rows: the whole sheet. rate: by plan and area, its row in `sheet`. plan: by row of `sheet`, the first row of the same plan.
    """

    sheet: Sheet
    rows: Sheet
    rate: Indexes
    plan: Indexes

    @property
    def is_all(self) -> bool:
        return self.sheet is self.rows

    def stop_if_wrong(self) -> None:
        """Raise UnreadableFile when anything was noted."""
        self.sheet.stop_if_wrong()
        self.rows.stop_if_wrong()


def distinct(sheet: Sheet, columns: Columns, keys: Keys) -> Distinct:
    """A national file says everything of a plan again for each county: one row in five is enough, if they differ in nothing else."""
    others = [name for name in sheet.frame.columns if name != columns.facts["county"]]
    if _differ(sheet, keys.rate_first[keys.rate], others):
        return everything(sheet, keys)
    of_rate, first_of_plan = np.arange(len(keys.rate_first)), keys.rate[keys.plan_first]
    return Distinct(sheet.at(keys.rate_first), sheet, of_rate, first_of_plan[keys.plan[keys.rate_first]])


def everything(sheet: Sheet, keys: Keys) -> Distinct:
    """Every row: then a mistake is told with every line where it stands."""
    afresh = Sheet(sheet.path, sheet.frame, sheet.lines)
    return Distinct(afresh, afresh, keys.rate_first, keys.plan_first[keys.plan])


def check_rows(sheet: Sheet, columns: Columns, keys: Keys, fips: NDArray[np.object_]) -> None:
    """A plan stands once in a county; a county has one rating area. Mistakes are noted on the sheet."""
    pairs, pair_first = _groups(pl.DataFrame({"plan": keys.plan, "county": fips.astype(str)}))
    first = pair_first[pairs]
    doubled = first != np.arange(len(sheet))
    sheet.refuse(
        doubled,
        columns.facts["plan_id"],
        lambda row: f"a plan once in a county; line {sheet.lines[first[row]]} has it already",
    )
    county, county_first = _groups(pl.DataFrame({"county": fips.astype(str)}))
    area = columns.facts["rating_area"]
    _refuse_difference(sheet, county_first[county], area, "the rating area of line {} for the same county")


def check_plans(told: Distinct, columns: Columns, keys: Keys, prices: dict[str, NDArray[np.integer]]) -> None:
    """A plan has one price in a rating area and one description. Mistakes are noted on the sheet."""
    if told.is_all:
        for name, cents in prices.items():
            words = "the price of line {} for the same plan and area"
            _refuse_difference(told.sheet, keys.rate_first[keys.rate], name, words, cents=cents)
    described = [*columns.facts.values(), *columns.optional_facts.values()]
    described += [name for words in columns.words.values() for name in words.values()]
    elsewhere = (columns.facts["county"], columns.facts["rating_area"], columns.facts["state"])
    described = [name for name in described if told.sheet.has(name) and name not in elsewhere]
    if _differ(told.sheet, told.plan, described):  # a file that is right is compared once, not ninety times
        for name in described:
            _refuse_difference(told.sheet, told.plan, name, "the text of line {} for the same plan")


def _differ(sheet: Sheet, first: Indexes, columns: list[str]) -> bool:
    """Whether any row differs from the first of its group in any of the columns."""
    hashes = sheet.frame.select(columns).hash_rows().to_numpy()
    return bool((hashes != hashes[first]).any())


def _refuse_difference(
    sheet: Sheet, first: Indexes, column: str, words: str, cents: NDArray[np.integer] | None = None
) -> None:
    """Every row has what the first row of its group has: the same cents, else the same text."""
    text = sheet.text(column)
    wrong = (text != text.gather(first)).to_numpy() if cents is None else cents != cents[first]
    sheet.refuse(wrong, column, lambda row: f"{text[int(first[row])]!r}, {words.format(sheet.lines[first[row]])}")
