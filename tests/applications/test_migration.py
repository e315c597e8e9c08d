"""The fixed columns of income and coverage become lines and answers, these are sealed, and back again: nothing that was told is lost.

One way back and forth for both, since it takes the rooms above along.
"""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from coverport.applications.models import Applicant

BEFORE, AFTER = [("applications", "0001_initial")], [("applications", "0002_facts_of_the_engine")]
OPEN, SEALED = [("applications", "0003_verification")], [("applications", "0004_sealed_answers")]
TOLD = {"income": [{"kind": "wages", "amount": 47_110_00}], "status": "asylee"}


def at(target):
    """The models as they are after migrating to a state."""
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def old(transactional_db):
    yield at(BEFORE)
    # Going back took the rooms above along: all come forward again.
    at(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_what_was_answered_before_is_answered_after_and_then_sealed(old, federal):
    user = old.get_model("accounts", "User").objects.create(email="ana@example.org")
    household = old.get_model("applications", "Household").objects.create(exchange_id=federal.pk, owner_id=user.pk)
    application = old.get_model("applications", "Application").objects.create(
        household=household, exchange_id=federal.pk, year=2014, started_on=date(2013, 12, 10), claimed_by_other=True
    )
    for place, (relationship, jobs, other) in enumerate(
        [("self", 30_000_00, 12_00), ("other", 0, 0), ("child", None, None)]
    ):
        person = old.get_model("applications", "Person").objects.create(
            household=household, last_name=f"Rivera {place}", birth_date=date(1980 + place, 1, 1)
        )
        old.get_model("applications", "Applicant").objects.create(
            application=application, person=person, position=place, relationship=relationship, applies=True, jobs_cents=jobs,
            self_employment_cents=None if jobs is None else 0, other_income_cents=other, other_coverage=place == 0 or None,
        )  # fmt: skip
    new = at(AFTER)
    assert new.get_model("applications", "Application").objects.get().answers == {"claimed_by": "other"}
    ana, kin, child = new.get_model("applications", "Applicant").objects.order_by("position")
    lines = [{"kind": "wages", "amount": 30_000_00}, {"kind": "other", "amount": 12_00}]
    assert ana.answers == {"income": lines, "kinds": ["other"]}
    assert (kin.relationship, kin.answers) == ("other_relative", {"income": []})
    assert child.answers == {}
    back = at(BEFORE)
    assert back.get_model("applications", "Application").objects.get().claimed_by_other is True
    ana, kin, child = back.get_model("applications", "Applicant").objects.order_by("position")
    assert (ana.jobs_cents, ana.self_employment_cents, ana.other_income_cents) == (30_000_00, 0, 12_00)
    assert (kin.relationship, kin.jobs_cents) == ("other", 0)
    assert child.jobs_cents is None
    connection.check_constraints()
    sealed_and_open_again()


def sealed_and_open_again() -> None:
    """What stood open is sealed by the migration, and opened by its reverse."""
    told = at(OPEN).get_model("applications", "Applicant")
    told.objects.filter(position=0).update(answers=TOLD)
    assert of_the_first("answers->>'status'") == "asylee"
    at(SEALED)
    sealed = of_the_first("answers")
    assert sealed.startswith("k1:")
    assert "asylee" not in sealed
    assert Applicant.objects.get(position=0).answers == TOLD
    assert at(OPEN).get_model("applications", "Applicant").objects.get(position=0).answers == TOLD


def of_the_first(column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM applications_applicant WHERE position = 0")
        return str(cursor.fetchone()[0])
