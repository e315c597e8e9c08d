"""The rows of a comparison: one value for each plan, whether they differ, and which is best. Words are shown, figures compared."""

from collections.abc import Callable, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.core.money import display, display_whole
from coverport.plans import variants
from coverport.plans.plan import Plan, Share
from coverport.shopping import cost_sharing, rows
from coverport.shopping.care.coverage import Mark
from coverport.shopping.plan_page.benefit_names import words_of
from coverport.shopping.plan_page.benefits import share_words
from coverport.shopping.plan_page.examples import CASES, examples_of
from coverport.shopping.plan_page.year import Year, YearlyCost
from coverport.shopping.quote import PlanPrice

# What the comparison lists of care, as the template names it.
CARE = (
    "Primary Care Visit to Treat an Injury or Illness",
    "Specialist Visit",
    "Mental/Behavioral Health Outpatient Services",
    "Urgent Care Centers or Facilities",
    "Emergency Room Services",
    "Inpatient Hospital Services (e.g., Hospital Stay)",
    "Laboratory Outpatient and Professional Services",
    "Imaging (CT/PET Scans, MRIs)",
    "Generic Drugs",
    "Preferred Brand Drugs",
    "Non-Preferred Brand Drugs",
    "Specialty Drugs",
)
_ORDER = {"covered": 0, "generic": 1, "unknown": 2, "not_covered": 3}


class Side(msgspec.Struct, frozen=True):
    """One column. variant: the household's; full: cents a month, None without a price here; after: None for last year's plan."""

    plan: Plan
    variant: str
    full: int | None
    after: int | None
    year: YearlyCost | None
    care: tuple[Mark, ...] = ()

    @property
    def years(self) -> dict[str, Year]:
        return {each.use: each for each in self.year.years} if self.year else {}


class Cell(msgspec.Struct, frozen=True):
    """One plan's value. state: of a doctor or drug."""

    words: str
    best: bool = False
    state: str = ""


class Line(msgspec.Struct, frozen=True):
    """One row. term: of the glossary; differs: whether any two values are different; as_filed: the label is the filing's English."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool
    term: str = ""
    as_filed: bool = False

    @property
    def same(self) -> str:
        """The one value of all, "" where they differ."""
        return "" if self.differs else self.cells[0].words


class Part(msgspec.Struct, frozen=True):
    """Rows under a heading."""

    slug: str
    title: str
    lines: tuple[Line, ...]


# (words, rank: lower is better; None where it cannot be ranked)
Value = tuple[str, int | None]
NOT_SAID: Value = ("", None)


def parts_of(sides: Sequence[Side], *, family: bool) -> list[Part]:
    """Everything that is compared. family: whether deductibles and limits are a family's."""
    parts = [
        Part("year", _("What a year may cost"), tuple(_costs(sides, family))),
        Part("care", _("My doctors and drugs"), tuple(_sought(sides))),
        Part("pay", _("What you pay for care"), tuple(_care(sides))),
        Part("examples", _("What one person would pay in three cases"), tuple(_examples(sides))),
        Part("plan", _("The plan"), tuple(_plan(sides))),
    ]
    return [part for part in parts if part.lines]


def line(label: str, values: Sequence[Value], *, term: str = "", as_filed: bool = False) -> Line | None:
    """A row; None where no plan says anything. The best is marked where plans differ and all can be ranked."""
    if not any(words for words, _rank in values):
        return None
    said = [words or _("Not said") for words, _rank in values]
    ranks = [rank for _words, rank in values]
    differs = len(set(said)) > 1
    ranked = [rank for rank in ranks if rank is not None]
    least = min(ranked) if differs and len(ranked) == len(ranks) and len(set(ranked)) > 1 else None
    cells = tuple(Cell(words, rank is not None and rank == least) for words, rank in zip(said, ranks, strict=True))
    return Line(label, cells, differs, term, as_filed)


def _lines(*found: Line | None) -> list[Line]:
    return [each for each in found if each is not None]


def _money(amount: int | None) -> Value:
    return NOT_SAID if amount is None else (display_whole(amount), amount)


def _cents(amount: int | None) -> Value:
    return NOT_SAID if amount is None else (display(amount), amount)


def _costs(sides: Sequence[Side], family: bool) -> list[Line]:
    credit = any(side.after is not None and side.after != side.full for side in sides)
    used = list(dict.fromkeys((each.use, each.words) for side in sides for each in side.years.values()))
    years = [line(words, [_money(_total(side, use)) for side in sides]) for use, words in used]
    return _lines(
        line(_("Each month, after your credit"), [_cents(side.after) for side in sides], term="tax-credit") if credit else None,
        line(_("Full price each month"), [_cents(side.full) for side in sides], term="premium"),
        *years,
        _limit(sides, "deductible", _("Deductible for all of you") if family else _("Deductible"), family, "deductible"),
        _limit(sides, "maximum_out_of_pocket", _("Most you pay for care in a year"), family, "out-of-pocket-limit"),
    )  # fmt: skip


