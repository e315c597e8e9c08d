"""JSON documents of the tax side: dollars outside, cents inside, and an error that names the field and what would be right."""

import re
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from coverport.core.money import cents
from coverport.eligibility.tax.facts import BadFacts

T = TypeVar("T")
_AT = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)


def read(text: bytes | str, kind: type[T]) -> T:
    """The facts of a JSON text. BadFacts with the path of the field and what is expected there."""
    try:
        raw = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise BadFacts(f"This is not JSON: {error}") from None
    try:
        return msgspec.convert(_in_cents(inspect.type_info(kind), raw, ""), kind)
    except msgspec.ValidationError as error:
        raise _bad(str(error)) from None


def schema(kind: type[Any], words: str) -> dict[str, Any]:
    """The JSON Schema of such a document, with description, unit and example of every fact."""
    made = msgspec.json.schema(kind)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        "description": words,
        **made,
    }


def _bad(message: str) -> BadFacts:
    at = _AT.search(message)
    return BadFacts((message[: at.start()] if at else message).replace("`", ""), field=at[1] if at else "")


def _in_cents(kind: inspect.Type, value: Any, path: str) -> Any:
    """The value with every amount of dollars in it as cents; what has another shape is left for the conversion to refuse."""
    if isinstance(kind, inspect.Metadata):
        return _money(value, path) if (kind.extra or {}).get("wire") == "dollars" else _in_cents(kind.type, value, path)
    if isinstance(kind, inspect.UnionType) and value is not None:
        return _in_cents(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), value, path)
    if isinstance(kind, inspect.VarTupleType) and isinstance(value, list):
        return [_in_cents(kind.item_type, each, f"{path}[{place}]") for place, each in enumerate(value)]
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        types = {field.encode_name: field.type for field in kind.fields}
        return {
            name: _in_cents(types[name], each, f"{path}.{name}" if path else name) if name in types else each
            for name, each in value.items()
        }
    return value


def _money(value: Any, path: str) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadFacts("Expected an amount of dollars, such as 1234.50", field=path)
    try:
        # The shortest text of a number is what was sent: 0.1 stays 0.1.
        return cents(str(value))
    except ValueError as error:
        raise BadFacts(f"Expected an amount of dollars with at most two decimals: {error}", field=path) from None
