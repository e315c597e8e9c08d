"""Gates that a reviewer opens: each with the document that was looked at, who looked, and on which day."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from coverport.plans.rules.certification.findings import Fault, Finding, Outcome

GATES: Mapping[str, str] = {
    "rate_approval": "45 CFR 154.225, 156.210(c)",
    "network_adequacy": "45 CFR 156.230",
    "essential_community_providers": "45 CFR 156.235",
    "accreditation": "45 CFR 156.275",
}


class Review(msgspec.Struct, frozen=True):
    """What a reviewer said of a gate. document: the name of what was looked at."""

    gate: str
    met: bool
    document: str
    reviewer: str
    on: date


def gates(reviews: Sequence[Review]) -> tuple[Finding, ...]:
    """A finding for each gate; the last word counts."""
    said = {review.gate: review for review in reviews}
    return tuple(_gate(name, citation, said.get(name)) for name, citation in GATES.items())


def _gate(name: str, citation: str, review: Review | None) -> Finding:
    if review is None:
        return Finding(name, Outcome.UNKNOWN, citation, (Fault("not_reviewed"),))
    facts = {"document": review.document, "reviewer": review.reviewer, "on": review.on.isoformat()}
    if review.met:
        return Finding(name, Outcome.MET, citation, (), 1)
    return Finding(name, Outcome.NOT_MET, citation, (Fault("gate_not_met", "", review.document, facts),), 1)
