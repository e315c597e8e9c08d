"""All plans as one table: the same columns on the page, on paper and, as plain numbers, in a file."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from django.utils.translation import gettext_noop as _noop

from coverport.core.money import display, dollars
from coverport.shopping.quote import PlanPrice
from coverport.shopping.rows import MONTHS, VISITS, known, level_name, visit_of, year_of
from coverport.shopping.search.result import Result

# (head, the order that it stands for, whether its cells are figures)
HEADS: tuple[tuple[str, str, bool], ...] = (
    (_noop("Plan"), "", False),
    (_noop("Level"), "", False),
    (_noop("Network"), "", False),
    (_noop("You pay a month"), "price", True),
    (_noop("Full price"), "full", True),
    (_noop("Expected year"), "year", True),
    (_noop("Bad year"), "", True),
    (_noop("Deductible"), "deductible", True),
    (_noop("Most for care in a year"), "limit", True),
    *((words, "", False) for words in VISITS.values()),
    (_noop("Stars"), "stars", True),
)


class TableRow(msgspec.Struct, frozen=True):
    """One plan. cells: (words, whether a figure), in the order of HEADS after the plan itself. key: the plan id."""

    key: str
    name: str
    insurer: str
    url: str
    cells: tuple[tuple[str, bool], ...]


def table_rows(
    result: Result, positions: Sequence[int], prices: Sequence[PlanPrice], *, url: Callable[[PlanPrice], str]
) -> list[TableRow]:
    """The plans at some positions, which `prices` are."""
    return [
        TableRow(
            price.plan.plan_id, price.plan.name, price.plan.issuer_name, url(price), cells(result, position, price)
        )
        for position, price in zip(positions, prices, strict=True)
    ]


def cells(result: Result, position: int, price: PlanPrice) -> tuple[tuple[str, bool], ...]:
    """A row without the plan's name. "–" where a filing does not tell."""
    year, stars = year_of(result, position), int(result.facts.stars[position])
    figures = (
        display(price.after_credit), display(price.premium.total), year.expected, year.bad,
        _amount(known(result.deductible, position)), _amount(known(result.limit, position)),
    )  # fmt: skip
    return (
        (level_name(price.plan.metal_level), False),
        (price.plan.plan_type or "–", False),
        *((figure or "–", True) for figure in figures),
        *((visit_of(price, item) or "–", False) for item in VISITS),
        (str(stars) if stars else "–", True),
    )


def _amount(cents: int | None) -> str:
    return "" if cents is None else display(cents).removesuffix(".00")


class Record(msgspec.Struct, frozen=True):
    """A plan as a line of a file. Money is text with two decimals, dollars: a month, or a year where the name says so; "" unknown."""

    plan_id: str
    plan: str
    insurer: str
    level: str
    network: str
    csr_variant: str
    full_price: str
    credit: str
    price_after_credit: str
    year_premium: str
    year_care: str
    year_expected: str
    year_bad: str
    year_at_most: str
    year_deductible: str
    year_limit: str
    doctor_visit: str
    specialist_visit: str
    emergency_room: str
    generic_drugs: str
    stars: str
    hsa: str
    standard_design: str


def record(result: Result, position: int, price: PlanPrice) -> Record:
    """The plan at a position."""
    plan = price.plan
    stars = int(result.facts.stars[position])
    return Record(
        plan_id=plan.plan_id,
        plan=plan.name,
        insurer=plan.issuer_name,
        level=plan.metal_level,
        network=plan.plan_type,
        csr_variant=price.csr_variant,
        full_price=dollars(price.premium.total),
        credit=dollars(price.credit),
        price_after_credit=dollars(price.after_credit),
        year_premium=dollars(price.after_credit * MONTHS),
        year_care=_dollars(result.out_of_pocket, position),
        year_expected=_dollars(result.yearly_cost, position),
        year_bad=_dollars(result.bad_year_cost, position),
        year_at_most=_dollars(result.at_most, position),
        year_deductible=_dollars(result.deductible, position),
        year_limit=_dollars(result.limit, position),
        doctor_visit=visit_of(price, "primary_care_physician"),
        specialist_visit=visit_of(price, "specialist"),
        emergency_room=visit_of(price, "emergency_room"),
        generic_drugs=visit_of(price, "generic_drugs"),
        stars=str(stars) if stars else "",
        hsa=_said(plan.hsa_eligible),
        standard_design=plan.design,
    )


def _dollars(values: np.ndarray, position: int) -> str:
    found = known(values, position)
    return "" if found is None else dollars(found)


def _said(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"
