"""What enrollments do when an office has decided anew about somebody's help, and while an appeal of that is open."""

from typing import Any

from coverport.appeals.events import AppealDecided, AppealFiled
from coverport.appeals.models import Appeal
from coverport.applications.events import Redetermined
from coverport.applications.verification.models import Redetermination
from coverport.core.events import subscribe
from coverport.enrollment.following import follow_decision
from coverport.enrollment.pending_appeal import end_kept_help, keep_help


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


def _appeal(reference: str) -> Appeal:
    return Appeal.objects.select_related("application", "determination__application").get(reference=reference)
