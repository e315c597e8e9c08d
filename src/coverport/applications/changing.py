"""One step's change of a draft: locked and read once, judged, written down; what was saved meanwhile is never overwritten unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import msgspec

from coverport.applications.asking import read
from coverport.applications.drafts import locked_draft
from coverport.applications.events import AnswersSaved
from coverport.applications.models import Application
from coverport.applications.queries import applicants_of, with_people
from coverport.applications.rules import steps
from coverport.applications.seen import seen
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record


class ChangedMeanwhile(Refusal):
    """Other answers to the step were saved since its page was shown, on another device or by somebody else."""

    code = "changed_meanwhile"


class Change(msgspec.Struct):
    """A draft that is being changed. following: the step to answer next, once it is saved."""

    draft: Application
    following: str = ""


@contextmanager
def changing(actor: Actor, application: Application, step: str, *, shown: str, on: date) -> Iterator[Change]:
    """In the caller's transaction. shown: what the page held, in the words of seen.py; empty where that is not known.

    The same form sent twice changes nothing, and is no conflict. Raises NotAllowed, AlreadySubmitted, ChangedMeanwhile.
    """
    change = Change(with_people(locked_draft(actor, application, Permission.CHANGE)))
    before = seen(change.draft, step) if shown else ""
    yield change
    if shown != before and seen(change.draft, step) != before:
        raise ChangedMeanwhile(f"{step} of application {change.draft.reference} was saved meanwhile")
    change.following = _saved(change.draft, step, actor, on)


def _saved(draft: Application, step: str, actor: Actor, on: date) -> str:
    """Answers the step that comes next."""
    found = read(draft)
    lacking = _stale(draft) | found.open_steps
    done = [*(each for each in draft.saved_steps if each != step), step]
    draft.saved_steps = [each for each in done if each not in lacking]
    draft.save()
    record(
        AnswersSaved(application=draft.reference, step=step),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip
    return steps.first_open(found.steps, draft.saved_steps)


def _stale(draft: Application) -> set[str]:
    """Of the steps that every application has, those that lack an answer now, as after a change of people."""
    applicants = applicants_of(draft)
    spouse = any(one.relationship == "spouse" for one in applicants)
    lacking = {
        steps.CITIZENSHIP: any(one.applies and not one.citizenship for one in applicants),
        steps.TAXES: draft.told.claimed_by is None
        or (bool(draft.files_taxes) and spouse and draft.files_jointly is None)
        or any(
            one.dependent is None or (one.dependent and one.relationship in {"self", "spouse"}) for one in applicants
        ),
        steps.INCOME: any(one.told.income is None for one in applicants),
    }
    return {step for step, lacks in lacking.items() if lacks}
