"""One client: households that choose a plan, change and cancel, one after another, as a browser would. Knows HTTP and HTML alone.

Run as `python -m tests.edi.nothing_lost.client ADDRESS FOLDER NUMBER CLIENTS AT-LEAST PAUSE SEED`. What the site has confirmed, and nothing
else, goes into the journal, safe on the disk before the client goes on. Whatever was not answered is asked again, with the same form.
"""

import heapq
import html
import http.client
import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 240
TIMEOUT_SECONDS = 15
# So many households are under way at once: browsers of people who look at something else meanwhile.
AT_ONCE = 12
# One household more is begun so often, while kills are missing.
MORE_SECONDS = 1.5
INPUT = re.compile(r'<input[^>]*type="hidden"[^>]*>')
MONEY = re.compile(r"\$([\d,]+)\.(\d\d)")
DAYS = {"december": ("12", "31", "2013"), "january": ("1", "31", "2014")}


class Client:
    """One household's browser."""

    def __init__(self, address: str, household: dict[str, Any], journal: Path) -> None:
        self.host, self.household, self.journal = urlsplit(address).netloc, household, journal
        self.cookies = {"sessionid": household["session"]}

    def ask(self, path: str, form: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """Status, where it leads on, page. Asked again until the site answers; TimeoutError when it never does."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                status, to, page = self._once(path, form)
                if status < 500:
                    return status, to, page
            time.sleep(random.uniform(0.1, 0.5))
        raise TimeoutError(path)

    def _once(self, path: str, form: dict[str, Any] | None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_SECONDS)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            body = None
            if form is not None:
                headers["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(form, doseq=True)
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = header.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), page
        finally:
            connection.close()

    def confirmed(self, **what: Any) -> None:
        """One line, on the disk before the next step."""
        line = json.dumps({"application": self.household["application"], **what})
        with self.journal.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def enroll(self, plan: str, credit: int) -> str:
        """Choose, sign; answers the enrollment's number."""
        wanted = urlencode({"plan": plan, "credit": credit})
        path = f"/federal/coverage/{self.household['application']}/review/?{wanted}"
        status, to, page = self.ask(path)
        form: dict[str, str] = {}
        while status != 302:
            form = hidden(page)
            assert "submission" in form, text(page)
            status, to, page = self.ask(path, {**form, "agrees": "on", "signature": "Ana Rivera"})
        assert form, f"chosen already: {to}"
        number = to.rstrip("/").rpartition("/")[2]
        told = {name: int(form[name]) for name in ("premium", "credit")}
        self.confirmed(what="enrolled", number=number, plan=plan, start=form["start"], **told)
        return number

    def change(self, number: str, kind: str, day: str, people: Sequence[str] = ()) -> None:
        """Report, look, sign; what the site says has come of it goes into the journal."""
        month, date, year = DAYS[day]
        when = {"happened_on_month": month, "happened_on_day": date, "happened_on_year": year}
        path = f"/federal/coverage/{number}/change/"
        _, _, page = self.ask(f"/federal/coverage/{number}/")
        _, report, page = self.ask(path, {**hidden(page), "kind": kind, **when, "people": people})
        assert report, f"{kind} refused: {text(page)}"
        status = 0
        while status != 302:  # What it would do may be other than it was a moment ago: it is looked at again.
            _, _, page = self.ask(report)
            form = hidden(page)
            assert "shown" in form, f"{kind} cannot be agreed to: {text(page)}"
            status, _, _ = self.ask(report, {**form, "agrees": "on", "signature": "Ana Rivera"})
        _, _, page = self.ask(report)
        title = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
        assert title, text(page)
        told = {"title": text(title[1]), "amounts": amounts(page)}
        self.confirmed(what="changed", number=number, change=report, kind=kind, **told)


def hidden(page: str) -> dict[str, str]:
    """Name -> value of a page's hidden fields; the last form's stand."""
    found = {}
    for each in INPUT.findall(page):
        name, value = (re.search(rf'{part}="([^"]*)"', each) for part in ("name", "value"))
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def amounts(page: str) -> list[int]:
    """Price and credit in cents of the last row of what it costs by the month; nothing where nothing is shown."""
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    if len(rows) < 2:
        return []
    premium, credit, _ = (
        int(whole.replace(",", "")) * 100 + int(cents) for whole, cents in MONEY.findall(text(rows[-1]))
    )
    return [premium, credit]


def live(client: Client, drawn: random.Random, pause: float) -> Iterator[float]:
    """One household's way: most stay, some let one person go, some end, some cancel. Yields seconds in which it does nothing.

    pause: at most, so that the insurer may have heard of a choice, and confirmed it, before it is changed.
    """
    chosen = drawn.choice(client.household["plans"])
    number = client.enroll(chosen["plan"], chosen["credit"] if drawn.random() < 0.8 else 0)
    fate = drawn.random()
    yield drawn.choice([0, pause * drawn.random()])
    if fate < 0.45:
        client.change(number, "drop_member", "january", [client.household["leaves"]])
        yield drawn.choice([0, pause * drawn.random()])
    if 0.3 < fate < 0.6:
        client.change(number, "end", "january")
    elif 0.6 < fate < 0.75:
        client.change(number, "end", "december")


class Crowd:
    """This client's share of the households, in the order in which they become ready to choose."""

    def __init__(self, file: Path, number: int, clients: int) -> None:
        self.lines = file.open()
        self.number, self.clients = number, clients
        self.read, self.rest = 0, ""

    def next(self) -> dict[str, Any] | None:
        """None while nobody is ready."""
        while True:
            self.rest += self.lines.readline()
            if not self.rest.endswith("\n"):
                return None
            line, self.rest, self.read = self.rest, "", self.read + 1
            if (self.read - 1) % self.clients == self.number:
                found: dict[str, Any] = json.loads(line)
                return found


def main(address: str, folder: Path, number: int, clients: int, at_least: int, pause: float, seed: str) -> None:
    """At least so many households, and more while the file `go-on` is there; each goes on when its pause is over."""
    drawn = random.Random(seed)
    crowd = Crowd(folder / "people", number, clients)
    waiting: list[tuple[float, int, Iterator[float]]] = []
    begun, again = 0, 0.0

    def wanted(begun: int) -> bool:
        return begun < at_least or (time.monotonic() > again and (folder / "go-on").exists())

    while waiting or begun < at_least or (folder / "go-on").exists():
        if waiting and waiting[0][0] <= time.monotonic():
            _, place, life = heapq.heappop(waiting)
        elif len(waiting) < AT_ONCE and wanted(begun) and (household := crowd.next()):
            place, life = begun, live(Client(address, household, folder / f"journal-{number}"), drawn, pause)
            begun, again = begun + 1, time.monotonic() + MORE_SECONDS
        else:
            time.sleep(0.05)
            continue
        with suppress(StopIteration):
            heapq.heappush(waiting, (time.monotonic() + next(life), place, life))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]), float(sys.argv[6]), sys.argv[7])
