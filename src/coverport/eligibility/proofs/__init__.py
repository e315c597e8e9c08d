"""Each reason code with the outcome that it supports, and the arithmetic of its facts, so that a stored reason can be checked later."""

from coverport.eligibility.findings import Outcome, Reason
from coverport.eligibility.proofs import credit, household, medicaid, nearest, subsidies, tax
from coverport.eligibility.proofs.arithmetic import Evidence

EVIDENCE: dict[str, Evidence] = {
    **medicaid.EVIDENCE,
    **nearest.EVIDENCE,
    **household.EVIDENCE,
    **credit.EVIDENCE,
    **subsidies.EVIDENCE,
    **tax.EVIDENCE,
}


def outcome_of(reason: Reason) -> Outcome | None:
    """The outcome that the reason's own facts prove; None when they do not add up. KeyError for an unknown code."""
    outcome, proves = EVIDENCE[reason.code]
    return outcome if proves(reason.facts) else None
