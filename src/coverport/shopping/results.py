"""The results page: what the household may get, then every plan at its price."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.core.listing import listed
from coverport.core.money import Cents
from coverport.eligibility.engine import determine, family_members
from coverport.eligibility.results import Determination
from coverport.eligibility.words import sentence
from coverport.plans import geography
from coverport.shopping.answers import USUAL
from coverport.shopping.chart import draw
from coverport.shopping.choosing import chosen_by
from coverport.shopping.estimate import estimate, people_words
from coverport.shopping.faces import Face
from coverport.shopping.filters import Chosen, orders, sorted_by
from coverport.shopping.forms import USES
from coverport.shopping.listing import listing
from coverport.shopping.outlook import Outlook, outlook
from coverport.shopping.quote import benchmark_in
from coverport.shopping.saved.rows import kept_in_rows
from coverport.shopping.visit import Visit
from coverport.shopping.yearly_cost.spending import spending


def page(request: HttpRequest, found: Visit, face: Face) -> dict[str, Any]:
    """Everything that the page says."""
    answers = found.answers
    return {
        **plans(request, found, face), **household(found, face), "estimate": estimate(found.quote, found.application),
        "apply_url": f"{face.apply()}?{answers.query()}", "priced_on": found.priced_on if found.is_over else None,
        "was": found.was,
    }  # fmt: skip


def household(found: Visit, face: Face) -> dict[str, Any]:
    """Who asks, and where: the line under the heading."""
    answers = found.answers
    return {
        "face": face, "answers": answers, "county": found.county, "state": geography.state_name(found.county.state),
        "ages": listed([str(person.age) for person in family_members(found.application)]),
        "people": people_words(found.quote, found.application), "change_url": f"{face.home}?{answers.query()}",
        "results_url": f"{face.results}?{answers.query()}", "help_url": f"{face.help}?{answers.query()}",
    }  # fmt: skip


def plans(request: HttpRequest, found: Visit, face: Face) -> dict[str, Any]:
    """The list with its filters: what a change of them alone asks for."""
    answers, chosen = found.answers, chosen_by(request, found, preview=bool(face.preview))
    context = {
        "face": face, "answers": answers, "people": people_words(found.quote, found.application), "all": 0,
        "answer_pairs": answers.pairs(), "use_pairs": answers.pairs_but_use(), "chosen": chosen, "list_url": face.results,
        "uses": _uses(found), "illustrated": spending().year if chosen.illustrated else None,
        "exempt_query": _exempt_query(found, chosen), "how_url": reverse("shopping:method"),
        "sorted_by": sorted_by(chosen.sort), "orders": orders(), "passing": 0,
    }  # fmt: skip
    if found.result is None:
        return context
    way = answers.query(*chosen.pairs())  # the plan's page leads back to the list as it is
    listed = listing(
        found.result, chosen, prices=found.quote.at, url=lambda price: f"{face.plan(price.plan.plan_id)}?{way}", action=_("See plan"),
        query=answers.query, compare_url=face.compare,
    )  # fmt: skip
    kept = {} if face.preview else kept_in_rows(request, answers, way, chosen.marks)
    return context | listed | kept


def _uses(found: Visit) -> list[dict[str, Any]]:
    """How much care each person expects; those who are not in the prices keep their answer unseen."""
    words = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
    priced = set(found.quote.priced_for)
    return [
        {
            "id": f"use-{person.id}", "age": person.age, "number": person.id, "asked": person.id in priced, "value": answered.use,
            "options": [(use, words[use], use == answered.use) for use in USES],
        }
        for person, answered in zip(family_members(found.application), found.answers.people, strict=True)
    ]  # fmt: skip


def _exempt_query(found: Visit, chosen: Chosen) -> str:
    """Leads to the same list with catastrophic plans, where the household is too old for those that are sold here."""
    closed = any(left.why_not == "catastrophic_age" for left in found.quote.left_out)
    return found.answers.but(exempt=True).query(*chosen.pairs()) if closed and not found.answers.exempt else ""


def help_page(found: Visit, face: Face) -> dict[str, Any]:
    """What the household may get, with more and with less income."""
    answers, decided = found.answers, found.quote.determination
    curve = _curve(found)
    income = answers.income
    return {
        **household(found, face), "estimate": estimate(found.quote, found.application), "curve": curve,
        "chart": draw(curve, income, decided.aptc if income is not None else None), "table": _stretches(curve),
        "nearest": [(_who(each.people), sentence(each.reason)) for each in decided.nearest], "credit": decided.aptc,
        "priced_on": found.priced_on if found.is_over else None,
    }  # fmt: skip


def _curve(found: Visit) -> Outlook:
    quote = found.quote
    benchmark = benchmark_in(quote.catalog, quote.place)

    def ask(income: Cents) -> Determination:
        application = found.answers.but(income=income).application(found.county.state, found.priced_on)
        return determine(application, law=found.law, benchmark=benchmark, advice=False)

    guideline = quote.determination.tax_households[0].guideline
    return outlook(ask, guideline=guideline, income=found.answers.income)


def _stretches(curve: Outlook) -> list[dict[str, Any]]:
    """The curve in rows: from which income to which, the credit at both ends, who is likely to have a public program."""
    return [
        {
            "first": first, "last": last, "is_last": last.income == curve.most_income,
            "public": listed([_("You") if each == "1" else _("Person %(number)s") % {"number": each} for each in first.public]),
            "extra": any(variant != "01" for variant in first.variants),
        }
        for first, last in curve.stretches
    ]  # fmt: skip


def _who(ids: Sequence[str]) -> str:
    return listed([_("You") if each == "1" else _("Person %(number)s") % {"number": each} for each in ids])


assert USUAL in USES
