"""`coverport reconcile FILE`: Form 8962 for a tax year, every line of it."""

from typing import Any

from coverport.eligibility.tax.command import as_reason, run
from coverport.eligibility.tax.facts import MONTHS, TaxReturn
from coverport.eligibility.tax.form_8962 import reconcile
from coverport.eligibility.tax.law import credit_year, not_read
from coverport.eligibility.tax.lines import AllocationLine, AlternativeLine, Form8962, Row

WORDS = "Premium tax credit reconciled with what was paid in advance (Form 8962). Amounts are dollars with at most two decimals."
_FIRST_MONTH = 12
_FIRST_ALLOCATION = 30


def main(arguments: list[str]) -> int:
    """Print the lines. 0, or 1 with one line on standard error."""
    return run("reconcile", WORDS, TaxReturn, _answer, arguments)


def _answer(facts: TaxReturn) -> dict[str, Any]:
    law = credit_year(facts.year, facts.states)
    form = reconcile(facts, law)
    return as_document(form) | {"law_assumed_or_recalled": list(not_read(law))}


def as_document(form: Form8962) -> dict[str, Any]:
    """The form in plain values: whole dollars, null for a blank, lines by their number."""
    return {
        "year": form.year,
        "box_unemployment": form.box_unemployment,
        "box_separate": form.box_separate,
        "lines": _lines(form),
        "applicable": form.applicable.outcome.value,
        "settlement": form.settlement.code,
        "reasons": [as_reason(reason) for reason in form.reasons],
    }


def _lines(form: Form8962) -> dict[str, Any]:
    months = form.lines_12_23 or (None,) * len(MONTHS)
    return {
        "1": form.line_1,
        "2a": form.line_2a,
        "2b": form.line_2b,
        "3": form.line_3,
        "4": form.line_4,
        "5": form.line_5,
        "7": None if form.line_7 is None else str(form.line_7),
        "8a": form.line_8a,
        "8b": form.line_8b,
        "9": form.line_9,
        "10": form.line_10,
        "11": _row(form.line_11),
        **{str(_FIRST_MONTH + place): _row(each) for place, each in enumerate(months)},
        "24": form.line_24,
        "25": form.line_25,
        "26": form.line_26,
        "27": form.line_27,
        "28": form.line_28,
        "29": form.line_29,
        **{str(_FIRST_ALLOCATION + place): _allocation(each) for place, each in enumerate(form.lines_30_33)},
        "34": form.line_34,
        "35": _alternative(form.line_35),
        "36": _alternative(form.line_36),
    }


def _row(row: Row | None) -> dict[str, int | None] | None:
    return None if row is None else {"a": row.a, "b": row.b, "c": row.c, "d": row.d, "e": row.e, "f": row.f}


def _allocation(line: AllocationLine) -> dict[str, Any]:
    shares = {"e": line.e, "f": line.f, "g": line.g}
    return {"a": line.a, "c": line.c, "d": line.d} | {
        name: None if share is None else str(share) for name, share in shares.items()
    }


def _alternative(line: AlternativeLine | None) -> dict[str, int | None] | None:
    return None if line is None else {"a": line.a, "b": line.b, "c": line.c, "d": line.d}
