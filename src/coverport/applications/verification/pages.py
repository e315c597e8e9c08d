"""What the pages of proof show, in the reader's words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Application, Person
from coverport.applications.verification import queries, tax_records, words
from coverport.applications.verification.models import Document, Inconsistency
from coverport.applications.verification.proof import PAPERS_ONLY
from coverport.applications.verification.rules.confirmed import Kind
from coverport.applications.verification.settling import waiting_for
from coverport.core.access import Actor, Permission
from coverport.core.money import display_whole

REVIEWED = "to review papers, 45 CFR 155.315(f)"


class Paper(msgspec.Struct, frozen=True):
    """One file. look: the badge's class."""

    row: Document
    status: str
    look: str
    can_open: bool


class Task(msgspec.Struct, frozen=True):
    """One open or settled fact. state: where it stands, look: the badge's class; days: until the last day; over: it has passed."""

    row: Inconsistency
    title: str
    reason: str
    meanwhile: str
    otherwise: str
    proofs: tuple[str, ...]
    papers: tuple[Paper, ...]
    state: str
    look: str
    days: int
    papers_only: bool
    over: bool

    @property
    def staff_state(self) -> str:
        """For who decides it."""
        if not self.row.is_open:
            return self.state
        return _("To decide") if self.look == "word-accent" else _("Waits for the person")


def task(row: Inconsistency, today: date, *, to_staff: bool = False) -> Task:
    """A task as it stands on a day, for the person or for who decides it."""
    found = tuple(map(paper, row.documents.all()))
    state, look = _state(row, found)
    return Task(
        row=row, title=words.title(row, to_staff=to_staff), reason=words.reason(row, to_staff=to_staff), meanwhile=words.meanwhile(row),
        otherwise=words.otherwise(row), proofs=words.proofs(row), papers=found, state=state, look=look,
        days=queries.days_left(row, today), papers_only=row.kind in PAPERS_ONLY, over=today > row.due_on,
    )  # fmt: skip


def _state(row: Inconsistency, found: Sequence[Paper]) -> tuple[str, str]:
    if row.status != Inconsistency.Status.OPEN:
        return _CLOSED[row.status](), "" if row.status == Inconsistency.Status.EXPIRED else "word-go"
    waits = any(each.row.status == Document.Status.RECEIVED for each in found)
    if waits or row.explained_on:
        return _("We are looking at it"), "word-accent"
    return _("Papers needed"), "word-wait"


def paper(document: Document) -> Paper:
    """A file with where it stands."""
    status, look = {
        "received": (_("received"), "word-accent"),
        "accepted": (_("accepted"), "word-go"),
        "refused": (_("not enough"), "word-stop"),
    }[document.status]
    return Paper(document, status, look, document.may_be_opened)


def person_page(application: Application, today: date) -> dict[str, Any]:
    """What we still need from a person, what is settled, and whom we are waiting for ourselves."""
    return {
        "application": application,
        "tasks": [task(row, today) for row in queries.open_of(application)],
        "settled": [task(row, today) for row in queries.closed_of(application)],
        "waiting": waiting_words(application),
    }


def waiting_words(application: Application) -> list[str]:
    """The sources that have not answered yet, by name."""
    return [words.source_name(source) for source in waiting_for(application)]


def staff_page(row: Inconsistency, today: date, actor: Actor) -> dict[str, Any]:
    """One task for who decides it."""
    shown = row.kind != Kind.INCOME or actor.may(Permission.SEE_TAX_DATA, row.application)
    requests = row.application.source_requests.filter(answered_at=None).order_by("pk")
    return {
        "task": task(row, today, to_staff=True) if shown else _without_tax_data(row, today),
        "application": row.application,
        "tax": _tax_data(row, today, actor) if shown else [_("Tax data: not shown to you.")],
        "attested": _attested(row),
        "silent": [(words.source_name(one.ask.source), words.trouble(one), one.attempts) for one in requests],
    }


def _without_tax_data(row: Inconsistency, today: date) -> Task:
    """The task for who may not see tax data: nor does its reason tell them what a return shows."""
    found = task(row, today, to_staff=True)
    if row.reason not in tax_records.TELLING:
        return found
    return msgspec.structs.replace(found, reason=_("The records do not confirm it."))


def _tax_data(row: Inconsistency, today: date, actor: Actor) -> list[str]:
    """Income by person as the records have it; that it was looked at is written down."""
    if row.kind != Kind.INCOME:
        return []
    found = tax_records.instead_of(row, actor=actor, why=REVIEWED, on=today).incomes or {}
    names = {one.reference: one.short_name for one in Person.objects.filter(reference__in=found)}
    told = [
        _("%(name)s: %(income)s a year") % {"name": names[key], "income": display_whole(cents)}
        for key, cents in found.items()
    ]
    return told or [_("The records show nothing.")]


def _attested(row: Inconsistency) -> str:
    """What the person told, as far as a reviewer compares it with papers."""
    if row.kind in {Kind.INCOME, Kind.MEDICAID_INCOME} and row.attested.lstrip("-").isdigit():
        return _("%(income)s a year") % {"income": display_whole(int(row.attested))}
    return ""


_CLOSED = {
    "settled": lambda: _("confirmed by the records"),
    "accepted": lambda: _("accepted"),
    "expired": lambda: _("decided by the records"),
    "withdrawn": lambda: _("withdrawn"),
}
