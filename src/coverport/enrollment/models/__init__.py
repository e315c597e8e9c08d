"""Enrollments, what each month of them came to, the changes in between, and when people may choose because of something."""

from coverport.enrollment.models.changes import Change
from coverport.enrollment.models.ending_policies import EndingList, EndingPolicy
from coverport.enrollment.models.enrollments import GOING_ON, Enrollment, EnrollmentMember, Kind
from coverport.enrollment.models.months import CreditBasis, PersonMonth
from coverport.enrollment.models.proofs import EventPaper, EventProof
from coverport.enrollment.models.rescissions import Rescission
from coverport.enrollment.models.special import SpecialPeriod
from coverport.enrollment.renewal.models import Renewal, RenewalBatch

__all__ = [
    "GOING_ON", "Change", "CreditBasis", "EndingList", "EndingPolicy", "Enrollment", "EnrollmentMember", "EventPaper", "EventProof",
    "Kind", "PersonMonth", "Renewal", "RenewalBatch", "Rescission", "SpecialPeriod",
]  # fmt: skip
