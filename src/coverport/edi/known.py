"""What the exchange knows of a policy that an insurer speaks of, and what the insurer's word does to it."""

from collections.abc import Callable
from datetime import date

from coverport.core.access import Actor
from coverport.edi.models import AtIssuer
from coverport.edi.rules.acceptance import Known, Said, State
from coverport.enrollment import actions as enrollment
from coverport.enrollment.models import Enrollment

EDI = Actor.system("edi")
# An enrollment's status as the acceptance table speaks of it. "terminated" depends on whether anybody was ever covered.
STATES: dict[str, State] = {"selected": "initial", "effectuated": "effectuated", "canceled": "canceled"}


def policy(exchange: str, reference: str) -> Enrollment | None:
    """The enrollment of a number, locked; None where this exchange has none."""
    rows = Enrollment.objects.select_for_update(of=("self",)).filter(exchange__slug=exchange, reference=reference)
    return rows.select_related("at_issuer").prefetch_related("members__person").first()


def known(row: Enrollment) -> Known:
    """What the acceptance rules ask. Where the exchange bills, the insurer's word is awaited though coverage is sure."""
    there: AtIssuer | None = getattr(row, "at_issuer", None)
    state = STATES[row.status]
    if state == "effectuated" and row.biller == "exchange" and (there is None or there.confirmed_on is None):
        state = "initial"
    members = list(row.members.all())
    return Known(
        issuer_id=row.issuer_id,
        subscriber_id=next(member.person.reference for member in members if member.subscriber),
        members=frozenset(member.person.reference for member in members),
        begin=row.start,
        end=row.end,
        state=state,
        ended_by_issuer=bool(there and there.ended_on),
    )


def apply(row: Enrollment, said: Said, on: date) -> str:
    """Do what an accepted message says; answers what staff must do where no verb does it yet, else nothing."""
    return _BY_EVENT[said.event](row, said, on)


def _effectuate(row: Enrollment, said: Said, on: date) -> str:
    there = _numbers(row, said)
    there.confirmed_on, there.paid_through = on, said.paid_through
    there.save()
    enrollment.effectuate(actor=EDI, enrollment=row, on=on)
    return ""


def _issuer_ids(row: Enrollment, said: Said, on: date) -> str:
    _numbers(row, said).save()
    return ""


def _cancel(row: Enrollment, said: Said, on: date) -> str:
    if row.status != Enrollment.Status.SELECTED:
        return "the insurer cancels coverage that was sure: end it by hand"
    there = _numbers(row, said)
    # Said before the enrollment tells of it, so that the insurer is not told its own word.
    there.ended_on = on
    there.save()
    enrollment.cancel_selection(actor=EDI, enrollment=row, on=on)
    return ""


def _by_hand(row: Enrollment, said: Said, on: date) -> str:
    what = "ends" if said.event == "terminate" else "takes back the end of"
    return f"the insurer {what} the policy{f' on {said.end}' if said.end else ''}: do it by hand"


def _numbers(row: Enrollment, said: Said) -> AtIssuer:
    """The insurer's own numbers; what a message leaves out stays as it was."""
    there, _ = AtIssuer.objects.get_or_create(enrollment=row)
    there.policy_id = said.issuer_policy_id or there.policy_id
    there.subscriber_id = said.issuer_subscriber_id or there.subscriber_id
    there.members = {**there.members, **{ours: theirs for ours, theirs in said.members.items() if theirs}}
    return there


_BY_EVENT: dict[str, Callable[[Enrollment, Said, date], str]] = {
    "effectuate": _effectuate, "issuer_ids": _issuer_ids, "cancel": _cancel, "terminate": _by_hand, "reinstate": _by_hand,
}  # fmt: skip
