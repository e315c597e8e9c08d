"""What the address asks of a result: filters, order, how many plans, cards or a table, ticks; and its form, with live counts."""

import re
from collections.abc import Iterable

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import ngettext

from coverport.core.money import Cents, cents, display_whole, dollars
from coverport.plans.plan import key_of
from coverport.plans.rules.arrays import Flags
from coverport.shopping.care.mine import KINDS, Mine
from coverport.shopping.rows import level_name
from coverport.shopping.search.facets import Facets, ceilings
from coverport.shopping.search.filters import Filter, passing
from coverport.shopping.search.pages import Found, Sort, search
from coverport.shopping.search.result import Result

PAGE = 10
# So few more are not folded away: what unfolds them would take as much room.
FEW = 2
MOST_DIGITS = 9
# word of the address -> (order of the search, highest first)
ORDERS: dict[str, tuple[Sort, bool]] = {
    "year": ("yearly_cost", False),
    "price": ("premium", False),
    "full": ("full_premium", False),
    "deductible": ("deductible", False),
    "limit": ("limit", False),
    "stars": ("stars", True),
}
SEVERAL = ("level", "insurer", "type", "program")
FLAGS = ("easy", "hsa", "child_dental", "adult_dental", "national")
AMOUNTS = ("most", "deductible")
_PLAN_ID = re.compile(r"[0-9]{5}[A-Za-z]{2}[0-9]{7}", re.ASCII)
# Programs that filings name; what else one names is shown as it is.
PROGRAMS = {
    "Asthma": _noop("Asthma"),
    "Heart Disease": _noop("Heart disease"),
    "Depression": _noop("Depression"),
    "Diabetes": _noop("Diabetes"),
    "High Blood Pressure and High Cholesterol": _noop("High blood pressure and cholesterol"),
    "Low Back Pain": _noop("Low back pain"),
    "Pain Management": _noop("Pain management"),
    "Pregnancy": _noop("Pregnancy"),
    "Weight Loss Programs": _noop("Weight loss"),
}


class Option(msgspec.Struct, frozen=True):
    """One answer of a filter. count: how many plans it would show with the other filters as they are."""

    name: str
    value: str
    label: str
    count: int
    chosen: bool
    id: str


class Facet(msgspec.Struct, frozen=True):
    """One question of the filter form. one_of: a list to choose from, not boxes to tick. open: not folded."""

    name: str
    legend: str
    options: tuple[Option, ...]
    one_of: bool = False
    open: bool = True


