"""The client of the practice processor (`coverport paysim`), a server of its own that is asked over HTTP. No real money moves."""

import http.client
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from coverport.billing.adapters import NotThere, Session, Unclear, Unreachable
from coverport.core.money import Cents

PATIENCE_SECONDS = 4.0
LONGEST_ANSWER = 100_000


class Practice:
    """Every answer is checked against what was asked: another key, amount or page is never believed."""

    name = "practice"

    def __init__(self, address: str | None = None) -> None:
        self.address = address or settings.PROCESSOR_URL

    def open(self, *, key: str, amount: Cents, back: str, language: str) -> Session:
        asked = {"key": key, "amount": amount, "back": back, "language": language}
        return self._checked(self._ask("POST", "/v1/sessions", asked), key, amount)

    def session(self, key: str) -> Session:
        return self._checked(self._ask("GET", f"/v1/sessions/{quote(key)}"), key)

    def refund(self, *, key: str, confirmation: str, amount: Cents) -> str:
        asked = {"key": key, "confirmation": confirmation, "amount": amount}
        answer = self._ask("POST", "/v1/refunds", asked)
        if (answer.get("key"), answer.get("amount")) != (key, amount) or not answer.get("refund"):
            raise Unclear(_("The payment processor gave an answer that cannot be right."))
        return str(answer["refund"])

    def _checked(self, answer: dict[str, Any], key: str, amount: Cents | None = None) -> Session:
        try:
            found = msgspec.convert(answer, Session)
        except msgspec.ValidationError as error:
            raise Unclear(_("The payment processor gave an answer that cannot be right.")) from error
        here = found.url.startswith(f"{self.address}/")
        paid = found.status != "paid" or (found.confirmation and found.method in {"card", "bank"})
        if found.key != key or (amount is not None and found.amount != amount) or not here or not paid:
            raise Unclear(_("The payment processor gave an answer that cannot be right."))
        return found

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        where = urlsplit(self.address)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=PATIENCE_SECONDS)
        try:
            content = msgspec.json.encode(body) if body is not None else None
            connection.request(verb, where.path + path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(_("We cannot reach the payment processor now.")) from error
        finally:
            connection.close()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            raise Unreachable(_("We cannot reach the payment processor now."))
        if answer.status == http.client.NOT_FOUND:
            raise NotThere(path)
        try:
            found = msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise Unclear(_("The payment processor gave an answer that cannot be right.")) from error
        if answer.status >= http.client.BAD_REQUEST or not isinstance(found, dict):
            raise Unclear(_("The payment processor gave an answer that cannot be right."))
        return found
