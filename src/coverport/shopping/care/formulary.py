"""What a plan says of one drug beyond whether it is covered: its tier, and what the plan wants first."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _

from coverport.plans.directory_queries import bounded
from coverport.plans.models import DrugCoverage


class Terms(msgspec.Struct, frozen=True):
    """tier: in the insurer's words; wants: what has to happen before the plan pays."""

    tier: str
    wants: tuple[str, ...]


def terms_of(numbers: Sequence[str], plan_id: str, year: int) -> dict[str, Terms]:
    """RxNorm number -> terms on a plan's formulary in a year."""
    if not numbers:
        return {}
    rows = DrugCoverage.objects.filter(drug__rxnorm_id__in=numbers, plan_id__in={plan_id, plan_id.upper()})
    with bounded():
        return {
            row.drug.rxnorm_id: Terms(tier_words(row.tier), _wants(row))
            for row in rows.select_related("drug").order_by("id")
            if not row.years or year in row.years
        }


def _wants(row: DrugCoverage) -> tuple[str, ...]:
    said = (
        (row.prior_authorization, _("needs prior authorization")),
        (row.step_therapy, _("another drug has to be tried first")),
        (row.quantity_limit, _("there is a limit to the amount")),
    )
    return tuple(words for yes, words in said if yes)


def tier_words(tier: str) -> str:
    """A formulary tier of the machine-readable files in the reader's language; another name as the insurer wrote it."""
    return {
        "GENERIC": _("generic drugs"),
        "PREFERRED-GENERIC": _("preferred generic drugs"),
        "NON-PREFERRED-GENERIC": _("other generic drugs"),
        "BRAND": _("brand drugs"),
        "PREFERRED-BRAND": _("preferred brand drugs"),
        "NON-PREFERRED-BRAND": _("other brand drugs"),
        "SPECIALTY": _("specialty drugs"),
        "ZERO-COST-SHARE-PREVENTIVE-DRUGS": _("preventive drugs at no cost"),
    }.get(tier.upper(), tier)
