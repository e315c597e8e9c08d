"""The whole benefit list of a plan in the household's variant: what is paid, whether the deductible comes first, what is limited."""

from collections.abc import Iterator, Sequence

import msgspec
from django.utils.translation import gettext as _

from coverport.core.money import Cents, display, display_whole
from coverport.plans import variants
from coverport.plans.plan import Benefit, Plan, Share, Tier, Variant
from coverport.shopping.plan_page.benefit_names import GROUPS, group_of, order_of, unit_words, words_of


class Row(msgspec.Struct, frozen=True):
    """One benefit. inside, second, outside: what is paid in the network, its second tier, and outside; "" where the filing is silent.

    first: "before" where the plan pays from the first visit on, "after" where the deductible comes first, "part" where only some of it
    waits, "" where there is nothing to say. known: whether the name is one of the template's; others are as filed, in English.
    """

    name: str
    known: bool
    covered: bool | None
    inside: str
    second: str
    outside: str
    first: str
    limit: str
    exclusions: str
    explanation: str
    outside_limit: bool


class Group(msgspec.Struct, frozen=True):
    """Benefits of one kind."""

    slug: str
    name: str
    rows: tuple[Row, ...]


class Benefits(msgspec.Struct, frozen=True):
    """groups: those that have any. second, outside: whether the filing has such a column. before: paid from the first visit on."""

    groups: tuple[Group, ...]
    second: bool
    outside: bool
    before: tuple[Row, ...]


def benefits_of(plan: Plan, number: str) -> Benefits:
    """Everything that the filing says of a plan's benefits in a variant."""
    variant = variants.of(plan, number)
    said = {one.name: one for one in plan.benefits}
    names = sorted({*said, *(variant.shares if variant else ())}, key=order_of)
    rows = {name: _row(said.get(name, Benefit(name=name)), variant) for name in names}
    groups = tuple(
        Group(slug, _(words), found)
        for slug, words in GROUPS
        if (found := tuple(row for name, row in rows.items() if group_of(name) == slug))
    )
    shown = [row for group in groups for row in group.rows]
    return Benefits(
        groups=groups,
        second=any(row.second for row in shown),
        outside=any(row.outside for row in shown),
        before=tuple(row for row in shown if row.first == "before") if _has_deductible(variant) else (),
    )


def _row(said: Benefit, variant: Variant | None) -> Row:
    shares = {share.tier: share for share in (variant.shares.get(said.name, ()) if variant else ())}
    inside = shares.get("in")
    covered = said.covered if said.covered is not None else (not inside.not_covered if inside else None)
    name, known = words_of(said.name)
    return Row(
        name=name,
        known=known,
        covered=covered,
        inside=_paid(shares, "in", covered),
        second=_paid(shares, "in_2", covered),
        outside=_paid(shares, "out", covered),
        first=first_of(inside) if covered and _has_deductible(variant) else "",
        limit=_limit(said),
        exclusions=said.exclusions,
        explanation=said.explanation,
        outside_limit=bool(said.outside_limit),
    )


def _paid(shares: dict[Tier, Share], tier: Tier, covered: bool | None) -> str:
    share = shares.get(tier)
    if tier == "in" and covered is False:
        return _("Not covered")
    return "" if share is None or covered is False else share_words(share)


def share_words(share: Share) -> str:
    """What a member pays, in the reader's language; the filing's own words where they are no figures."""
    if share.not_covered:
        return _("Not covered")
    parts = list(_parts(share))
    if not parts:
        return share.words
    return _("%(copay)s and %(coinsurance)s") % {"copay": parts[0], "coinsurance": parts[1]} if parts[1:] else parts[0]


def _parts(share: Share) -> Iterator[str]:
    """A part that costs nothing is left out beside one that costs something."""
    if share.copay is not None and (share.copay or not share.coinsurance):
        yield _timed(_each(share.copay, share.per), share.copay_when)
    if share.coinsurance is not None and (share.coinsurance or share.copay is None):
        percent = f"{share.coinsurance.normalize():f}%" if share.coinsurance else display_whole(0)
        yield _timed(percent, share.coinsurance_when)


def _each(copay: Cents, per: str | None) -> str:
    amount = display(copay) if copay % 100 else display_whole(copay)
    return {"stay": _("%(amount)s a stay"), "day": _("%(amount)s a day")}.get(per or "", "%(amount)s") % {
        "amount": amount
    }


def _timed(words: str, when: str | None) -> str:
    return _("%(share)s after deductible") % {"share": words} if when == "after" else words


def first_of(share: Share | None) -> str:
    """ "before", "after" or "part"; "" without figures.

    In CMS's template a share without "after deductible" is due from the first visit on, whether or not it says "before".
    """
    if share is None or share.not_covered:
        return ""
    waits = [
        when == "after"
        for amount, when in ((share.copay, share.copay_when), (share.coinsurance, share.coinsurance_when))
        if amount
    ] or [when == "after" for when in _whens(share)]
    if not waits:
        return ""
    return "after" if all(waits) else "part" if any(waits) else "before"


def _whens(share: Share) -> Sequence[str | None]:
    """Of a share that is nothing at all."""
    amounts = ((share.copay, share.copay_when), (share.coinsurance, share.coinsurance_when))
    return [when for amount, when in amounts if amount is not None]


def _has_deductible(variant: Variant | None) -> bool:
    """Whether there is any deductible in the network; a filing without figures may have one."""
    if variant is None:
        return False
    inside = [one for one in variant.deductibles if one.tier == "in"]
    return not inside or any(one.individual or one.family or one.per_person for one in inside)


def _limit(said: Benefit) -> str:
    if said.quantity is None:
        return ""
    return f"{said.quantity.normalize():f} {unit_words(said.unit)}".strip()
