"""What a plan page lists: the insurer's own pages, and the cost sharing of the household's variant."""

from django.utils.translation import gettext as _

from coverport.plans.plan import Plan
from coverport.shopping import cost_sharing
from coverport.shopping.quote import PlanPrice


def documents_of(plan: Plan) -> list[tuple[str, str]]:
    """(address, words) of the insurer's own pages. Filings leave the scheme out here and there."""
    urls = plan.urls
    known = (
        (urls.sbc, _("Summary of benefits and coverage")),
        (urls.network, _("Doctors and hospitals of the plan")),
        (urls.formulary, _("Drugs that the plan covers")),
        (urls.brochure, _("Brochure")),
    )
    return [(_with_scheme(address), words) for address, words in known if address]


def _with_scheme(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else f"http://{address}"


def limits_of(price: PlanPrice) -> list[tuple[str, str]]:
    """Deductibles and yearly limits that the filing names, in the order of `cost_sharing.LIMITS`."""
    return _listed(price, cost_sharing.LIMITS)


def care_of(price: PlanPrice) -> list[tuple[str, str]]:
    """What each kind of care costs the member."""
    return _listed(price, cost_sharing.CARE)


def _listed(price: PlanPrice, items: dict[str, str]) -> list[tuple[str, str]]:
    costs = cost_sharing.of_variant(price.plan, price.csr_variant)
    return [(_(words), cost_sharing.plain(costs[item])) for item, words in items.items() if _tells(costs.get(item))]


def _tells(words: str | None) -> bool:
    """Whether there is something to say: a drug limit that is part of the medical one is not a figure of its own."""
    return bool(words) and words not in {cost_sharing.INCLUDED, "Not Applicable"}
