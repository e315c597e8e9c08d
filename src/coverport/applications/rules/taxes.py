"""Whether yearly incomes and tax answers can stand."""

from collections.abc import Iterator, Sequence

from coverport.applications.rules.answers import IncomeAnswer, Problem, TaxAnswer

# Larger amounts are typing mistakes (a missing decimal point), not incomes of people who come here.
LARGEST_INCOME = 10_000_000_00


def income_problems(incomes: Sequence[IncomeAnswer]) -> Iterator[Problem]:
    """What is wrong with yearly incomes."""
    for row, income in enumerate(incomes):
        for field in ("jobs", "self_employment", "other"):
            if getattr(income, field) < 0:
                yield Problem("income_negative", field, row)
            elif getattr(income, field) > LARGEST_INCOME:
                yield Problem("income_absurd", field, row)


def tax_problems(answer: TaxAnswer, *, relationships: dict[str, str], applying: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with the tax answers.

    relationships: each person's reference -> relationship to the filer; applying: references of those who want coverage.
    A person who is on nobody's return here has another tax household, so needs an application of their own.
    """
    if answer.files_taxes and "spouse" in relationships.values() and answer.files_jointly is None:
        yield Problem("say_whether_jointly", "files_jointly")
    if not answer.files_taxes:
        return
    for key in answer.dependents:
        if relationships.get(key) not in {"child", "other"}:
            yield Problem("cannot_be_dependent", "dependents", facts={"key": key})
    for key in applying:
        if relationships[key] in {"child", "other"} and key not in answer.dependents:
            yield Problem("not_on_your_return", "dependents", facts={"key": key})
