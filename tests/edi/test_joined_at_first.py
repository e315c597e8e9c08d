"""Who comes onto a policy from its first day on is told as somebody who comes, once the insurer has heard of it without them."""

from datetime import date

import pytest

from tests.applications.households import ANA, LUIS, person
from tests.edi.enrolled import enroll
from tests.edi.test_whole_life import heard
from tests.enrollment.choices import DAY
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
INCOME, KID = 150_000_00, person("Mia", date(2004, 6, 1), "child")


@pytest.mark.parametrize("told", [True, False])
def test_a_child_who_is_added_before_the_first_day_comes_onto_the_policy_of_its_parents(federal, told):
    enrollment = enroll(federal, (ANA, LUIS), income=INCOME)
    before = heard() if told else []
    change = reported(enrollment, "correction", DAY, on=DAY)
    answer_anew(change, on=DAY, income=INCOME, people=[KID])
    agreed(change, on=DAY)
    assert [member.coverage.lower for member in enrollment.members.all()] == [date(2014, 1, 1)] * 3
    said = [[(one.name[0], one.ins[3]) for one in policy.people] for policy in (*before, *heard())]
    both = [("Ana", "021"), ("Luis", "021")]
    if told:
        beginning, change, *others = said
        assert (beginning, change) == (both, [("Ana", "001"), ("Luis", "001"), ("Mia", "021")])
    else:
        beginning, *others = said
        assert beginning == [*both, ("Mia", "021")]
    # What is told of it later does not have Mia come once more.
    assert all(kind == "001" for policy in others for _, kind in policy)
