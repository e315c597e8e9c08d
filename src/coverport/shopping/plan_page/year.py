"""What a year on a plan may cost the household: with little, a medium amount of, and much care, and in one bad year."""

import msgspec
from django.utils.translation import gettext as _

from coverport.core.money import Cents
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.result import Result
from coverport.shopping.visit import Visit
from coverport.shopping.yearly_cost.costs import MONTHS
from coverport.shopping.yearly_cost.spending import USES, Use, is_illustration, spending
from coverport.shopping.yearly_cost.terms import UNKNOWN

EXPECTED: Use = "medium"


class Year(msgspec.Struct, frozen=True):
    """One year: cents. care, total: None where the filing does not say enough to reckon it."""

    use: str
    words: str
    premiums: Cents
    care: Cents | None
    total: Cents | None


class YearlyCost(msgspec.Struct, frozen=True):
    """years: low, medium, high, and the bad year of one person. limit: the most for care. illustration: prices are another year's."""

    years: tuple[Year, ...]
    limit: Cents | None
    illustration: bool
    prices_of: int

    @property
    def known(self) -> bool:
        return any(each.total is not None for each in self.years)


def results_of(found: Visit) -> dict[Use, Result]:
    """The household's plans with everyone using so much care; "bad_year" is that of one person in a medium household."""
    priced = found.quote.priced
    if priced is None:
        return {}
    return {use: Result(priced, uses=[EXPECTED if use == "bad_year" else use] * len(priced.members)) for use in USES}


def yearly_cost(results: dict[Use, Result], price: PlanPrice, year: int) -> YearlyCost:
    """Of one plan. Figures are those of the results and of the plan API."""
    place = next(iter(results.values())).columns.position_of[price.row]
    limit = int(results[EXPECTED].limit[place])
    return YearlyCost(
        years=tuple(_year(use, result, price, place) for use, result in results.items()),
        limit=None if limit == UNKNOWN else limit,
        illustration=is_illustration(year),
        prices_of=spending().year,
    )


def _year(use: Use, result: Result, price: PlanPrice, place: int) -> Year:
    care = int((result.bad_year if use == "bad_year" else result.out_of_pocket)[place])
    premiums = price.after_credit * MONTHS
    return Year(
        use=use,
        words=use_words(use, together=result.family),
        premiums=premiums,
        care=None if care == UNKNOWN else care,
        total=None if care == UNKNOWN else premiums + care,
    )


def use_words(use: Use, *, together: bool) -> str:
    """How much care is used, in words. together: by each of several people."""
    if together:
        return {
            "low": _("Little care, each of you"),
            "medium": _("A medium amount of care, each of you"),
            "high": _("Much care, each of you"),
            "bad_year": _("A bad year for one of you"),
        }[use]
    return {
        "low": _("Little care"),
        "medium": _("A medium amount of care"),
        "high": _("Much care"),
        "bad_year": _("A bad year"),
    }[use]
