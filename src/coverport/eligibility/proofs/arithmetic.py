"""The arithmetic that proofs share. A missing or malformed fact is an error, not a no."""

from collections.abc import Callable

from coverport.eligibility.findings import Fact, Outcome

Facts = dict[str, Fact]
Evidence = tuple[Outcome, Callable[[Facts], bool]]
YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def number(facts: Facts, name: str) -> int:
    """A fact that must be a whole number."""
    value = facts[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"the fact {name} is {value!r}, not a whole number")
    return value


def text(facts: Facts, name: str) -> str:
    """A fact that must be text."""
    value = facts[name]
    if not isinstance(value, str):
        raise TypeError(f"the fact {name} is {value!r}, not text")
    return value


def percent_is_right(facts: Facts) -> bool:
    """Whether the whole percent of poverty follows from income and guideline."""
    return number(facts, "percent") == number(facts, "income") * 100 // number(facts, "guideline")


def reaches(facts: Facts, name: str) -> bool:
    """Whether income is at or over so many percent of the guideline."""
    return number(facts, "income") * 100 >= number(facts, name) * number(facts, "guideline")


def exceeds(facts: Facts, name: str) -> bool:
    """Whether income is over so many percent of the guideline."""
    return number(facts, "income") * 100 > number(facts, name) * number(facts, "guideline")


def within_limit(facts: Facts) -> bool:
    """Whether income is at most the limit."""
    return percent_is_right(facts) and number(facts, "income") <= number(facts, "limit")


def above_limit(facts: Facts) -> bool:
    """Whether income is over the limit."""
    return percent_is_right(facts) and number(facts, "income") > number(facts, "limit")


def always(facts: Facts) -> bool:
    """A code without arithmetic (a missing answer, an attestation) is its own evidence."""
    return True
