"""The whole way: told before open enrollment, thirty days, enrolled again; who answers, who chooses, and a second run."""

from datetime import date

import pytest

from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS
from tests.enrollment.renewal.market import DONE, LAST, TOLD, enrolled, next_of, renewal_of, run

pytestmark = pytest.mark.django_db


def test_who_says_nothing_is_told_and_enrolled_again_after_thirty_days(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    renewal = renewal_of(before)
    assert (renewal.status, renewal.answer_by, renewal.due_on) == ("told", LAST, DONE)
    run(LAST)
    assert not Enrollment.objects.filter(year=2027).exists()
    run(DONE)
    after = next_of(before)
    assert (after.start, after.end, after.status) == (date(2027, 1, 1), date(2027, 12, 31), "effectuated")
    assert renewal_of(before).status == "renewed"
