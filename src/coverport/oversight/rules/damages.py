"""Liquidated damages: what a late or missed milestone costs the vendor by the contract's own words, never over its cap."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from coverport.core.money import Cents


class DamagesTerms(msgspec.Struct, frozen=True):
    """What the contract says. amount: cents, once (fixed) or for each day late (daily); cap: the most, None for none.

    notice_days: so many days after notice was served the damages can be set off.
    """

    kind: Literal["fixed", "daily"]
    amount: Cents
    cap: Cents | None
    notice_days: int


class Damages(msgspec.Struct, frozen=True):
    """What has come due by a day. days: days late; capped: the cap cut it."""

    days: int
    cents: Cents
    capped: bool


def damages_due(terms: DamagesTerms, due: date, accepted: date | None, on: date) -> Damages:
    """Damages for a milestone by the end of a day: from the day after it was due until the day on which it was accepted."""
    until = on if accepted is None else min(accepted, on)
    days = max(0, (until - due).days)
    raw = terms.amount * days if terms.kind == "daily" else terms.amount if days else 0
    cents = raw if terms.cap is None else min(raw, terms.cap)
    return Damages(days, cents, cents < raw)


def can_be_set_off(terms: DamagesTerms, served: date | None, on: date) -> bool:
    """Whether notice was served long enough ago."""
    return served is not None and on >= served + timedelta(days=terms.notice_days)