class Chosen:
    """What the address asks for. usual: the order where none is named; illustrated: whether yearly costs are those of another year.

    mine: doctors and drugs of whoever asks; None where nobody has looked. ticked: ids of the plans to compare, as they came.
    """

    def __init__(self, query: QueryDict, *, illustrated: bool, mine: Mine | None = None) -> None:
        self.values = {name: tuple(dict.fromkeys(filter(None, query.getlist(name)))) for name in SEVERAL}
        self.flags = {name: query.get(name) == "1" for name in FLAGS}
        self.amounts = {name: _amount(query.get(name, "")) for name in AMOUNTS}
        stars = query.get("stars", "")
        self.stars = int(stars) if stars in {"1", "2", "3", "4", "5"} else None
        self.illustrated = illustrated
        self.usual = "price" if illustrated else "year"
        asked = query.get("sort", "")
        self.sort = asked if asked in ORDERS else self.usual
        shown = query.get("show", "")
        self.show = PAGE * int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 4 and int(shown) else PAGE
        self.table = query.get("view") == "table"
        # A list of one's own is in no address: a link opens for others without this filter.
        self.mine = {name: query.get(name) == "1" for name in KINDS if mine is None or name in mine.has}
        self.has, self.marks = (mine.has, mine.marks) if mine else ({}, {})
        ids = [each for each in query.getlist("plan") if _PLAN_ID.fullmatch(each)]
        self.ticked = tuple({key_of(each): each for each in ids}.values())

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self._filters())

    def _filters(self) -> list[tuple[str, str]]:
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        pairs += [(name, "1") for name, flag in (*self.flags.items(), *self.mine.items()) if flag]
        pairs += [
            (name, dollars(value).removesuffix(".00")) for name, value in self.amounts.items() if value is not None
        ]
        return [*pairs, ("stars", str(self.stars))] if self.stars else pairs

    def pairs(
        self, *, sort: bool = True, filters: bool = True, view: bool = True, ticked: bool = True
    ) -> list[tuple[str, str]]:
        """The choices as names and values of an address; without `show`, which starts again with every change."""
        pairs = self._filters() if filters else []
        if sort and self.sort != self.usual:
            pairs.append(("sort", self.sort))
        if view and self.table:
            pairs.append(("view", "table"))
        return [*pairs, *(("plan", each) for each in self.ticked)] if ticked else pairs

    @property
    def filter(self) -> Filter:
        """The same for a search."""
        flags, several = self.flags, {name: frozenset(values) for name, values in self.values.items()}
        return Filter(
            levels=several["level"], issuers=several["insurer"], types=several["type"], diseases=several["program"],
            standardized=flags["easy"] or None, hsa=flags["hsa"] or None, national=flags["national"] or None,
            child_dental=flags["child_dental"] or None, adult_dental=flags["adult_dental"] or None,
            premium=_up_to(self.amounts["most"]), deductible=_up_to(self.amounts["deductible"]), stars_at_least=self.stars,
        )  # fmt: skip

    def search(self, result: Result, *, whole: bool = False) -> Found:
        """The plans that pass, in the order asked for. whole: all of them, as a table and a file have them."""
        sort, descending = ORDERS[self.sort]
        limit = None if whole or self.table else self.show
        own: dict[str, Flags] = {name: has for name, has in self.has.items() if self.mine[name]}
        found = search(result, self.filter, own=own, sort=sort, descending=descending, limit=limit)
        if limit is not None and limit < found.total <= limit + FEW:
            return search(result, self.filter, own=own, sort=sort, descending=descending)
        return found


def _amount(text: str) -> Cents | None:
    if not text.isascii() or len(text) > MOST_DIGITS:
        return None
    try:
        found = cents(text) if text else -1
    except ValueError:
        return None
    return found if found >= 0 else None


def _up_to(most: Cents | None) -> tuple[Cents | None, Cents | None] | None:
    return None if most is None else (None, most)


def facets(found: Found, chosen: Chosen) -> list[Facet]:
    """The filter form. A question with one answer is not asked, unless it was answered."""
    counted = found.facets()
    asked = [
        _my_care(found, chosen),
        _boxes("level", _("Level"), [(level, level_name(level), n) for level, n in counted.levels], chosen),
        _up_to_facet("most", _("Price a month"), found, chosen),
        _up_to_facet("deductible", _("Deductible"), found, chosen),
        _boxes("insurer", _("Insurer"), _insurers(found.result, counted), chosen),
        _boxes("type", _("Type of network"), [(kind, kind, n) for kind, n in counted.types], chosen),
        _features(counted, chosen),
        _quality(counted, chosen),
        _boxes("program", _("Programs for an illness"), _programs(found.result, counted), chosen, folded=True),
    ]  # fmt: skip
    shown = [
        facet for facet in asked
        if len(facet.options) > 1 or any(option.chosen or option.name in chosen.has for option in facet.options)
    ]  # fmt: skip
    # The list's own buttons belong to this form: where there is more than a page, there is a form.
    return shown or [facet for facet in asked if facet.options and found.total > PAGE][:1]


def _my_care(found: Found, chosen: Chosen) -> Facet:
    """Plans that are known to have all of the reader's doctors, and all of their drugs; asked once some are named."""
    labels = {"doctors": _("All of my doctors and hospitals"), "drugs": _("All of my drugs")}
    options = tuple(
        Option(name, "1", labels[name], int((passing(found.result, found.asked, but=name) & has).sum()), chosen.mine[name], f"f-{name}")
        for name, has in chosen.has.items()
    )  # fmt: skip
    return Facet("mine", _("My doctors and drugs"), options)


