"""New answers of somebody who has a plan, entered by staff while the person is there: a case like any other, for the draft of a change."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coverport.applications.models import Application, Determination, Household
from coverport.applications.revision import revise_application
from coverport.core.access import Actor, Permission
from coverport.core.events import subscribe
from coverport.enrollment.changes.reporting import acting
from coverport.enrollment.events import ChangeClosed, ChangeLeftToHousehold
from coverport.enrollment.models import Change
from coverport.enrollment.queries import any_plan, newest_signed
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
    return _case_of(draft, Channel(locked.told_by), actor, on)


def _case_of(draft: Application, channel: Channel, actor: Actor, on: date) -> PaperApplication:
    there = PaperApplication.objects.select_for_update().filter(application=draft).first()
    if there is None:
        return begin_case(actor, draft.exchange, channel=channel, received_on=on, on=on, application=draft)
    if there.serial:
        raise NotNow(_("This household has a paper application that is open already. Key in that one."))
    if there.status == Status.SET_ASIDE:
        there.status, there.second, there.channel = Status.KEYING, {}, channel
        there.save(update_fields=["status", "second", "channel"])
    return there


@transaction.atomic
def key_answers(*, actor: Actor, application: Application, how: str, on: date) -> PaperApplication:
    """The case in which staff enter new answers of a household that has no plan, and so no change of one: 45 CFR 155.310(c), 155.405(c).

    Its answers are those that it signed last, or the draft that it began; what is decided of them goes its way as of the website. how:
    one of Change.By. Raises NotAllowed, NotNow.
    """
    actor.require(Permission.KEY_PAPER, application.exchange)
    Household.objects.select_for_update().get(pk=application.household_id)
    if application.year < on.year:
        raise NotNow(_("The year of this application is over. Begin a new application for the household."))
    if any_plan(application) is not None:
        raise NotNow(_("This household has a plan. Write down what changed for that plan."))
    doer = acting(actor, by="exchange")
    draft = revise_application(actor=doer, application=newest_signed(application), on=on)
    return _case_of(draft, Channel(how), actor, on)


def decide_told(
    *, actor: Actor, paper: PaperApplication, change: Change | None, on: date, **signed: Any
) -> Determination:
    """Decide a case as any other; where it is of a change, that keeps where the call is recorded. Raises whatever decide_paper raises."""
    determination = decide_paper(actor=actor, paper=paper, on=on, **signed)
    if change is not None:
        change.see(attestation=" ".join(signed.get("attestation", "").split()))
    return determination


def close_if_over(*, actor: Actor, paper: PaperApplication, change: Change | None, on: date) -> bool:
    """Whether nothing is left to enter, as the household signed, or took its change back; the case is closed then.

    change: None for new answers of who has no plan.
    """
    over = change is not None and (change.status != Change.Status.OPEN or not change.told_by)
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
