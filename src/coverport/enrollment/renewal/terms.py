"""What all renewals of a state into a plan year share: catalog, crosswalk and law, read once for a run."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from coverport.core.errors import Refusal
from coverport.eligibility import record
from coverport.eligibility.engine import BenchmarkFor
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.alike import Benchmarks, Shares, Totals
from coverport.enrollment.renewal.rules import calendar
from coverport.enrollment.rules.months import Method
from coverport.exchanges.calendar import Window
from coverport.exchanges.models import Exchange
from coverport.law.lookups import last_day_to_appeal, new_year, tobacco_rating, typed
from coverport.law.parameters import PartialMonth, TobaccoRating, UnderAge
from coverport.law.parameters.calendar import Passive, RenewalOrder
from coverport.law.parameters.common import Days
from coverport.law.resolved import Law, resolve
from coverport.plans import catalogs, crosswalks
from coverport.plans.catalog import Catalog
from coverport.plans.certification.suppression import suppressed, without
from coverport.plans.crosswalks import Crosswalk
from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Place
from coverport.shopping.pricing.columns import PlaceColumns, columns_of, dental_columns_of


class CannotRenew(Refusal):
    """Nothing of the state can be renewed into the year on this day."""

    code = "cannot_renew"


class Terms:
    """The terms of a run on a day. Raises CannotRenew, NoCatalog, MissingLaw before anything is done."""

    def __init__(self, exchange: Exchange, state: str, year: int, on: date) -> None:
        self.exchange, self.state, self.year, self.on = exchange, state, year, on
        self.first, self.last_before = new_year(year), date(year - 1, 12, 31)
        if state not in exchange.profile.states_of(year):
            raise CannotRenew(_("%(exchange)s does not serve %(state)s in %(year)s.") % {
                "exchange": exchange.name, "state": state, "year": year,
            })  # fmt: skip
        if on > self.last_before:
            raise CannotRenew(
                _("Plan year %(year)s has begun. People who are not renewed by now choose a plan.") % {"year": year}
            )
        self.catalog: Catalog = catalogs.current(exchange.slug, year)
        self.passive = typed(Passive, "renewal.passive", on=self.first, state=state)
        self.order = typed(RenewalOrder, "renewal.crosswalk", on=self.first)
        self.days = typed(Days, "renewal.error_report", on=on).days
        self.dependent_under = typed(UnderAge, "plans.dependent_age", on=self.first).under
        self.pediatric_under = typed(UnderAge, "plans.pediatric_age", on=self.first).under
        self.medicare_under = typed(UnderAge, "renewal.medicare_age", on=self.first).under
        self.method: Method = typed(PartialMonth, "payment.partial_month", on=self.first, state=state).method
        self.tobacco: TobaccoRating = tobacco_rating(self.first)
        self.law: Law = resolve(on=on, state=state, year=year)
        self.closed = suppressed(exchange.slug, year)
        # What all letters of the run say alike: see notices.Context.
        self.said: dict[tuple[str, ...], Any] = {}
        self._places: dict[tuple[str, str], Place] = {}
        self._old: dict[tuple[int, str], Plan] = {}
        self._open: dict[Place, tuple[Place, BenchmarkFor]] = {}
        self._benchmarks = Benchmarks(self.catalog)
        self.totals, self.shares = Totals(), Shares(self.catalog)

    @cached_property
    def given(self) -> str:
        """A hash of all that a household's plan is worked out from and that households share, whatever the day of the run."""
        rules = self.passive, self.order, self.tobacco, self.law.credit, self.dependent_under, self.pediatric_under
        return record.digest([self.state, self.year, self.catalog.sha256, sorted(self.closed), self.crosswalk, rules])

    @cached_property
    def answer_by(self) -> date:
        """Until when a household that is told today may say what is wrong."""
        return calendar.answer_by(self.on, self.days)

    @cached_property
    def due_on(self) -> date:
        return calendar.due_on(self.on, self.days, self.year)

    @property
    def due_at_once(self) -> bool:
        """Whether who is told today is enrolled again today: on the last day before the year."""
        return self.due_on <= self.on

    @cached_property
    def appeal_by(self) -> date:
        """Until when an appeal of what is decided today may be asked for."""
        return last_day_to_appeal(self.on)

    @property
    def authority(self) -> str:
        """Of a renewal's first day and of the order of plans."""
        return self.order.citation

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Open enrollment of the year."""
        return self.exchange.calendar.of_year(self.year)

    @cached_property
    def opens(self) -> date | None:
        """The first day of open enrollment."""
        return min((each.selected_from for each in self.windows), default=None)

    @cached_property
    def closes(self) -> date | None:
        """The last one."""
        return max((each.selected_to for each in self.windows), default=None)

    @cached_property
    def pay_by(self) -> date | None:
        """The last day of a first payment for coverage from January 1, where another insurer takes over."""
        return max((each.pay_by for each in self.windows if each.starts == self.first and each.pay_by), default=None)

    @cached_property
    def crosswalk(self) -> Mapping[str, tuple[Crosswalk, ...]]:
        """Last year's plan, its id in capitals -> the rows of the state."""
        found: dict[str, list[Crosswalk]] = {}
        for row in crosswalks.of_year(self.year - 1):
            if row.state == self.state:
                found.setdefault(row.old.upper(), []).append(row)
        return {plan_id: tuple(rows) for plan_id, rows in found.items()}

    def filed(self, plan_id: str, county: str, zip_code: str) -> Crosswalk | None:
        """What the insurer says of a plan at a place."""
        rows = self.crosswalk.get(plan_id.upper(), ())
        return crosswalks.nearest(rows, state=self.state, county=county, zip_code=zip_code)

    def place(self, county: str, zip_code: str) -> Place:
        """All plans there, also those that take nobody new. Raises NoPlansHere, ZipNeeded."""
        key = county, zip_code
        if key not in self._places:
            self._places[key] = self.catalog.place(county, zip_code or None)
        return self._places[key]

    def open_place(self, place: Place) -> tuple[Place, BenchmarkFor]:
        """A place without the plans that are closed, and what the engine asks for there."""
        if place not in self._open:
            open_ = without(self.catalog, place, self.closed)
            self._open[place] = open_, self._benchmarks.at(open_)
        return self._open[place]

    def columns(self, place: Place, kind: str) -> PlaceColumns:
        return dental_columns_of(self.catalog, place) if kind == "dental" else columns_of(self.catalog, place)

    def old_plan(self, before: Enrollment) -> Plan:
        """The plan that ends with the year, as the catalog has it that priced it."""
        key = before.catalog_id, before.plan_id
        if key not in self._old:
            number = before.catalog
            self._old[key] = catalogs.numbered(number.exchange, number.year, number.number).plan(before.plan_id)
        return self._old[key]
