"""The service: POST a question to an agency's path; GET / shows people and faults; PUT /control/faults and /control/people set them."""

import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import msgspec

from coverport.applications.hubsim.answers import ANSWERS, Script, nonsense
from coverport.applications.hubsim.faults import MODES, Fault, Faults
from coverport.applications.hubsim.page import page
from coverport.applications.hubsim.people import NotScripted, Scripted, checked
from coverport.applications.verification.hub.wire import WireRequest
from coverport.core.structs import describe_structs

LARGEST_BODY = 4 << 20


class HubServer(ThreadingHTTPServer):
    """Each question has its own thread, so that a slow one holds up no other."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], people: tuple[Scripted, ...]) -> None:
        self.script, self.faults = Script(people), Faults()
        describe_structs()
        super().__init__(address, Handler)

    @property
    def address(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left early is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept for further questions."""

    server: HubServer
    protocol_version = "HTTP/1.1"
    # Headers and body go out together, at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == "/health":
            self._json(HTTPStatus.OK, {"status": "ok"})
        elif self.path == "/control/state":
            self._json(HTTPStatus.OK, {"faults": self.server.faults.now(), "people": self.server.script.people})
        elif self.path == "/":
            self._send(HTTPStatus.OK, page(self.server.script.people, self.server.faults.now()), "text/html")
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")

    def do_PUT(self) -> None:
        body = self._body()
        try:
            if self.path == "/control/faults":
                self.server.faults.set(msgspec.json.decode(body, type=dict[str, Fault]))
            elif self.path == "/control/people":
                self.server.script = Script(checked(msgspec.json.decode(body, type=tuple[Scripted, ...])))
            else:
                return self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")
        except (msgspec.DecodeError, NotScripted) as error:
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        return self._json(HTTPStatus.OK, {"status": "set"})

    def do_POST(self) -> None:
        if self.path == "/":
            return self._faults_of_the_page()
        service = self.path.lstrip("/")
        if service not in ANSWERS:
            self._body()
            return self._refuse(HTTPStatus.NOT_FOUND, "no agency is asked here")
        return self._answer(service, self._body())

    def _answer(self, service: str, body: bytes) -> None:
        try:
            asked = msgspec.json.decode(body, type=WireRequest)
        except msgspec.DecodeError as error:
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        if not asked.people:
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "nobody is asked about")
        fault, number = self.server.faults.next(service)
        if fault.mode == "down" or (fault.mode == "flapping" and number % 2):
            return self._hang_up()
        if fault.mode == "slow":
            time.sleep(fault.milliseconds / 1000)
        if fault.mode == "wrong":
            return self._send(HTTPStatus.OK, nonsense(asked, number), "application/json")
        return self._json(HTTPStatus.OK, ANSWERS[service](asked, self.server.script))

    def _hang_up(self) -> None:
        self.close_connection = True

    def _faults_of_the_page(self) -> None:
        given = {name: values[0] for name, values in parse_qs(self._body().decode(errors="replace")).items()}
        modes = {service: given.get(service, "none") for service in ANSWERS}
        if not set(modes.values()) <= set(MODES):
            return self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "there is no such fault")
        self.server.faults.set({service: Fault(mode) for service, mode in modes.items() if mode != "none"})  # type: ignore[arg-type]
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            return b""
        return self.rfile.read(length)

    def _json(self, status: HTTPStatus, value: Any) -> None:
        self._send(status, msgspec.json.encode(value), "application/json")

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._json(status, {"error": why})

    def _send(self, status: HTTPStatus, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Questions are about people: nothing of them is logged."""
