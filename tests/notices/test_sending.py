"""A letter is posted with its decision, once; its PDF follows, is stored, and can be made again."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from coverport.core.deliveries import drain
from coverport.core.models import Delivery, Event
from coverport.notices import keeping
from coverport.notices.actions import AlreadyTold, render_notice, send_notice
from coverport.notices.blocks import Callout, Heading, Paragraph
from coverport.notices.letters import Recipient
from coverport.notices.models import Notice
from tests.notices import reader, samples

pytestmark = pytest.mark.django_db


def stored(notice: Notice) -> bytes:
    with default_storage.open(notice.pdf_name) as file:
        return file.read()


def the_deliveries(notice: Notice) -> Delivery:
    return Delivery.objects.get(subject=notice.reference, subscriber="notices.render")


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_the_transaction_of_its_decision_is_refused(ana, vermont):
    with pytest.raises(RuntimeError, match="outside the transaction"):
        send_notice(
            "plan_selected", exchange=vermont, to=Recipient(ana.pk, "Ana Rivera", ()), about="ABCD-2345", decision="D-1",
            letter=samples.letter(), on=samples.DAY,
        )  # fmt: skip
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_a_decision_that_is_taken_back_goes_its_letter(ana, vermont):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        samples.posted(vermont, ana)
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not Event.objects.filter(kind="notices.posted").exists()


def test_a_posted_letter_carries_its_reference_and_its_hash(ana, vermont):
    notice = samples.posted(vermont, ana, reference="")
    notice.refresh_from_db()
    assert notice.content.reference == notice.reference
    assert notice.sha256 == hashlib.sha256(notice.letter.encode()).hexdigest()
    assert notice.title == notice.content.title


def test_the_event_of_a_letter_holds_no_personal_data(ana, vermont):
    notice = samples.posted(vermont, ana)
    event = Event.objects.get(kind="notices.posted")
    assert event.data == {"notice": notice.reference, "kind_of_letter": "plan_selected"}
    assert event.subject == notice.reference


def test_the_words_of_a_letter_are_sealed_in_the_database(ana, vermont):
    from django.db import connection

    samples.posted(vermont, ana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(notices_notice)::text FROM notices_notice")
        row = cursor.fetchone()[0]
    assert "Church Street" not in row
    assert "Ana Rivera" not in row


def test_a_decision_is_told_once_in_each_kind_of_letter(ana, vermont):
    first = samples.posted(vermont, ana)
    assert samples.posted(vermont, ana).pk == first.pk
    assert samples.posted(vermont, ana, kind="covered").pk != first.pk
    assert samples.posted(vermont, ana, decision="D-2").pk != first.pk
    assert Notice.objects.count() == 3
    assert Event.objects.filter(kind="notices.posted").count() == 3


def test_a_decision_is_not_told_again_in_other_words(ana, vermont):
    samples.posted(vermont, ana)
    with pytest.raises(AlreadyTold):
        samples.posted(vermont, ana, title="You can get $215.00 a month off a plan.")
    assert Notice.objects.count() == 1


def test_another_exchange_may_use_the_same_number_for_a_decision(ana, vermont, federal):
    assert samples.posted(vermont, ana).pk != samples.posted(federal, ana).pk


def test_the_database_itself_refuses_a_second_letter_of_a_decision(ana, vermont):
    notice = samples.posted(vermont, ana)
    again = Notice(
        exchange="vt", user=ana, kind=notice.kind, about=notice.about, decision=notice.decision, on=notice.on,
        language="en", title="Another", letter=notice.letter, sha256=notice.sha256,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="one_notice_per_decision"), transaction.atomic():
        again.save()


def test_a_stored_pdf_without_its_hash_is_refused_by_the_database(ana, vermont):
    notice = samples.posted(vermont, ana)
    with pytest.raises(IntegrityError, match="a_stored_pdf_has_hash_and_length"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(pdf_name="notices/letter.pdf")


def test_a_kind_that_no_room_registered_is_refused(ana, vermont):
    with pytest.raises(KeyError, match="no room registered"):
        samples.posted(vermont, ana, kind="a_kind_of_nobody")


@pytest.mark.django_db(transaction=True)
def test_the_worker_renders_what_was_posted(ana, vermont):
    notice = samples.posted(vermont, ana)
    drain()
    notice.refresh_from_db()
    pdf = stored(notice)
    assert (notice.pdf_sha256, notice.pdf_length) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert notice.title in " ".join(reader.pages(pdf)[0].split())
    assert the_deliveries(notice).done_at is not None


def test_rendering_again_changes_nothing(ana, vermont):
    notice = render_notice(samples.posted(vermont, ana).reference)
    before = default_storage.get_modified_time(notice.pdf_name)
    again = render_notice(notice.reference)
    assert (again.pdf_name, again.pdf_sha256, again.pdf_length) == (
        notice.pdf_name,
        notice.pdf_sha256,
        notice.pdf_length,
    )
    assert default_storage.get_modified_time(notice.pdf_name) == before


def test_a_lost_pdf_is_made_again_with_the_same_bytes(ana, vermont):
    notice = render_notice(samples.posted(vermont, ana).reference)
    before = stored(notice)
    default_storage.delete(notice.pdf_name)
    again = render_notice(notice.reference)
    assert (again.pdf_name, again.pdf_sha256) == (notice.pdf_name, notice.pdf_sha256)
    assert stored(again) == before


def test_what_a_killed_worker_left_under_the_name_is_replaced(ana, vermont):
    from django.core.files.base import ContentFile

    notice = samples.posted(vermont, ana)
    name = f"notices/vt/2013/12/{notice.reference}.pdf"
    default_storage.save(name, ContentFile(b"half a lett"))
    notice = render_notice(notice.reference)
    assert notice.pdf_name == name
    assert stored(notice).startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_be_set_holds_back_no_other(ana, vermont):
    # A heading without its section: the compiler refuses what would not be accessible.
    broken = samples.letter(Callout("Do this."), Heading(3, "Nobody"), Paragraph("Words."))
    first = samples.posted(vermont, ana)
    Notice.objects.filter(pk=first.pk).update(letter=keeping.own(broken, first.reference))
    second = samples.posted(vermont, ana, decision="D-2")
    assert drain() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.pdf_name, bool(second.pdf_name)) == ("", True)
    failed = the_deliveries(first)
    assert failed.done_at is None
    assert failed.attempts == 1
    assert "TypstError" in failed.error
    assert the_deliveries(second).done_at is not None
