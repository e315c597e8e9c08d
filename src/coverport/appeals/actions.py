"""The verbs of an appeal: ask for it, take it back, decide it. A decision changes no help by itself: it opens a new determination."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.appeals import notices
from coverport.appeals.events import AppealDecided, AppealFiled, AppealSeen
from coverport.appeals.models import Appeal
from coverport.applications.models import Application, Determination, Household
from coverport.applications.queries import determination_of
from coverport.applications.revision import revise_application
from coverport.applications.verification.settling import prove
from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.errors import Refusal
from coverport.core.events import Fact, record
from coverport.core.models import Event
from coverport.law import last_day_to_appeal

Status = Appeal.Status
US = Actor.system("appeals")
# Where a decision for the person leads to a new determination, 45 CFR 155.545(c).
OPENS = frozenset({Status.WON, Status.PART})
WITHDRAWN = "45 CFR 155.530(a)(1)"


class TooLate(Refusal):
    """The days to ask are over."""

    code = "too_late"


class NothingToAppeal(Refusal):
    """There is no decision yet, or an appeal of it is open."""

    code = "nothing_to_appeal"


class WorkedOnIt(Refusal):
    """Whoever had a part in a case decides no appeal of it, 45 CFR 155.535(c)(4)."""

    code = "worked_on_it"


class DecidedAlready(Refusal):
    """Somebody decided it meanwhile, or it was taken back."""

    code = "decided_already"


class NotWhole(Refusal):
    """A part of the decision is missing."""

    code = "not_whole"


@transaction.atomic
def file_appeal(
    *, actor: Actor, application: Application, grounds: str, expedited: bool, keeps_help: bool, on: date
) -> Appeal:
    """Ask that the newest decision of an application be looked at again. Asked twice, it is one appeal, as it was first.

    Raises NotAllowed, NothingToAppeal, TooLate, NotWhole.
    """
    actor.require(Permission.CHANGE, application)
    Household.objects.select_for_update().get(pk=application.household_id)
    determination = determination_of(application)
    if determination is None:
        raise NothingToAppeal(_("There is no decision yet that you could appeal."))
    there = Appeal.objects.filter(determination=determination).exclude(status=Status.DISMISSED).first()
    if there is not None and there.is_open:
        return there
    if there is not None:
        raise NothingToAppeal(
            _("This decision was appealed and looked at again. The letter about that says where you can go next.")
        )
    _in_time(application, determination, on)
    if not any(sign.isalpha() for sign in grounds):
        raise NotWhole(_("Write in a few words what you think is wrong."), field="grounds")
    appeal = Appeal.objects.create(
        exchange=application.exchange, application=application, determination=determination, grounds=grounds.strip(),
        expedited=expedited, keeps_help=keeps_help, received_on=on,
    )  # fmt: skip
    _say(AppealFiled(appeal.reference, determination.reference), appeal, actor, on)
    notices.post_received(appeal, on=on)
    return appeal


def _in_time(application: Application, determination: Determination, on: date) -> None:
    """45 CFR 155.520(b). Who had a reason to be late is heard by telephone."""
    last = last_day_to_appeal(determination.on)
    if on > last:
        words = _(
            "The last day to ask for an appeal was %(day)s. If something kept you from it, call us at %(phone)s. We look at it."
        )
        raise TooLate(words % {"day": long_date(last), "phone": application.exchange.profile.phone})


@transaction.atomic
def withdraw_appeal(*, actor: Actor, appeal: Appeal, on: date) -> Appeal:
    """Take it back: it is dismissed, 45 CFR 155.530(a)(1). Raises NotAllowed, DecidedAlready."""
    actor.require(Permission.CHANGE, appeal)
    locked = _open(appeal)
    locked.effect, locked.facts = "", ""
    return _close(locked, Status.DISMISSED, citation=WITHDRAWN, effective_on=on, actor=actor, on=on)


@transaction.atomic
def open_appeal(*, actor: Actor, appeal: Appeal, on: date) -> Appeal:
    """An appeal, for who decides it: who opened it is written down, once a day. Raises NotAllowed."""
    actor.require(Permission.DECIDE_APPEALS, appeal.exchange)
    seen = AppealSeen(appeal.reference)
    there = Event.objects.filter(subject=appeal.application.reference, kind=seen.kind, actor=actor.label, on=on)
    if not there.filter(data__appeal=appeal.reference).exists():
        _say(seen, appeal, actor, on)
    return appeal


@transaction.atomic
def decide_appeal(
    *, actor: Actor, appeal: Appeal, outcome: str, effect: str, facts: str, citation: str, effective_on: date, on: date
) -> Appeal:
    """Decide with reasons, 45 CFR 155.545(a). Won, or in part: a draft with the household's answers is opened, to be decided anew.

    Won, what the records had against them counts as proven: the same papers, asked for again, would undo the decision when they are
    due (155.545(c)(1)). In part, they are asked for. Raises NotAllowed, WorkedOnIt, DecidedAlready, NotWhole.
    """
    actor.require(Permission.DECIDE_APPEALS, appeal.exchange)
    _had_no_part(actor, appeal)
    locked = _open(appeal)
    if outcome not in set(Status.values) - {Status.OPEN}:
        raise NotWhole(_("Choose one answer."), field="outcome")
    for field, text in (("effect", effect), ("facts", facts), ("citation", citation)):
        if not text.strip():
            raise NotWhole(_("The law wants this in the decision. Write it."), field=field)
    locked.effect, locked.facts = effect.strip(), facts.strip()
    locked.decided_by_id = actor.user_id
    if outcome == Status.WON:
        prove(locked.determination, by=actor, on=on)
    if outcome in OPENS:
        locked.draft = revise_application(actor=US, application=locked.application, on=on)
    return _close(locked, outcome, citation=citation.strip(), effective_on=effective_on, actor=actor, on=on)


def _had_no_part(actor: Actor, appeal: Appeal) -> None:
    """By the audit entries of the application: signed, keyed in, or looked at its proof."""
    entries = Event.objects.filter(subject=appeal.application.reference, actor=actor.label)
    if entries.exclude(kind__startswith="appeals.").exists():
        raise WorkedOnIt(_("You worked on this case. Somebody else decides about its appeal."))


def _open(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("exchange", "application__household__owner")
    locked: Appeal = rows.get(pk=appeal.pk)
    if not locked.is_open:
        raise DecidedAlready(_("This appeal is decided already."))
    return locked


def _close(locked: Appeal, outcome: str, *, citation: str, effective_on: date, actor: Actor, on: date) -> Appeal:
    locked.status, locked.citation, locked.effective_on, locked.decided_on = outcome, citation, effective_on, on
    locked.save()
    draft = locked.draft.reference if locked.draft else ""
    _say(AppealDecided(locked.reference, outcome, draft), locked, actor, on)
    notices.post_decided(locked, on=on)
    return locked


def _say(happened: Fact, appeal: Appeal, actor: Actor, on: date) -> None:
    record(
        happened, by=actor, on=on, exchange=appeal.exchange.slug, subject=appeal.application.reference,
        purpose="appeal of eligibility, 45 CFR 155.505",
    )  # fmt: skip
