"""Reads of who is kept insured: what follows a bridge, what ends when, who would have neither."""

from datetime import date, timedelta
from typing import Any

import msgspec
from django.db.models import Count, DateField, Exists, F, Func, Min, OuterRef, Q, QuerySet, Sum

from coverport.enrollment.models import EnrollmentMember, Kind
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.models import Bridge, DirectPolicy

# So far ahead the desk looks for who would have neither.
AHEAD = timedelta(days=60)


class Ending(msgspec.Struct, frozen=True):
    """Bridges of one kind that end on one day. since: the first day of the first; nothing: people whom nothing covers after it."""

    title: str
    last: date
    people: int
    nothing: int
    since: date


def open_bridges(exchange: Exchange) -> QuerySet[Any]:
    """Bridges of who is kept insured, or was and has nothing known yet; what ends next first.

    follows, of each: whether something covers them on the day after it.
    """
    rows = Bridge.objects.filter(exchange=exchange, outcome=Bridge.Outcome.OPEN).annotate(
        day_after=Func(F("last"), template="(%(expressions)s + 1)", output_field=DateField())
    )
    rows = rows.annotate(follows=Q(public=True) | Exists(_plans()) | Exists(_other_bridges()))
    return rows.select_related("exchange", "person", "paper__application").order_by("last", "pk")


def _plans() -> QuerySet[EnrollmentMember]:
    """Days of a plan on the day after, of coverage that is sure or was: who still must pay is not covered."""
    return EnrollmentMember.objects.filter(
        person=OuterRef("person"), active=True, kind=Kind.MEDICAL, enrollment__status__in=(*STANDING, "terminated"),
        coverage__startswith__lte=OuterRef("day_after"), coverage__endswith__gt=OuterRef("day_after"),
    )  # fmt: skip


def _other_bridges() -> QuerySet[Bridge]:
    others = Bridge.objects.filter(
        person=OuterRef("person"), first__lte=OuterRef("day_after"), last__gte=OuterRef("day_after")
    )
    return others.exclude(pk=OuterRef("pk"))


def without_anything(exchange: Exchange, today: date) -> QuerySet[Any]:
    """Whose bridge ends in the next days or ended, and whom nothing covers then: for staff to call, the most pressing first."""
    return open_bridges(exchange).filter(last__lte=today + AHEAD, follows=False)


def endings(exchange: Exchange) -> list[Ending]:
    """Open bridges by title and last day."""
    rows = open_bridges(exchange).order_by("last", "title").values("last", "title")
    found = rows.annotate(people=Count("pk"), nothing=Count("pk", filter=Q(follows=False)), since=Min("first"))
    return [Ending(**row) for row in found]


def outcomes(exchange: Exchange) -> dict[str, int]:
    """Everybody who was ever kept insured, by what became of them; nobody falls out of it."""
    rows = Bridge.objects.filter(exchange=exchange).values("outcome").annotate(n=Count("pk"))
    counted = {row["outcome"]: row["n"] for row in rows}
    return {each.value or "open": counted.get(each.value, 0) for each in Bridge.Outcome}


def policies_by_status(exchange: Exchange) -> dict[str, int]:
    """Policies that insurers sold directly, by what became of them."""
    rows = DirectPolicy.objects.filter(exchange=exchange).values("status").annotate(n=Count("pk"))
    return dict.fromkeys(DirectPolicy.Status.values, 0) | {row["status"]: row["n"] for row in rows}


def policies_at(exchange: Exchange, *status: str) -> QuerySet[DirectPolicy]:
    """The policies at a status, the earliest first day first."""
    rows = DirectPolicy.objects.filter(exchange=exchange, status__in=status)
    return rows.select_related("exchange", "enrollment").order_by("first", "pk")


def credit_by_issuer(exchange: Exchange) -> list[Any]:
    """By insurer: policies taken over, cents owed and given back, how many have not answered or differ."""
    taken = DirectPolicy.objects.filter(exchange=exchange, status=DirectPolicy.Status.TAKEN)
    return list(
        taken.values("issuer_id")
        .annotate(
            policies=Count("pk"), owed=Sum("owed_cents"), credited=Sum("credited_cents", default=0), since=Min("taken_on"),
            silent=Count("pk", filter=Q(credited_cents=None)),
            differing=Count("pk", filter=~Q(credited_cents=None) & ~Q(credited_cents=F("owed_cents"))),
        )
        .order_by("issuer_id")
    )  # fmt: skip
