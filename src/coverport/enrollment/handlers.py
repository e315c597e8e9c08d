"""What enrollments do when an office has decided anew, while an appeal is open, and when coverage ends early or comes back."""

from typing import Any

from coverport.appeals.events import AppealDecided, AppealFiled
from coverport.appeals.models import Appeal
from coverport.applications.events import Redetermined
from coverport.applications.verification.models import Redetermination
from coverport.core.events import subscribe
from coverport.enrollment.changes.following import follow_death, follow_decision
from coverport.enrollment.changes.pending_appeal import end_kept_help, keep_help
from coverport.enrollment.events import (
    EnrollmentCanceled,
    EnrollmentReinstated,
    EnrollmentTerminated,
    EnrollmentVoided,
)
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.own_ends import ISSUER
from coverport.enrollment.renewal.going_on import end_renewed, take_up_again


@subscribe(Redetermined, name="enrollment.redetermined")
def help_changes(fact: Redetermined, event: Any) -> None:
    """The credit follows the decision from the day on which that counts."""
    made = Redetermination.objects.select_related("determination__application").get(
        determination__reference=fact.determination
    )
    follow_decision(made=made, on=event.on)


@subscribe(AppealFiled, name="enrollment.appeal_filed")
def help_goes_on(fact: AppealFiled, event: Any) -> None:
    """Who asks for it keeps the help of before until the appeal is decided."""
    keep_help(appeal=_appeal(fact.appeal), on=event.on)


@subscribe(AppealDecided, name="enrollment.appeal_decided")
def help_ends(fact: AppealDecided, event: Any) -> None:
    """What went on because of it ends, where the decision stands."""
    end_kept_help(appeal=_appeal(fact.appeal), on=event.on)


@subscribe(EnrollmentTerminated, name="enrollment.renewal_ends")
def renewal_ends(fact: EnrollmentTerminated, event: Any) -> None:
    """What was renewed from coverage that did not last to the end of its year; who ends it with us is asked of the next plan, too."""
    if fact.cause == "death":
        _died(fact.change, event)
    elif _carries_forward(fact.cause, event):
        end_renewed(_enrollment(fact.enrollment), on=event.on)


@subscribe(EnrollmentCanceled, name="enrollment.renewal_never_was")
def renewal_never_was(fact: EnrollmentCanceled, event: Any) -> None:
    """The same of coverage that was taken back from its first day, as where its first payment did not come after all."""
    canceled = _enrollment(fact.enrollment)
    if canceled.end_cause == "death":
        _died(fact.change, event)
    elif _carries_forward(canceled.end_cause, event):
        end_renewed(canceled, on=event.on)


@subscribe(EnrollmentVoided, name="enrollment.renewal_of_nothing")
def renewal_of_nothing(fact: EnrollmentVoided, event: Any) -> None:
    """What goes on from coverage that was rescinded, and has not begun."""
    end_renewed(_enrollment(fact.enrollment), on=event.on)


@subscribe(EnrollmentReinstated, name="enrollment.renewal_goes_on")
def renewal_goes_on(fact: EnrollmentReinstated, event: Any) -> None:
    """What ended with coverage that came back."""
    take_up_again(_enrollment(fact.enrollment), on=event.on)


def _carries_forward(cause: str, event: Any) -> bool:
    """An insurer that was asked to end a plan was not asked of the next one."""
    return cause == "nonpayment" or (cause == "requested" and event.actor == ISSUER)


def _died(change: str, event: Any) -> None:
    """Where a plan ended by a death of which it was not said who died, and one person was on it: they are on no other plan either."""
    ended = (
        Change.objects.select_related("enrollment__application").filter(reference=change, kind="end_by_death").first()
    )
    people = set(ended.enrollment.members.values_list("person__reference", flat=True)) if ended else set()
    if ended and len(people) == 1:
        follow_death(
            application=ended.enrollment.application, person=people.pop(), died_on=ended.happened_on, on=event.on
        )


def _enrollment(reference: str) -> Enrollment:
    return Enrollment.objects.select_related("exchange", "application__household").get(reference=reference)


def _appeal(reference: str) -> Appeal:
    return Appeal.objects.select_related("application", "determination__application").get(reference=reference)
