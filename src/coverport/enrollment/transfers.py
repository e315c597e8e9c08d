"""Enrollments of people whose state goes to another exchange. Price, dates and the catalog that priced them stay."""

from coverport.core.moving import Move, carries
from coverport.enrollment.models import Change, EndingPolicy, Enrollment, Renewal, SpecialPeriod


@carries("enrollment")
def carry_enrollments(move: Move) -> dict[str, int]:
    """All of them, of whatever year and state."""
    mine = Enrollment.objects.filter(exchange_id=move.source_id, application__household__owner_id__in=move.owners)
    changes = Change.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    changes.update(exchange_id=move.target_id)
    periods = SpecialPeriod.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    periods.update(exchange_id=move.target_id)
    ending = EndingPolicy.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    ending.update(exchange_id=move.target_id)
    renewals = Renewal.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    renewals.update(exchange_id=move.target_id)
    return {"enrollments": mine.update(exchange_id=move.target_id)}
