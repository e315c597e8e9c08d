"""One step's change of a draft: locked and read once, judged, written down; what was saved meanwhile is never overwritten unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec

from coverport.applications.changes import mark_saved
from coverport.applications.drafts import locked_draft
from coverport.applications.events import AnswersSaved
from coverport.applications.models import Applicant, Application
from coverport.applications.queries import applicants_of, with_people
from coverport.applications.rules import steps
from coverport.applications.seen import seen
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record

# What the steps after the first change of somebody in an application.
OF_APPLICANT = ("citizenship", "dependent", "other_coverage", "answers")


class ChangedMeanwhile(Refusal):
    """Other answers to the step were saved since its page was shown, on another device or by somebody else."""

    code = "changed_meanwhile"


class Change(msgspec.Struct):
    """A draft that is being changed. following: the step to answer next, once it is saved; stored: its people as the database has them."""

    draft: Application
    following: str = ""
    stored: dict[int, dict[str, Any]] = {}

    def read_people(self) -> None:
        """Have the draft hold its people as they are stored now."""
        with_people(self.draft)
        self.stored = {one.pk: _columns(one) for one in applicants_of(self.draft)}

    def save_people(self) -> None:
        """Write what is other than it was read."""
        for one in applicants_of(self.draft):
            before, now = self.stored[one.pk], _columns(one)
            if changed := [name for name in OF_APPLICANT if now[name] != before[name]]:
                one.save(update_fields=changed)
            if now["alien_number"] != before["alien_number"]:
                one.person.save(update_fields=["alien_number"])


def _columns(one: Applicant) -> dict[str, Any]:
    """What was told is compared as values: the same answer can be stored in more than one way."""
    found = {name: getattr(one, name) for name in OF_APPLICANT}
    return found | {"answers": one.told, "alien_number": one.person.alien_number}


@contextmanager
def changing(actor: Actor, application: Application, step: str, *, shown: str, on: date) -> Iterator[Change]:
    """In the caller's transaction. shown: what the page held, in the words of seen.py; empty where that is not known.

    The same form sent twice changes nothing, and is no conflict. Raises NotAllowed, AlreadySubmitted, ChangedMeanwhile.
    """
    change = Change(locked_draft(actor, application, Permission.CHANGE))
    change.read_people()
    draft = change.draft
    before = seen(draft, step) if shown else ""
    yield change
    if shown != before and seen(draft, step) != before:
        raise ChangedMeanwhile(f"{step} of application {draft.reference} was saved meanwhile")
    change.save_people()
    found = mark_saved(draft, step)
    draft.save()
    record(
        AnswersSaved(application=draft.reference, step=step),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip
    change.following = steps.first_open(found.steps, draft.saved_steps)
