"""The service that asks people questions about themselves. It says yes, no or unknown; whatever goes wrong with it is unknown.

Two calls, as the federal remote identity proofing service has them: the first names the person and brings questions, the second
judges the answers. What is sent is not kept here.
"""

from datetime import date
from enum import Enum
from typing import Any, Protocol, TypeVar

import msgspec
import requests
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Answer(Enum):
    """What a provider knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Subject(msgspec.Struct, frozen=True):
    """Whom to ask about."""

    first_name: str
    last_name: str
    birth_date: date
    street: str
    zip: str


class Choice(msgspec.Struct, frozen=True):
    """One of the answers offered."""

    id: str
    text: str


class Question(msgspec.Struct, frozen=True):
    """What only the person is likely to know."""

    id: str
    text: str
    choices: tuple[Choice, ...]


class Questions(msgspec.Struct, frozen=True):
    """What to ask, under the provider's own session."""

    session: str
    questions: tuple[Question, ...]


class Judged(msgspec.Struct, frozen=True):
    """What the provider makes of the answers."""

    decision: Answer


class Provider(Protocol):
    """Who can ask and judge."""

    def questions(self, subject: Subject) -> Questions | None: ...

    def judge(self, session: str, answers: dict[str, str]) -> Answer: ...


class RemoteProvider(msgspec.Struct, frozen=True):
    """Over HTTP, with a timeout; None and UNKNOWN for every kind of failure."""

    address: str
    timeout: float  # seconds

    def questions(self, subject: Subject) -> Questions | None:
        """What to ask; None for a person whom the provider does not know."""
        found = self._ask("primary", msgspec.to_builtins(subject), Questions)
        return found if found is not None and found.questions else None

    def judge(self, session: str, answers: dict[str, str]) -> Answer:
        """Whether the answers are those of the person."""
        found = self._ask("secondary", {"session": session, "answers": answers}, Judged)
        return found.decision if found is not None else Answer.UNKNOWN

    def _ask(self, call: str, body: Any, shape: type[T]) -> T | None:
        try:
            answer = requests.post(f"{self.address}/{call}", json=body, timeout=self.timeout)
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=shape)
        except (requests.RequestException, msgspec.DecodeError, msgspec.ValidationError) as failed:
            log.warning("identity_provider_does_not_say", call=call, kind=type(failed).__name__)
            return None


def provider() -> Provider | None:
    """The configured one, if there is any."""
    return RemoteProvider(settings.IDENTITY_ADDRESS, settings.REMOTE_TIMEOUT) if settings.IDENTITY_ADDRESS else None
