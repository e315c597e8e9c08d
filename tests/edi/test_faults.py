"""What is not in order is not told; it stays due and says why, without personal data."""

from datetime import date

import msgspec
import pytest

from coverport.edi.actions import write_batch
from coverport.edi.models import Counter, Due834, EdiFile
from coverport.edi.rules.faults import faults
from tests.applications.households import ANA, person
from tests.edi.enrolled import AT, deliver, enroll, written
from tests.edi.test_any_group import one

pytestmark = pytest.mark.usefixtures("on_sale")


def test_a_name_without_latin_letters_waits_for_staff_and_holds_nobody_up(federal):
    enroll(federal, (person("芳", date(1973, 4, 28), last_name="王"),))
    enroll(federal, email="bo@example.org")
    deliver()
    file = written(federal)
    waiting = Due834.objects.get(file=None)
    assert file.transactions == 1
    assert waiting.fault == "member 1: the name has letters that cannot be written in Latin ones"
    assert waiting.tried_at is not None


def test_mended_it_is_told_with_the_next_batch(federal):
    enrollment = enroll(federal, (person("Fang", date(1973, 4, 28), last_name="王"),))
    deliver()
    due = Due834.objects.get()
    assert write_batch(exchange="federal", issuer=due.issuer_id, at=AT) is None
    assert not EdiFile.objects.exists()
    assert not Counter.objects.exists()
    who = enrollment.members.get().person
    who.last_name = "Wang"
    who.save()
    assert written(federal).transactions == 1
    due.refresh_from_db()
    assert (due.fault, due.control) == ("", 1)


def test_premiums_that_do_not_add_up_are_a_fault():
    (wrong,) = faults(msgspec.structs.replace(one("Concord"), total=301_00, responsibility=301_00))
    assert wrong == "the members' premiums do not add up to the total"
    assert faults(one("Concord")) == ()


@pytest.mark.parametrize(("change", "fault"), [
    ({"rating_area": "nowhere"}, "the rating area is missing"),
    ({"csr_variant": ""}, "member 1: the plan has not the 16 characters of plan and variant"),
    ({"plan_id": "96751NH9999999"}, "the catalog that priced it does not have the plan"),
])  # fmt: skip
def test_a_wrong_enrollment_is_not_told(federal, change, fault):
    enrollment = enroll(federal, (ANA,))
    deliver()
    type(enrollment).objects.update(**change)
    due = Due834.objects.get()
    assert write_batch(exchange="federal", issuer=due.issuer_id, at=AT) is None
    due.refresh_from_db()
    assert due.fault == fault
