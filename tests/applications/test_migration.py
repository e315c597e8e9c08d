"""The fixed columns of income and coverage become lines and answers, and back again: nothing that was told is lost."""

from datetime import date

from django.db import connection

from coverport.eligibility.record import digest
from tests.earlier import at, empty_database  # noqa: F401  (a fixture)

BEFORE, AFTER = "0001_initial", "0002_facts_of_the_engine"
EACH, ONCE = "0007_decisions_on_tax_data", "0008_law_once"


def test_what_was_answered_before_is_answered_after(empty_database):  # noqa: F811
    old = at("applications", BEFORE)
    user = old.get_model("accounts", "User").objects.create(email="ana@example.org")
    federal = old.get_model("exchanges", "Exchange").objects.create(
        slug="federal", name="Coverport", sample=True, date_of_record=date(2013, 12, 10)
    )
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
    new = at("applications", AFTER)
    assert new.get_model("applications", "Application").objects.get().answers == {"claimed_by": "other"}
    ana, kin, child = new.get_model("applications", "Applicant").objects.order_by("position")
    lines = [{"kind": "wages", "amount": 30_000_00}, {"kind": "other", "amount": 12_00}]
    assert ana.answers == {"income": lines, "kinds": ["other"]}
    assert (kin.relationship, kin.answers) == ("other_relative", {"income": []})
    assert child.answers == {}
    back = at("applications", BEFORE)
    assert back.get_model("applications", "Application").objects.get().claimed_by_other is True
    ana, kin, child = back.get_model("applications", "Applicant").objects.order_by("position")
    assert (ana.jobs_cents, ana.self_employment_cents, ana.other_income_cents) == (30_000_00, 0, 12_00)
    assert (kin.relationship, kin.jobs_cents) == ("other", 0)
    assert child.jobs_cents is None
    connection.check_constraints()


def test_the_law_of_each_decision_is_kept_once_for_all_of_them_and_comes_back(empty_database):  # noqa: F811
    old = at("applications", EACH)
    user = old.get_model("accounts", "User").objects.create(email="ana@example.org")
    federal = old.get_model("exchanges", "Exchange").objects.create(
        slug="federal", name="Coverport", sample=True, date_of_record=date(2013, 12, 10)
    )
    household = old.get_model("applications", "Household").objects.create(exchange_id=federal.pk, owner_id=user.pk)
    laws = [{"state": "NH", "sizes": [1, 2]}, {"sizes": [1, 2], "state": "NH"}, {"state": "NH", "sizes": [1, 3]}]
    for number, law in enumerate(laws):
        application = old.get_model("applications", "Application").objects.create(
            household=household, exchange_id=federal.pk, year=2014 + number, started_on=date(2013, 12, 10)
        )
        old.get_model("applications", "Determination").objects.create(
            application=application, on=date(2013, 12, 10), inputs={}, law=law, result={}, digests={"law": "as it was"},
            rules_version="3", sha256=str(number),
        )  # fmt: skip
    new = at("applications", ONCE)
    decisions = new.get_model("applications", "Determination").objects.order_by("id")
    assert [each.law_used.content for each in decisions] == laws
    assert {each.law_used.sha256 for each in decisions} == {digest(law) for law in laws}
    assert new.get_model("applications", "LawUsed").objects.count() == 2
    back = at("applications", EACH)
    assert [each.law for each in back.get_model("applications", "Determination").objects.order_by("id")] == laws
    connection.check_constraints()
