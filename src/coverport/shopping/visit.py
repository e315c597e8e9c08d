"""One look at the plans: the answers of an address, the place they name, and the quote for them."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport import law
from coverport.eligibility.facts import Application
from coverport.exchanges import plan_years
from coverport.exchanges.models import Exchange
from coverport.law.resolved import Law
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.certification.suppression import open_place
from coverport.plans.geography import County
from coverport.shopping.answers import Answers
from coverport.shopping.quote import PlanPrice, Quote, quote
from coverport.shopping.search.result import Result


class Visit(msgspec.Struct, frozen=True):
    """What one request for plans is about. today: the exchange's date of record; priced_on: the day whose law prices the plan year.

    result: all that a search looks at; None where there is nobody to price. law: that of the day. was: see places.Here.
    """

    answers: Answers
    county: County
    application: Application
    quote: Quote
    result: Result | None
    law: Law
    today: date
    priced_on: date
    was: County | None = None

    @property
    def is_over(self) -> bool:
        """Whether the plan year lies behind, so that its plans can be looked at and no more."""
        return self.priced_on != self.today

    @property
    def plans(self) -> Sequence[PlanPrice]:
        return self.quote.plans


def visit(
    exchange: Exchange, answers: Answers, county: County, catalog: Catalog | None = None, *, was: County | None = None
) -> Visit:
    """Price the plans of a county that can be chosen now. catalog: None for the published one.

    Raises NoCatalog, NoPlansHere, ZipNeeded, InvalidFacts: each a Refusal with its words.
    """
    today = exchange.today()
    catalog = catalog or catalogs.current(exchange.slug, answers.year)
    place = open_place(catalog, county.fips, answers.zip or None)
    on = plan_years.day_to_look(exchange.profile, answers.year, today)
    application = answers.application(county.state, on)
    resolved = law.resolve(on=on, state=county.state, year=answers.year)
    found = quote(catalog, place, application, law=resolved)
    result = Result(found.priced, uses=answers.uses_of(found.priced_for)) if found.priced else None
    return Visit(answers, county, application, found, result, resolved, today, on, was)
