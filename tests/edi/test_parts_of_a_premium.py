"""What each person costs, as insurers hear it, where the oldest three children alone count and who they are changes."""

from datetime import date

import pytest

from tests.applications.households import ANA, LUIS, person
from tests.edi.enrolled import enroll, paid
from tests.edi.test_whole_life import heard
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
INCOME, APRIL_20, MAY_5 = 250_000_00, date(2014, 4, 20), date(2014, 5, 5)
KIDS = tuple(person(name, date(born, 3, 1), "child") for name, born in (("Bea", 2000), ("Cleo", 2002), ("Dora", 2004)))
ABE = person("Abe", date(1998, 3, 1), "child", sex="M")


def costs(policy) -> dict[str, int]:
    """Cents of each person."""
    return {one.name[0]: int(one.amount("PRE AMT 1") * 100) for one in policy.people}


def test_months_before_an_older_child_came_are_told_person_by_person(federal):
    """45 CFR 147.102(c)(1): the fourth child, who costs nothing any more, did until then."""
    enrollment = enroll(federal, (ANA, LUIS, *KIDS), income=INCOME)
    (beginning,) = heard()
    paid(enrollment)
    before = costs(beginning)
    change = reported(enrollment, "adoption", APRIL_20, on=APRIL_20)
    answer_anew(change, on=APRIL_20, income=INCOME, people=[ABE])
    agreed(change, on=APRIL_20)
    april, may = heard()
    # By days: Dora costs something to April 19, Abe from the day after on.
    assert costs(april) == {**before, "Dora": 9074, "Abe": before["Dora"] - 9074}
    assert costs(may) == {**before, "Dora": 0, "Abe": before["Dora"]}
    luis = enrollment.members.get(person__first_name="Luis").person
    change = reported(enrollment, "death", date(2014, 3, 20), on=MAY_5, people=[luis.reference])
    agreed(change, on=MAY_5)
    march = costs(heard()[0])
    assert 0 < march.pop("Luis") < before["Luis"]
    assert march == {name: cents for name, cents in before.items() if name != "Luis"}
