"""A desk with more cases than a page has: each of them can be reached, whichever answer comes first."""

import re
from datetime import date, timedelta

import pytest

from coverport.paper.models import PaperApplication
from tests.paper.keyed import told

pytestmark = pytest.mark.django_db
DAY = date(2013, 12, 10)


def test_every_case_that_the_desk_counts_stands_on_one_of_its_pages(federal, clerk, client):
    for number in range(60):
        PaperApplication.objects.create(
            exchange=federal, year=2014, channel="mail", received_on=DAY, counts_from=DAY - timedelta(days=number % 7),
            counts_rule="receipt", status="missing", missing_by=DAY + timedelta(days=20), serial=f"S{number:03}",
        )  # fmt: skip
    client.force_login(clerk)
    first = told(client.get("/federal/paper/?show=missing"))
    assert "Page 1 of 2" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = told(client.get("/federal/paper/" + following[1].replace("&amp;", "&")))
    pages = [set(re.findall(r'<th scope="row" class="num">([^<]+)', page)) for page in (first, second)]
    assert [len(page) for page in pages] == [50, 10]
    assert len(pages[0] | pages[1]) == PaperApplication.objects.count()
    assert 'href="?show=missing" aria-current="page"' in second, "the same queue"
    assert "Page 2 of 2" in told(client.get("/federal/paper/?show=missing&page=99"))
    assert "Page 1 of 2" in told(client.get("/federal/paper/?show=missing&page=x"))
