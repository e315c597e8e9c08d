"""Reads of renewals that more than one face, or an upper room, needs."""

from django.db.models import QuerySet
from django.http import Http404

from coverport.core.access import Actor, Permission
from coverport.enrollment.models import Enrollment, Renewal, RenewalBatch
from coverport.enrollment.renewal.writing import RULE
from coverport.enrollment.rules.transitions import ACTIVE
from coverport.exchanges.models import Exchange


def begun_in(batch: str) -> QuerySet[Enrollment]:
    """The enrollments that began with a batch and stand, wait, or have ended since, oldest first: what has to be followed."""
    applications = Renewal.objects.filter(done_in__reference=batch, status=Renewal.Status.RENEWED).values("household")
    done = RenewalBatch.objects.filter(reference=batch)
    # A household whose other coverage was told later has plans of two batches, which are done on two days.
    rows = Enrollment.objects.filter(
        application__household__in=applications, year__in=done.values("year"), selected_on__in=done.values("on"), start_rule=RULE,
        status__in=(*ACTIVE, Enrollment.Status.TERMINATED),
    )  # fmt: skip
    return rows.order_by("id")


def renewal_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Renewal:
    """The renewal of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = (
        Renewal.objects.select_related(
            "exchange", "household__owner", "before__catalog", "application", "determination"
        )
        .filter(exchange=exchange, reference=reference)
        .first()
    )
    if found is None or not actor.may(permission, found):
        raise Http404
    return found
