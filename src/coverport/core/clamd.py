"""Ask clamd whether bytes carry something harmful, by its INSTREAM command: chunks with their length, then a length of zero."""

import socket
import struct
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

SECONDS = 10.0
CHUNK = 64 << 10


class NoScanner(Exception):
    """None is configured, or it does not answer."""


def configured() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.CLAMD)


def scan(data: bytes) -> str:
    """The name of what was found; empty for clean. Raises NoScanner."""
    if not configured():
        raise NoScanner("COVERPORT_CLAMD is not set")
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            reply = _all_of(line)
    except OSError as error:
        raise NoScanner(f"clamd at {settings.CLAMD} does not answer") from error
    return _found(reply)


def scan_waiting(rows: Iterable[Any], read: Callable[[Any], bytes]) -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean. What is not clean stays shut.

    rows: of a model with `scanned`. read: the bytes of one.
    """
    clean = 0
    for row in rows:
        try:
            found = scan(read(row))
        except NoScanner:
            return clean
        if not found:
            row.scanned = True
            row.save(update_fields=["scanned"])
            clean += 1
    return clean


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(settings.CLAMD)
        return line
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _all_of(line: socket.socket) -> str:
    parts = []
    while part := line.recv(4096):
        parts.append(part)
    return b"".join(parts).rstrip(b"\0").decode(errors="replace").strip()


def _found(reply: str) -> str:
    """`stream: OK`, or `stream: NAME FOUND`; whatever else is no answer."""
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise NoScanner(f"clamd said: {reply[:200]}")
