"""Whether answers to the questions of a step can stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from coverport.applications.rules.answers import Problem
from coverport.applications.rules.household import Question
from coverport.eligibility.facts.check import HIGHEST_INCOME, MOST_EXPECTED
from coverport.notices.postal import is_last_line

HOURS_OF_A_MONTH = 744
ALIEN_NUMBER = re.compile(r"A\d{7,9}", re.ASCII)
Given = Mapping[str, Mapping[str, Any]]
_DAYS = frozenset({"status_since", "pregnancy_ended", "ended_on"})
_AMOUNTS = frozenset({"income_year", "offer_self_only", "offer_family", "offer_arrangement"})
_LINES = frozenset({"offer_employer", "offer_street"})
LONGEST_LINE = 100
# One choice of the options; the other questions with options take any number of them.
_ONE_OF = frozenset({"taxes", "apart", "offer_kind", "offer_minimum_value"})


def answer_problems(wanted: Sequence[Question], given: Given, *, on: date) -> Iterator[Problem]:
    """What is wrong with the answers to some questions, on a day. given: by person (empty for the return) and question."""
    for question in wanted:
        answer = given.get(question.key, {}).get(question.name)
        if answer is None:
            if not question.optional:
                yield _about(question, "answer_missing")
        elif code := _problem(question, answer, on):
            yield _about(question, code)
    yield from _expectations(wanted, given)
    yield from _claims(wanted, given)


def _about(question: Question, code: str) -> Problem:
    return Problem(code, question.name, facts={"key": question.key})


def _problem(question: Question, answer: Any, on: date) -> str | None:
    name = question.name
    if name in _ONE_OF:
        return None if answer in question.options else "answer_missing"
    if question.options:
        return _of_several(name, answer, question.options)
    if name in _DAYS:
        return "day_in_future" if answer > on else None
    if name in _AMOUNTS:
        return None if 0 <= answer <= HIGHEST_INCOME else "amount_of_range"
    if name == "alien_number":
        return None if ALIEN_NUMBER.fullmatch(answer) else "alien_number_shape"
    if name in _LINES:
        return None if len(answer) <= LONGEST_LINE and answer.isprintable() else "line_too_long"
    if name == "offer_place":
        return None if is_last_line(answer) else "place_shape"
    if name == "expected":
        return None if 1 <= answer <= MOST_EXPECTED else "children_of_range"
    if name == "hours":
        return None if 0 <= answer <= HOURS_OF_A_MONTH else "hours_of_range"
    return None


def _of_several(name: str, answer: Any, options: Sequence[str]) -> str | None:
    if not set(answer) <= set(options):
        return "answer_missing"
    return "kinds_missing" if name == "kinds" and not answer else None


def _expectations(wanted: Sequence[Question], given: Given) -> Iterator[Problem]:
    """Who expects another sum must say which."""
    for question in wanted:
        answers = given.get(question.key, {})
        if question.name == "income_year" and answers.get("expects") is False and answers.get("income_year") is None:
            yield _about(question, "income_missing")


def _claims(wanted: Sequence[Question], given: Given) -> Iterator[Problem]:
    """Only who files a return of their own can claim somebody on it."""
    returns = {
        question.key: given.get(question.key, {}).get("taxes") for question in wanted if question.name == "taxes"
    }
    for question in wanted:
        claimer = returns.get(question.key) if question.name == "taxes" else None
        if claimer in returns and returns[claimer] != "own":
            yield _about(question, "claimer_does_not_file")
