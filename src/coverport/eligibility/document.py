"""Applications as JSON documents: dollars outside, cents inside, and an error that names the field and what would be right."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import inspect

from coverport.core.errors import Refusal
from coverport.core.money import cents
from coverport.eligibility.facts import Application

Convert = Callable[[Any, str], Any]
_AT = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)
SCHEMA_ID = "application.schema.json"


class BadDocument(Refusal):
    """A document that is no application. `field` is the path of what is wrong."""

    code = "bad_document"


def read(text: bytes | str) -> Application:
    """The application of a JSON text. BadDocument with the path of the field and what is expected there."""
    try:
        raw = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise BadDocument(f"This is not JSON: {error}") from None
    return application(raw)


def application(raw: Any) -> Application:
    """The application of plain values, as JSON has them."""
    plain = _in_cents(raw, "") if isinstance(raw, dict) else raw
    try:
        return msgspec.convert(plain, Application)
    except msgspec.ValidationError as error:
        raise _bad(str(error)) from None


def schema() -> dict[str, Any]:
    """The JSON Schema of an application, with a description, the unit and an example of every fact."""
    made = msgspec.json.schema(Application)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Application",
        "description": "What `coverport determine` reads. Amounts are dollars with at most two decimals, as numbers or text.",
        **made,
    }


def _bad(message: str) -> BadDocument:
    at = _AT.search(message)
    field = at[1] if at else ""
    words = message[: at.start()] if at else message
    return BadDocument(words.replace("`", ""), field=field)


def _money(value: Any, path: str) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadDocument("Expected an amount of dollars, such as 1234.50", field=path)
    try:
        # The shortest text of a number is what was sent: 0.1 stays 0.1.
        return value * 100 if isinstance(value, int) else cents(str(value))
    except ValueError as error:
        raise BadDocument(f"Expected an amount of dollars with at most two decimals: {error}", field=path) from None


def _converter(kind: inspect.Type) -> Convert | None:
    """What turns the dollars inside a value of that type into cents; None where it holds no money."""
    if isinstance(kind, inspect.Metadata):
        return _money if (kind.extra or {}).get("wire") == "dollars" else _converter(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next((found for each in kind.types if (found := _converter(each))), None)
    if isinstance(kind, inspect.VarTupleType):
        each = _converter(kind.item_type)
        return _list_of(each) if each else None
    return _object_of(kind) if isinstance(kind, inspect.StructType) else None


def _list_of(each: Convert) -> Convert:
    def convert(value: Any, path: str) -> Any:
        if not isinstance(value, list):
            return value
        return [each(item, f"{path}[{place}]") for place, item in enumerate(value)]

    return convert


def _object_of(kind: inspect.StructType) -> Convert | None:
    inner = {field.encode_name: found for field in kind.fields if (found := _converter(field.type))}

    def convert(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            return value
        for name, change in inner.items():
            if name in value:
                value[name] = change(value[name], f"{path}.{name}" if path else name)
        return value

    return convert if inner else None


def _compiled() -> Convert:
    found = _converter(inspect.type_info(Application))
    assert found is not None
    return found


_in_cents = _compiled()