def _total(side: Side, use: str) -> int | None:
    year = side.years.get(use)
    return year.total if year else None


def _limit(sides: Sequence[Side], what: str, label: str, family: bool, term: str) -> Line | None:
    item = f"medical_{what}_{'family' if family else 'individual'}"
    said = [cost_sharing.of_variant(side.plan, side.variant).get(item, "") for side in sides]
    return line(label, [(cost_sharing.plain(words), cost_sharing.amount(words)) for words in said], term=term)


def _sought(sides: Sequence[Side]) -> list[Line]:
    """Every side has the same doctors and drugs, in one order."""
    lines = []
    for place, mark in enumerate(sides[0].care):
        marks = [side.care[place] for side in sides]
        ranks = [_ORDER[each.state] for each in marks]
        differs = len(set(ranks)) > 1
        cells = tuple(
            Cell(state_words(each.state), differs and rank == min(ranks) and rank < 2, each.state)
            for each, rank in zip(marks, ranks, strict=True)
        )
        lines.append(Line(mark.sought.name, cells, differs, as_filed=mark.sought.kind == "drug"))
    return lines


def state_words(state: str) -> str:
    """Whether a plan has a doctor or pays for a drug."""
    return {
        "covered": _("Covered"),
        "generic": _("Generic covered"),
        "not_covered": _("Not covered"),
        "unknown": _("Not known"),
    }[state]


def _care(sides: Sequence[Side]) -> list[Line]:
    found = []
    for name in CARE:
        words, known = words_of(name)
        values = [_share(side, name) for side in sides]
        found.append(line(words, values, as_filed=not known))
    return _lines(*found)


def _share(side: Side, name: str) -> Value:
    variant = variants.of(side.plan, side.variant)
    share = next((each for each in (variant.shares.get(name, ()) if variant else ()) if each.tier == "in"), None)
    return NOT_SAID if share is None else (share_words(share), _rank(share))


def _rank(share: Share) -> int | None:
    """Only plain copays can be ranked: a percent is more or less than a copay by the bill."""
    if share.not_covered or share.copay is None or share.coinsurance or share.copay_when == "after" or share.per:
        return None
    return share.copay


def _examples(sides: Sequence[Side]) -> list[Line]:
    found = [{case.name: case.total for case in examples_of(side.plan, side.variant)} for side in sides]
    return _lines(*(line(_(name), [_money(cases.get(_(name))) for cases in found]) for _key, name, _about in CASES))


def _plan(sides: Sequence[Side]) -> list[Line]:
    extra = [side.variant != cost_sharing.STANDARD for side in sides]
    return _lines(
        line(_("Level"), [(rows.level_name(side.plan.metal_level), None) for side in sides], term="metal-level"),
        line(_("Extra savings"), [(_yes_or_no(yes), int(not yes)) for yes in extra], term="extra-savings") if any(extra) else None,
        line(_("Type of network"), [(side.plan.plan_type, None) for side in sides], term="network"),
        line(_("Quality"), [_stars(side.plan) for side in sides], term="quality-stars"),
        _answers(sides, _("Standardized plan"), lambda plan: bool(plan.design), "standardized-plan"),
        _answers(sides, _("Works with a health savings account"), lambda plan: plan.hsa_eligible, "hsa"),
        _answers(sides, _("You need a referral to see a specialist"), lambda plan: plan.referral_required, "referral"),
        _answers(sides, _("It has doctors in the whole country"), lambda plan: plan.national_network, ""),
        _answers(sides, _("Covers children's dental care"), lambda plan: plan.child_dental, ""),
        _answers(sides, _("Covers adults' dental care"), lambda plan: plan.adult_dental, ""),
    )  # fmt: skip


def _answers(sides: Sequence[Side], label: str, of: Callable[[Plan], bool | None], term: str) -> Line | None:
    said = [of(side.plan) for side in sides]
    return line(label, [NOT_SAID if yes is None else (_yes_or_no(yes), None) for yes in said], term=term)


def _yes_or_no(yes: bool) -> str:
    return _("Yes") if yes else _("No")


def _stars(plan: Plan) -> Value:
    if plan.stars is None or plan.stars.overall is None:
        return _("No stars"), None
    stars = plan.stars.overall
    return ngettext("%(n)d star of 5", "%(n)d stars of 5", stars) % {"n": stars}, -stars


def side_of(price: PlanPrice, year: YearlyCost | None, care: tuple[Mark, ...]) -> Side:
    """A plan of this year."""
    return Side(price.plan, price.csr_variant, price.premium.total, price.after_credit, year, care)
