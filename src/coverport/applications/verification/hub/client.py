"""Ask the hub: all questions at once, within one deadline for them together, each tried again while there is time.

A hub that is dead costs at most the deadline, once; whatever it does, the answer of each question is an answer or a trouble.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache

import msgspec
import structlog
import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError

from coverport.applications.verification.hub.adapters import ADAPTERS, WrongReply, read
from coverport.applications.verification.hub.breaker import Breaker
from coverport.applications.verification.hub.wire import WirePerson, WireRequest
from coverport.applications.verification.rules.sources import Ask, Source, SourceAnswer
from coverport.core.references import new_reference

log = structlog.get_logger()

THREADS = 32
FIRST_PAUSE_SECONDS = 0.02
MOST_ATTEMPTS = 4
LARGEST_REPLY = 64 << 10
# Why there is no answer.
DOWN, SLOW, WRONG, RESTING, NO_HUB = "down", "slow", "wrong", "resting", "no_hub"


class Question(msgspec.Struct, frozen=True):
    """A question with what the source needs to find the people. year: of coverage; state: of the exchange."""

    ask: Ask
    people: tuple[WirePerson, ...]
    year: int
    state: str


class Outcome(msgspec.Struct, frozen=True):
    """The answer, or the trouble."""

    answer: SourceAnswer | None = None
    trouble: str = ""


class Unavailable(Exception):
    """No answer this time; `trouble` says why."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Hub:
    """One hub, for all threads of a process."""

    def __init__(self, address: str, seconds: float) -> None:
        self.address, self.seconds = address.rstrip("/"), seconds
        self.connections = urllib3.PoolManager(num_pools=2, maxsize=THREADS, retries=False)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")
        self.breakers = {source: Breaker() for source in Source}

    def ask_all(self, questions: Sequence[Question]) -> list[Outcome]:
        """The outcome of each, in their order, after at most the deadline."""
        if not self.address:
            return [Outcome(trouble=NO_HUB) for _ in questions]
        until = time.monotonic() + self.seconds
        asked = [self.threads.submit(self._ask, question, until) for question in questions]
        wait(asked, timeout=self.seconds)
        return [self._outcome(question, future) for question, future in zip(questions, asked, strict=True)]

    def _outcome(self, question: Question, future: "Future[Outcome]") -> Outcome:
        if future.done():
            return future.result()
        if future.cancel():  # it never got its turn
            return Outcome(trouble=SLOW)
        self.breakers[question.ask.source].failed()
        return Outcome(trouble=SLOW)

    def _ask(self, question: Question, until: float) -> Outcome:
        source = question.ask.source
        breaker = self.breakers[source]
        if not breaker.lets_through():
            return Outcome(trouble=RESTING)
        try:
            answer = self._until_answered(question, until)
        except Unavailable as none:
            if time.monotonic() < until:  # else whoever waited has counted it
                breaker.failed()
            log.warning("hub_gave_no_answer", source=source.value, trouble=none.trouble)
            return Outcome(trouble=none.trouble)
        breaker.worked()
        return Outcome(answer)

    def _until_answered(self, question: Question, until: float) -> SourceAnswer:
        """Try, and try again after a pause that doubles, while there is time. Nonsense is not asked for twice."""
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                return self._once(question, until - time.monotonic())
            except Unavailable as none:
                left = until - time.monotonic() - pause
                if none.trouble != DOWN or attempt == MOST_ATTEMPTS or left <= 0:
                    raise
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt raises")

    def _once(self, question: Question, seconds: float) -> SourceAnswer:
        if seconds <= 0:
            raise Unavailable(SLOW)
        request = new_reference()
        body = self._post(question, request, seconds)
        try:
            return read(question.ask.source, body, request=request, ask=question.ask)
        except WrongReply as error:
            raise Unavailable(WRONG) from error

    def _post(self, question: Question, request: str, seconds: float) -> bytes:
        sent = WireRequest(request=request, people=question.people, year=question.year, state=question.state)
        try:
            reply = self.connections.request(
                "POST", f"{self.address}/{ADAPTERS[question.ask.source].path}", body=msgspec.json.encode(sent),
                headers={"Content-Type": "application/json"}, timeout=urllib3.Timeout(total=seconds), redirect=False,
                preload_content=False,
            )  # fmt: skip
            body = reply.read(LARGEST_REPLY)
            if len(body) == LARGEST_REPLY:  # what is left of it must not be taken for the next answer
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
        if reply.status != 200:
            raise Unavailable(WRONG)
        return body


@lru_cache(maxsize=4)
def _hub(address: str, milliseconds: int) -> Hub:
    return Hub(address, milliseconds / 1000)


def hub() -> Hub:
    """The hub that the settings name, one for the process."""
    return _hub(settings.HUB_ADDRESS, settings.HUB_TIMEOUT_MS)


def forget() -> None:
    """Begin anew, with breakers that know nothing."""
    _hub.cache_clear()
