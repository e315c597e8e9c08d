"""Many rows at once: COPY writes a hundred thousand in a second or two. The caller holds the transaction."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import NOT_PROVIDED, JSONField, Model, QuerySet, TextField
from django.db.models.base import ModelState
from django.db.models.functions import Cast
from psycopg import postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

from coverport.core.sensitive import BlindIndexField, SealedField, open_content, ring_held

# Kinds of column, and values in them, of which nine tenths of all rows are made: asking each field anew costs more than COPY itself.
PLAIN = frozenset({
    "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "DateField", "ForeignKey", "IntegerField", "OneToOneField",
    "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallIntegerField", "TextField",
    "UUIDField",
})  # fmt: skip
M = TypeVar("M", bound=Model)
T = TypeVar("T")
NATIVE = frozenset({bool, date, int, str, type(None), UUID})


# Which sequence it is, is asked once and not for every key.
NEW_KEYS = """
    SELECT nextval(own.name) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) own, generate_series(1, %s)
"""


def new_keys(model: Any, count: int) -> list[int]:
    """Keys from the table's own sequence, so that rows that point to these can be copied in without asking back."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_KEYS, [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def copy_text(model: Any, columns: str, lines: Iterable[str]) -> None:
    """Rows of `line_of`, in COPY's own text form, for values that need no escape: numbers, dates, references."""
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN (NULL 'None')"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


def line_of(*values: object) -> str:
    """A row, or what is left of one, in that form: nothing is told as Python writes it, which no number, date or reference is."""
    return "\t".join(map(str, values)) + "\n"


def copy_in(model: Any, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """Rows of values as the driver takes them, JSON as its text, in COPY's binary form: nothing in it is escaped on our side and looked
    through on the other.
    """
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN (FORMAT BINARY)"
    with ring_held(), connection.cursor() as cursor:
        cursor.adapters.register_dumper(None, WrittenJSON)
        # COPY is the driver's own: its errors become Django's here.
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            copy.set_types(_types(model, columns))
            for row in rows:
                copy.write_row(row)


class WrittenJSON(Dumper):
    """JSON that is text already."""

    format, oid = Format.BINARY, postgres.types["jsonb"].oid

    def dump(self, obj: str) -> bytes:
        return b"\1" + obj.encode()


@lru_cache(maxsize=256)
def _types(model: Any, columns: str) -> list[str]:
    """The types of some columns of a model's table, without how long they are at most."""
    kinds = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    return [_LENGTH.sub("", kinds[name.strip('" ')]) for name in columns.split(",")]


_LENGTH = re.compile(r"\([\d, ]+\)")


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
    alias = connection.alias
    for one in objects:
        one._state.adding, one._state.db = False, alias


def written_fields(model: Any) -> list[Any]:
    """All but those that the database fills in."""
    return [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]


def values_in(fields: Sequence[Any]) -> Callable[[Any, dict[int, str]], list[object]]:
    """How a record's values of these fields are found as the driver takes them. known: texts of values that several records share."""
    others = [(place, field) for place, field in enumerate(fields) if not _is_plain(field)]
    values_of = itemgetter(*(field.attname for field in fields))

    def found(one: Any, known: dict[int, str]) -> list[object]:
        # Where they lie: the key of a reference would be asked for by a function of Django's.
        values = list(values_of(vars(one)))
        for place, field in others:
            values[place] = _prepared(field, one, known)
        if not NATIVE.issuperset(map(type, values)):
            for place, field in enumerate(fields):
                if type(values[place]) not in NATIVE and _is_plain(field):
                    values[place] = _prepared(field, one, known)
        return values

    return found


def new_model(model: type[M], **values: Any) -> M:
    """A record that is not stored yet, as `model(**values)` makes it, for thousands at once. values: by column, so a reference by its key.

    Columns with a database default are read when somebody asks for them. Raises TypeError for a column that is not there.
    """
    alike, drawn = _defaults(model)
    columns = {"_state": ModelState(), **alike, **values}
    for name, draw in drawn.items():
        if name not in values:
            columns[name] = draw()
    if len(columns) > 1 + len(alike) + len(drawn):
        raise TypeError(f"{model.__name__} has no column {min(values.keys() - alike.keys() - drawn.keys())!r}")
    one = model.__new__(model)
    one.__dict__ = columns
    return one


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """Column -> what it begins with: the same in each record, or drawn for it."""
    fields = [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]
    drawn = {field.attname: field.get_default for field in fields if field.has_default() and callable(field.default)}
    return {field.attname: field.get_default() for field in fields if field.attname not in drawn}, drawn


def update_models(objects: Sequence[Any], names: Sequence[str]) -> None:
    """Write some fields of stored records of one model as `bulk_update` would: in one statement, with one array for each column, and one
    value where it is the same in all.
    """
    if not objects:
        return
    table = type(objects[0])._meta
    apart: list[tuple[str, str, list[Any]]] = [("id", "bigint", [one.pk for one in objects])]
    alike: list[tuple[str, str, list[Any]]] = []
    with ring_held():
        for field in map(table.get_field, names):
            values = _column(field, objects)
            column = connection.ops.quote_name(field.column), field.rel_db_type(connection), values
            (alike if values.count(values[0]) == len(values) else apart).append(column)
    new = [f"{name} = %s::{kind}" for name, kind, _ in alike] + [f"{name} = told.{name}" for name, _, _ in apart[1:]]
    arrays, told = ", ".join(f"%s::{kind}[]" for _, kind, _ in apart), ", ".join(name for name, _, _ in apart)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table.db_table} AS kept SET {', '.join(new)} FROM unnest({arrays}) AS told ({told}) WHERE kept.id = told.id",  # noqa: S608  our own names
            [*(values[0] for _, _, values in alike), *(values for _, _, values in apart)],
        )


