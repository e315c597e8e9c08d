"""A delivery status notification, RFC 3464: which of our emails it is about, and whether it will ever arrive. No Django, no database."""

import email
import re
from email.message import Message
from email.policy import default

import msgspec


class Bounce(msgspec.Struct, frozen=True):
    """message_id: of the email that we sent; status: the code of RFC 3463, such as "5.1.1"; permanent: it will not arrive."""

    message_id: str
    status: str
    permanent: bool


class NoReport(ValueError):
    """The message says nothing about one of our emails. The text says what is missing."""


STATUS = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})")


def read(message: bytes) -> Bounce:
    """The report in a returned message. Raises NoReport."""
    parsed = email.message_from_bytes(message, policy=default)
    parts = list(parsed.walk())
    statuses = [
        status for part in parts if part.get_content_type() == "message/delivery-status" for status in _statuses(part)
    ]
    if not statuses:
        raise NoReport("there is no message/delivery-status part with a Status line")
    message_id = next(filter(None, (_sent(part) for part in parts)), "")
    if not message_id:
        raise NoReport("the headers of the email that came back are missing")
    worst = max(statuses)
    action_failed = worst.startswith("5")
    return Bounce(message_id=message_id, status=worst, permanent=action_failed)


def _statuses(part: Message) -> list[str]:
    """The status of each recipient. A delivery-status part is a list of header blocks."""
    inner = part.get_payload()
    blocks = inner if isinstance(inner, list) else []
    found = (STATUS.match(str(block.get("Status", "")).strip()) for block in blocks if isinstance(block, Message))
    return [match[0] for match in found if match]


def _sent(part: Message) -> str:
    """The Message-ID of the email inside, whole or its headers alone."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        return str(email.message_from_string(str(part.get_payload())).get("Message-ID", "")).strip()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return str(first.get("Message-ID", "")).strip() if isinstance(first, Message) else ""
    return ""
