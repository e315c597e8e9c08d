"""A child that is placed with a family, such as a foster child, is entered as one: it had to be "not related", and came onto no plan."""

from datetime import date

import pytest

from coverport.applications.facts import role_of
from coverport.applications.forms.people import RELATIONSHIPS
from coverport.applications.rules.people import people_problems
from coverport.applications.words import relationship
from tests.applications.households import ANA, LUIS, decided, person, publish_samples, somebody

SAM = person("Sam", date(2006, 5, 4), "ward", sex="M")


def test_it_is_on_the_family_s_plan_as_a_child_and_is_younger_than_who_applies():
    assert dict(RELATIONSHIPS)["ward"] == "A child placed with me, such as a foster child"
    assert relationship("ward") == "a child placed with you"
    assert (role_of("ward"), role_of("unrelated")) == ("child", "other")
    on = date(2013, 12, 10)
    assert not list(people_problems((ANA, SAM), on=on))
    (older,) = people_problems((SAM_SELF, person("Ana", date(1973, 4, 28), "ward")), on=on)
    assert older.code == "child_older_than_you"


SAM_SELF = person("Sam", date(1990, 5, 4), sex="M")


@pytest.mark.django_db
def test_for_medicaid_it_is_a_household_of_its_own(federal):
    """Claimed by somebody who is not its parent, 42 CFR 435.603(f)(2)(i): the family's income does not count for it."""
    publish_samples()
    application, determination = decided(somebody(), federal, (ANA, LUIS, SAM), income=120_000_00)
    sam = application.applicants.get(relationship="ward").person.reference
    found = {each["id"]: each["medicaid"]["outcome"] for each in determination.result["people"]}
    assert [found[sam], *(each for who, each in found.items() if who != sam)] == ["yes", "no", "no"]
