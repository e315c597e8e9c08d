"""Text messages: over HTTP where an address is set, else into a folder, where the demo and tests read them."""

import json
import secrets
import time

import requests
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)


def send(number: str, text: str) -> bool:
    """Whether the message was taken. A carrier that is down must not keep anybody from the page that offers another way."""
    if not settings.SMS_ADDRESS:
        return _into_folder(number, text)
    try:
        answer = requests.post(
            settings.SMS_ADDRESS,
            json={"to": number, "text": text},
            headers={"Authorization": f"Bearer {settings.SMS_TOKEN}"},
            timeout=settings.REMOTE_TIMEOUT,
        )
        answer.raise_for_status()
    except requests.RequestException as failed:
        log.warning("text_message_not_taken", kind=type(failed).__name__)
        return False
    return True


def _into_folder(number: str, text: str) -> bool:
    settings.SMS_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{time.time_ns()}-{secrets.token_hex(2)}.json"
    (settings.SMS_FOLDER / name).write_text(json.dumps({"to": number, "text": text}, ensure_ascii=False))
    return True
