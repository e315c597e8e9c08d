"""The answers as the review shows them before the signature: each question that was asked, with its answer in words."""

from typing import Any

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.asking import read
from coverport.applications.forms import asking
from coverport.applications.forms.income import sum_words
from coverport.applications.forms.questions import AMOUNTS, COUNTS, DAYS, LINES, LISTS, YES_NO, counted
from coverport.applications.models import Application
from coverport.applications.pages import PAGES
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.applications.rules.household import Asked, Question
from coverport.applications.words import relationship
from coverport.core.dates import long_date
from coverport.core.money import display


class Section(msgspec.Struct, frozen=True):
    """One step's answers: pairs of question and answer."""

    step: str
    title: str
    answers: tuple[tuple[str, str], ...]


def sections(application: Application, *, before: str, after: str = steps.PEOPLE) -> tuple[Section, ...]:
    """Of the steps that lie between two, those whose questions the rules chose."""
    reading = read(application)
    if (asked := reading.asked) is None:
        return ()
    between = steps.STEPS[steps.STEPS.index(after) : steps.STEPS.index(before)]
    found: dict[str, list[tuple[str, str]]] = {}
    for question in reading.questions:
        if question.step in between and (words := answer_words(question, reading.stored, asked)):
            found.setdefault(question.step, []).append((asking.told(question, asked), words))
    return tuple(Section(step, str(PAGES[step].title), tuple(answers)) for step, answers in found.items())


def shown(application: Application) -> dict[str, Any]:
    """What the page of the review shows: people and their income in words, and the answers between its fixed parts."""
    applicants = applicants_of(application)
    for one in applicants:
        one.relationship_words = relationship(one.relationship)  # type: ignore[attr-defined]
        one.income_words = sum_words(one)  # type: ignore[attr-defined]
    parts = {
        "family": sections(application, before=steps.CITIZENSHIP),
        "status": sections(application, after=steps.CITIZENSHIP, before=steps.TAXES),
        "about": sections(application, after=steps.TAXES, before=steps.INCOME),
        "rest": sections(application, after=steps.INCOME, before=steps.REVIEW),
    }
    return {"applicants": applicants, "income": sum(one.income_cents or 0 for one in applicants), "parts": parts}


def answer_words(question: Question, stored: dict[str, dict[str, Any]], asked: Asked) -> str:
    """An answer as it was given; empty for an optional one that was left empty."""
    name, value = question.name, stored[question.key].get(question.name)
    if value is None or value == "":
        return ""
    if name in YES_NO:
        return _("Yes") if value else _("No")
    if name in DAYS:
        return long_date(value)
    if name in AMOUNTS:
        return display(value)
    if name in LINES:  # what was typed is no choice of ours
        return str(value)
    if name in LISTS:
        return dict(asking.statuses(question))[value]
    if name in COUNTS:
        return counted(value)
    if isinstance(value, tuple):
        return "; ".join(asking.option(each, question, asked) for each in value) or _("none")
    return asking.option(value, question, asked) if isinstance(value, str) else str(value)
