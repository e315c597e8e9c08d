"""Plans that take no new enrollment and keep their people. Shopping leaves them out, a selection is refused with words."""

from datetime import date

import msgspec
import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.core.prepared import Read
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.certification.events import PlanSuppressed, SuppressionLifted
from coverport.plans.certification.refusals import ReasonNeeded, WrongStep
from coverport.plans.models import Suppression
from coverport.plans.plan import key_of
from coverport.plans.rules.arrays import Int, Place

CLOSED = Read(
    lambda exchange, year: Suppression.objects.filter(exchange__slug=exchange, year=year, lifted_on=None).values_list(
        "plan_id"
    )
)


@transaction.atomic
def suppress_plan(*, actor: Actor, exchange: Exchange, year: int, plan_id: str, reason: str, on: date) -> Suppression:
    """Let nobody new into a published plan. Said twice, it is said once. Raises NotAllowed, ReasonNeeded, NoCatalog, UnknownPlan."""
    actor.require(Permission.CERTIFY_PLANS, exchange)
    if not reason.strip():
        raise ReasonNeeded(_("Say why. It stays in the record."), field="reason")
    known = catalogs.current(exchange.slug, year).plan(plan_id.strip()).plan_id
    row, made = Suppression.objects.get_or_create(
        exchange=exchange,
        year=year,
        plan_id=key_of(known),
        lifted_on=None,
        defaults={"reason": reason.strip(), "since": on},
    )
    if made:
        record(PlanSuppressed(year, row.plan_id), by=actor, on=on, exchange=exchange.slug, subject=row.plan_id)
    return row


@transaction.atomic
def lift_suppression(*, actor: Actor, exchange: Exchange, suppression: Suppression, on: date) -> None:
    """Let people choose the plan again. Raises NotAllowed, WrongStep."""
    actor.require(Permission.CERTIFY_PLANS, exchange)
    locked = Suppression.objects.select_for_update().get(pk=suppression.pk)
    if locked.exchange_id != exchange.pk or locked.lifted_on is not None:
        raise WrongStep(_("This plan can be chosen already."))
    locked.lifted_on = on
    locked.save(update_fields=["lifted_on"])
    record(
        SuppressionLifted(locked.year, locked.plan_id), by=actor, on=on, exchange=exchange.slug, subject=locked.plan_id
    )


def suppressed(exchange: str, year: int) -> frozenset[str]:
    """Keys of the plans that take nobody new now."""
    return frozenset(plan_id for (plan_id,) in CLOSED.all(exchange, year))


def is_suppressed(exchange: str, year: int, plan_id: str) -> bool:
    """Whether a plan takes nobody new now."""
    return key_of(plan_id) in suppressed(exchange, year)


def open_place(catalog: Catalog, county_fips: str, zip_code: str | None) -> Place:
    """A place with the plans that can be chosen there now: what a new household is shown, and what its benchmark is found among.

    A plan that is closed to new enrollment is no benchmark for who enrolls then, 26 CFR 1.36B-3(f). Raises NoPlansHere, ZipNeeded.
    """
    return without(catalog, catalog.place(county_fips, zip_code), suppressed(catalog.exchange, catalog.year))


def without(catalog: Catalog, place: Place, closed: frozenset[str]) -> Place:
    """A place without some plans, by their keys."""
    if not closed:
        return place
    return msgspec.structs.replace(
        place, rows=_without(catalog, place.rows, closed), dental_rows=_without(catalog, place.dental_rows, closed)
    )


def _without(catalog: Catalog, rows: Int, closed: frozenset[str]) -> Int:
    return rows[np.array([key_of(catalog.plan_id_of(int(row))) not in closed for row in rows], dtype=np.bool_)]
