"""Sealed values brought under the newest key, row by row, while everybody goes on working."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from coverport.core.sealed_files import file_keys_in_use
from coverport.core.sensitive import SealedField, newest_key, open_content, seal_content

BATCH = 500

# How a room brings values under the newest key that stand in no sealed column; returns how many it changed.
_others: dict[str, Callable[[], int]] = {}


def also_reseal(name: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Register values that a library keeps for us (decorator)."""

    def register(reseal: Callable[[], int]) -> Callable[[], int]:
        _others[name] = reseal
        return reseal

    return register


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every sealed column of the house."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield model, field


def reseal(stored: str, *, purpose: str) -> str:
    """The same value under the newest key."""
    return seal_content(open_content(stored, purpose=purpose), purpose=purpose)


def reseal_everything() -> dict[str, int]:
    """How many values each column brought under the newest key. May be stopped and run again: what is done stays done.

    Papers in storage are brought there by sealed_files.reseal_files.
    """
    done = {f"{model._meta.label}.{field.name}": _column(model, field) for model, field in sealed_columns()}
    return done | {name: again() for name, again in _others.items()}


def _column(model: type[models.Model], field: SealedField) -> int:
    total = 0
    while changed := _batch(model, field):
        total += changed
    return total


@transaction.atomic
def _batch(model: type[models.Model], field: SealedField) -> int:
    """Rows are locked while they are sealed anew, so that no answer saved meanwhile is overwritten."""
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
        "column": sql.Identifier(str(field.column)),
    }
    find = sql.SQL(
        "SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s"
        " ORDER BY {key} LIMIT %s FOR UPDATE"
    ).format(**names)
    put = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s").format(**names)
    with connection.cursor() as cursor:
        cursor.execute(find, [f"{newest_key()}:%", BATCH])
        rows = cursor.fetchall()
        for key, stored in rows:
            cursor.execute(put, [reseal(stored, purpose=field.purpose), key])
    return len(rows)


def change_stored(table: str, column: str, change: Callable[[str], str]) -> None:
    """For migrations: put every value of a text column through a function, a batch at a time."""
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    find = sql.SQL("SELECT id, {column} FROM {table} WHERE id > %s AND {column} <> '' ORDER BY id LIMIT %s")
    put = sql.SQL("UPDATE {table} SET {column} = %s WHERE id = %s").format(**names)
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(find.format(**names), [last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                break
            cursor.executemany(put, [(change(stored), key) for key, stored in rows])
            last = rows[-1][0]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a later ALTER refuses a table with checks still to come


def keys_in_use() -> set[str]:
    """Ids of the keys that a column of ours, or a paper in storage, still needs."""
    found = file_keys_in_use()
    with connection.cursor() as cursor:
        for model, field in sealed_columns():
            query = sql.SQL("SELECT DISTINCT split_part({column}, ':', 1) FROM {table} WHERE {column} <> ''")
            cursor.execute(
                query.format(column=sql.Identifier(str(field.column)), table=sql.Identifier(model._meta.db_table))
            )
            found.update(row[0] for row in cursor.fetchall())
    return found
