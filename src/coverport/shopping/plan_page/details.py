"""What a plan page lists beside the benefits: the insurer's own pages, limits of the household's variant, network, drug list, quality."""

from collections.abc import Iterator

import msgspec
from django.utils.translation import gettext as _

from coverport.plans.plan import Plan
from coverport.shopping import cost_sharing
from coverport.shopping.quote import PlanPrice


def documents_of(plan: Plan, variant: str) -> list[tuple[str, str]]:
    """(address, words) of the insurer's pages about a variant."""
    urls, filed = plan.urls, plan.variants.get(variant)
    summary = filed.sbc if filed and filed.sbc else urls.sbc
    return _linked((summary, _("Summary of benefits and coverage")), (urls.brochure, _("Brochure")))


def directories_of(plan: Plan) -> list[tuple[str, str]]:
    """(address, words) of the insurer's lists of doctors and drugs."""
    return _linked(
        (plan.urls.network, _("Doctors and hospitals of the plan")),
        (plan.urls.formulary, _("Drugs that the plan covers")),
    )


def _linked(*known: tuple[str | None, str]) -> list[tuple[str, str]]:
    """Those that are there. Filings leave the scheme out here and there."""
    return [(_with_scheme(address), words) for address, words in known if address]


def _with_scheme(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else f"http://{address}"


def limits_of(price: PlanPrice) -> list[tuple[str, str]]:
    """Deductibles and yearly limits that the filing names, in the order of `cost_sharing.LIMITS`."""
    return _listed(price, cost_sharing.LIMITS)


def _listed(price: PlanPrice, items: dict[str, str]) -> list[tuple[str, str]]:
    costs = cost_sharing.of_variant(price.plan, price.csr_variant)
    return [(_(words), cost_sharing.plain(costs[item])) for item, words in items.items() if _tells(costs.get(item))]


def _tells(words: str | None) -> bool:
    """Whether there is something to say: a drug limit that is part of the medical one is not a figure of its own."""
    return bool(words) and words not in {cost_sharing.INCLUDED, "Not Applicable"}


class Quality(msgspec.Struct, frozen=True):
    """stars: (what, 1 to 5). why_not: the government's reason where the plan has none; claims: how many of them were denied."""

    stars: tuple[tuple[str, int], ...]
    year: int | None
    why_not: str
    claims: tuple[int, int] | None


def quality_of(plan: Plan) -> Quality:
    """Quality ratings and denied claims, as far as they are published."""
    given = plan.stars
    received, denied = plan.claims_received, plan.claims_denied
    claims = (denied, received) if received and denied is not None else None
    if given is None:
        return Quality((), None, "", claims)
    named = (
        (_("All together"), given.overall),
        (_("Medical care"), given.medical_care),
        (_("What members say"), given.member_experience),
        (_("How the plan is run"), given.administration),
    )
    return Quality(tuple((words, stars) for words, stars in named if stars), given.year, given.why_not, claims)


def network_facts(plan: Plan) -> list[tuple[str, str]]:
    """(what, answer) about the network; what the filing does not say is left out."""
    return list(_network(plan))


def _network(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.network_name:
        yield _("Name of the network"), plan.network_name
    yield from _answered(_("You need a referral to see a specialist"), plan.referral_required)
    yield from _answered(_("It has doctors in the whole country"), plan.national_network)


def plan_facts(plan: Plan) -> list[tuple[str, str]]:
    """(what, answer) about the plan itself."""
    return list(_facts(plan))


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.design:
        yield _("Standardized plan"), plan.design
    yield from _answered(_("Works with a health savings account"), plan.hsa_eligible)
    yield from _answered(_("Covers children's dental care"), plan.child_dental)
    yield from _answered(_("Covers adults' dental care"), plan.adult_dental)
    if plan.dependents_max_age is not None:
        yield _("Covers children up to the age of"), str(plan.dependents_max_age)
    if plan.disease_programs:
        yield _("Programs for people with"), ", ".join(_disease(name) for name in plan.disease_programs)


def _answered(words: str, said: bool | None) -> Iterator[tuple[str, str]]:
    if said is not None:
        yield words, _("Yes") if said else _("No")


def _disease(name: str) -> str:
    """A disease management program, named as CMS's template names it."""
    return {
        "Asthma": _("Asthma"),
        "Heart Disease": _("Heart disease"),
        "Depression": _("Depression"),
        "Diabetes": _("Diabetes"),
        "High Blood Pressure & High Cholesterol": _("High blood pressure and high cholesterol"),
        "Low Back Pain": _("Low back pain"),
        "Pain Management": _("Pain management"),
        "Pregnancy": _("Pregnancy"),
        "Weight Loss Programs": _("Weight loss"),
    }.get(name, name)
