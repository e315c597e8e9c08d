"""Statements that are worked out once and that PostgreSQL has prepared: for the few pages that everybody walks through at once.

    OF_APPLICATION = Read(lambda key: Applicant.objects.filter(application=key).select_related("person"))
    OF_APPLICATION.all(application.pk)

What is read stays a queryset, so that it follows the models; to compile it anew at each request costs Django several times what
PostgreSQL takes to answer it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from django.db.models.expressions import Expression
from django.db.models.query import ValuesListIterable
from django.db.transaction import TransactionManagementError
from psycopg import sql

from coverport.core.copying import values_in, written_fields
from coverport.core.sensitive import ring_held

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
        return plan.made(rows_of(plan.statement, [values[place] for place in plan.order]))

    def first(self, *values: Any) -> M | None:
        """The first row, if any; build orders them, and takes one."""
        rows = self.all(*values)
        return rows[0] if rows else None

    def get(self, *values: Any) -> M:
        """The one row; build filters by a key. Raises the model's DoesNotExist."""
        if (found := self.first(*values)) is None:
            model: Any = self.build(*values).model
            raise model.DoesNotExist
        return found

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


def rows_of(statement: str, values: Sequence[Any]) -> list[Any]:
    """What one statement answers. Past Django's cursor, which asks as much again of itself, unless somebody listens to it."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    if here.connection is None:
        here.ensure_connection()
    if here.execute_wrappers or here.queries_logged:
        with cursor() as asking:
            asking.execute(statement, values)
            rows: list[Any] = asking.fetchall()
            return rows
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        return psycopg.Cursor(here.connection).execute(statement, values).fetchall()


def insert(*groups: Sequence[Any]) -> None:
    """Write few new records as `bulk_create` would, by one prepared statement; they have their keys afterwards.

    groups: each of one model, and none refers to the keys of another one.
    """
    written = [group for group in groups if group]
    if not written:
        return
    kinds: list[Any] = [type(group[0]) for group in written]
    each = [_insertion(kind, len(group)) for kind, group in zip(kinds, written, strict=True)]
    known: dict[int, str] = {}
    values = [
        value for group, (found, _) in zip(written, each, strict=True) for one in group for value in found(one, known)
    ]
    keys = rows_of(_together([statement for _, statement in each]), values)
    for one, (key,) in zip(chain(*written), keys, strict=True):
        one.pk = key
        one._state.adding, one._state.db = False, DEFAULT_DB_ALIAS


def _together(statements: Sequence[str]) -> str:
    """Insertions as one statement, which answers their keys in turn."""
    if len(statements) == 1:
        return statements[0]
    named = ", ".join(f"written{place} (key) AS ({statement})" for place, statement in enumerate(statements))
    keys = " UNION ALL ".join(f"SELECT key FROM written{place}" for place in range(len(statements)))  # noqa: S608  our own names
    return f"WITH {named} {keys}"


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
    """As the queryset would make its rows; what does not differ from row to row is worked out once."""
    converters = compiler.get_converters(expression for expression, *_ in compiler.select)

    def converted(rows: Sequence[Any]) -> Any:
        if not converters or not rows:
            return rows
        with ring_held():  # some may be sealed
            return list(compiler.apply_converters(rows, converters))

    if queryset._iterable_class is ValuesListIterable:
        return lambda rows: [tuple(row) for row in converted(rows)]
    build, more = _builder(compiler.klass_info, compiler.select), compiler.annotation_col_map or {}

    def record(row: Sequence[Any]) -> Any:
        one = build(row)
        for name, place in more.items():
            setattr(one, name, row[place])
        return one

    return lambda rows: [record(row) for row in converted(rows)]


def _builder(info: Any, select: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
    """How a record, and those that are joined to it, come out of a row; None where nothing is joined. Past `Model.__init__`, which asks
    each field anew how it begins."""
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [select[place][0].target.attname for place in info["select_fields"]]
    key = names.index(model._meta.pk.attname)
    joined = [
        (_builder(other, select), other["local_setter"], other["remote_setter"])
        for other in info.get("related_klass_infos", ())
    ]

    def build(row: Sequence[Any]) -> Any:
        values = row[first:last]
        if values[key] is None:
            return None
        one = model.__new__(model)
        state = one._state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        one.__dict__.update(zip(names, values, strict=True))
        for other_of, keep, keep_back in joined:
            other = other_of(row)
            keep(one, other)
            if other is not None:
                keep_back(other, one)
        return one

    return build
