"""In which words an insurer is told of an end."""

from datetime import date

from coverport.edi.models import Due834
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import Maintenance
from coverport.enrollment.models import Enrollment

# Why coverage ends -> what of it the message says; any other cause has no words of its own.
ENDS = {
    "death": "died", "plan_change": "change_in_circumstances", "other_coverage": "other_coverage",
    "lost_eligibility": "no_longer_eligible", "fraud": "fraud",
}  # fmt: skip


def ending(due: Due834, partner: PartnerProfile) -> Maintenance:
    """How an end of this cause is told; where the guide has no words for it, as any end."""
    name = f"{due.kind}_{ENDS.get(due.enrollment.end_cause, '')}"
    if due.kind == Due834.Kind.CANCEL and _ended_with_the_year_before(due.enrollment):
        name = "cancel_carryforward"
    return partner.maintenance.get(name) or partner.maintenance[due.kind]


def _ended_with_the_year_before(enrollment: Enrollment) -> bool:
    """Whether it went on from coverage that, for the same reason, did not last to the end of its year."""
    before = enrollment.of_year_before
    if before is None or before.end_cause != enrollment.end_cause:
        return False
    early = before.status == Enrollment.Status.TERMINATED and before.end < date(before.year, 12, 31)
    return early or before.status == Enrollment.Status.CANCELED
