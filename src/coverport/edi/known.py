"""What the exchange knows of a policy that an insurer speaks of, and what the insurer's word does to it."""

from collections.abc import Callable
from datetime import date

from coverport.applications.models import Household
from coverport.core.access import Actor
from coverport.core.dates import day_before
from coverport.edi.models import AtIssuer
from coverport.edi.rules.acceptance import Known, Said, State
from coverport.enrollment import actions as enrollment
from coverport.enrollment.models import Enrollment

EDI = Actor.system("edi")
# An enrollment's status as the acceptance table speaks of it.
STATES: dict[str, State] = {
    "selected": "initial", "awaiting_payment": "initial", "effectuated": "effectuated", "reinstated": "effectuated",
    "terminated": "terminated_effectuated", "expired": "terminated_effectuated", "canceled": "canceled", "voided": "canceled",
}  # fmt: skip
# The same while the insurer's own word is awaited, though coverage is sure because the exchange billed.
UNCONFIRMED: dict[State, State] = {"effectuated": "initial", "terminated_effectuated": "terminated_initial"}
# And of one that waits for its first payment, and of which the insurer was told the end.
CUT: State = "terminated_initial"
# INS04 and ADDL MAINT REASON of an insurer's end -> why coverage ends. What is not here only the exchange can decide.
CAUSES = {
    ("59", "CANCEL"): "nonpayment", ("59", "TERM"): "nonpayment", ("14", "CANCEL-FLC"): "requested",
    ("26", "CANCEL-HICS"): "requested", ("26", "TERM-HICS"): "requested", ("", "CANCEL-OTH"): "requested",
    ("", "TERM-OTH"): "requested",
}  # fmt: skip


def policy(exchange: str, reference: str) -> Enrollment | None:
    """The enrollment of a number, locked; None where this exchange has none, or has told no insurer of it."""
    rows = Enrollment.objects.filter(exchange__slug=exchange, reference=reference).exclude(status="pended")
    household = rows.values_list("application__household_id", flat=True).first()
    if household is None:
        return None
    # In the order of every verb, so that nobody waits for each other.
    Household.objects.select_for_update().get(pk=household)
    locked = rows.select_for_update(of=("self",)).select_related("at_issuer", "application__household", "exchange")
    return locked.prefetch_related("members__person").get()


def known(row: Enrollment) -> Known:
    """What the acceptance rules ask. Where the exchange bills, the insurer's word is awaited though coverage is sure."""
    there: AtIssuer | None = getattr(row, "at_issuer", None)
    state = CUT if row.cut else STATES[row.status]
    if row.biller == "exchange" and (there is None or there.confirmed_on is None):
        state = UNCONFIRMED.get(state, state)
    members = list(row.members.all())
    everybody = {member.person.reference for member in members}
    # Who was to come and does not stands in no message that the insurer may have had, so that it need not name them.
    first = {member.person.reference for member in members if member.active and member.coverage.lower <= row.start}
    return Known(
        issuer_id=row.issuer_id,
        subscriber_id=next(member.person.reference for member in members if member.subscriber),
        members=frozenset(first),
        others=frozenset(everybody - first),
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
    return _end(row, said, day_before(row.start), on)


def _terminate(row: Enrollment, said: Said, on: date) -> str:
    assert said.end is not None  # the acceptance rules ask for it
    return _end(row, said, said.end, on)


def _end(row: Enrollment, said: Said, last: date, on: date) -> str:
    cause = CAUSES.get((said.reason, said.additional))
    if cause is None:
        return f"the insurer ends the policy on {said.end} for a reason ({said.additional}) that the exchange must look into"
    if row.waiting and row.biller == "issuer" and last >= row.start:
        # It had been paid, as who bills says with that: what was not is canceled.
        enrollment.effectuate(actor=EDI, enrollment=row, on=on)
    enrollment.end_coverage(actor=EDI, enrollment=row, cause=cause, last=last, on=on)
    there = _numbers(row, said)
    there.ended_on = on
    there.save()
    return ""


def _reinstate(row: Enrollment, said: Said, on: date) -> str:
    enrollment.reinstate_coverage(actor=EDI, enrollment=row, on=on)
    there = _numbers(row, said)
    there.ended_on = None
    there.save()
    return ""


def _numbers(row: Enrollment, said: Said) -> AtIssuer:
    """The insurer's own numbers; what a message leaves out stays as it was."""
    there, _ = AtIssuer.objects.get_or_create(enrollment=row)
    there.policy_id = said.issuer_policy_id or there.policy_id
    there.subscriber_id = said.issuer_subscriber_id or there.subscriber_id
    there.members = {**there.members, **{ours: theirs for ours, theirs in said.members.items() if theirs}}
    return there


_BY_EVENT: dict[str, Callable[[Enrollment, Said, date], str]] = {
    "effectuate": _effectuate, "issuer_ids": _issuer_ids, "cancel": _cancel, "terminate": _terminate, "reinstate": _reinstate,
}  # fmt: skip
