"""What enrollments do when an office has decided anew about somebody's help."""

from typing import Any

from coverport.applications.events import Redetermined
from coverport.applications.verification.models import Redetermination
from coverport.core.events import subscribe
from coverport.enrollment.following import follow_decision


@subscribe(Redetermined, name="enrollment.redetermined")
def help_changes(fact: Redetermined, event: Any) -> None:
    """The credit follows the decision from the day on which that counts."""
    made = Redetermination.objects.select_related("determination__application").get(
        determination__reference=fact.determination
    )
    follow_decision(made=made, on=event.on)
