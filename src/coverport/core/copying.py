"""Many rows at once: COPY writes a hundred thousand in a second or two. The caller holds the transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import NOT_PROVIDED, JSONField

from coverport.core.sensitive import BlindIndexField, SealedField

# Kinds of column, and values in them, of which nine tenths of all rows are made: asking each field anew costs more than COPY itself.
PLAIN = frozenset({
    "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "DateField", "ForeignKey", "IntegerField",
    "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallIntegerField", "TextField",
    "UUIDField",
})  # fmt: skip
NATIVE = frozenset({bool, date, int, str, type(None), UUID})


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
    fields = written_fields(model)
    values_of = values_in(fields)
    for one, key in zip(objects, new_keys(model, len(objects)), strict=True):
        one.pk = key
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    known: dict[int, str] = {}
    copy_in(model, columns, (values_of(one, known) for one in objects))
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def written_fields(model: Any) -> list[Any]:
    """All but those that the database fills in."""
    return [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]


def values_in(fields: Sequence[Any]) -> Callable[[Any, dict[int, str]], list[object]]:
    """How a record's values of these fields are found as the driver takes them. known: texts of values that several records share."""
    plain, values_of = [_is_plain(field) for field in fields], attrgetter(*(field.attname for field in fields))

    def found(one: Any, known: dict[int, str]) -> list[object]:
        return [
            value if as_it_is and type(value) in NATIVE else _prepared(field, one, known)
            for field, as_it_is, value in zip(fields, plain, values_of(one), strict=True)
        ]

    return found


def _is_plain(field: Any) -> bool:
    """Whether Django would hand a native value on as it is: a kind that neither seals, indexes nor encodes."""
    return field.get_internal_type() in PLAIN and not isinstance(field, (SealedField, BlindIndexField))


def _prepared(field: Any, one: Any, known: dict[int, str]) -> object:
    """As the driver takes it; JSON as text, which is several times as quick. known: texts of values that several records share."""
    value = field.pre_save(one, True)
    if isinstance(field, JSONField):
        if value is not None and id(value) not in known:
            known[id(value)] = msgspec.json.encode(value).decode()
        return None if value is None else known[id(value)]
    return field.get_db_prep_save(value, connection=connection)
