"""What a year on a plan may cost the household: with the care that each expects, with little, a medium amount, much, and in a bad year."""

from typing import Literal

import msgspec
from django.utils.translation import gettext as _

from coverport.core.money import Cents
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.result import Result
from coverport.shopping.visit import Visit
from coverport.shopping.yearly_cost.costs import MONTHS
from coverport.shopping.yearly_cost.spending import USES, is_illustration, spending
from coverport.shopping.yearly_cost.terms import UNKNOWN

# What a row is about: everyone using so much care, "yours" where people expect to use different amounts, a bad year of one of them.
Row = Literal["yours", "low", "medium", "high", "bad_year"]


class Year(msgspec.Struct, frozen=True):
    """One year: cents. care, total: None where the filing does not say enough to reckon it."""

    use: Row
    words: str
    premiums: Cents
    care: Cents | None
    total: Cents | None


class YearlyCost(msgspec.Struct, frozen=True):
    """years: the rows; expected: which of them the list shows. limit: the most for care. illustration: prices are another year's."""

    years: tuple[Year, ...]
    expected: Row
    limit: Cents | None
    illustration: bool
    prices_of: int

    @property
    def known(self) -> bool:
        return any(each.total is not None for each in self.years)


def results_of(found: Visit) -> dict[Row, Result]:
    """The household's plans with its own uses, with everyone using so much care, and in the bad year of one of them."""
    mine = found.result
    if mine is None:
        return {}
    alike: dict[Row, Result] = {
        use: mine if set(mine.uses) == {use} else Result(mine.priced, uses=[use] * len(mine.uses))
        for use in USES
        if use != "bad_year"
    }
    yours: dict[Row, Result] = {} if len(set(mine.uses)) == 1 else {"yours": mine}
    return {**yours, **alike, "bad_year": mine}


def expected_in(results: dict[Row, Result]) -> Row:
    """The row that says what the list of plans says."""
    return next(row for row, result in results.items() if result is results["bad_year"])


def yearly_cost(results: dict[Row, Result], price: PlanPrice, year: int) -> YearlyCost:
    """Of one plan. Figures are those of the results and of the plan API."""
    mine, expected = results["bad_year"], expected_in(results)
    place = mine.columns.position_of[price.row]
    limit = int(mine.limit[place])
    return YearlyCost(
        years=tuple(_year(row, result, price, place, row == expected) for row, result in results.items()),
        expected=expected,
        limit=None if limit == UNKNOWN else limit,
        illustration=is_illustration(year),
        prices_of=spending().year,
    )


def _year(row: Row, result: Result, price: PlanPrice, place: int, expected: bool) -> Year:
    care = int((result.bad_year if row == "bad_year" else result.out_of_pocket)[place])
    premiums, words = price.after_credit * MONTHS, use_words(row, together=result.family)
    return Year(
        use=row,
        words=_("Expected year: %(care)s") % {"care": words} if expected else words,
        premiums=premiums,
        care=None if care == UNKNOWN else care,
        total=None if care == UNKNOWN else premiums + care,
    )


def use_words(row: Row, *, together: bool) -> str:
    """How much care is used, in words. together: by each of several people."""
    if together:
        return {
            "yours": _("The care that each of you expects"),
            "low": _("Little care, each of you"),
            "medium": _("A medium amount of care, each of you"),
            "high": _("Much care, each of you"),
            "bad_year": _("A bad year for one of you"),
        }[row]
    return {
        "low": _("Little care"),
        "medium": _("A medium amount of care"),
        "high": _("Much care"),
        "bad_year": _("A bad year"),
    }[row]
