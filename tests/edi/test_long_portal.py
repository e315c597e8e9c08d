"""Lists of the portal with more rows than a page has: each row can be reached, and what waits too long is told whole."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from coverport.edi.models import Discrepancy, EdiFile, Heard, Received
from tests.edi.test_portal import differing, insurer, page

__all__ = ["insurer"]
pytestmark = pytest.mark.django_db
ROWS = re.compile(r'<th scope="row">(?:<a href="[^"]+">)?([^<]+)')


def files(count: int, kind: str = "834", *, hours: int = 1) -> None:
    at = timezone.now() - timedelta(hours=hours)
    EdiFile.objects.bulk_create(
        EdiFile(
            exchange="federal", issuer_id="96751", set=kind, sender="FEDERAL", control=1000 * hours + number, content="x",
            name=f"{kind}-{hours}-{number:03}", sha256="0" * 64, length=1, transactions=1, members=1, written_at=at, placed_at=at,
        )
        for number in range(count)
    )  # fmt: skip


def reached(client, path: str, pages: int) -> set[str]:
    """The first column of every page, found by the links to the next; each row once."""
    found: list[str] = []
    for number in range(1, pages + 1):
        text = page(client, path)
        assert f"Page {number} of {pages}" in text
        found += ROWS.findall(text.split("<table")[1])
        path = path.split("?")[0] + (re.findall(r'rel="next" href="([^"#]+)', text) or [""])[0].replace("&amp;", "&")
    assert len(found) == len(set(found))
    assert path.endswith("/") or path == "", "the last page has no next one"
    return set(found)


def test_each_file_that_was_sent_is_on_a_page_also_of_one_kind(insurer):
    files(101)
    files(205, "820", hours=2)
    assert len(reached(insurer, "", 4)) == 306
    assert len(reached(insurer, "?kind=820", 3)) == 205
    assert "Page 3 of 3" in page(insurer, "?kind=820&page=99")


def test_files_that_wait_too_long_are_counted_all_and_the_oldest_stand_first(insurer):
    files(105, hours=30)
    files(110, hours=3)
    text = page(insurer, "")
    assert "105 files have no acknowledgment in time." in text
    late = text.split('id="late"')[1].split("</ul>")[0]
    assert re.findall(r">(834-[^<]+)<", late) == [f"834-30-00{number}" for number in range(5)]
    assert 'href="?kind=late">See all 105, the oldest first' in text
    found = reached(insurer, "?kind=late", 2)
    assert found == {f"834-30-{number:03}" for number in range(105)}
    assert "See all" not in page(insurer, "?kind=late")


def test_where_no_file_waits_too_long_the_list_of_those_says_so(insurer):
    files(1)
    assert "Nothing waits here." in page(insurer, "?kind=late")
    assert "Nothing waits here." not in page(insurer, "")


def test_each_file_that_came_and_each_of_its_messages_is_on_a_page(insurer):
    rows = Received.objects.bulk_create(
        Received(
            exchange="federal", issuer_id="96751", name=f"came-{number:03}", sha256=f"{number:064}", length=1, content="x",
            received_on=date(2013, 12, 11),
        )
        for number in range(101)
    )  # fmt: skip
    assert len(reached(insurer, "received/", 2)) == 101
    Heard.objects.bulk_create(
        Heard(received=rows[0], segment=number, event=f"e{number:03}", outcome="applied") for number in range(1, 102)
    )
    where = f"received/{rows[0].pk}/"
    assert len(reached(insurer, where, 2)) == 101
    assert "By status" not in page(insurer, where), "all of them are done"


def test_what_was_not_accepted_of_a_file_is_a_list_of_its_own(insurer):
    file = Received.objects.create(
        exchange="federal", issuer_id="96751", name="came", sha256="0" * 64, length=1, content="x", received_on=date(2013, 12, 11)
    )  # fmt: skip
    Heard.objects.bulk_create(
        Heard(
            received=file, segment=number, event=f"e{number:03}", outcome="rejected" if number > 250 else "applied",
            reasons=[{"code": "members_differ", "message": "others"}] if number > 250 else [],
        )
        for number in range(1, 253)
    )  # fmt: skip
    text = page(insurer, f"received/{file.pk}/")
    assert '<a href="?show=rejected#said">Not accepted <span class="num">2</span></a>' in text
    refused = page(insurer, f"received/{file.pk}/?show=rejected")
    assert ROWS.findall(refused) == ["e251", "e252"]
    assert 'href="?show=applied&amp;page=2#said"' in page(insurer, f"received/{file.pk}/?show=applied")
    assert "252 messages" in refused


def test_each_difference_is_on_a_page_of_its_queue(insurer):
    one = differing()
    fields = {
        each.name: getattr(one, each.name) for each in Discrepancy._meta.fields if each.name not in ("id", "reference")
    }
    for number in range(100):
        Discrepancy.objects.create(**{**fields, "policy": f"{number:04}-ZZZZ"})
    pages = [page(insurer, f"differences/?show=open&page={number}") for number in (1, 2)]
    assert 'href="?show=open&amp;page=2"' in pages[0]
    policies = [re.findall(r'<td class="num">([\w-]{9})</td>', text) for text in pages]
    assert [len(each) for each in policies] == [100, 1]
    assert len(set(policies[0] + policies[1])) == 101
