"""The verbs by which coverage got by fraud is taken back: a finding is opened and told, answered, and carried out in time or dropped."""

from datetime import date

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.enrollment import events
from coverport.enrollment.changes.carrying_out import carry_out
from coverport.enrollment.changes.planning import Planned, work_out
from coverport.enrollment.changes.previewing import Preview, preview_of
from coverport.enrollment.choice.refusals import NeedsPerson, NotEligible, NotNow, PreviewChanged, WrongState
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.ending import by_of, locked_enrollment
from coverport.enrollment.models import Change, Enrollment, Rescission
from coverport.enrollment.rescission.notices import post_dropped, post_found
from coverport.enrollment.rules.answers import Refused
from coverport.enrollment.rules.transitions import NotPossible, may_become
from coverport.exchanges.models import Exchange

Status = Rescission.Status


@transaction.atomic
def open_rescission(
    *, actor: Actor, enrollment: Enrollment, finding: str, facts: str, found_by: str, on: date
) -> Rescission:
    """Write down what was found and post the notice of it, 45 CFR 147.128(a); nothing is taken back yet. Told again, it is the same.

    Raises NotAllowed, NotNow where no coverage is sure, NotEligible without facts, WrongState while another finding is open.
    """
    actor.require(Permission.SETTLE_CHANGES, enrollment.exchange)
    locked = locked_enrollment(enrollment)
    if by_of(actor, locked) == "enrollee" or finding not in Rescission.Finding.values:
        raise NotAllowed(f"{actor.label} may not find {finding!r} about this enrollment")
    if not may_become(locked.status, "voided", "exchange"):
        raise NotNow(
            _("No coverage by this plan is there that could be taken back."),
            code="nothing_to_take_back",
            field="number",
        )
    facts, found_by = facts.strip(), " ".join(found_by.split())
    for given, field in ((facts, "facts"), (found_by, "found_by")):
        if not given:
            raise NotEligible(_("Write what was found and by whom. The notice says it."), code="no_facts", field=field)
    if (there := Rescission.objects.filter(enrollment=locked, status=Status.OPEN).first()) is not None:
        if (there.finding, there.facts, there.found_by) == (finding, facts, found_by):
            return there
        raise WrongState(_("Another finding about this plan is open. Answer it first."), code="finding_open")
    earliest = dated("rescission", Question(state=locked.application.state, event_date=on))
    if isinstance(earliest, Refused):
        raise NotNow(_("No coverage by this plan is there that could be taken back."), finding=earliest, field="number")
    found = Rescission.objects.create(
        enrollment=locked, finding=finding, facts=facts, found_by=found_by, opened_on=on, earliest_on=earliest.date,
        authority=earliest.citation,
    )  # fmt: skip
    post_found(found, on=on)
    _say(events.RescissionOpened(found.reference), found, actor, on)
    return found


@transaction.atomic
def answer_rescission(*, actor: Actor, rescission: Rescission, answer: str, on: date) -> Rescission:
    """What the household says to it, in their own words or as staff heard them; more is put below. The same again is said once.

    Raises NotAllowed, NotEligible, WrongState.
    """
    if not actor.may(Permission.SETTLE_CHANGES, rescission.enrollment.exchange):
        actor.require(Permission.CHANGE, rescission)
    found, said = _locked(rescission), answer.strip()
    if not said:
        raise NotEligible(_("Write your answer."), code="no_answer", field="answer")
    if found.answer == said or found.answer.endswith(f"\n\n{said}"):
        return found
    _check_open(found)
    found.answer, found.answered_on = "\n\n".join(filter(None, (found.answer, said))), on
    found.save(update_fields=["answer", "answered_on"])
    _say(events.RescissionAnswered(found.reference), found, actor, on)
    return found


def preview_rescission(*, actor: Actor, rescission: Rescission, on: date) -> Preview:
    """What taking it back would do; nothing does. Raises NotAllowed, NeedsPerson."""
    actor.require(Permission.SETTLE_CHANGES, rescission.enrollment.exchange)
    with transaction.atomic():
        shown = preview_of(_planned(rescission, "", on), on=on)
        transaction.set_rollback(True)
    return shown


