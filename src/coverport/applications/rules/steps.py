"""The way through an application: which steps there are, and which one is next."""

from collections.abc import Collection, Sequence

(
    PEOPLE, ADDRESS, FAMILY, CITIZENSHIP, STATUS, TAXES, RETURNS, CIRCUMSTANCES, DETAILS, INCOME, EXPECTED, COVERAGE, KINDS, OFFERS,
    WORK, REVIEW,
) = STEPS = (
    "people", "address", "family", "citizenship", "status", "taxes", "returns", "circumstances", "details", "income", "expected",
    "coverage", "kinds", "offers", "work", "review",
)  # fmt: skip
# These every application has; the others have questions only where an answer matters.
ALWAYS = frozenset({PEOPLE, ADDRESS, CITIZENSHIP, TAXES, INCOME, REVIEW})


def steps_of(asking: Collection[str]) -> tuple[str, ...]:
    """The steps that an application needs. asking: the steps that have a question."""
    return tuple(step for step in STEPS if step in ALWAYS or step in asking)


def first_open(steps: Sequence[str], saved: Collection[str]) -> str:
    """The first step that has not been answered; review when all have."""
    return next((step for step in steps if step not in saved), REVIEW)


def before(steps: Sequence[str], step: str) -> str | None:
    """The step to go back to."""
    return steps[steps.index(step) - 1] if step in steps and steps.index(step) > 0 else None


# How long a step takes, in half minutes; people and income take as long as they have lines. An estimate, shown as one.
_LONG = {PEOPLE: 4, ADDRESS: 2, INCOME: 5, TAXES: 2, RETURNS: 2, STATUS: 4, OFFERS: 6, REVIEW: 4}


def minutes_left(steps: Sequence[str], saved: Collection[str]) -> int:
    """About how many minutes the steps take that are not saved yet; at least one."""
    halves = sum(_LONG.get(step, 1) for step in steps if step not in saved)
    return max(1, (halves + 1) // 2)
