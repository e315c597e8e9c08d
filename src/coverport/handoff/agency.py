"""The way to the Medicaid agency: one message at a time over HTTP, each answered with a receipt or not at all."""

from functools import lru_cache

import msgspec
import structlog
import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError

from coverport.handoff.layout import Receipt

log = structlog.get_logger()

LARGEST_REPLY = 4 << 20
DOWN, SLOW, WRONG, REFUSED, NO_AGENCY = "down", "slow", "wrong", "refused", "no_agency"


class Unavailable(Exception):
    """No answer this time, or none that can be; `trouble` says why. Nothing is known of the message: it is sent again."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Page(msgspec.Struct, frozen=True):
    """What waits at the agency for us, oldest first, each as it was written."""

    messages: tuple[msgspec.Raw, ...]


class Agency:
    """One agency, for all threads of a process. state: whose cases are asked for."""

    def __init__(self, address: str, token: str, seconds: float) -> None:
        self.address, self.token, self.seconds = address.rstrip("/"), token, seconds
        self.connections = urllib3.PoolManager(num_pools=2, maxsize=4, retries=False)

    def send(self, kind: str, key: str, body: bytes) -> Receipt:
        """Hand a message over. The same key again is the same message. Raises Unavailable."""
        reply = self._ask("POST", f"/v1/{kind}s", body, {"Idempotency-Key": key})
        try:
            found = msgspec.json.decode(reply, type=Receipt)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unavailable(WRONG) from error
        if found.id != key:
            raise Unavailable(WRONG)
        return found

    def waiting(self, states: tuple[str, ...]) -> tuple[bytes, ...]:
        """Messages for an exchange that it has given no receipt for. Raises Unavailable."""
        reply = self._ask("GET", f"/v1/outbox?states={','.join(states)}")
        try:
            found = msgspec.json.decode(reply, type=Page)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unavailable(WRONG) from error
        return tuple(bytes(each) for each in found.messages)

    def acknowledge(self, receipt: Receipt) -> None:
        """Say that a message is here. Raises Unavailable."""
        self._ask("POST", f"/v1/outbox/{receipt.id}/receipt", msgspec.json.encode(receipt))

    def _ask(self, verb: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        if not self.address:
            raise Unavailable(NO_AGENCY)
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}", **(headers or {})}
        try:
            reply = self.connections.request(
                verb, self.address + path, body=body, headers=given, timeout=urllib3.Timeout(total=self.seconds), redirect=False,
                preload_content=False,
            )  # fmt: skip
            content: bytes = reply.read(LARGEST_REPLY)
            if len(content) == LARGEST_REPLY:
                reply.close()
            reply.release_conn()
        except NewConnectionError as error:  # refused, though the library counts it among the timeouts
            raise Unavailable(DOWN) from error
        except TimeoutError as error:
            raise Unavailable(SLOW) from error
        except HTTPError as error:
            raise Unavailable(DOWN) from error
        if reply.status >= 500 or reply.status == 429:
            raise Unavailable(DOWN)
        if reply.status >= 400:
            raise Unavailable(REFUSED)
        if reply.status != 200:
            raise Unavailable(WRONG)
        return content


@lru_cache(maxsize=4)
def _agency(address: str, token: str, milliseconds: int) -> Agency:
    return Agency(address, token, milliseconds / 1000)


def agency() -> Agency:
    """The agency that the settings name."""
    return _agency(settings.AGENCY_ADDRESS, settings.AGENCY_TOKEN, settings.AGENCY_TIMEOUT_MS)
