"""What letters carry in the same words is kept once; a letter that was sent is read for ever as it was, in the old form, too."""

import hashlib
from datetime import date

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from coverport.notices import keeping
from coverport.notices.blocks import Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.letters import Recipient, compose, stationery
from coverport.notices.models import Notice, StationeryUsed
from coverport.notices.plain_text import plain_text
from coverport.notices.typeset import pdf
from tests.earlier import at, empty_database  # noqa: F401  (a fixture)
from tests.notices import samples

# A letter as the first ones were kept, to the byte: with all that it had in common with others.
WHOLE = (
    '{"language":"en","title":"You can get $214.37 a month off a plan.","sender":{"name":"Coverport Vermont","address":["PO Box 100",'
    '"Montpelier VT 05601"],"color":"#22693d"},"name":"Ana Rivera","address":["5 Church Street","Burlington VT 05401"],'
    '"date":"2013-12-10","blocks":[{"type":"callout","text":["Pay ",{"strong":"$234.92"},"."],"tone":""},{"type":"heading","level":2,'
    '"text":"Help"},{"type":"paragraph","text":"We are here.","language":""}],"statement":[{"type":"heading","level":2,"text":"We treat '
    'everyone the same"}],"reference":"K7QP-2M4X","taglines":[{"type":"paragraph","text":"Rele 711.","language":"ht"}]}'
)


def the_same_now(**more: object) -> Letter:
    """What that letter is made of today: its help stands on the stationery."""
    help_ = (Heading(2, "Help"), Paragraph("We are here."))
    pay = Callout(words("Pay %(amount)s.", amount=Strong("$234.92")))
    statement, taglines = (Heading(2, "We treat everyone the same"),), (Paragraph("Rele 711.", language="ht"),)
    return samples.letter(pay, closing=help_, statement=statement, taglines=taglines, **more)


def kept_whole(notice: Notice) -> Notice:
    """As if it had been posted before there was a stationery."""
    whole = WHOLE.replace("K7QP-2M4X", notice.reference)
    Notice.objects.filter(pk=notice.pk).update(
        letter=whole, sha256=hashlib.sha256(whole.encode()).hexdigest(), stationery=None
    )
    return Notice.objects.get(pk=notice.pk)


def test_an_exchange_has_one_stationery_for_all_its_letters_in_a_language(db, vermont, federal):
    english, spanish = stationery(vermont, "en"), stationery(vermont, "es")
    to = Recipient(1, "Ana Rivera", ("5 Church Street", "Burlington VT 05401"))
    letters = [
        compose(exchange=vermont, to=to, title=title, blocks=(Paragraph(title),), on=samples.DAY)
        for title in ("You are covered.", "You are not covered.")
    ]
    assert [letter.stationery for letter in letters] == [english, english]
    assert len({english.sha256, spanish.sha256, stationery(federal, "en").sha256}) == 3
    assert "Rivera" not in english.content


@pytest.mark.django_db
def test_letters_on_one_stationery_keep_it_once_and_their_own_words_alone(ana, vermont):
    first = samples.posted(vermont, ana)
    second = samples.posted(vermont, ana, decision="D-2", title="You have no help.")
    other = samples.posted(vermont, ana, decision="D-3", statement=())
    assert first.stationery == second.stationery != other.stationery
    assert StationeryUsed.objects.count() == 2
    assert "You can complain." not in first.letter
    assert "You can complain." in first.stationery.content
    assert hashlib.sha256(first.stationery.content.encode()).hexdigest() == first.stationery.sha256
    assert first.content == msgspec.structs.replace(samples.letter(), reference=first.reference)


@pytest.mark.django_db
def test_a_letter_that_was_sent_stays_as_it_was_when_the_stationery_becomes_another(ana, vermont):
    notice = samples.posted(vermont, ana)
    sent = plain_text(notice.content), pdf(notice.content)
    samples.posted(vermont, ana, decision="D-2", statement=(Paragraph("Another statement."),))
    notice = Notice.objects.get(pk=notice.pk)
    assert (plain_text(notice.content), pdf(notice.content)) == sent


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE notices_stationeryused SET content = '{}'", "DELETE FROM notices_stationeryused"]
)
def test_the_database_refuses_to_change_or_remove_a_stationery(ana, vermont, change):
    samples.posted(vermont, ana)
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_a_letter_is_not_read_on_a_stationery_of_others(ana, vermont):
    notice, other = samples.posted(vermont, ana), samples.posted(vermont, ana, decision="D-2", statement=())
    Notice.objects.filter(pk=notice.pk).update(stationery=other.stationery)
    with pytest.raises(keeping.OtherStationery, match=notice.reference):
        _ = Notice.objects.get(pk=notice.pk).content


@pytest.mark.django_db
def test_a_letter_that_was_kept_whole_reads_and_prints_as_it_did(ana, vermont):
    notice = kept_whole(samples.posted(vermont, ana))
    now = the_same_now(reference=notice.reference)
    assert plain_text(notice.content) == plain_text(now)
    assert pdf(notice.content) == pdf(now)
    assert "Pay $234.92.\n\nHelp\n----\n\nWe are here.\n\nWe treat everyone the same\n" in plain_text(notice.content)


@pytest.mark.django_db
def test_a_decision_that_was_told_in_a_letter_kept_whole_is_told(ana, vermont):
    notice = kept_whole(samples.posted(vermont, ana))
    with transaction.atomic():
        again = samples.send(vermont, ana, the_same_now())
    assert again == notice
    assert Notice.objects.count() == 1


def test_letters_of_before_and_of_now_are_whole_on_the_way_back(empty_database):  # noqa: F811
    old = at("notices", "0003_letters_to_who_has_no_account")
    row = {
        "exchange": "vt", "kind": "covered", "about": "ABCD-2345", "on": date(2013, 12, 10), "language": "en", "title": "Covered",
    }  # fmt: skip
    old.get_model("notices", "Notice").objects.create(**row, decision="D-1", letter=WHOLE, sha256="as it was")
    new, now = at("notices"), the_same_now()
    before = new.get_model("notices", "Notice").objects.get()
    assert (before.letter, before.sha256, before.stationery) == (WHOLE, "as it was", None)
    paper = new.get_model("notices", "StationeryUsed").objects.create(
        sha256=now.stationery.sha256, content=now.stationery.content
    )
    kept = keeping.own(now, "K7QP-2M4X")
    new.get_model("notices", "Notice").objects.create(**row, decision="D-2", letter=kept, sha256="x", stationery=paper)
    back = at("notices", "0003_letters_to_who_has_no_account").get_model("notices", "Notice").objects.order_by("id")
    assert [each.letter for each in back] == [WHOLE, WHOLE]
    assert back[1].sha256 == hashlib.sha256(WHOLE.encode()).hexdigest()
    connection.check_constraints()
