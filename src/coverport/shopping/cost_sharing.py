"""What a plan makes its members pay for care: the filing's words made short and plain, and the dollars in them."""

import re
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from coverport.core.money import Cents, cents
from coverport.plans.plan import Plan

STANDARD = "01"
INCLUDED = "Included in Medical"
# The order in which a plan page shows them.
CARE = {
    "primary_care_physician": _noop("Doctor visit"),
    "specialist": _noop("Specialist visit"),
    "emergency_room": _noop("Emergency room"),
    "inpatient_facility": _noop("Hospital stay"),
    "inpatient_physician": _noop("Doctor in the hospital"),
    "generic_drugs": _noop("Generic drugs"),
    "preferred_brand_drugs": _noop("Preferred brand drugs"),
    "non_preferred_brand_drugs": _noop("Other brand drugs"),
    "specialty_drugs": _noop("Specialty drugs"),
}
LIMITS = {
    "medical_deductible_individual": _noop("Deductible, one person"),
    "medical_deductible_family": _noop("Deductible, family"),
    "drug_deductible_individual": _noop("Deductible for drugs, one person"),
    "drug_deductible_family": _noop("Deductible for drugs, family"),
    "medical_maximum_out_of_pocket_individual": _noop("Most you pay in a year, one person"),
    "medical_maximum_out_of_pocket_family": _noop("Most you pay in a year, family"),
    "drug_maximum_out_of_pocket_individual": _noop("Most you pay for drugs in a year, one person"),
    "drug_maximum_out_of_pocket_family": _noop("Most you pay for drugs in a year, family"),
}
# Phrases of federal filings, longest first.
_PHRASES = (
    ("No Charge after Deductible", _noop("$0 after deductible")),
    ("No Charge", _noop("$0")),
    ("Included in Medical", _noop("included in the medical one")),
    ("Not Applicable", _noop("not applicable")),
    ("before deductible", _noop("before deductible")),
    ("after deductible", _noop("after deductible")),
    ("per Stay", _noop("a stay")),
    ("per Day", _noop("a day")),
    (" and ", _noop(" and ")),
    (" Copay", ""),
    (" Coinsurance", ""),
)
_PATTERN = re.compile("|".join(re.escape(phrase) for phrase, _short in _PHRASES), re.IGNORECASE)
_SHORT = {phrase.lower(): short for phrase, short in _PHRASES}


def of_variant(plan: Plan, variant: str) -> dict[str, str]:
    """The filing's words for a variant; the standard ones where it has none of its own; empty where it says nothing."""
    return plan.cost_sharing.get(variant) or plan.cost_sharing.get(STANDARD, {})


def plain(words: str) -> str:
    """ "$35 Copay and 20% Coinsurance after deductible" -> "$35 and 20% after deductible", in the reader's language."""
    return _plain(words, get_language() or "en")


@lru_cache(maxsize=8192)
def _plain(words: str, language: str) -> str:
    def shortened(found: re.Match[str]) -> str:
        short = _SHORT[found[0].lower()]
        return _(short) if short else ""

    return _PATTERN.sub(shortened, words)


@lru_cache(maxsize=8192)
def amount(words: str) -> Cents | None:
    """The dollars of "$3,500"; None where there are no dollars to compare."""
    found = re.match(r"\$([\d,]+(?:\.\d\d)?)", words)
    return cents(found[1]) if found else None
