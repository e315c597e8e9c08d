"""Who goes to the agency and why, and who holds a case: 45 CFR 155.302(b), 155.345."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination, PersonResult

# likely: found likely here, the agency decides; decided: decided here, the agency enrolls; other_grounds: age, disability, need of
# care; asked: the person asks the agency to look at everything.
Reason = Literal["likely", "decided", "other_grounds", "asked"]
AUTHORITY: dict[str, str] = {
    "likely": "45 CFR 155.302(b)(3), 155.345(d)",
    "decided": "45 CFR 155.310(d)(3), 155.345(d)",
    "other_grounds": "45 CFR 155.345(b)",
    "asked": "45 CFR 155.302(b)(4)(i)(B), 155.345(c)",
}
Status = Literal["sending", "at_agency", "withdrawing", "approved", "denied", "withdrawn", "refused"]
# Until the agency has given a receipt, the exchange holds the case; with it, the agency does, until its answer is taken in here. Who
# takes a request back is held here at once: the agency may have let go before we hear of it. refused: the agency does not take it.
OPEN: tuple[Status, ...] = ("sending", "at_agency", "withdrawing")
HOLDER: dict[str, Literal["exchange", "agency"]] = {
    "sending": "exchange",
    "at_agency": "agency",
    "withdrawing": "exchange",
    "approved": "agency",
    "denied": "exchange",
    "withdrawn": "exchange",
    "refused": "exchange",
}


class Referral(msgspec.Struct, frozen=True):
    """One person to be handed off. person: their reference."""

    person: str
    reason: Reason


def referrals(decided: Determination, unproven: frozenset[str] = frozenset()) -> Iterator[Referral]:
    """Everybody of a decision who goes to the agency. unproven: whose Medicaid waits for proof of income here."""
    for one in decided.people:
        reason = _reason(one)
        if reason is not None and one.id not in unproven:
            yield Referral(one.id, reason)


def _reason(one: PersonResult) -> Reason | None:
    if Outcome.YES in (one.medicaid.outcome, one.chip.outcome):
        return "decided" if one.medicaid_decided_by == "exchange" else "likely"
    return "other_grounds" if one.referral.outcome is Outcome.YES else None


def program_of(one: PersonResult) -> str:
    """Medicaid or CHIP, as found here."""
    return "chip" if one.chip.outcome is Outcome.YES and one.medicaid.outcome is not Outcome.YES else "medicaid"
