"""What the practice processor keeps, in memory alone, and how it is told to fail."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Literal

import msgspec

# A page on which nobody pays closes.
OPEN_SECONDS = 30 * 60
Fault = Literal["none", "declined", "slow", "down", "wrong"]
FAULTS: tuple[Fault, ...] = ("none", "declined", "slow", "down", "wrong")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payment that an exchange asks for. amount: cents; back: where the person goes afterwards."""

    key: str
    amount: int
    back: str
    language: str = "en"


class AskedBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money that is to go back."""

    key: str
    confirmation: str
    amount: int


class Page(msgspec.Struct):
    """One payment. token: in its address, so that nobody finds it by guessing."""

    asked: Asked
    token: str
    opened: float
    status: Literal["open", "paid", "declined"] = "open"
    method: str = ""
    confirmation: str = ""


class Refused(ValueError):
    """What was asked cannot be."""


class Books:
    """Everything under one lock; the same key is the same payment, the same refund."""

    def __init__(self, fault: Fault = "none", clock: Callable[[], float] = time.monotonic) -> None:
        self.fault, self.clock, self.lock = fault, clock, threading.Lock()
        self._by_key: dict[str, Page] = {}
        self._by_token: dict[str, Page] = {}
        self._refunds: dict[str, tuple[AskedBack, str]] = {}

    def open(self, asked: Asked) -> Page:
        if asked.amount <= 0 or not asked.key or not asked.back.startswith(("http://", "https://")):
            raise Refused("a payment has a key, an amount above 0 and an address to go back to")
        with self.lock:
            there = self._by_key.get(asked.key)
            if there is not None and there.asked.amount != asked.amount:
                raise Refused("this key came before with another amount")
            if there is None or there.status == "declined":
                there = Page(asked, secrets.token_urlsafe(18), self.clock())
                self._by_key[asked.key] = self._by_token[there.token] = there
            return there

    def by_key(self, key: str) -> Page | None:
        with self.lock:
            return self._aged(self._by_key.get(key))

    def by_token(self, token: str) -> Page | None:
        with self.lock:
            return self._aged(self._by_token.get(token))

    def pay(self, token: str, method: str) -> Page | None:
        """Take the money; sent twice, it is taken once. The method `declines` never pays."""
        with self.lock:
            page = self._aged(self._by_token.get(token))
            if page is not None and page.status == "open":
                page.method = method
                page.status = "declined" if method not in {"card", "bank"} or self.fault == "declined" else "paid"
                page.confirmation = f"PRACTICE-{secrets.token_hex(6).upper()}" if page.status == "paid" else ""
            return page

    def refund(self, asked: AskedBack) -> str:
        """Never more than was paid. Raises Refused."""
        with self.lock:
            if asked.key in self._refunds:
                before, number = self._refunds[asked.key]
                if before != asked:
                    raise Refused("this key came before with something else")
                return number
            page = next((each for each in self._by_key.values() if each.confirmation == asked.confirmation), None)
            gone = sum(each.amount for each, _ in self._refunds.values() if each.confirmation == asked.confirmation)
            if page is None or not asked.confirmation or not 0 < asked.amount <= page.asked.amount - gone:
                raise Refused("no such payment, or more than is left of it")
            number = f"BACK-{secrets.token_hex(6).upper()}"
            self._refunds[asked.key] = (asked, number)
            return number

    def _aged(self, page: Page | None) -> Page | None:
        if page is not None and page.status == "open" and self.clock() - page.opened > OPEN_SECONDS:
            page.status = "declined"
        return page
