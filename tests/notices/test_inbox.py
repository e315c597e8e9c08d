"""The inbox: a person's own letters, as pages and as PDF; another's are not there."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.core.files.storage import default_storage

from coverport.notices import queries
from coverport.notices.blocks import Callout, Paragraph, Strong, texts
from coverport.notices.models import Notice
from tests.notices import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def told(page) -> str:
    assert page.status_code == 200, page.status_code
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize("part", ["", "letter.pdf"])
def test_another_persons_letter_is_not_there(web, ben, vermont, part):
    notice = samples.posted(vermont, ben)
    assert web.get(f"/vt/letters/{notice.reference}/{part}").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert notice.pdf_name == ""


@pytest.mark.parametrize("part", ["", "letter.pdf"])
def test_another_exchanges_letter_is_not_there(web, ana, vermont, federal, part):
    notice = samples.posted(vermont, ana)
    assert web.get(f"/federal/letters/{notice.reference}/{part}").status_code == 404
    assert web.get(f"/vt/letters/{notice.reference}/{part}").status_code == 200


@pytest.mark.parametrize("path", ["", "K7QP-2M4X/", "K7QP-2M4X/letter.pdf"])
def test_who_is_not_signed_in_is_asked_to_sign_in(client, vermont, path):
    answer = client.get(f"/vt/letters/{path}")
    assert answer.status_code == 302
    assert "/vt/account/login/" in answer["Location"]


def test_a_letter_that_never_was_is_not_there(web, vermont):
    assert web.get("/vt/letters/2222-2222/").status_code == 404


def test_an_inbox_holds_the_persons_own_letters_from_this_exchange_newest_first(web, ana, ben, vermont, federal):
    samples.posted(vermont, ben, decision="D-9", title="Ben can get help.")
    samples.posted(federal, ana, title="Elsewhere is a letter.")
    samples.posted(vermont, ana, title="You chose a plan.")
    samples.posted(vermont, ana, title="You are covered.", decision="D-2")
    page = told(web.get("/vt/letters/"))
    assert page.index("You are covered.") < page.index("You chose a plan.")
    assert "Ben can get help." not in page
    assert "Elsewhere is a letter." not in page


def test_the_inbox_says_how_many_letters_were_not_read(web, ana, vermont):
    assert "You have no letters yet." in told(web.get("/vt/letters/"))
    first, second = samples.posted(vermont, ana), samples.posted(vermont, ana, decision="D-2")
    page = told(web.get("/vt/letters/"))
    assert "You have 2 letters that you have not read." in page
    assert page.count(">New<") == 2
    web.get(f"/vt/letters/{first.reference}/")
    page = told(web.get("/vt/letters/"))
    assert "You have 1 letter that you have not read." in page
    assert page.count(">New<") == 1
    web.get(f"/vt/letters/{second.reference}/letter.pdf")
    assert "You have read all your letters." in told(web.get("/vt/letters/"))
    assert queries.unread(exchange=vermont, user_id=ana.pk) == 0


def test_a_letter_is_read_once_and_looking_at_the_inbox_reads_nothing(web, ana, vermont):
    notice = samples.posted(vermont, ana)
    web.get("/vt/letters/")
    assert Notice.objects.get().read_at is None
    web.get(f"/vt/letters/{notice.reference}/")
    first = Notice.objects.get().read_at
    web.get(f"/vt/letters/{notice.reference}/")
    assert Notice.objects.get().read_at == first


def test_the_page_of_a_letter_says_every_word_of_its_blocks_in_order(web, ana, vermont):
    notice = samples.posted(vermont, ana)
    page = re.sub(r"<[^>]+>|\s", "", web.get(f"/vt/letters/{notice.reference}/").content.decode())
    place = page.index("December10,2013")
    for words in texts(samples.letter()):
        place = page.index(re.sub(r"\s", "", words), place)


def test_the_page_has_one_title_its_language_and_no_level_left_out(web, ana, vermont):
    notice = samples.posted(vermont, ana)
    page = told(web.get(f"/vt/letters/{notice.reference}/"))
    article = page[page.index("<article") : page.index("</article>")]
    assert 'lang="en"' in article
    assert 'lang="es"' in article
    levels = [int(level) for level in re.findall(r"<h(\d)", article)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert page.count("<h1") == 1


def test_markup_in_a_letter_is_words_on_its_page(web, ana, vermont):
    mean = "<script>alert(1)</script> {{ request }} &amp;"
    notice = samples.posted(vermont, ana, blocks=(Callout(mean), Paragraph((mean, Strong(mean)))), title=mean)
    for address in ("/vt/letters/", f"/vt/letters/{notice.reference}/"):
        page = told(web.get(address))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ request }} &amp;amp;" in page


def test_the_pdf_is_made_when_it_is_asked_for_before_the_worker_came(web, ana, vermont):
    notice = samples.posted(vermont, ana)
    assert notice.pdf_name == ""
    answer = web.get(f"/vt/letters/{notice.reference}/letter.pdf")
    body = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf"
    assert f"letter-{notice.reference}.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    notice.refresh_from_db()
    with default_storage.open(notice.pdf_name) as file:
        assert file.read() == body


def test_a_letter_keeps_the_day_of_the_exchange(ana, vermont):
    assert samples.posted(vermont, ana).on == date(2013, 12, 10)
