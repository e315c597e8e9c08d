"""The list of plans as it is shown: one struct per row, every word and number prepared once, so that the template only places them.

Rows are made for the page that is shown, not for the whole result; the scale of the bars is the whole result's.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec
import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from coverport.core.money import Cents, display, display_whole
from coverport.shopping import cost_sharing
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.dominated import beaten_by, names_of
from coverport.shopping.search.result import Result

BAR = 960  # units of the bar's width; the drawing is stretched to the column
MONTHS = 12
STANDARD = "01"
TICKS = 4
# Steps of a scale that people can halve and quarter in their heads.
ROUND_STEPS: tuple[Cents, ...] = (
    100_00,
    200_00,
    500_00,
    1_000_00,
    1_500_00,
    2_000_00,
    2_500_00,
    3_000_00,
    4_000_00,
    5_000_00,
)


class Word(msgspec.Struct, frozen=True):
    """A badge: a word, and the class that repeats it in color."""

    text: str
    kind: str = ""


class Note(msgspec.Struct, frozen=True):
    """A remark under a plan's name; `strong` first and set off."""

    strong: str
    text: str


class Scale(msgspec.Struct, frozen=True):
    """What the full width of every bar stands for, and the figures along it."""

    cents: Cents
    full: str
    ticks: tuple[str, ...]

    def units(self, amount: Cents) -> str:
        """The width of an amount in the drawing's units."""
        return f"{amount * BAR / self.cents:.1f}"


class Year(msgspec.Struct, frozen=True):
    """A plan's year in whole dollars; "" where its filing does not tell. expected, bad: premium after credit with care."""

    premium: str
    care: str
    expected: str
    bad: str
    at_most: str


class Bar(msgspec.Struct, frozen=True):
    """Widths in the drawing's units: twelve premiums after credit, then care, and from 0 to the most that the year can cost."""

    premium: str
    care: str
    at_most: str


class PlanRow(msgspec.Struct, frozen=True):
    """A plan in the list. All texts are in the reader's language; money is written out. facts: (what, figure)."""

    key: str
    url: str
    insurer: str
    name: str
    words: tuple[Word, ...]
    notes: tuple[Note, ...]
    year: Year
    bar: Bar
    facts: tuple[tuple[str, str], ...]
    price: str
    price_before: str
    action: str


