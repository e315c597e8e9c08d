"""The list of plans as it is shown: one struct per row, every word and number prepared once, so that the template only places them.

Rows are made for the page that is shown, not for the whole result; the scale of the bars is the whole result's.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from django.utils.translation import gettext as _

from coverport.core.money import Cents, display, display_whole
from coverport.shopping import cost_sharing
from coverport.shopping.quote import PlanPrice

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


class PlanRow(msgspec.Struct, frozen=True):
    """A plan in the list. All texts are in the reader's language; money is written out."""

    key: str
    url: str
    insurer: str
    name: str
    words: tuple[Word, ...]
    notes: tuple[Note, ...]
    bar_paid: str
    bar_full: str
    year_paid: str
    year_credit: str
    year_full: str
    facts: tuple[str, ...]
    price: str
    price_before: str
    action: str


def scale_of(prices: Iterable[PlanPrice]) -> Scale:
    """One scale for the whole result: the dearest full year, rounded up."""
    most = max((price.premium.total * MONTHS for price in prices), default=0)
    step = next((step for step in ROUND_STEPS if step * TICKS >= most), -(-most // (TICKS * 1_000_00)) * 1_000_00)
    ticks = tuple(display_whole(step * number) for number in range(TICKS + 1))
    return Scale(cents=step * TICKS, full=ticks[-1], ticks=ticks)


def rows(
    prices: Sequence[PlanPrice], *, scale: Scale, url: Callable[[PlanPrice], str], action: str, extra_savings: bool
) -> list[PlanRow]:
    """The rows of a page. url: where a row leads; action: what its button says; extra_savings: whether silver carries them here."""
    return [_row(price, scale, url(price), action, extra_savings) for price in prices]


def _row(price: PlanPrice, scale: Scale, url: str, action: str, extra_savings: bool) -> PlanRow:
    plan, full, paid = price.plan, price.premium.total, price.after_credit
    return PlanRow(
        key=plan.plan_id,
        url=url,
        insurer=plan.issuer_name,
        name=plan.name,
        words=words_of(price),
        notes=notes_of(price, extra_savings),
        bar_paid=scale.units(paid * MONTHS),
        bar_full=scale.units(full * MONTHS),
        year_paid=display_whole(paid * MONTHS),
        year_credit=display_whole(price.credit * MONTHS) if price.credit else "",
        year_full=display_whole(full * MONTHS),
        facts=facts_of(price),
        price=display(paid),
        price_before=display(full) if price.credit else "",
        action=action,
    )


def words_of(price: PlanPrice) -> tuple[Word, ...]:
    """The badges of a plan: level, network type, extra savings."""
    plan = price.plan
    words = [Word(level_name(plan.metal_level), "word-accent")]
    if plan.plan_type:
        words.append(Word(plan.plan_type))
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


def facts_of(price: PlanPrice) -> tuple[str, ...]:
    """Deductible, limit and doctor visit for this household's variant; for a family where more than one is covered."""
    costs = cost_sharing.of_variant(price.plan, price.csr_variant)
    who = "family" if len(price.premium.members) > 1 else "individual"
    known = (
        (_("Deductible %(amount)s"), costs.get(f"medical_deductible_{who}")),
        (_("At most %(amount)s a year for care"), costs.get(f"medical_maximum_out_of_pocket_{who}")),
        (_("Doctor visit %(amount)s"), costs.get("primary_care_physician")),
    )
    facts = tuple(words % {"amount": cost_sharing.plain(text)} for words, text in known if text)
    return facts or (_("The filing does not say what care costs."),)


def level_name(metal_level: str) -> str:
    """The level as people read it."""
    return {
        "catastrophic": _("Catastrophic"),
        "bronze": _("Bronze"),
        "silver": _("Silver"),
        "gold": _("Gold"),
        "platinum": _("Platinum"),
    }[metal_level]


def deductible(price: PlanPrice) -> Cents | None:
    """Cents of the medical deductible of this household's variant; None where the filing has no dollars."""
    costs = cost_sharing.of_variant(price.plan, price.csr_variant)
    who = "family" if len(price.premium.members) > 1 else "individual"
    return cost_sharing.amount(costs.get(f"medical_deductible_{who}", ""))


def has_extra_savings(prices: Iterable[PlanPrice]) -> bool:
    """Whether any plan of the result carries lower costs for this household."""
    return any(price.csr_variant != STANDARD for price in prices)
