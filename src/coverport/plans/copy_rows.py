"""Many rows at once: COPY writes a hundred thousand in a second or two. The caller holds the transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


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
