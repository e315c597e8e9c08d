"""In which turn changes are told: one that begins earlier, told last, would undo what holds from a later month on."""

from datetime import date

import pytest

from coverport.core.models import Event
from coverport.edi.due import change_due
from coverport.edi.models import Due834
from tests.edi.enrolled import deliver, enroll, paid
from tests.edi.test_whole_life import amounts, heard
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
JUNE_10 = date(2014, 6, 10)


def test_a_change_that_waits_is_told_after_a_newer_one_that_begins_earlier(federal):
    enrollment = paid(enroll(federal))
    assert len(heard()) == 1
    change = reported(enrollment, "income", JUNE_10, on=JUNE_10)
    answer_anew(change, on=JUNE_10, income=31_000_00)
    agreed(change, on=JUNE_10)
    deliver()
    (waiting,) = Due834.objects.filter(file=None)
    assert waiting.since == date(2014, 7, 1)
    newer = Event.objects.filter(subject=enrollment.reference).order_by("pk").last()
    assert newer.pk > waiting.event_id
    change_due(enrollment=enrollment.reference, event=newer, since=date(2014, 5, 1))
    assert [amounts(policy)[2] for policy in heard()] == ["20140501", "20140701"]
