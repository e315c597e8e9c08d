"""Pages that a reader of Spanish sees hold no English: no English sentence, and no word of ours that has a Spanish one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import override

from coverport.exchanges import profiles
from coverport.locale.refresh import read
from coverport.plans import catalogs
from tests.shopping.test_results import shop

__all__ = ["shop"]

ASKED = "zip=05401&age=40&age=38&age=9&income=60000&year=2027"
# Words that hardly an English sentence is without, and that are no Spanish ones.
ENGLISH = re.compile(
    r"\b(the|and|of|your|you|with|for|from|this|that|these|those|is|are|was|not|to|in|on|at|by|it|or|we|who|which|have|has|will|can|"
    r"may|more|less|than|each|every|when|what|where|how|if|but|all|any|plans|price|month|year|income)\b",
    re.IGNORECASE,
)
# Names that stay as they are.
NAMES = ("Coverport", "Medicaid", "CHIP", "English", "Open Source")
# Authorities are quoted in the language of the law.
QUOTED = {"cite"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line"}


class Reader(HTMLParser):
    """The texts of a page that are shown or read out, without those that are marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.skipping: list[bool] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        marked = tag != "html" and (told.get("lang") or "es") != "es"
        skip = marked or tag in {"script", "style"} or bool(QUOTED & set((told.get("class") or "").split()))
        if not any(self.skipping) and not skip:
            self.texts += [text for name in ("aria-label", "alt", "title", "placeholder") if (text := told.get(name))]
        if tag not in VOID:
            self.skipping.append(skip)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A drawing's shapes close themselves."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.skipping:
            self.skipping.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.skipping):
            self.texts.append(" ".join(data.split()))


def english_in(page: str, names: list[str], words: dict[str, str]) -> list[str]:
    """Texts with English in them. words: ours in English -> in Spanish."""
    reader = Reader()
    reader.feed(page)
    spanish = set(words.values())
    found = []
    for text in reader.texts:
        left = text
        for name in names:
            left = left.replace(name, " ")
        ours = text in words and words[text] != text and text not in spanish
        if ENGLISH.search(left) or ours:
            found.append(text)
    return found


def our_words() -> dict[str, str]:
    return {message.id: message.string for message in read("es") if isinstance(message.id, str) and message.id}


@pytest.fixture
def names(shop: Client) -> list[str]:
    """Names of plans, insurers, networks, exchanges: longest first, so that one within another is not left over."""
    catalog = catalogs.current("vt", 2027)
    plans = [catalog.plan_of_index(number) for number in range(len(catalog.plan_keys))]
    found = {name for one in plans for name in (one.name, one.issuer_name, one.network_name, one.source)}
    exchanges = {profiles.load(slug).name for slug in profiles.slugs()}
    return sorted({name for name in found | exchanges | set(NAMES) if name}, key=len, reverse=True)


def pages() -> Iterator[str]:
    yield from (
        "/", "/vt/", "/vt/?year=2014", "/vt/?zip=1&ages=40&wage=18&work=1", "/vt/?ages=40&wage=18&hours=30&work=1",
        "/vt/plans?zip=1&ages=x&income=much&unemployment=5", "/vt/plans?zip=00000&age=40", "/vt/plans?zip=05401&age=40&year=2031",
        f"/vt/plans?{ASKED}", f"/vt/plans?{ASKED}&view=table", f"/vt/plans?{ASKED}&sort=year&show=9", f"/vt/plans?{ASKED}&level=gold&hsa=1",
        f"/vt/plans?{ASKED}&level=platinum&most=0", f"/vt/plans?{ASKED}&county=50001", "/vt/plans?zip=05401&age=40&year=2027",
        "/vt/plans?zip=05401&age=25&income=9000&year=2027", "/vt/plans?zip=05401&age=25&income=0&year=2027",
        f"/vt/help-you-may-get?{ASKED}", "/vt/help-you-may-get?zip=05401&age=40&year=2027", "/vt/how-we-estimate-a-year",
        f"/vt/plans/00000VT0000000?{ASKED}", "/vt/plans?zip=10001&age=40", "/vt/plans?zip=03301&age=40", "/vt/help/", "/vt/account/login/",
        "/vt/account/signup/", "/vt/nothing-here",
    )  # fmt: skip


def test_no_english_is_shown_to_a_reader_of_spanish(shop, names):
    words = our_words()
    shop.raise_request_exception = False
    told = {}
    for page in pages():
        with override("es"):
            answer = shop.get(page, headers={"Accept-Language": "es"})
        body = answer.content.decode()
        assert '<html lang="es"' in body, page
        if found := english_in(body, names, words):
            told[page] = found
    assert told == {}


def test_the_pages_of_a_plan_hold_no_english_either(shop, names):
    plan = catalogs.current("vt", 2027).plan_of_index(0).plan_id
    body = shop.get(f"/vt/plans/{plan}?{ASKED}", headers={"Accept-Language": "es"}).content.decode()
    assert english_in(body, names, our_words()) == []


def test_english_is_found_where_it_stands():
    page = '<p>Vea cada plan</p><p lang="en">the law</p><p>See the plan</p><a title="Choose"></a><p class="cite">of the Act</p>'
    assert english_in(page, [], {"Choose": "Elegir"}) == ["See the plan", "Choose"]
    assert english_in("<p>Blue for You cuesta $5</p>", ["Blue for You"], {}) == []
