"""Statements that are worked out once and that PostgreSQL has prepared: for the few pages that everybody walks through at once.

    OF_APPLICATION = Read(lambda key: Applicant.objects.filter(application=key).select_related("person"))
    OF_APPLICATION.all(application.pk)

What is read stays a queryset, so that it follows the models; to compile it anew at each request costs Django several times what
PostgreSQL takes to answer it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import Expression
from django.db.models.query import ValuesListIterable, get_related_populators
from django.db.transaction import TransactionManagementError
from psycopg import sql

from coverport.core.copying import values_in, written_fields

M = TypeVar("M", bound=models.Model)


class Slot(Expression):
    """Stands in a queryset for a value that each reading brings."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=models.Field())
        self.place = place

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Plan(msgspec.Struct, frozen=True):
    """A compiled queryset. order: which of the values stand in the statement, in turn; made: its rows as the queryset gives them."""

    statement: str
    order: tuple[int, ...]
    locks: bool
    made: Callable[[Sequence[Any]], list[Any]]


class Read(Generic[M]):
    """A queryset of values that are still to come: compiled once in a process, and prepared once in a connection."""

    def __init__(self, build: Callable[..., "models.QuerySet[M, Any]"]) -> None:
        """build: filters by its arguments, which are values in `=`, `<`, `in [one, other]` and the like; no slices but [:number]."""
        self.build = build
        self._plan: Plan | None = None

    def all(self, *values: Any) -> list[Any]:
        """The rows: records, or tuples where the queryset says `values_list`."""
        plan = self._plan or self._compile()
        if plan.locks and not connection.in_atomic_block:
            raise TransactionManagementError("a row can only be locked inside a transaction")
        with cursor() as reading:
            reading.execute(plan.statement, [values[place] for place in plan.order])
            return plan.made(reading.fetchall())

    def first(self, *values: Any) -> M | None:
        """The first row, if any; build orders them, and takes one."""
        rows = self.all(*values)
        return rows[0] if rows else None

    def _compile(self) -> Plan:
        slots = [Slot(place) for place in range(self.build.__code__.co_argcount)]
        queryset = self.build(*slots)
        compiler = queryset.query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        given = [value for value in values if isinstance(value, Slot)]
        self._plan = Plan(
            statement=_with_constants(statement, values), order=tuple(slot.place for slot in given),
            locks=queryset.query.select_for_update, made=_maker(queryset, compiler),
        )  # fmt: skip
        return self._plan


def cursor() -> Any:
    """One whose statements PostgreSQL prepares, at their second use in a connection, and whose values travel beside them."""
    here: Any = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy would look for each attribute
    here.ensure_connection()
    return here._prepare_cursor(psycopg.Cursor(here.connection))


def insert(objects: Sequence[Any]) -> None:
    """Write new records of one model, which are few, as `bulk_create` would, by one prepared statement; they have their keys afterwards."""
    if not objects:
        return
    model: Any = type(objects[0])
    values_of, statement = _insertion(model, len(objects))
    known: dict[int, str] = {}
    values = [value for one in objects for value in values_of(one, known)]
    with cursor() as writing:
        writing.execute(statement, values)
        for one, (key,) in zip(objects, writing.fetchall(), strict=True):
            one.pk = key
            one._state.adding, one._state.db = False, connection.alias


@lru_cache(maxsize=100)
def _insertion(model: Any, count: int) -> tuple[Callable[[Any, dict[int, str]], list[object]], str]:
    quoted = connection.ops.quote_name
    fields = [field for field in written_fields(model) if not field.primary_key]
    columns = ", ".join(quoted(field.column) for field in fields)
    row = f"({', '.join(_placeholder(field) for field in fields)})"
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    rows = ", ".join([row] * count)
    return values_in(fields), f"INSERT INTO {table} ({columns}) VALUES {rows} RETURNING {key}"  # noqa: S608  names of our own models


def _placeholder(field: Any) -> str:
    """With the type where PostgreSQL cannot tell it, as of ranges and arrays."""
    return field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"


def _with_constants(statement: str, values: Sequence[Any]) -> str:
    """Constants written out, so that PostgreSQL sees what holds always and can use an index of some rows alone."""
    if "%%" in statement:
        raise ValueError(f"a percent sign cannot stand in a prepared statement: {statement}")
    pieces = statement.split("%s")
    written = ["%s" if isinstance(value, Slot) else _literal(value) for value in values]
    return "".join(part for pair in zip(pieces, [*written, ""], strict=True) for part in pair)


def _literal(value: Any) -> str:
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")


def _maker(queryset: Any, compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """As the queryset would make its rows; by Django's own steps, worked out once."""
    converters = compiler.get_converters(expression for expression, *_ in compiler.select)

    def converted(rows: Sequence[Any]) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    if queryset._iterable_class is ValuesListIterable:
        return lambda rows: [tuple(row) for row in converted(rows)]
    info, alias, more = compiler.klass_info, connection.alias, compiler.annotation_col_map or {}
    populators = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [compiler.select[place][0].target.attname for place in info["select_fields"]]

    def record(row: Sequence[Any]) -> Any:
        one = info["model"].from_db(alias, names, row[first:last])
        for populator in populators:
            populator.populate(row, one)
        for name, place in more.items():
            setattr(one, name, row[place])
        return one

    return lambda rows: [record(row) for row in converted(rows)]
