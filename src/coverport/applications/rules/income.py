"""What lines of income come to in a year, and whether they can stand."""

from collections.abc import Iterator, Mapping, Sequence

from coverport.applications.rules.answers import IncomeAnswer, Problem
from coverport.applications.rules.told import Told
from coverport.core.money import Cents
from coverport.eligibility.facts import MAY_BE_NEGATIVE, IncomeLine
from coverport.eligibility.facts.check import HIGHEST_INCOME, MOST_HOURS
from coverport.eligibility.facts.periods import within_year


def sum_of_lines(told: Told, year: int) -> Cents | None:
    """What the lines bring in a year, less what is taken off; None while no income was told."""
    if told.income is None:
        return None
    counted = [line for line in told.income if line.kind != "not_counted"]
    return sum(within_year(line, year) for line in counted) - sum(within_year(one, year) for one in told.deductions)


def income_of_year(told: Told, year: int) -> Cents | None:
    """What the person expects for the year: their own figure where they gave one, else the sum of the lines."""
    return told.income_year if told.expects is False and told.income_year is not None else sum_of_lines(told, year)


def is_plain(line: IncomeLine) -> bool:
    """Whether it is simply an amount a year, so that nothing has to be worked out."""
    return line.period == "year" and line.starts is None and line.ends is None


def income_problems(incomes: Mapping[str, IncomeAnswer]) -> Iterator[Problem]:
    """What is wrong with lines of income and deductions, by person. `row` counts the person's lines of that list."""
    for key, told in incomes.items():
        yield from _line_problems(key, told.lines)
        for row, line in enumerate(told.deductions):
            if not 0 <= line.amount <= HIGHEST_INCOME:
                code = "income_absurd" if line.amount > 0 else "deduction_negative"
                yield Problem(code, "deduction_amount", row, {"key": key})


def _line_problems(key: str, lines: Sequence[IncomeLine]) -> Iterator[Problem]:
    for row, line in enumerate(lines):
        if line.amount < 0 and line.kind not in MAY_BE_NEGATIVE:
            yield Problem("income_negative", "amount", row, {"key": key})
        elif abs(line.amount) > HIGHEST_INCOME:
            yield Problem("income_absurd", "amount", row, {"key": key})
        if line.period == "hour" and not (line.hours_per_week and 0 < line.hours_per_week <= MOST_HOURS):
            yield Problem("hours_a_week_missing", "hours", row, {"key": key})
        if line.starts and line.ends and line.ends < line.starts:
            yield Problem("ends_before_start", "ends", row, {"key": key})
