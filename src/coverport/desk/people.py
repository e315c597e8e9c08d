"""What waits of people: their changes, papers, identity, cases at the Medicaid agency; what came on paper or while something was off."""

from zoneinfo import ZoneInfo

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from coverport.accounts.identity.models import IdentityProof
from coverport.appeals.models import Appeal
from coverport.applications.verification import queries as verification
from coverport.core.access import Actor, Permission
from coverport.desk.queues import Queue, Shelf, counted, queue, tool
from coverport.enrollment.models import Change
from coverport.enrollment.queries import open_proofs, to_agree
from coverport.enrollment.rescission.rescinding import open_rescissions
from coverport.exchanges.models import Exchange
from coverport.fallback import queries as fallback
from coverport.fallback.functions import FUNCTIONS
from coverport.fallback.words import queue_words
from coverport.handoff import queries as handoff


def people(actor: Actor, exchange: Exchange) -> Shelf | None:
    """For state workers."""
    if not actor.may(Permission.SETTLE_CHANGES, exchange):
        return None
    today = exchange.today()
    changes = Change.objects.filter(exchange=exchange, status=Change.Status.NEEDS_PERSON)
    return Shelf(
        _("People"),
        (
            counted(_("Changes that only a person can work out"), "enrollment:changes", changes, "reported_on", today),
            counted(_("Changes not agreed to"), "enrollment:changes", to_agree(exchange), "reported_on", today),
            counted(_("Findings of fraud"), "enrollment:changes", open_rescissions(exchange), "opened_on", today),
            _papers(exchange),
            counted(
                _("Events to be proven"),
                "enrollment:proofs",
                open_proofs(exchange, everything=False),
                "asked_on",
                today,
            ),
            _identities(exchange),
            counted(_("Appeals"), "appeals:desk", _appeals(exchange), "received_on", today),
            counted(
                _("Accounts of the Medicaid agency to join"),
                "handoff:desk",
                handoff.to_look_at(exchange),
                "came_on",
                today,
            ),
            counted(_("Cases at the Medicaid agency"), "handoff:desk", handoff.open_cases(exchange), "since", today),
        ),
        (
            tool(_("Write down what somebody told us"), "enrollment:take_in"),
            tool(_("Open a special enrollment period"), "enrollment:grant"),
            tool(_("Perhaps applied twice"), "verification:twice"),
        ),
    )


def _appeals(exchange: Exchange) -> QuerySet[Appeal]:
    return Appeal.objects.filter(exchange=exchange, status=Appeal.Status.OPEN)


def _papers(exchange: Exchange) -> Queue:
    """Papers and explanations that nobody has decided, by the day of the inconsistency: its clock runs."""
    rows = verification.to_review(verification.desk(exchange))
    days = list(rows.values_list("opened_on", flat=True))
    return queue(_("Papers to review"), "verification:desk", len(days), min(days, default=None), exchange.today())


def _identities(exchange: Exchange) -> Queue:
    rows = IdentityProof.objects.filter(exchange=exchange, state=IdentityProof.State.WAITING)
    found = rows.order_by().aggregate(number=Count("pk"), oldest=Min("began_at"))
    began = found["oldest"].astimezone(ZoneInfo(exchange.profile.timezone)).date() if found["oldest"] else None
    return queue(_("Identities to prove"), "identity:desk", found["number"], began, exchange.today())


def paper(actor: Actor, exchange: Exchange) -> Shelf | None:
    """For clerks: papers by their next step, and who waits for something that is off."""
    if not actor.may(Permission.KEY_PAPER, exchange):
        return None
    rows = [
        queue(queue_words(each.key), _where(each.key), each.waiting, each.oldest, exchange.today())
        for each in fallback.queues_of(exchange)
    ]
    return Shelf(
        _("Paper and fallback"),
        tuple(rows) or (queue(_("Applications on paper"), "paper:desk", 0, None, exchange.today()),),
        (
            tool(_("Take in paper or a call"), "paper:desk"),
            tool(_("Coverage meanwhile"), "fallback:bridge"),
            tool(_("Switch functions off and on"), "fallback:desk"),
        ),
    )


def _where(key: str) -> str:
    if key in FUNCTIONS:
        return "fallback:desk"
    return "paper:desk" if key == "sorting" else f"paper:desk?show={key}"