def scale_of(result: Result) -> Scale:
    """One scale for the whole result: the dearest year, rounded up."""
    whole = np.where(result.at_most >= 0, result.at_most, result.after * MONTHS)[result.sold]
    most = int(whole.max()) if len(whole) else 0
    step = next((step for step in ROUND_STEPS if step * TICKS >= most), -(-most // (TICKS * 1_000_00)) * 1_000_00)
    ticks = tuple(display_whole(step * number) for number in range(TICKS + 1))
    return Scale(cents=step * TICKS, full=ticks[-1], ticks=ticks)


def rows(
    result: Result,
    positions: Sequence[int],
    prices: Sequence[PlanPrice],
    *,
    scale: Scale,
    url: Callable[[PlanPrice], str],
    action: str,
) -> list[PlanRow]:
    """The rows of a page. prices: the plans at the positions; url: where a row leads; action: what its button says."""
    extra, beaten = extra_savings_in(result), names_of(result, beaten_by(result), positions)
    return [
        _row(result, position, price, scale, url(price), action, extra, beaten.get(position, ""))
        for position, price in zip(positions, prices, strict=True)
    ]


def _row(
    result: Result,
    position: int,
    price: PlanPrice,
    scale: Scale,
    url: str,
    action: str,
    extra_savings: bool,
    beaten: str,
) -> PlanRow:
    plan = price.plan
    notes = notes_of(price, extra_savings)
    if beaten:
        better = _("%(plan)s, with the same network. Check your drugs.") % {"plan": beaten}
        notes += (Note(_("Another plan is better in every way that we compare:"), better),)
    return PlanRow(
        key=plan.plan_id,
        url=url,
        insurer=plan.issuer_name,
        name=plan.name,
        words=words_of(price),
        notes=notes,
        year=year_of(result, position),
        bar=_bar(result, position, scale),
        facts=facts_of(price, known(result.deductible, position), known(result.limit, position)),
        price=display(price.after_credit),
        price_before=display(price.premium.total) if price.credit else "",
        action=action,
    )


def year_of(result: Result, position: int) -> Year:
    """What a year on a plan is likely to cost."""
    return Year(
        premium=display_whole(int(result.after[position]) * MONTHS),
        care=_whole(result.out_of_pocket, position),
        expected=_whole(result.yearly_cost, position),
        bad=_whole(result.bad_year_cost, position),
        at_most=_whole(result.at_most, position),
    )


def _bar(result: Result, position: int, scale: Scale) -> Bar:
    premium = int(result.after[position]) * MONTHS
    care, most = known(result.out_of_pocket, position) or 0, known(result.at_most, position) or 0
    return Bar(scale.units(premium), scale.units(care), scale.units(max(most, premium + care)))


def known(values: np.ndarray, position: int) -> Cents | None:
    """A figure; None where the filing has none."""
    found = int(values[position])
    return None if found < 0 else found


def _whole(values: np.ndarray, position: int) -> str:
    found = known(values, position)
    return "" if found is None else display_whole(found)


def words_of(price: PlanPrice) -> tuple[Word, ...]:
    """The badges of a plan: level, network type, extra savings."""
    plan = price.plan
    words = [Word(level_name(plan.metal_level), "word-accent")]
    if plan.plan_type:
        words.append(Word(plan.plan_type))
    if plan.design:
        words.append(Word(_("Easy to compare")))
    if plan.hsa_eligible:
        words.append(Word(_("HSA")))
    if plan.stars and plan.stars.overall:
        words.append(Word(_("Quality %(stars)d of 5") % {"stars": plan.stars.overall}))
    if price.csr_variant != STANDARD:
        words.append(Word(_("Extra savings"), "word-go"))
    if plan.multi_state:
        words.append(Word(_("Multi-state")))
    return tuple(words)


def marks_of(prices: Iterable[PlanPrice]) -> tuple[str, ...]:
    """What a reader must know about where prices and plan ids come from: each once, however many plans it is true of."""
    prices = list(prices)
    marks = []
    if any(price.plan.invented for price in prices):
        marks.append(_("These insurers, plans and prices are invented. They show how the pages work."))
    if any(price.plan.rate_status == "filed" for price in prices):
        marks.append(_("These prices are as the insurers filed them. The state has not approved them yet."))
    if any(price.premium.derived for price in prices):
        marks.append(
            _(
                "Insurers' public files give prices for some ages only. Others follow from age 21 and the state's age curve."
            )
        )
    if any(price.plan.id_synthetic for price in prices):
        marks.append(_("Plan ids here are samples; the insurers' own were not published."))
    return tuple(marks)


def notes_of(price: PlanPrice, extra_savings: bool) -> tuple[Note, ...]:
    """Warnings that belong to one plan."""
    notes = []
    if extra_savings and price.plan.metal_level == "bronze":
        notes.append(Note(_("No extra savings here."), _("They work only with Silver plans.")))
    if price.plan.metal_level == "catastrophic":
        notes.append(Note(_("No tax credit here."), _("It cannot be used for Catastrophic plans.")))
    if price.premium.tobacco_not_priced:
        notes.append(Note(_("Tobacco may cost more."), _("The insurer's public prices leave it out.")))
    return tuple(notes)


# What a row says of care, beside deductible and limit: the filing's item, and its name.
VISITS = {
    "primary_care_physician": _noop("Doctor visit"),
    "specialist": _noop("Specialist visit"),
    "emergency_room": _noop("Emergency room"),
    "generic_drugs": _noop("Generic drugs"),
}


def facts_of(price: PlanPrice, deductible: Cents | None, limit: Cents | None) -> tuple[tuple[str, str], ...]:
    """Deductible, limit and visits for this household's variant; for a family where more than one is covered."""
    facts = [
        (_("Deductible"), "" if deductible is None else display_whole(deductible)),
        (_("Most for care in a year"), "" if limit is None else display_whole(limit)),
        *((_(words), visit_of(price, item)) for item, words in VISITS.items()),
    ]
    return tuple((what, figure) for what, figure in facts if figure)


def visit_of(price: PlanPrice, item: str) -> str:
    """What one kind of care costs, in the filing's words made short; "" where it says nothing."""
    return cost_sharing.plain(cost_sharing.of_variant(price.plan, price.csr_variant).get(item, ""))


def level_name(metal_level: str) -> str:
    """The level as people read it."""
    return {
        "catastrophic": _("Catastrophic"),
        "bronze": _("Bronze"),
        "silver": _("Silver"),
        "gold": _("Gold"),
        "platinum": _("Platinum"),
    }[metal_level]


def has_extra_savings(prices: Iterable[PlanPrice]) -> bool:
    """Whether any plan of the result carries lower costs for this household."""
    return any(price.csr_variant != STANDARD for price in prices)


def extra_savings_in(result: Result) -> bool:
    """The same without an object for each plan."""
    help_, columns = result.priced.help, result.columns
    return any(
        help_.variants[level] != STANDARD and bool(result.sold[at].any()) for level, at in columns.at_level.items()
    )