def _column(field: Any, objects: Sequence[Any]) -> list[object]:
    """A column's new values in stored records."""
    known: dict[int, str] = {}
    if not _is_plain(field):
        return [_prepared(field, one, known, new=False) for one in objects]
    found = map(attrgetter(field.attname), objects)
    return [
        value if type(value) in NATIVE else _prepared(field, one, known, new=False)
        for one, value in zip(objects, found, strict=True)
    ]


def _is_plain(field: Any) -> bool:
    """Whether Django would hand a native value on as it is: a kind that neither seals, indexes nor encodes."""
    return field.get_internal_type() in PLAIN and not isinstance(field, (SealedField, BlindIndexField))


def _prepared(field: Any, one: Any, known: dict[int, str], *, new: bool = True) -> object:
    """As the driver takes it; JSON as text, which is several times as quick. known: texts of values that several records share."""
    if isinstance(field, SealedField):  # its value is all that it asks for
        return field.get_prep_value(getattr(one, field.attname))
    value = field.pre_save(one, new)
    if isinstance(field, JSONField):
        if value is not None and id(value) not in known:
            known[id(value)] = msgspec.json.encode(value).decode()
        return None if value is None else known[id(value)]
    return field.get_db_prep_save(value, connection=connection)


def tie(one: Model, **records: Model) -> None:
    """Have a record know those that its references mean, where they are read already: to assign them, Django asks each who it is."""
    one._state.fields_cache.update(records)


def read_models(
    rows: QuerySet[M], *, only: Collection[str] = (), without: Collection[str] = (),
    known: Mapping[str, Mapping[int, Model]] | None = None,
) -> list[M]:  # fmt: skip
    """The same records as the query set gives, without asking each field anew how it begins: for thousands at once.

    only: the columns that are read; without: those that are not. What is left aside is read, and opened where it is sealed, when
    somebody asks for it. Nothing is joined; known: by the name of a reference the records of which one is meant, by key, where they are
    read already.
    """
    everything = [field.attname for field in rows.model._meta.concrete_fields]
    fields = [name for name in only or everything if name not in without]
    names = [*fields, *rows.query.annotation_select]
    tied = [(name, f"{name}_id", records) for name, records in (known or {}).items()]
    model, alias, found = rows.model, rows.db, []  # which database it is, is asked once and not for each record
    with ring_held():
        for values in rows.values_list(*names):
            one, state = model.__new__(model), ModelState()
            state.adding, state.db = False, alias
            columns: dict[str, Any] = dict(zip(names, values, strict=True))
            if tied:
                state.fields_cache = {name: records[columns[key]] for name, key, records in tied}
            columns["_state"] = state
            one.__dict__ = columns
            found.append(one)
    return found


def read_sealed(rows: QuerySet[Any], name: str, shape: type[T]) -> dict[int, T]:
    """By key, what a column of sealed JSON holds, opened straight into its shape: half the time of plain values in between."""
    field: Any = rows.model._meta.get_field(name)
    read = msgspec.json.Decoder(shape).decode
    with ring_held():
        stored = rows.values_list("pk", Cast(name, TextField()))
        return {key: read(open_content(text, purpose=field.purpose)) for key, text in stored}
