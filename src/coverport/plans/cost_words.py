"""The words of a filing about cost sharing as figures: "$35 Copay after deductible", "20%", "$500 per person | $1000 per group"."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from coverport.core.money import Cents, cents
from coverport.plans.plan import Share, Tier

_DOLLARS = re.compile(r"\$\s?([\d,]+(?:\.\d{1,2})?)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?%")
_NOTHING = re.compile(r"^no charge", re.IGNORECASE)
_PER_PERSON = re.compile(r"\$\s?([\d,]+(?:\.\d{1,2})?) per person", re.IGNORECASE)
_PER_GROUP = re.compile(r"\$\s?([\d,]+(?:\.\d{1,2})?) per group", re.IGNORECASE)

When = Literal["before", "after"]


@lru_cache(maxsize=65536)
def dollars_in(words: str) -> Cents | None:
    """The first dollars of "$3,500" or "$35 Copay after deductible"; None where there are none."""
    found = _DOLLARS.search(words)
    return cents(found[1]) if found else None


@lru_cache(maxsize=65536)
def percent_in(words: str) -> Decimal | None:
    """The first percent of "20% Coinsurance after deductible", as 20; None where there is none."""
    found = _PERCENT.search(words)
    return Decimal(found[1]).normalize() + 0 if found else None


@lru_cache(maxsize=65536)
def family_amounts(words: str) -> tuple[Cents | None, Cents | None]:
    """(per person, all together) of "$3000 per person | $6000 per group"; a single figure is for all together."""
    person, group = _PER_PERSON.search(words), _PER_GROUP.search(words)
    if person or group:
        return (cents(person[1]) if person else None, cents(group[1]) if group else None)
    return None, dollars_in(words)


def when(words: str) -> When | None:
    """Whether a payment is due "before" or "after" the deductible; None where the words do not say."""
    low = words.lower()
    if "after deductible" in low:
        return "after"
    return "before" if "before deductible" in low else None


def _per(words: str) -> Literal["stay", "day"] | None:
    low = words.lower()
    if "per stay" in low:
        return "stay"
    return "day" if "per day" in low else None


def is_silent(words: str) -> bool:
    """Whether words say nothing: empty, or not applicable."""
    return words.strip().lower() in {"", "not applicable", "n/a"}


@lru_cache(maxsize=65536)
def share(copay: str, coinsurance: str, tier: Tier = "in") -> Share | None:
    """A member's share from the two columns of a benefit; None where both say nothing."""
    said = [words.strip() for words in (copay, coinsurance) if not is_silent(words)]
    if not said:
        return None
    return Share(
        tier=tier,
        copay=0 if _NOTHING.match(copay) else dollars_in(copay),
        copay_when=when(copay),
        per=_per(copay),
        coinsurance=Decimal(0) if _NOTHING.match(coinsurance) else percent_in(coinsurance),
        coinsurance_when=when(coinsurance),
        not_covered=any("not covered" in words.lower() for words in said),
        words=" and ".join(dict.fromkeys(said)),
    )


@lru_cache(maxsize=65536)
def share_of_landscape(words: str) -> Share | None:
    """A member's share from the one cell of a landscape: "$200 Copay before deductible and 20% Coinsurance after deductible"."""
    parts = words.split(" and ")
    copay = next((part for part in parts if dollars_in(part) is not None or _NOTHING.match(part)), "")
    return share(copay, next((part for part in parts if percent_in(part) is not None), ""))
