"""Many rows at once: COPY writes a hundred thousand in a second or two. The caller holds the transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection
from django.db.models import NOT_PROVIDED, JSONField


def new_keys(model: Any, count: int) -> list[int]:
    """Keys from the table's own sequence, so that rows that point to these can be copied in without asking back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(model: Any, columns: str, rows: Iterable[Sequence[object]]) -> None:
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    # COPY is the driver's own: its errors become Django's here.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_models(objects: Sequence[Any]) -> None:
    """Write new records of one model as `bulk_create` would, by COPY; they have their keys afterwards. Columns with a database default
    are left to it.
    """
    if not objects:
        return
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]
    for one, key in zip(objects, new_keys(model, len(objects)), strict=True):
        one.pk = key
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    known: dict[int, str] = {}
    copy_in(model, columns, ([_prepared(field, one, known) for field in fields] for one in objects))
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def _prepared(field: Any, one: Any, known: dict[int, str]) -> object:
    """As the driver takes it; JSON as text, which is several times as quick. known: texts of values that several records share."""
    value = field.pre_save(one, True)
    if isinstance(field, JSONField):
        if value is not None and id(value) not in known:
            known[id(value)] = msgspec.json.encode(value).decode()
        return None if value is None else known[id(value)]
    return field.get_db_prep_save(value, connection=connection)
