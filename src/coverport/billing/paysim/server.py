"""The practice processor over HTTP: a JSON face for exchanges, a page for people. Listens on this machine alone."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import msgspec

from coverport.billing.paysim import page as pages
from coverport.billing.paysim.books import FAULTS, Asked, AskedBack, Books, Fault, Page, Refused
from coverport.core.structs import describe_structs

LONGEST_BODY = 10_000
SLOW_SECONDS = 6.0


class Paysim(ThreadingHTTPServer):
    """One practice processor. port 0: a free one. slow: seconds that it waits where it is told to be slow."""

    daemon_threads = True

    def __init__(self, port: int = 0, *, fault: Fault = "none", slow: float = SLOW_SECONDS) -> None:
        self.books, self.slow = Books(fault), slow
        describe_structs()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Each answer is whole; what is not understood is refused in words."""

    server_version, sys_version = "paysim", ""

    @property
    def house(self) -> Paysim:
        return cast(Paysim, self.server)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: an address holds a token."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path).path.strip("/").split("/")
        match parts:
            case ["v1", "sessions", key]:
                self._answer(lambda: self._session(self.house.books.by_key(key)))
            case ["pay", token] if page := self.house.books.by_token(token):
                self._html(pages.closed(page.asked) if page.status != "open" else pages.open_page(page.asked, token))
            case _:
                self._json(404, {"error": "there is nothing here"})

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY))
        parts = urlsplit(self.path).path.strip("/").split("/")
        match parts:
            case ["v1", "sessions"]:
                books = self.house.books
                self._answer(lambda: self._session(books.open(msgspec.json.decode(body, type=Asked))))
            case ["v1", "refunds"]:
                self._answer(lambda: self._refund(msgspec.json.decode(body, type=AskedBack)))
            case ["v1", "fault", name] if name in FAULTS:
                self.house.books.fault = name
                self._json(200, {"fault": name})
            case ["pay", token]:
                self._pay(token, body.decode("ascii", errors="replace"))
            case _:
                self._json(404, {"error": "there is nothing here"})

    def _pay(self, token: str, body: str) -> None:
        method = parse_qs(body).get("method", [""])[0]
        page = self.house.books.pay(token, method)
        if page is None:
            self._json(404, {"error": "there is nothing here"})
            return
        self.send_response(303)
        self.send_header("Location", page.asked.back)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _session(self, page: Page | None) -> dict[str, Any] | None:
        if page is None:
            return None
        wrong = self.house.books.fault == "wrong"
        return {
            "key": page.asked.key, "url": f"{self.house.address}/pay/{page.token}", "status": page.status,
            "amount": page.asked.amount * 100 if wrong else page.asked.amount, "method": page.method if page.status == "paid" else "",
            "confirmation": page.confirmation,
        }  # fmt: skip

    def _refund(self, asked: AskedBack) -> dict[str, Any]:
        number = self.house.books.refund(asked)
        return {"key": asked.key, "amount": asked.amount, "refund": number}

    def _answer(self, ask: Any) -> None:
        """A JSON answer, unless the house is told to be slow or down."""
        fault = self.house.books.fault
        if fault == "slow":
            time.sleep(self.house.slow)
        if fault == "down":
            self._json(503, {"error": "down"})
            return
        try:
            found = ask()
        except (Refused, msgspec.MsgspecError) as refused:
            self._json(400, {"error": str(refused)})
            return
        self._json(200, found) if found is not None else self._json(404, {"error": "no such payment"})

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, "application/json", msgspec.json.encode(body))

    def _html(self, text: str) -> None:
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", pages.POLICY)
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked did not wait
