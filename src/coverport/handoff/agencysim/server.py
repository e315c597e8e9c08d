"""The agency over HTTP: what an exchange sends and asks, a page for people, and switches. Listens on this machine alone."""

import hmac
import time
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import msgspec

from coverport.core.structs import describe_structs
from coverport.handoff.agencysim.books import FAULTS, Books, Fault, Refused
from coverport.handoff.agencysim.page import page
from coverport.handoff.agencysim.samples import somebody
from coverport.handoff.layout import NoTransfer, Receipt, written

LARGEST_BODY = 4 << 20


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that somebody who shows or tests asks for."""

    transfer: str
    person: str
    outcome: str
    because: str = ""
    program: str = "medicaid"


class AgencySim(ThreadingHTTPServer):
    """One agency. port 0: a free one; token: what an exchange must show; slow: seconds."""

    daemon_threads = True

    def __init__(
        self, port: int = 0, *, token: str = "", fault: Fault = "none", slow: float = 6.0,
        today: Callable[[], date] = date.today,
    ) -> None:  # fmt: skip
        self.books, self.token, self.slow = Books(fault, today), token, slow
        describe_structs()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left early is no news."""


class Handler(BaseHTTPRequestHandler):
    """Each answer is whole, or there is none."""

    server_version, sys_version = "agencysim", ""
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    @property
    def house(self) -> AgencySim:
        return cast(AgencySim, self.server)

    def log_message(self, format: str, *args: Any) -> None:
        """Accounts are about people: nothing of them is logged."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case [""]:
                self._send(HTTPStatus.OK, page(self.house.books), "text/html; charset=utf-8")
            case ["health"]:
                self._json(HTTPStatus.OK, {"status": "ok"})
            case ["control", "state"]:
                self._json(
                    HTTPStatus.OK, {"cases": list(self.house.books.cases.values()), "fault": self.house.books.fault}
                )
            case ["v1", "outbox"]:
                states = frozenset(parse_qs(url.query).get("states", [""])[0].split(","))
                self._answer(
                    lambda: {"messages": [msgspec.Raw(each.body) for each in self.house.books.waiting(states)]}
                )
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")

    def do_POST(self) -> None:
        body, books = self._body(), self.house.books
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["v1", "transfers" | "withdrawals" | "returns"]:
                self._answer(lambda: books.receive(self.headers.get("Idempotency-Key", ""), body))
            case ["v1", "outbox", _, "receipt"]:
                self._answer(lambda: self._acknowledged(msgspec.json.decode(body, type=Receipt)))
            case ["control", "decide"]:
                self._control(lambda: self._decide(msgspec.json.decode(body, type=Ask)))
            case ["control", "transfer"]:
                self._control(lambda: {"id": books.send(body)})
            case ["control", "fault"]:
                self._control(lambda: self._fault(msgspec.json.decode(body, type=dict[str, str])["fault"]))
            case ["decide" | "fault" | "send" as what]:
                self._form(what, {name: each[0] for name, each in parse_qs(body.decode(errors="replace")).items()})
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _acknowledged(self, receipt: Receipt) -> dict[str, str]:
        self.house.books.acknowledged(receipt)
        return {"id": receipt.id}

    def _decide(self, asked: Ask) -> dict[str, str]:
        found = self.house.books.decide(asked.transfer, asked.person, asked.outcome, asked.because, asked.program)
        return {"id": found.id}

    def _fault(self, name: str) -> dict[str, str]:
        if name not in FAULTS:
            raise Refused("there is no such fault")
        self.house.books.fault = cast(Fault, name)
        return {"fault": name}

    def _form(self, what: str, given: dict[str, str]) -> None:
        """A button of the page."""
        try:
            if what == "fault":
                self._fault(given.get("fault", ""))
            elif what == "decide":
                outcome, _, more = given.get("outcome", "").partition(" ")
                who = {"transfer": given.get("transfer", ""), "person": given.get("person", ""), "outcome": outcome}
                self._decide(Ask(**who, program="chip") if more == "chip" else Ask(**who, because=more))
            else:
                year = int(given.get("year", "0"))
                sent = somebody(
                    given.get("state", ""), email=given.get("email", ""), on=self.house.books.today(), year=year
                )
                self.house.books.send(written(sent))
        except (Refused, KeyError, ValueError) as error:
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _answer(self, ask: Callable[[], Any]) -> None:
        """What an exchange gets, unless the agency is told to fail."""
        if not hmac.compare_digest(self.headers.get("Authorization", ""), f"Bearer {self.house.token}"):
            return self._refuse(HTTPStatus.UNAUTHORIZED, "not an exchange that is known here")
        fault = self.house.books.next_fault()
        if fault == "down":
            self.close_connection = True
            return None
        if fault == "slow":
            time.sleep(self.house.slow)
        try:
            found = ask()
        except Refused as refused:
            return self._refuse(HTTPStatus.CONFLICT, str(refused))
        except (NoTransfer, msgspec.MsgspecError) as refused:
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused))
        if fault == "lost":
            self.close_connection = True
            return None
        if fault == "wrong":
            return self._send(HTTPStatus.OK, b"<html>Service error</html>", "text/html")
        return self._json(HTTPStatus.OK, found)

    def _control(self, do: Callable[[], Any]) -> None:
        try:
            self._json(HTTPStatus.OK, do())
        except (Refused, KeyError, msgspec.MsgspecError) as error:
            self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            return b""
        return self.rfile.read(length)

    def _json(self, status: int, value: Any) -> None:
        self._send(status, msgspec.json.encode(value), "application/json")

    def _refuse(self, status: int, why: str) -> None:
        self._json(status, {"error": why})

    def _send(self, status: int, body: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked did not wait
