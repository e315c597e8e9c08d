"""Who came onto a policy from its first day on, but only after its insurer was told who is on it."""

from coverport.core.models import Event
from coverport.edi.events import FileWritten
from coverport.edi.models import Answered, Due834
from coverport.enrollment.events import ChangeClosed
from coverport.enrollment.models import Enrollment


def joined_since_told(enrollment: Enrollment) -> set[int]:
    """Keys of people: a change that was made after the beginning was written brought them."""
    changes = _brought_by_changes(enrollment)
    if not changes:
        return set()
    beginnings = Due834.objects.filter(enrollment=enrollment, kind=Due834.Kind.INITIAL).exclude(file=None)
    told = beginnings.exclude(answer=Answered.REFUSED).select_related("file").first()
    if told is None or told.file is None:
        return set()
    subject = f"{told.file.sender}-{told.file.control:09d}"
    written = Event.objects.filter(subject=subject, kind=FileWritten.kind).order_by("id").first()
    since = Event.objects.filter(
        subject=enrollment.reference, kind=ChangeClosed.kind, id__gt=written.pk if written else 0
    )
    later = {event.data["change"] for event in since}
    return {person for person, change in changes.items() if change in later}


def _brought_by_changes(enrollment: Enrollment) -> dict[int, str]:
    """Person covered from the first day -> the change by which their first month was written; none who was there from the choice."""
    first = {member.person_id for member in enrollment.members.all() if member.coverage.lower == enrollment.start}
    rows = enrollment.months.filter(number=1, person__in=first).exclude(change=None).order_by("-month")
    return dict(rows.values_list("person", "change__reference"))  # the first month comes last, and stays
