"""What every verb of an enrollment begins with: the household locked, the row as it is now, who acts, and the table of states asked."""

from coverport.applications.models import Household
from coverport.core.access import Actor
from coverport.core.prepared import Read
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import may_become

LOCK = Read(lambda key: Household.objects.select_for_update().filter(pk=key).values_list("pk"))
LOCKED = Read(
    lambda key: (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("exchange", "application__household__owner")
        .filter(pk=key)
    )
)


def locked_enrollment(enrollment: Enrollment) -> Enrollment:
    """The row as it is now. The household is locked first: one change at a time, whoever makes it."""
    LOCK.all(enrollment.application.household_id)
    return LOCKED.get(enrollment.pk)


def by_of(actor: Actor, enrollment: Enrollment) -> str:
    """Who acts, in the words of the table of states: the insurer speaks through edi; whoever owns the household is an enrollee."""
    if actor.kind == "system":
        return "issuer" if actor.label == "system:edi" else "exchange"
    return "enrollee" if actor.user_id == enrollment.owner_user_id else "exchange"


def go(enrollment: Enrollment, then: str, actor: Actor) -> None:
    """To another state. Raises WrongState where the table has no such way."""
    if not may_become(enrollment.status, then, by_of(actor, enrollment)):
        raise WrongState(f"enrollment {enrollment.reference} is {enrollment.status} and cannot become {then}")
    enrollment.status = then
