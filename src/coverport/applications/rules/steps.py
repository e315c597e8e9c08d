"""The way through an application: which steps there are, and which one is next."""

from collections.abc import Collection, Sequence

PEOPLE, ADDRESS, CITIZENSHIP, TAXES, INCOME, COVERAGE, REVIEW = STEPS = (
    "people", "address", "citizenship", "taxes", "income", "coverage", "review",
)  # fmt: skip


def steps_of(*, files_taxes: bool | None, children_apply: bool) -> tuple[str, ...]:
    """The steps that this application needs. Other coverage matters for the credit and for CHIP, so it is asked of who may get one."""
    matters = files_taxes is not False or children_apply
    return STEPS if matters else tuple(step for step in STEPS if step != COVERAGE)


def first_open(steps: Sequence[str], saved: Collection[str]) -> str:
    """The first step that has not been answered; review when all have."""
    return next((step for step in steps if step not in saved), REVIEW)


def after(steps: Sequence[str], step: str) -> str:
    """The step that follows."""
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def before(steps: Sequence[str], step: str) -> str | None:
    """The step to go back to."""
    return steps[steps.index(step) - 1] if step in steps and steps.index(step) > 0 else None
