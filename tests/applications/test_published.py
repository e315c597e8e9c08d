"""The copy with which tests begin is what the product's verbs publish."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from coverport.plans import catalogs
from coverport.plans.models import Plan, RateRow
from tests.applications.published import publish_anew, publish_samples

pytestmark = pytest.mark.django_db


def both(look: Callable[[], Any]) -> tuple[Any, Any]:
    """What is there after each of the two."""
    found = []
    for publish in (publish_anew, publish_samples):
        with transaction.atomic():
            publish()
            found.append(look())
            transaction.set_rollback(True)
    return found[0], found[1]


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that the database holds, but for numbers of rows and moments."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if not (name in ("id", "at") or name.endswith(("_id", "_at")))}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
    }


def test_every_table_holds_what_publishing_leaves():
    anew, copied = both(everything)
    assert copied == anew
    assert [len(copied[f"plans.{name}"]) for name in ("PlanFiling", "Plan", "RateRow")] == [2, 36, 36]


def test_rows_refer_to_each_other_as_publishing_has_them():
    anew, copied = both(
        lambda: (
            sorted(Plan.objects.values_list("plan_id", "filing__exchange", "filing__state", "issuer__name")),
            sorted(RateRow.objects.values_list("plan__plan_id", "rating_area")),
        )
    )
    assert copied == anew
    assert len(copied[0]) == 36


def test_both_catalogs_are_on_sale():
    anew, copied = both(lambda: [catalogs.current(slug, 2014).plans() for slug in ("federal", "vt")])
    assert copied == anew
    assert [len(plans) for plans in copied] == [11, 25]
