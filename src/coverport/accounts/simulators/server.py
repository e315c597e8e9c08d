"""A small HTTP server: JSON in, JSON out, faults by switch. Each request has a thread."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from coverport.core.structs import describe_structs


class Asked(msgspec.Struct, frozen=True):
    """What a face is asked: form fields and query parameters have one value each."""

    address: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    headers: dict[str, str]


class Reply(msgspec.Struct, frozen=True):
    """content: text as it is, anything else as JSON."""

    content: object = ""
    status: int = 200
    headers: dict[str, str] = {}


Face = Callable[[Asked], Reply | None]
# How it fails: after the given seconds ("slow"), with 503 ("down"), with what nobody understands ("wrong").
FAULTS = ("", "slow", "down", "wrong")
SLOW_SECONDS = 3.0


class Simulator:
    """Serves the first face that answers. `fault` may be switched while it runs."""

    def __init__(self, faces: tuple[Face, ...], *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.faces = faces
        self.fault = ""
        describe_structs()
        self.server = ThreadingHTTPServer((host, port), _handler(self))
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        host, port = self.server.server_address[:2]
        return f"http://{host!s}:{port}"

    def reply(self, asked: Asked) -> Reply:
        if self.fault == "slow":
            time.sleep(SLOW_SECONDS)
        if self.fault == "down":
            return Reply("down", 503)
        if self.fault == "wrong":
            return Reply("<p>maintenance</p>", headers={"Content-Type": "text/html"})
        return next((found for face in self.faces if (found := face(asked)) is not None), Reply("not found", 404))

    @contextmanager
    def running(self) -> Iterator["Simulator"]:
        """Serve in a thread until the block ends."""
        thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()


def _handler(simulator: Simulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(_body(raw, self.headers.get("Content-Type") or ""))

        def _answer(self, body: Mapping[str, Any]) -> None:
            parts = urlsplit(self.path)
            asked = Asked(simulator.address, parts.path, _single(parts.query), dict(body), dict(self.headers.items()))
            reply = simulator.reply(asked)
            text = isinstance(reply.content, str)
            content = reply.content.encode() if isinstance(reply.content, str) else json.dumps(reply.content).encode()
            self.send_response(reply.status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8" if text else "application/json",
                "Content-Length": str(len(content)),
                **reply.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: addresses carry codes."""

    return Handler


def _body(raw: bytes, kind: str) -> dict[str, Any]:
    if kind.startswith("application/json"):
        found = json.loads(raw or b"{}")
        return found if isinstance(found, dict) else {}
    return dict(_single(raw.decode()))


def _single(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
