"""Messages to the agency, in the order of each household, until each has its receipt. Killed anywhere, nothing is lost or counted twice."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coverport.core.access import Actor
from coverport.handoff.actions import locked_case, move
from coverport.handoff.agency import REFUSED, Agency, Unavailable, agency
from coverport.handoff.layout import Receipt, Withdrawal, read_from_exchange
from coverport.handoff.models import Case, Incoming, Outgoing

log = structlog.get_logger()
AGENCY = Actor.system("medicaid agency")
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


def send_due(*, most: int = 500, at_once: bool = False, through: Agency | None = None) -> int:
    """Send what is due; answers how many got a receipt. at_once: also what waits for its next try. Sent twice at once, it counts once."""
    way = through or agency()
    tried: set[int] = set()
    received = 0
    # What follows in a household is due once what goes before it has its receipt.
    while now := [pk for pk in _due(most, at_once=at_once) if pk not in tried]:
        tried.update(now)
        received += sum(_send(pk, way) for pk in now)
    return received


def _send(pk: int, way: Agency) -> bool:
    """Whether one message got its receipt."""
    message = Outgoing.objects.select_related("exchange").get(pk=pk)
    try:
        receipt = way.send(message.kind, message.reference, message.body.encode())
    except Unavailable as none:
        _again_later(message, none.trouble)
        log.warning("agency_gave_no_receipt", message=message.reference, trouble=none.trouble)
        return False
    _received(pk, receipt, on=message.exchange.today())
    return True


def _due(most: int, *, at_once: bool) -> list[int]:
    """The oldest message of each household that has no receipt, if its time has come; what follows it waits."""
    waiting = Outgoing.objects.filter(received_at=None)
    earlier = waiting.filter(household=OuterRef("household"), pk__lt=OuterRef("pk"))
    first = waiting.filter(~Exists(earlier))
    if not at_once:
        first = first.filter(next_at__lte=timezone.now())
    return list(first.order_by("pk").values_list("pk", flat=True)[:most])


def _again_later(message: Outgoing, trouble: str) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(message.attempts, 10), LONGEST_PAUSE)
    if trouble == REFUSED:  # it will not be otherwise in a minute: the desk shows it
        pause = LONGEST_PAUSE
    Outgoing.objects.filter(pk=message.pk, received_at=None).update(
        trouble=trouble, attempts=message.attempts + 1, next_at=timezone.now() + pause
    )


@transaction.atomic
def _received(pk: int, receipt: Receipt, *, on: date) -> None:
    message = Outgoing.objects.select_for_update().get(pk=pk)
    if message.received_at is not None:
        return
    message.receipt, message.received_at, message.trouble = receipt.receipt, timezone.now(), ""
    message.save(update_fields=["receipt", "received_at", "trouble"])
    if message.kind == Outgoing.Kind.WITHDRAWAL:
        _let_go(message, receipt, on)
        return
    if message.kind == Outgoing.Kind.RETURN:
        _taken_back(message, receipt)
        return
    for case in Case.objects.filter(outgoing=message, status="sending"):
        locked = locked_case(case)
        if locked.status == "sending":
            move(locked, "at_agency" if receipt.accepted else "refused", by=AGENCY, on=on)


def _let_go(message: Outgoing, receipt: Receipt, on: date) -> None:
    """The agency let the case go; or it had decided already, and its decision comes."""
    for case in Case.objects.filter(_withdrawn_by(message), status="withdrawing"):
        move(locked_case(case), "withdrawn" if receipt.accepted else "at_agency", by=AGENCY, on=on)


def _taken_back(message: Outgoing, receipt: Receipt) -> None:
    """The agency has the person again; or it does not take the account back, and a human looks again."""
    rows = Incoming.objects.filter(returned_by=message, status=Incoming.Status.RETURNING)
    if receipt.accepted:
        rows.update(status=Incoming.Status.RETURNED)
    else:
        refused = f"The agency does not take it back: {receipt.why or 'it gave no reason'}"
        rows.update(status=Incoming.Status.WAITS, why=refused, returned_by=None)


def _withdrawn_by(message: Outgoing) -> Q:
    """Which case a withdrawal takes back."""
    asked = read_from_exchange(message.body.encode())
    assert isinstance(asked, Withdrawal), "a withdrawal is stored as one"
    return Q(outgoing__reference=asked.transfer, person__reference=asked.person)
