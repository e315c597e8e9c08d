"""Enrollments, what each month of them came to, and the changes in between."""

from coverport.enrollment.models.changes import Change
from coverport.enrollment.models.enrollments import Enrollment, EnrollmentMember, Kind
from coverport.enrollment.models.months import CreditBasis, PersonMonth
from coverport.enrollment.renewal.models import Renewal, RenewalBatch

__all__ = ["Change", "CreditBasis", "Enrollment", "EnrollmentMember", "Kind", "PersonMonth", "Renewal", "RenewalBatch"]
