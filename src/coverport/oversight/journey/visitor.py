"""A browser without JavaScript: cookies, pages, links and forms. It counts what it asked for, and how long each page took."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

import msgspec

MOST_BYTES = 8 * 1024 * 1024
Attributes = dict[str, str]


class Field(msgspec.Struct):
    """One name of a form. value: as it comes; choices: what a radio group or a list offers."""

    name: str
    kind: str
    value: str | None
    choices: list[str] = []


class Form(msgspec.Struct):
    """A form of a page with its fields and the buttons (name, value) that send it."""

    action: str
    method: str
    fields: dict[str, Field]
    buttons: list[tuple[str, str]]

    def filled(self, answers: Mapping[str, str]) -> list[tuple[str, str]]:
        """What a browser would send. answers: by the whole name, or by the part after its last hyphen; a radio group that
        nobody answers is answered no.
        """
        sent = []
        for name, field in self.fields.items():
            value = answers.get(name, answers.get(name.rpartition("-")[2], field.value))
            if value is None and field.kind == "radio":
                value = "no" if "no" in field.choices else None
            if value is not None:
                sent.append((name, value))
        return sent


class Page(msgspec.Struct):
    """An answer: where it ended, what it says, and how long it took, in milliseconds."""

    url: str
    status: int
    milliseconds: int
    heading: str
    links: list[str]
    forms: list[Form]

    def form(self, *names: str) -> Form | None:
        """The first form that asks for all of these."""
        return next((form for form in self.forms if set(names) <= set(form.fields)), None)

    def link(self, part: str, last: str = "") -> str | None:
        """The first link with a part in it that ends so."""
        return next((url for url in self.links if part in url and url.endswith(last)), None)


class Unanswered(Exception):
    """Nothing came back: refused, too slow, or not the web's language."""


class Visitor:
    """One person at the site. asked: pages asked for; failed: without an answer or with a server's error; timeout: seconds."""

    def __init__(self, timeout: float = 10) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.timeout, self.asked, self.failed, self.milliseconds, self._at = timeout, 0, 0, 0, ""

    def open(self, url: str) -> Page:
        """Go to an address. Raises Unanswered."""
        return self._ask(urljoin(self._at, url), None)

    def send(self, page: Page, form: Form, answers: Mapping[str, str], button: tuple[str, str] | None = None) -> Page:
        """Send a form of a page. Raises Unanswered."""
        sent = urlencode(form.filled(answers) + ([button] if button else []))
        url = urljoin(page.url, form.action)
        if form.method == "get":
            return self._ask(f"{url.partition('?')[0]}?{sent}", None)
        return self._ask(url, sent.encode())

    def _ask(self, url: str, sent: bytes | None) -> Page:
        if not url.startswith(("http://", "https://")):
            raise Unanswered(f"{url} is no address of the web")
        self.asked += 1
        began = time.monotonic()
        request = urllib.request.Request(url, sent, {"Referer": self._at or url, "Accept-Language": "en"})  # noqa: S310
        try:
            with self._answer(request) as answer:
                text, status, at = answer.read(MOST_BYTES).decode(errors="replace"), answer.status, answer.url
        except (OSError, HTTPException) as error:
            self.failed += 1
            raise Unanswered(f"{url.partition('?')[0]}: {error}") from None
        took = round((time.monotonic() - began) * 1000)
        self.milliseconds += took
        self.failed += status >= 500
        self._at = at
        return read(text, url=at, status=status, milliseconds=took)

    def _answer(self, request: urllib.request.Request) -> Any:
        """The answer, whatever its status: a refused form is a page too."""
        try:
            return self._opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            return error


def read(text: str, *, url: str, status: int, milliseconds: int) -> Page:
    """The page of a text."""
    found = _Reader()
    found.feed(text)
    return Page(url, status, milliseconds, " ".join("".join(found.heading).split()), found.links, found.forms)


class _Reader(HTMLParser):
    """Collects the first heading, links and forms of the page's main part, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.heading: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._in_heading, self._main, self._area = False, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._main = True
        elif not self._main:
            return
        elif tag == "h1":
            self._in_heading = not self.heading
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower(), {}, [])
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _field(self, form: Form, tag: str, given: Attributes) -> None:
        name, kind = given.get("name", ""), given.get("type", "text" if tag == "input" else tag).lower()
        if tag == "button" and kind in ("submit", "button"):
            form.buttons.append((name, given.get("value", "")))
        elif tag == "option" and self._select is not None:
            self._option(self._select, given)
        elif name and tag in ("select", "textarea"):
            self._select = form.fields[name] = Field(name, tag, None if tag == "select" else "")
            self._area = tag == "textarea"
        elif name and tag == "input" and kind in ("radio", "checkbox"):
            field = form.fields.setdefault(name, Field(name, kind, None))
            field.choices.append(given.get("value", "on"))
            field.value = given.get("value", "on") if "checked" in given else field.value
        elif name and tag == "input" and kind not in ("submit", "file"):
            form.fields[name] = Field(name, kind, given.get("value", ""))

    def _option(self, select: Field, given: Attributes) -> None:
        value = given.get("value", "")
        select.choices.append(value)
        if "selected" in given or select.value is None:
            select.value = value

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading.append(data)
        elif self._area and self._select is not None:
            self._select.value = (self._select.value or "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_heading = False
        elif tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._select, self._area = None, False
        elif tag == "main":
            self._main = False
