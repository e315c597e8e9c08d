"""A queue as the desk shows it: how many wait, since which day, where they are worked off."""

from datetime import date
from typing import Any

import msgspec
from django.db.models import Count, Min, QuerySet
from django.urls import reverse


class Queue(msgspec.Struct, frozen=True):
    """What waits. age: days of the oldest; None where nothing waits, or its day is not known."""

    title: str
    address: str
    waiting: int
    age: int | None


class Tool(msgspec.Struct, frozen=True):
    """A page that is always there, whether or not anything waits."""

    title: str
    address: str


class Shelf(msgspec.Struct, frozen=True):
    """The queues and tools of one part of the work."""

    title: str
    queues: tuple[Queue, ...]
    tools: tuple[Tool, ...]


def queue(title: str, to: str, waiting: int, oldest: date | None, today: date) -> Queue:
    """to: the name of a page, perhaps with its query. A day that is still to come has no age."""
    name, mark, asked = to.partition("?")
    return Queue(
        title, reverse(name) + mark + asked, waiting, max(0, (today - oldest).days) if oldest and waiting else None
    )


def counted(title: str, to: str, rows: QuerySet[Any], day: str, today: date) -> Queue:
    """A queue of rows. day: the field since which each waits."""
    found = rows.order_by().aggregate(number=Count("pk", distinct=True), oldest=Min(day))
    return queue(title, to, found["number"], found["oldest"], today)


def tool(title: str, name: str) -> Tool:
    return Tool(title, reverse(name))
