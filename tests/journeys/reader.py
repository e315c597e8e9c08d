"""A reader that shares no code with the product: it recomputes prices, credit and dates, and takes pages, letters and 834s apart."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.journeys.figures import (
    APPLICABLE_2014,
    CURVE,
    NEW_HAMPSHIRE,
    POVERTY_2013,
    PRICED_AGES,
    VERMONT,
    VERMONT_FAMILY_SILVER,
)

CENT = Decimal("0.01")


def to_cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent_of_poverty(income: int, size: int) -> int:
    """Whole percent, cut off, as the credit uses it."""
    first, further = POVERTY_2013
    return int(Decimal(income) * 100 / (first + further * (size - 1)))


def monthly_share(income: int, size: int) -> Decimal:
    """What the household is expected to pay itself for the benchmark, a month, before rounding."""
    percent = percent_of_poverty(income, size)
    for low, high, start, end in APPLICABLE_2014:
        if low <= percent < high or (percent == high == 400):
            figure = start + (end - start) * (percent - low) / (high - low)
            return Decimal(income) * (figure / 100).quantize(Decimal("0.0001"), ROUND_HALF_UP) / 12
    raise AssertionError(f"{percent}% has no credit")


def new_hampshire_price(plan: str, ages: list[int]) -> Decimal:
    """The price of a plan for people of these ages in New Hampshire."""
    _, child, *adults = NEW_HAMPSHIRE[plan]
    filed = dict(zip(PRICED_AGES, map(Decimal, adults), strict=True))
    total = Decimal(0)
    for age in [age for age in ages if age >= 21]:
        total += filed.get(age) or to_cent(filed[21] * CURVE[min(age, 64) - 21])
    return total + Decimal(child) * min(3, len([age for age in ages if age < 21]))


def new_hampshire_benchmark(ages: list[int]) -> Decimal:
    """The second-lowest price of a silver plan."""
    silver = [plan for plan, row in NEW_HAMPSHIRE.items() if row[0] == "silver"]
    return sorted(new_hampshire_price(plan, ages) for plan in silver)[1]


def vermont_family_benchmark() -> Decimal:
    """The second-lowest filed family price of a silver plan."""
    return sorted(map(Decimal, VERMONT_FAMILY_SILVER.values()))[1]


def vermont_single(insurer: str, level: str, design: str) -> Decimal:
    return next(Decimal(price) for row in VERMONT if row[:3] == (insurer, level, design) for price in row[3:])


def credit(benchmark: Decimal, income: int, size: int) -> Decimal:
    """The monthly credit, rounded once."""
    return max(Decimal(0), to_cent(benchmark - monthly_share(income, size)))


def starts(selected: date) -> date:
    """When coverage chosen on a day of the plan year 2014 window starts, in Vermont's and the regulation's calendar."""
    if selected <= date(2013, 12, 23):
        return date(2014, 1, 1)
    after = 1 if selected.day <= 15 else 2
    month = selected.month - 1 + after
    return date(selected.year + month // 12, month % 12 + 1, 1)


def money(amount: Decimal) -> str:
    return f"${amount:,.2f}"


SPANISH_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def written(day: date, language: str = "en") -> str:
    if language == "es":
        return f"{day.day} de {SPANISH_MONTHS[day.month - 1]} de {day.year}"
    return f"{day:%B} {day.day}, {day.year}"


@dataclass
class Message:
    """An 834, taken apart by splitting alone."""

    segments: list[list[str]]

    @classmethod
    def read(cls, path: Path) -> "Message":
        text = path.read_text("ascii")
        assert text.startswith("ISA*"), text[:20]
        ends = text[105]
        return cls([part.strip("\r\n").split("*") for part in text.split(ends) if part.strip()])

    def transaction_of(self, number: str) -> "Message":
        """The segments from ST to SE in which an enrollment number stands."""
        found, current = [], []
        for segment in self.segments:
            current = [segment] if segment[0] == "ST" else [*current, segment]
            if segment[0] == "SE" and any(number in part for each in current for part in each):
                found.append(current)
        assert len(found) == 1, f"{number} stands in {len(found)} transactions"
        return Message(found[0])

    def find(self, name: str, *elements: str) -> list[list[str]]:
        """Segments of a name whose first elements are these ("" stands for any)."""
        return [
            segment
            for segment in self.segments
            if segment[0] == name
            and all(not wanted or segment[n] == wanted for n, wanted in enumerate(elements, 1) if n < len(segment))
        ]

    def one(self, name: str, *elements: str) -> list[str]:
        found = self.find(name, *elements)
        assert len(found) == 1, f"{len(found)} segments {name} {elements}"
        return found[0]

    def amount(self, literal: str) -> list[Decimal]:
        """The amounts of a reporting category, in order of members."""
        amounts = []
        for position, segment in enumerate(self.segments):
            if segment[:3] == ["N1", "75", literal]:
                amounts.append(Decimal(self.segments[position + 1][2]))
        return amounts


def only_amounts(text: str) -> set[str]:
    """Every amount with cents that a text shows."""
    return set(re.findall(r"\$[\d,]+\.\d\d", text))
