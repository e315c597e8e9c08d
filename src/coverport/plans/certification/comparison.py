"""Plan by plan: the template's own words, what shoppers would see, and last year's plan."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from coverport.core.money import display
from coverport.plans import variants
from coverport.plans.catalog import Catalog
from coverport.plans.certification.preview import catalog_of
from coverport.plans.certification.reading import Read, read_all
from coverport.plans.certification.refusals import NotReady
from coverport.plans.importers.records import PLAN, RATES
from coverport.plans.importers.tables_rates import by_age
from coverport.plans.models import Plan as PlanRow
from coverport.plans.models import QhpApplication, RateRow
from coverport.plans.plan import STANDARD, Plan, key_of
from coverport.plans.rules.arrays import NO_RATE

AGES = (0, 21, 40, 64)


class Line(msgspec.Struct, frozen=True):
    """One fact of a plan, side by side; "" where a side does not say. differs: from last year."""

    name: str
    template: str
    shown: str
    before: str

    @property
    def differs(self) -> bool:
        return bool(self.before) and self.before != self.shown

    @property
    def misread(self) -> bool:
        """Whether shoppers would see something else than the template says."""
        return bool(self.template) and self.template != self.shown


class Compared(msgspec.Struct, frozen=True):
    """A plan with its lines. new: last year had no plan of this id."""

    plan_id: str
    name: str
    new: bool
    lines: tuple[Line, ...]


def side_by_side(application: QhpApplication) -> list[Compared]:
    """Every plan of an application; empty while its files make up none."""
    try:
        catalog = catalog_of(application)
    except NotReady:
        return []
    files = read_all(application)
    said, printed = _template(files), _template_prices(files)
    before = _before(application)
    mine = [plan for plan in catalog.plans() if plan.issuer_id == application.issuer_id]
    found = []
    for plan in mine:
        key = key_of(plan.plan_id)
        found.append(_compared(plan, catalog, _as_plan(plan, said.get(key, {})), printed.get(key, {}), before.get(key)))
    return found


def _template(files: Sequence[Read]) -> dict[str, dict[str, Any]]:
    """Plan id -> what its template says, variant by variant, before anything is put together."""
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        for record in (one for one in file.records if one.kind == PLAN):
            made = found.setdefault(key_of(record.key), {"plan": record.details["plan"], "variants": {}})
            if variant := record.details.get("variant"):
                made["variants"][variant["number"]] = variant
    return found


def _template_prices(files: Sequence[Read]) -> dict[str, dict[int, str]]:
    """Plan id -> what its Rates template prints for its first area."""
    printed: dict[str, dict[str, dict[str, int]]] = {}
    for record in (one for file in files for one in file.records if one.kind == RATES):
        printed.setdefault(key_of(record.key), {}).setdefault(record.details["area"], {}).update(record.details["ages"])
    return {plan: _prices(by_age(areas[min(areas)])[0]) for plan, areas in printed.items()}


def _before(application: QhpApplication) -> dict[str, tuple[Plan, dict[int, str]]]:
    """Plan id -> last year's plan, and its prices in its first area."""
    rows = PlanRow.objects.filter(
        filing__exchange=application.filed_at.slug, filing__year=application.year - 1, filing__state=application.state,
        issuer__hios_id=application.issuer_id,
    )  # fmt: skip
    return {key_of(row.plan_id): (msgspec.convert(row.details, Plan), _stored_prices(row)) for row in rows}


def _stored_prices(row: PlanRow) -> dict[int, str]:
    first = RateRow.objects.filter(plan=row).order_by("rating_area").first()
    return _prices(first.rates) if first else {}


def _prices(rates: Sequence[int]) -> dict[int, str]:
    return {age: display(int(rates[age])) for age in AGES if int(rates[age]) != NO_RATE}


def _compared(
    plan: Plan,
    catalog: Catalog,
    template: Plan | None,
    printed: dict[int, str],
    before: tuple[Plan, dict[int, str]] | None,
) -> Compared:
    old, old_prices = before or (None, {})
    lines = [
        Line(name, tell(template) if template else "", tell(plan), tell(old) if old else "")
        for name, tell in _facts(plan).items()
    ]
    prices = _prices(catalog.rates[_first_row(catalog, plan)])
    lines += [
        Line(
            _("Price at age %(age)s, first area") % {"age": age},
            printed.get(age, ""),
            prices.get(age, ""),
            old_prices.get(age, ""),
        )
        for age in AGES
    ]
    kept = tuple(line for line in lines if line.template or line.shown or line.before)
    return Compared(plan.plan_id, plan.name, old is None, kept)


def _as_plan(plan: Plan, said: dict[str, Any]) -> Plan | None:
    """The template's record alone, as a plan."""
    if not said:
        return None
    whole = {
        "issuer_name": plan.issuer_name,
        "state": plan.state,
        "issuer_id": plan.issuer_id,
        "plan_id": plan.plan_id,
        "plan_type": "",
    }
    return msgspec.convert({**whole, **said["plan"], "variants": said["variants"]}, Plan, strict=False)


def _first_row(catalog: Catalog, plan: Plan) -> int:
    places = [row for row in range(len(catalog.row_plan)) if catalog.plan_id_of(row) == plan.plan_id]
    return min(places, key=catalog.area)


def _facts(plan: Plan) -> dict[str, Callable[[Plan], str]]:
    facts: dict[str, Callable[[Plan], str]] = {
        _("Name"): lambda one: one.name,
        _("Metal level"): lambda one: one.metal_level,
        _("Plan type"): lambda one: one.plan_type,
        _("Network"): lambda one: one.network_id,
        _("Service area"): lambda one: one.service_area_id,
        _("Share of essential benefits"): lambda one: _percent(
            one.ehb_share * 100 if one.ehb_share is not None else None
        ),
    }
    for number in sorted(plan.variants) or [STANDARD]:
        facts |= _of_variant(number)
    return facts


def _of_variant(number: str) -> dict[str, Callable[[Plan], str]]:
    def variant(one: Plan) -> Any:
        return variants.of(one, number)

    def amount(one: Plan, kind: str) -> str:
        found = variant(one)
        return ", ".join(
            f"{display(each.individual)}"
            for each in getattr(found, kind, ())
            if each.tier == "in" and each.individual is not None
        )

    return {
        _("%(number)s: actuarial value") % {"number": number}: lambda one: _percent(
            getattr(variant(one), "actuarial_value", None)
        ),
        _("%(number)s: deductible, one person") % {"number": number}: lambda one: amount(one, "deductibles"),
        _("%(number)s: limit, one person") % {"number": number}: lambda one: amount(one, "limits"),
        _("%(number)s: primary care") % {"number": number}: lambda one: _care(variant(one)),
    }


def _care(variant: Any) -> str:
    shares = getattr(variant, "shares", {}).get(variants.BENEFIT_NAMES["primary_care_physician"], ())
    return next((share.words for share in shares if share.tier == "in"), "")


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}%"
