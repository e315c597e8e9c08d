"""The register of risks as it stood on a day: what is open, the heaviest first, and each with its history."""

from datetime import date
from typing import Any

import msgspec

from coverport.oversight.models import Contract, Risk, RiskEntry
from coverport.oversight.rules.risks import WEIGHT


class Standing(msgspec.Struct, frozen=True):
    """A risk as of a day. entries: the first one first; due: whether it should have been looked at again by now; hidden: its words would
    help who means harm, and the public reads them once it is over.
    """

    risk: Risk
    entries: tuple[RiskEntry, ...]
    due: bool
    hidden: bool

    @property
    def now(self) -> RiskEntry:
        return self.entries[-1]


def register(contract: Contract, on: date) -> list[Standing]:
    """All that were raised by a day: the open ones, the heaviest first, then what is over."""
    found = [standing(risk, on) for risk in contract.risks.prefetch_related("entries")]
    return sorted((each for each in found if each is not None), key=_weight)


def standing(risk: Risk, on: date) -> Standing | None:
    """A risk as of a day; None before it was raised."""
    every = list(risk.entries.all())
    entries = tuple(each for each in every if each.on <= on)
    if not entries:
        return None
    due = entries[-1].status == "open" and entries[-1].review_on <= on
    # Also on the page of a past day: what is open now stays with those who mend it.
    return Standing(risk, entries, due, hidden=risk.security and every[-1].status == "open")


def _weight(each: Standing) -> tuple[Any, ...]:
    now = each.now
    heavy = WEIGHT[now.exposure] * 10 + WEIGHT[now.likelihood] + WEIGHT[now.impact]  # type: ignore[index]
    return now.status != "open", -heavy, each.entries[0].on, each.risk.pk
