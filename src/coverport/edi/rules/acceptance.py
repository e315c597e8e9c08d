"""What an insurer may say of a policy, and when: CMS X12 834 Companion Guide v7.2 (August 30, 2024), sections 7.3 and 8. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

State = Literal["initial", "effectuated", "terminated_initial", "terminated_effectuated", "canceled"]

# Event -> the states of a policy in which an insurer may say it.
ACCEPTED: dict[str, frozenset[str]] = {
    "effectuate": frozenset({"initial", "terminated_initial"}),
    "cancel": frozenset({"initial", "effectuated", "terminated_initial", "terminated_effectuated"}),
    "terminate": frozenset({"initial", "effectuated", "terminated_initial", "terminated_effectuated"}),
    "issuer_ids": frozenset({"effectuated", "terminated_effectuated"}),
    "reinstate": frozenset({"terminated_initial", "terminated_effectuated", "canceled"}),
}


class Said(msgspec.Struct, frozen=True):
    """What one message of an insurer says. event: empty where its reasons do not go together. members: exchange's number -> insurer's.

    reason: INS04, empty where none is given; additional: ADDL MAINT REASON.
    """

    event: str
    policy_id: str
    subscriber_id: str
    members: dict[str, str] = {}
    begin: date | None = None
    end: date | None = None
    paid_through: date | None = None
    issuer_policy_id: str = ""
    issuer_subscriber_id: str = ""
    reason: str = ""
    additional: str = ""


class Known(msgspec.Struct, frozen=True):
    """What the exchange knows of the policy. end: the last day of coverage. ended_by_issuer: whether its end was the insurer's word.

    members: who is covered from the first day; others: who came later.
    """

    issuer_id: str
    subscriber_id: str
    members: frozenset[str]
    begin: date
    end: date
    state: State
    ended_by_issuer: bool = False
    others: frozenset[str] = frozenset()


class Rejection(msgspec.Struct, frozen=True):
    """code: for machines; message: for people, without personal data."""

    code: str
    message: str


def rejections(said: Said, known: Known | None, issuer_id: str) -> tuple[Rejection, ...]:
    """Why a message cannot be accepted; empty where it can. known: None where the exchange has no such policy."""
    if known is None or known.issuer_id != issuer_id:
        # Another insurer's policy is none that this one may learn of.
        return (Rejection("unknown_policy", "no policy of this number was sent to you"),)
    if said.event not in ACCEPTED:
        return (Rejection("event_unknown", "maintenance type and reasons are none that an insurer sends"),)
    return tuple(_rejections(said, known))


def _rejections(said: Said, known: Known) -> Iterator[Rejection]:
    if said.subscriber_id != known.subscriber_id:
        yield Rejection("subscriber_differs", "the subscriber's number is not that of the policy")
    if known.state not in ACCEPTED[said.event]:
        words = known.state.replace("_", ", ")
        yield Rejection("wrong_state", f"the policy is {words}; {said.event} cannot be said of it")
        return
    yield from _BY_EVENT[said.event](said, known)


def _effectuate(said: Said, known: Known) -> Iterator[Rejection]:
    if not known.members <= set(said.members) <= known.members | known.others:
        yield Rejection("members_differ", "a confirmation names everybody of the policy, and nobody else")
    if said.begin != known.begin:
        yield Rejection("begin_differs", f"coverage begins on {known.begin}")
    if said.paid_through is None:
        yield Rejection("paid_through_missing", "DTP*543, until when the premium is paid, is missing")


def _cancel(said: Said, known: Known) -> Iterator[Rejection]:
    if said.end not in {known.begin, known.begin - timedelta(days=1)}:
        yield Rejection("end_differs", f"a cancellation ends on the first day, {known.begin}, or the day before")


def _terminate(said: Said, known: Known) -> Iterator[Rejection]:
    if said.end is None or said.end < known.begin:
        yield Rejection("end_before_begin", f"coverage begins on {known.begin}; what ends before is canceled")
    elif said.end >= known.end if known.state.startswith("terminated") else said.end > known.end:
        yield Rejection(
            "end_later", f"coverage ends on {known.end} already: an end moves earlier alone; later, reinstate first"
        )


def _reinstate(said: Said, known: Known) -> Iterator[Rejection]:
    if not known.ended_by_issuer:
        yield Rejection("ended_by_exchange", "only an end that the insurer told can be taken back by it")


def _issuer_ids(said: Said, known: Known) -> Iterator[Rejection]:
    if not set(said.members) <= known.members | known.others:
        yield Rejection("members_differ", "somebody is not of this policy")


_BY_EVENT = {
    "effectuate": _effectuate, "cancel": _cancel, "terminate": _terminate, "reinstate": _reinstate, "issuer_ids": _issuer_ids,
}  # fmt: skip
