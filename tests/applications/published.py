"""The sample plans as the product's verbs publish them: published once in a process, and copied into each test that begins with them.

To publish is to encode every rate and to have the file safe on the disk; what is left of it in the database is less than a hundred rows.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.plans import sample
from coverport.plans.actions import bring_current_catalog, import_plans
from coverport.plans.models import CatalogNumber

DAY = date(2013, 12, 10)
# What is read is the same for every test of a process.
read_sample = cache(sample.filing)


class Published(NamedTuple):
    """rows: of each table in turn, its columns and what COPY gives; files: what lies in storage, by path."""

    rows: tuple[tuple[str, bytes], ...]
    files: dict[str, bytes]


def publish_samples() -> None:
    """The two sample exchanges' plans of 2014, as the demo has them."""
    if any(model._base_manager.exists() for model in _of_plans()):
        publish_anew()
        return
    kept = _published(connection.settings_dict["NAME"])
    with transaction.atomic(), connection.cursor() as cursor:
        for into, rows in kept.rows:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                copy.write(rows)
    for path, data in kept.files.items():
        _store(path, data)
    _bring()


def publish_anew() -> None:
    """By the verbs alone."""
    for name in sample.SAMPLES:
        import_plans(actor=Actor.system("test"), filing=read_sample(name), on=DAY, sample=True)
    _bring()


def _bring() -> None:
    for name in sample.SAMPLES:
        filing = read_sample(name)
        bring_current_catalog(exchange=filing.exchange, year=filing.year)


@cache
def _published(_database: str) -> Published:
    """Their keys were taken from the database's own sequences, so that nothing else there has the same ones."""
    before = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with transaction.atomic():
        publish_anew()
        rows = tuple(_rows(before))
        files = {path: _stored(path) for path in CatalogNumber.objects.values_list("path", flat=True)}
        transaction.set_rollback(True)
    return Published(rows, files)


def _of_plans() -> tuple[Any, ...]:
    """An import begins with a filing; whoever publishes has a number."""
    return apps.get_model("plans", "PlanFiling"), CatalogNumber


def _rows(before: int) -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        # That they refer to each other is looked at when the transaction ends, so that their order is all the same.
        for model in apps.get_app_config("plans").get_models():
            if model._base_manager.exists():
                yield _copied(cursor, model, "", [field.column for field in model._meta.concrete_fields])
        # An event takes the next number, as one that happens now.
        told = [field.column for field in Event._meta.concrete_fields if not field.primary_key]
        yield _copied(cursor, Event, f"WHERE id > {before} ORDER BY id", told)


def _copied(cursor: Any, model: Any, which: str, columns: list[str]) -> tuple[str, bytes]:
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY (SELECT {names} FROM {table} {which}) TO STDOUT") as copy:
        return f"{table} ({names})", b"".join(bytes(block) for block in copy)


def _stored(path: str) -> bytes:
    with closing(default_storage.open(path)) as file:
        return file.read()


def _store(path: str, data: bytes) -> None:
    """Where another test has lost or damaged it."""
    if default_storage.exists(path):
        if _stored(path) == data:
            return
        default_storage.delete(path)
    assert default_storage.save(path, ContentFile(data)) == path
