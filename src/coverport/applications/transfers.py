"""Households and applications of people whose state goes to another exchange."""

from django.db.models import OuterRef, Subquery

from coverport.applications.models import Application, Household
from coverport.core.moving import Living, Move, carries, finds_people


@finds_people
def households_in(state: str, source_id: int, target_id: int) -> Living:
    """A household lives where its newest application says; one without any stays."""
    newest = Application.objects.filter(household=OuterRef("pk")).exclude(state="").order_by("-pk")
    here = Household.objects.filter(exchange_id=source_id).annotate(lives_in=Subquery(newest.values("state")[:1]))
    going = here.filter(lives_in=state)
    there = Household.objects.filter(exchange_id=target_id).values("owner_id")
    settled = going.filter(owner_id__in=there).order_by("reference")
    return Living(
        frozenset(going.values_list("owner_id", flat=True)), tuple(settled.values_list("reference", flat=True))
    )


@carries("applications")
def carry_applications(move: Move) -> dict[str, int]:
    """Both carry their exchange; people, answers and determinations hang on them."""
    mine = Application.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    applications = mine.update(exchange_id=move.target_id)
    households = Household.objects.filter(exchange_id=move.source_id, owner_id__in=move.owners)
    return {"households": households.update(exchange_id=move.target_id), "applications": applications}