def _boxes(
    name: str, legend: str, options: Iterable[tuple[str, str, int]], chosen: Chosen, *, folded: bool = False
) -> Facet:
    """What was chosen stays there with 0, so that it can be taken back."""
    listed = list(options)
    listed += [(value, value, 0) for value in chosen.values[name] if value not in {one[0] for one in listed}]
    made = tuple(
        Option(name, value, label, count, value in chosen.values[name], f"f-{name}-{number}")
        for number, (value, label, count) in enumerate(listed)
    )
    return Facet(name, legend, made, open=not folded or bool(chosen.values[name]))


def _insurers(result: Result, counted: Facets) -> list[tuple[str, str, int]]:
    counts = {issuer: count for (issuer, _name), count in counted.issuers}
    return [(issuer, name, counts.get(issuer, 0)) for issuer, name in result.facts.issuers]


def _programs(result: Result, counted: Facets) -> list[tuple[str, str, int]]:
    return [(name, _(PROGRAMS.get(name, name)), count) for name, count in counted.diseases]


def _up_to_facet(name: str, legend: str, found: Found, chosen: Chosen) -> Facet:
    """Round amounts, each with the plans up to it."""
    question, values = ("premium", found.result.after) if name == "most" else ("deductible", found.result.deductible)
    mask = passing(found.result, found.asked, but=question)
    ends = dict(ceilings(values, mask))
    said = chosen.amounts[name]
    if said is not None:
        ends.setdefault(said, int((mask & (values >= 0) & (values <= said)).sum()))
    options = [
        Option(name, dollars(end).removesuffix(".00"), _("%(amount)s or less") % {"amount": display_whole(end)}, count, end == said, "")
        for end, count in sorted(ends.items())
    ]  # fmt: skip
    return Facet(name, legend, tuple(options), one_of=True)


def _features(counted: Facets, chosen: Chosen) -> Facet:
    """Yes-or-no facts, each a question of its own under one heading."""
    known = (
        ("easy", _("Standard design, easy to compare"), counted.standardized),
        ("hsa", _("Works with an HSA"), counted.hsa),
        ("child_dental", _("Dental care for children"), counted.child_dental),
        ("adult_dental", _("Dental care for adults"), counted.adult_dental),
        ("national", _("Doctors in the whole country"), counted.national),
    )
    options = tuple(
        Option(name, "1", label, count, chosen.flags[name], f"f-{name}")
        for name, label, count in known
        if count or chosen.flags[name]
    )
    return Facet("features", _("Features"), options)


def _quality(counted: Facets, chosen: Chosen) -> Facet:
    """So many stars or more; plans without stars pass none of them."""
    options = []
    for stars in (2, 3, 4, 5):
        count = sum(number for each, number in counted.stars if each >= stars)
        if count or chosen.stars == stars:
            words = ngettext("%(n)d star or more", "%(n)d stars or more", stars) % {"n": stars}
            options.append(Option("stars", str(stars), words, count, chosen.stars == stars, ""))
    return Facet("stars", _("Quality"), tuple(options), one_of=True)


def orders() -> list[tuple[str, str]]:
    """(value, words) of every order."""
    return [
        ("year", _("Cost of the whole year")),
        ("price", _("Monthly price after credit")),
        ("full", _("Full monthly price")),
        ("deductible", _("Deductible")),
        ("limit", _("Most for care in a year")),
        ("stars", _("Quality")),
    ]


def sorted_by(sort: str) -> str:
    """The heading that states the order."""
    return {
        "year": _("Sorted by the cost of the whole year, lowest first"),
        "price": _("Sorted by price after credit, lowest first"),
        "full": _("Sorted by full price, lowest first"),
        "deductible": _("Sorted by deductible, lowest first"),
        "limit": _("Sorted by the most for care in a year, lowest first"),
        "stars": _("Sorted by quality, most stars first"),
    }[sort]
