"""What stands around every page: words, banner, errors, languages."""

import re

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client

from coverport.web.middleware import StatedPolicy
from coverport.web.templatetags.coverport import phone_link, tap_numbers


@pytest.fixture
def client_(federal, vermont) -> Client:
    return Client(raise_request_exception=False)


def test_a_sample_exchange_says_so_with_its_date_of_record_on_every_page(client_):
    page = client_.get("/federal/help/").content.decode()
    assert "Sample data." in page
    assert "The date of record is December 10, 2013" in page


def test_each_exchange_has_its_own_name_and_color(client_):
    federal, vermont = (client_.get(f"/{slug}/help/").content.decode() for slug in ("federal", "vt"))
    assert 'class="theme-federal"' in federal
    assert 'class="theme-vt"' in vermont
    assert "Coverport Vermont</a>" in vermont


def test_an_address_that_is_not_there_is_answered_in_the_house_style(client_):
    answer = client_.get("/federal/nothing-here")
    assert answer.status_code == 404
    assert b"This page is not here" in answer.content
    assert b'href="/federal/"' in answer.content


def test_the_page_for_our_own_mistakes_needs_nothing_of_the_request(client_):
    from coverport.web.views import server_error

    answer = server_error(None)  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content


def test_a_form_without_its_token_is_refused_kindly(federal):
    answer = Client(enforce_csrf_checks=True).post("/federal/language/", {"language": "en"})
    assert answer.status_code == 403
    assert b"This page was open too long" in answer.content


def test_pages_load_nothing_from_elsewhere_and_allow_no_inline_code(client_):
    answer = client_.get("/federal/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
    assert b'src="http' not in answer.content


def test_the_policy_is_the_librarys_and_that_of_one_page_stays_with_it(rf):
    answers = {"own": HttpResponse(), "plain": HttpResponse(), "again": HttpResponse()}
    answers["own"]._csp_update = {"form-action": ["https://pay.example.org"]}  # type: ignore[attr-defined]
    ours = StatedPolicy(lambda request: answers[request.path.strip("/")])
    library = CSPMiddleware(lambda _: HttpResponse())(rf.get("/"))["Content-Security-Policy"]
    for path in ("plain", "own", "again"):
        ours(rf.get(f"/{path}/"))
    said = {name: set(answer["Content-Security-Policy"].split("; ")) for name, answer in answers.items()}
    assert said["plain"] == said["again"] == set(library.split("; "))
    assert any(part.startswith("form-action") and "https://pay.example.org" in part for part in said["own"])


def test_the_entry_of_this_page_is_marked_whoever_looked_at_another_one_before(client_):
    marked = r'<a href="([^"]+)" aria-current="(?:page|true)">([^<]+)</a>'
    for path, entry in (
        ("/vt/help/", "Help"),
        ("/vt/", "Shop"),
        ("/vt/account/login/", "Sign in"),
        ("/vt/help/", "Help"),
    ):
        assert re.findall(marked, client_.get(path).content.decode()) == [(path, entry)]
    assert re.findall(marked, client_.get("/federal/help/").content.decode()) == [("/federal/help/", "Help")]
    spanish = client_.get("/vt/help/", headers={"accept-language": "es"}).content.decode()
    assert re.findall(marked, spanish) == [("/vt/help/", "Ayuda")]
    assert "¿Necesita ayuda?" in spanish
    assert "¿Necesita ayuda?" not in client_.get("/vt/help/").content.decode()


@pytest.mark.parametrize(("number", "html"), [
    ("1-800-555-0142", '<a href="tel:+18005550142">1-800-555-0142</a>'),
    ("603-555-0142", '<a href="tel:+16035550142">603-555-0142</a>'),
    ("711", "711"),
    ("call <us>", "call &lt;us&gt;"),
])  # fmt: skip
def test_a_telephone_number_can_be_tapped(number, html):
    assert phone_link(number) == html


def test_numbers_inside_a_text_can_be_tapped_and_the_text_stays_text():
    assert tap_numbers("<b> Call 1-800-555-0142 (TTY 711), id 1-800-555-01420.") == (
        '&lt;b&gt; Call <a href="tel:+18005550142">1-800-555-0142</a> (TTY 711), id 1-800-555-01420.'
    )


def test_amounts_are_written_out_from_cents():
    assert (
        Template("{% load coverport %}{{ c|money }} {{ c|money_whole }}{{ n|money }}").render(
            Context({"c": 4_500_050, "n": None})
        )
        == "$45,000.50 $45,001"
    )
