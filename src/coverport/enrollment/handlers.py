"""What enrollments do when an office has decided anew, while an appeal is open, and when coverage ends early or comes back."""

from typing import Any

from coverport.appeals.events import AppealDecided, AppealFiled
from coverport.appeals.models import Appeal
from coverport.applications.events import Redetermined
from coverport.applications.verification.models import Redetermination
from coverport.core.events import subscribe
from coverport.enrollment.events import EnrollmentCanceled, EnrollmentReinstated, EnrollmentTerminated
from coverport.enrollment.following import follow_decision
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pending_appeal import end_kept_help, keep_help
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
    """What was renewed from coverage that was not paid to the end of its year; who ends it otherwise is asked of the next plan, too."""
    if fact.cause == "nonpayment":
        end_renewed(_enrollment(fact.enrollment), on=event.on)


@subscribe(EnrollmentCanceled, name="enrollment.renewal_never_was")
def renewal_never_was(fact: EnrollmentCanceled, event: Any) -> None:
    """The same of coverage that was taken back from its first day, as where its first payment did not come after all."""
    canceled = _enrollment(fact.enrollment)
    if canceled.end_cause == "nonpayment":
        end_renewed(canceled, on=event.on)


@subscribe(EnrollmentReinstated, name="enrollment.renewal_goes_on")
def renewal_goes_on(fact: EnrollmentReinstated, event: Any) -> None:
    """What ended with coverage that came back."""
    take_up_again(_enrollment(fact.enrollment), on=event.on)


def _enrollment(reference: str) -> Enrollment:
    return Enrollment.objects.select_related("exchange", "application__household").get(reference=reference)


def _appeal(reference: str) -> Appeal:
    return Appeal.objects.select_related("application", "determination__application").get(reference=reference)
