"""New answers of somebody who has a plan, entered by staff while the person is there: a case like any other, for the draft of a change."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coverport.applications.models import Determination
from coverport.core.access import Actor, Permission
from coverport.core.events import subscribe
from coverport.enrollment.events import ChangeClosed, ChangeLeftToHousehold
from coverport.enrollment.models import Change
from coverport.paper.actions import NotNow, decide_paper, set_aside
from coverport.paper.intake import begin_case
from coverport.paper.models import Channel, PaperApplication
from coverport.paper.queries import QUEUES

Status = PaperApplication.Status


@transaction.atomic
def key_told(*, actor: Actor, change: Change, on: date) -> PaperApplication:
    """The case in which the new answers of a change are entered: a new one, or the one that is there. Raises NotAllowed, NotNow.

    Its answers are those that the household signed; its place in line stays.
    """
    actor.require(Permission.KEY_PAPER, change.exchange)
    locked = Change.objects.select_for_update(of=("self",)).select_related("exchange", "application").get(pk=change.pk)
    draft = locked.application
    if locked.status != Change.Status.OPEN or not locked.told_by or draft is None or not draft.is_draft:
        raise NotNow(_("These answers are signed, or somebody else sees to them. Go back to the list."))
    there = PaperApplication.objects.select_for_update().filter(application=draft).first()
    if there is None:
        return begin_case(
            actor, locked.exchange, channel=Channel(locked.told_by), received_on=on, on=on, application=draft,
        )  # fmt: skip
    if there.serial:
        raise NotNow(_("This household has a paper application that is open already. Key in that one."))
    if there.status == Status.SET_ASIDE:
        there.status, there.second, there.channel = Status.KEYING, {}, Channel(locked.told_by)
        there.save(update_fields=["status", "second", "channel"])
    return there


def decide_told(
    *, actor: Actor, paper: PaperApplication, change: Change | None, on: date, **signed: Any
) -> Determination:
    """Decide a case as any other; where it is of a change, that keeps where the call is recorded. Raises whatever decide_paper raises."""
    determination = decide_paper(actor=actor, paper=paper, on=on, **signed)
    if change is not None:
        change.see(attestation=" ".join(signed.get("attestation", "").split()))
    return determination


def close_if_over(*, actor: Actor, paper: PaperApplication, change: Change, on: date) -> bool:
    """Whether nothing is left to enter, as the household signed, or took its change back; the case is closed then."""
    over = change.status != Change.Status.OPEN or not change.told_by
    if not over and paper.application is not None and paper.application.is_draft:
        return False
    set_aside(actor=actor, paper=paper, note=_("The household finished it, or took it back."), on=on)
    return True


@subscribe(ChangeLeftToHousehold, name="paper.left_to_household")
def close(fact: ChangeLeftToHousehold, event: Any) -> None:
    """The household goes on by itself: nothing is left to key in."""
    paper = _waiting().filter(application__reference=fact.application).first()
    if paper is not None:
        set_aside(actor=Actor.system("paper"), paper=paper, note=_("The household finishes it itself."), on=event.on)


@subscribe(ChangeClosed, name="paper.change_closed")
def leave_desk(fact: ChangeClosed, event: Any) -> None:
    """What was finished elsewhere, or taken back, leaves the desk of paper, whoever did it."""
    change = Change.objects.filter(reference=fact.change).exclude(told_by="").first()
    paper = _waiting().filter(application=change.application_id).first() if change and change.application_id else None
    if change is not None and paper is not None:
        close_if_over(actor=Actor.system("paper"), paper=paper, change=change, on=event.on)


def _waiting() -> QuerySet[PaperApplication]:
    """The cases of changes that are not decided; what came on a form of ours is an application of its own."""
    return PaperApplication.objects.filter(serial="", status__in=QUEUES)
