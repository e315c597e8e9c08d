"""A made-up market of plan year 2027 in New Hampshire, for tests of pages: six plans of two insurers, dental plans, doctors, drugs."""

import html
import re
from datetime import date
from typing import Any

from coverport import law
from coverport.core.access import Actor
from coverport.eligibility.facts import Application
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, context
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from coverport.shopping.quote import Quote, preview_application, quote

DAY = date(2026, 11, 25)
MERRIMACK = "33013"
COUPLE = "zip=03301&age=40&age=38&income=60000&year=2027"
ALONE = "zip=03301&age=30&income=28000&year=2027"


def open_market(*, plans: int = 12) -> Exchange:
    """The federal exchange with the market published. Callbacks on commit must run: publishing is one of them."""
    context._published.cache_clear()
    exchange = Exchange.objects.create(slug="federal", name="federal", sample=True, date_of_record=DAY)
    generate_market(actor=Actor.system("test"), wish=Wish("federal", "NH", 2027, 2, plans, 1), on=DAY)
    return exchange


def quoted(ages: list[int], income: int, **more: Any) -> Quote:
    """The quote that pages must agree with. income: cents a year."""
    catalog = catalogs.current("federal", 2027)
    application: Application = preview_application(ages, state="NH", year=2027, on=DAY, income=income, **more)
    resolved = law.resolve(on=DAY, state="NH", year=2027)
    return quote(catalog, catalog.place(MERRIMACK, "03301"), application, law=resolved)


def text_of(answer: Any) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
