"""What happened, written in the same transaction as the change: the event is the audit entry, with one delivery per subscriber.

A verb calls `record(PlanSelected(...), by=actor, on=date, ...)`. Rooms above subscribe in their `handlers.py`; `coverport work`
runs the handlers. Payloads carry references, never personal data.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

import msgspec

from coverport.core.access import Actor
from coverport.core.windows import window


class Fact(msgspec.Struct, frozen=True):
    """Base of what events say. Subclasses set `kind`, the name under which they are stored."""

    kind: ClassVar[str] = ""


Handler = Callable[[Any, Any], None]
_facts: dict[str, type[Fact]] = {}
_subscribers: dict[str, dict[str, Handler]] = {}


def fact(cls: type[Fact]) -> type[Fact]:
    """Register a kind of event (class decorator)."""
    if not cls.kind or cls.kind in _facts:
        raise ValueError(f"{cls.__name__} needs a kind of its own")
    _facts[cls.kind] = cls
    return cls


def subscribe(to: type[Fact], name: str) -> Callable[[Handler], Handler]:
    """Have a handler run for every event of a kind, in order per subject. It gets (fact, event); its effect commits with done_at."""

    def register(handler: Handler) -> Handler:
        subscribers = _subscribers.setdefault(to.kind, {})
        if name in subscribers:
            raise ValueError(f"the subscriber {name!r} of {to.kind} is registered twice")
        subscribers[name] = handler
        return handler

    return register


def subscribers_of(kind: str) -> dict[str, Handler]:
    """The handlers of a kind of event by name."""
    return _subscribers.get(kind, {})


def fact_of(kind: str, data: Any) -> Fact:
    """The typed fact of a stored event."""
    return msgspec.convert(data, _facts[kind])


# An event and its deliveries in one statement: every verb pays for it.
RECORD = """
    WITH event AS (
        INSERT INTO core_event (kind, actor, exchange, subject, purpose, "on", data)
        VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id, at, subject
    ), told AS (
        INSERT INTO core_delivery (event_id, subscriber, subject, attempts, error)
        SELECT event.id, name, event.subject, 0, '' FROM event, unnest(%s::text[]) WITH ORDINALITY AS subscribers (name, place)
        ORDER BY place
    )
    SELECT id, at FROM event
"""


def record(happened: Fact, *, by: Actor, on: date, exchange: str, subject: str, purpose: str = "") -> Any:
    """Write the event and its deliveries. Must be inside the verb's transaction; raises if it is not, or cannot be written.

    on: the exchange's date of record; subject: the reference of what it is about, whose deliveries keep their order.
    """
    from django.db import connection

    from coverport.core.models import Event
    from coverport.core.prepared import rows_of

    if not connection.in_atomic_block:
        raise RuntimeError(f"{happened.kind} was recorded outside a transaction")
    event = Event(
        kind=happened.kind, actor=by.label, exchange=exchange, subject=subject, purpose=purpose, on=on,
        data=msgspec.to_builtins(happened),
    )  # fmt: skip
    values: list[Any] = [
        event.kind,
        event.actor,
        exchange,
        subject,
        purpose,
        on,
        msgspec.json.encode(event.data).decode(),
    ]
    ((event.pk, event.at),) = rows_of(RECORD, [*values, list(subscribers_of(happened.kind))])
    event._state.adding, event._state.db = False, connection.alias
    window("change.recorded")
    return event


def record_many(happened: Sequence[tuple[Fact, str]], *, by: Actor, on: date, exchange: str, purpose: str = "") -> None:
    """Write many facts with their subjects at once, as a batch does; else as `record`, in their order."""
    from django.db import connection

    from coverport.core.copying import copy_in, new_keys
    from coverport.core.models import Delivery, Event

    if not connection.in_atomic_block:
        raise RuntimeError("events were recorded outside a transaction")
    keyed = [(key, *each) for key, each in zip(new_keys(Event, len(happened)), happened, strict=True)]
    copy_in(
        Event,
        'id, kind, actor, exchange, subject, purpose, "on", data',
        (
            (key, fact.kind, by.label, exchange, subject, purpose, on, msgspec.json.encode(fact).decode())
            for key, fact, subject in keyed
        ),
    )
    copy_in(
        Delivery,
        "event_id, subscriber, subject, attempts, error",
        ((key, name, subject, 0, "") for key, fact, subject in keyed for name in subscribers_of(fact.kind)),
    )
