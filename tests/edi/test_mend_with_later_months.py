"""What a reconciliation has told again is told with the later months behind it: a message says amounts from its day on."""

from datetime import date

import pytest

from coverport.edi.models import Due834
from coverport.edi.reconciliation.mending import tell
from tests.applications.households import ANA
from tests.edi.enrolled import enroll, paid
from tests.edi.test_moved_in_turn import as_kept
from tests.edi.test_whole_life import heard, why
from tests.enrollment.lives import agreed, answer_anew, months, reported

pytestmark = pytest.mark.usefixtures("on_sale")
MARCH_10, JUNE_10 = date(2014, 3, 10), date(2014, 6, 10)


@pytest.mark.parametrize(("kind", "field"), [("change", "credit"), ("address", "street"), ("person", "last_name")])
def test_what_is_told_again_of_a_month_undoes_no_later_one(federal, kind, field):
    enrollment = enroll(federal, (ANA,))
    told = heard()
    paid(enrollment)
    for day, income in ((MARCH_10, 31_000_00), (JUNE_10, 33_000_00)):
        change = reported(enrollment, "income", day, on=day)
        answer_anew(change, on=day, income=income)
        agreed(change, on=day)
        told += heard()
    assert len(set(months(enrollment).values())) > 2
    due = tell(enrollment, {kind}, {field}, date(2014, 3, 1), date(2014, 8, 16))
    assert set(due) == {kind}
    again = heard()
    assert why(again[0])[0] == "001"
    told += again
    assert as_kept(told) == months(enrollment)
    assert not Due834.objects.filter(file=None).exists()


def test_of_an_end_the_months_are_not_told_again(federal):
    enrollment = paid(enroll(federal))
    heard()
    tell(enrollment, {"terminate"}, {"policy_end"}, date(2014, 3, 1), date(2014, 3, 16))
    assert [why(policy)[0] for policy in heard()] == ["024"]
