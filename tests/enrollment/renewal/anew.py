"""Whether a plan that stands as it was told is the one that planning anew would come to: looked at in every test of renewal."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from coverport.enrollment.renewal import actions, households, kept
from coverport.enrollment.renewal.deciding import as_decided
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.planning import NewPolicy, Plans, planned
from coverport.enrollment.renewal.terms import Terms

# Of a policy: what it is worked out with, and nobody asks for afterwards.
ON_THE_WAY = {"parts", "priced"}


def shown(plans: Plans) -> dict[str, Any]:
    """All that is done with a plan."""
    projection = plans.projection
    return {
        "policies": [[_policy(each) for each in outcome.policies] for outcome in plans.outcomes],
        "outcomes": [(each.before.pk, each.status, each.why) for each in plans.outcomes],
        "notes": plans.notes, "people": [each.pk for each in projection.applicants], "decided": projection.decided,
        "bases": msgspec.json.encode(projection.bases, order="deterministic"), "assumed": projection.assumed,
        "with_credit": projection.with_credit, "application": projection.application.pk, "determination": projection.determination.pk,
        "place": projection.place.rating_area,
    }  # fmt: skip


def _policy(policy: NewPolicy) -> dict[str, Any]:
    names = [name for name in NewPolicy.__struct_fields__ if name not in ON_THE_WAY]
    return {"key": policy.key, **{name: getattr(policy, name) for name in names}}


def compared(terms: Terms, found: Sequence[Renewing]) -> dict[int, Plans]:
    stands = kept.as_told(terms, found)
    same = [each for each in found if each.household.id in stands]
    households.read_decided(same)
    for each in same:
        told, anew = shown(stands[each.household.id]), shown(planned(terms, as_decided(terms, each)))
        other = {name: (told[name], anew[name]) for name in told if told[name] != anew[name]}
        assert not other, other
    return stands


@pytest.fixture
def uncompared() -> None:
    """For a test that counts what is asked of the database."""


@pytest.fixture(autouse=True)
def _as_planned_anew(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "uncompared" not in request.fixturenames:
        monkeypatch.setattr(actions, "as_told", compared)
