"""What is due and when: told once, under a number of its own, never before the payment where the exchange bills."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.edi.actions import write_batch
from coverport.edi.handlers import due_when_the_insurer_bills
from coverport.edi.models import Due834, EdiFile
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.events import PlanSelected
from coverport.exchanges.models import Exchange
from tests.applications.households import publish_samples
from tests.at_once import at_once
from tests.edi.enrolled import AT, deliver, enroll, paid, written
from tests.edi.judge import complaints
from tests.edi.splitter import split

DAY = date(2013, 12, 10)


@pytest.mark.usefixtures("on_sale")
class TestOneEnrollment:
    def test_in_new_hampshire_it_is_due_at_once(self, federal):
        enrollment = enroll(federal)
        deliver()
        due = Due834.objects.get()
        assert (due.enrollment, due.issuer_id, due.on, due.file) == (enrollment, "96751", DAY, None)

    def test_in_vermont_it_is_due_when_it_is_paid_and_not_before(self, vermont):
        enrollment = enroll(vermont)
        deliver()
        assert not Due834.objects.exists()
        paid(enrollment)
        deliver()
        assert Due834.objects.get().enrollment == enrollment

    def test_the_same_event_heard_again_is_the_same_row(self, federal):
        enrollment = enroll(federal)
        deliver()
        event = Event.objects.get(kind="enrollment.plan_selected")
        due_when_the_insurer_bills(PlanSelected(enrollment=enrollment.reference), event)
        assert Due834.objects.count() == 1

    def test_taken_back_before_it_was_told_it_is_never_told(self, vermont):
        enrollment = enroll(vermont)
        cancel_selection(actor=Actor.system("test"), enrollment=enrollment, on=DAY)
        deliver()
        assert not Due834.objects.exists()
        assert write_batch(exchange="vt", issuer=enrollment.issuer_id, at=AT) is None

    def test_taken_back_after_it_was_told_its_cancellation_is_told(self, federal):
        enrollment = enroll(federal)
        deliver()
        first = written(federal)
        cancel_selection(actor=Actor.system("test"), enrollment=enrollment, on=DAY)
        deliver()
        deliver()
        file = written(federal)
        assert complaints(file.bytes) == ""
        (policy,) = split(file.bytes, initial=False).policies
        (ana,) = policy.people
        assert ana.ins[3:5] == ["024", "14"]
        assert (ana.said["ADDL MAINT REASON"][1], ana.one("DTP", "357")[3]) == ("CANCEL", "20140101")
        assert policy.number == enrollment.reference
        assert split(file.bytes, initial=False).groups[0].gs[3] == split(first.bytes).groups[0].gs[3]
        assert write_batch(exchange="federal", issuer="96751", at=AT) is None

    def test_each_is_told_once_and_no_number_is_used_again(self, federal):
        files = []
        for email in ("ana@example.org", "bo@example.org"):
            enroll(federal, email=email)
            deliver()
            files.append(written(federal))
        assert write_batch(exchange="federal", issuer="96751", at=AT) is None
        assert [file.control for file in files] == [1, 2]
        assert sorted(Due834.objects.values_list("control", flat=True)) == [1, 2]
        assert files[0].name != files[1].name  # written at the same moment of the exchange's clock


@pytest.mark.django_db(transaction=True)
def test_two_batches_at_once_tell_each_enrollment_once():
    publish_samples()
    federal = Exchange.objects.create(slug="federal", name="Federal", sample=True, date_of_record=DAY)
    for number in range(4):
        enroll(federal, email=f"person{number}@example.org")
    deliver()

    def write() -> None:
        while write_batch(exchange="federal", issuer="96751", at=AT):
            pass

    assert at_once(write) == [None, None]
    assert sorted(Due834.objects.values_list("control", flat=True)) == [1, 2, 3, 4]
    assert sum(EdiFile.objects.values_list("transactions", flat=True)) == 4