@transaction.atomic
def carry_out_rescission(*, actor: Actor, rescission: Rescission, words: str, shown: str, on: date) -> Rescission:
    """Take the coverage back from its first day, once the days of the notice are over. shown: the digest of the preview.

    words: what staff say to the answer; they stand in the letter. Raises NotAllowed, NotNow before the day, NotEligible, WrongState,
    PreviewChanged, NeedsPerson.
    """
    found = _to_close(actor, rescission)
    if found.status == Status.CARRIED_OUT and found.words == words.strip():
        return found
    _check_open(found)
    if on < found.earliest_on:
        day = {"day": long_date(found.earliest_on)}
        raise NotNow(_("The notice has to be 30 days old: not before %(day)s.") % day, code="notice_too_new")
    planned = _planned(found, _said(words), on)
    if preview_of(planned, on=on).digest != shown:
        raise PreviewChanged()
    change = carry_out(planned, actor=actor, on=on)
    return _closed(found, Status.CARRIED_OUT, actor, words, on, change)


@transaction.atomic
def drop_rescission(*, actor: Actor, rescission: Rescission, words: str, on: date) -> Rescission:
    """Take nothing back, and say why in a letter. Said twice, it is said once. Raises NotAllowed, NotEligible, WrongState."""
    found = _to_close(actor, rescission)
    if found.status == Status.DROPPED and found.words == words.strip():
        return found
    _check_open(found)
    _said(words)
    _closed(found, Status.DROPPED, actor, words, on)
    post_dropped(found, on=on)
    return found


def rescission_for(actor: Actor, exchange: Exchange, reference: str, *permissions: Permission) -> Rescission:
    """The finding of a number at an exchange, for who has one of these permissions. Another's is not there: 404."""
    rows = _rows().filter(enrollment__exchange=exchange, reference=reference)
    found = rows.first()
    if found is None or not any(
        actor.may(each, exchange if each is Permission.SETTLE_CHANGES else found) for each in permissions
    ):
        raise Http404
    return found


def open_rescissions(exchange: Exchange) -> QuerySet[Rescission]:
    """What waits for its day or its answer, the next one first."""
    return Rescission.objects.filter(enrollment__exchange=exchange, status=Status.OPEN).select_related("enrollment")


def _rows() -> QuerySet[Rescission]:
    return Rescission.objects.select_related(
        "enrollment__exchange", "enrollment__application__household__owner", "enrollment__catalog"
    )


def _to_close(actor: Actor, rescission: Rescission) -> Rescission:
    actor.require(Permission.SETTLE_CHANGES, rescission.enrollment.exchange)
    if by_of(actor, rescission.enrollment) == "enrollee":
        raise NotAllowed("nobody decides about a finding against themselves")
    return _locked(rescission)


def _locked(rescission: Rescission) -> Rescission:
    locked_enrollment(rescission.enrollment)
    return _rows().select_for_update(of=("self",)).get(pk=rescission.pk)


def _check_open(found: Rescission) -> None:
    if not found.is_open:
        raise WrongState(_("This finding was answered already. What you wrote was not sent."), code="finding_closed")


def _said(words: str) -> str:
    if not words.strip():
        raise NotEligible(_("Write what you found out. It stays in the record."), code="no_answer", field="words")
    return words.strip()


def _planned(found: Rescission, words: str, on: date) -> Planned:
    change = change_of(found, words, on)
    change.save()
    try:
        planned = work_out(change, actor=Actor.system("enrollment"), by="exchange", on=on)
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused
    counts = msgspec.structs.replace(planned.counts, authority=found.authority)
    return msgspec.structs.replace(planned, counts=counts)


def change_of(found: Rescission, words: str, on: date) -> Change:
    """The change that takes it back, not saved: done from its first moment, as it may stand beside one that the household tells."""
    enrollment = found.enrollment
    return Change(
        exchange=enrollment.exchange, household=enrollment.application.household, enrollment=enrollment, kind="fraud",
        happened_on=enrollment.start, reported_on=found.opened_on, status=Change.Status.DONE, done_on=on, answer=words,
        effective_on=enrollment.start, rule="granted", authority=found.authority,
    )  # fmt: skip


def _closed(
    found: Rescission, status: str, actor: Actor, words: str, on: date, change: Change | None = None
) -> Rescission:
    found.status, found.words, found.closed_on, found.change = status, words.strip(), on, change
    found.save(update_fields=["status", "words", "closed_on", "change"])
    _say(events.RescissionClosed(found.reference, status), found, actor, on)
    return found


def _say(fact: Fact, found: Rescission, actor: Actor, on: date) -> None:
    record(
        fact, by=actor, on=on, exchange=found.enrollment.exchange.slug, subject=found.enrollment.reference,
        purpose="rescission of coverage",
    )  # fmt: skip
