"""Applications as JSON documents: dollars outside, cents inside, and an error that names the field and what would be right."""

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import inspect

from coverport.core.errors import Refusal
from coverport.core.money import cents
from coverport.eligibility.expected import expected_at
from coverport.eligibility.facts import Application

Convert = Callable[[Any, str], Any]
_AT = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)
_NAMED = re.compile(r"Object (missing required|contains unknown) field `([^`]*)`")
_TOO_MUCH = 10**10  # whole dollars
_DOLLARS = re.compile(r"-?\d{1,10}(\.\d{1,2})?", re.ASCII)
SCHEMA_ID = "application.schema.json"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadDocument(Refusal):
    """A document that is no application. `field` is the path of what is wrong."""

    code = "bad_document"


def read(text: bytes | str) -> Application:
    """The application of a JSON text. BadDocument with the path of the field and what is expected there."""
    text = (text.encode() if isinstance(text, str) else text).removeprefix(BYTE_ORDER_MARK)
    if not text.strip():
        raise BadDocument(
            "There is nothing in it. An application is a JSON object, as docs/reference/determine.md shows."
        )
    try:
        raw = msgspec.json.decode(text)
        # A name given twice leaves one value out: written again, the text has fewer colons.
        if text.count(b":") != msgspec.json.encode(raw).count(b":"):
            _refuse_doubled(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadDocument(f"This is not JSON in UTF-8: {error}.") from None
    except RecursionError:
        raise BadDocument("It is nested more deeply than an application is.") from None
    return application(raw)


def application(raw: Any) -> Application:
    """The application of plain values, as JSON has them."""
    if not isinstance(raw, dict):
        raise BadDocument(
            "An application is a JSON object, in braces { }, with state, coverage_year, decided_on and people."
        )
    try:
        return msgspec.convert(_in_cents(raw, ""), Application)
    except msgspec.ValidationError as error:
        raise _bad(str(error)) from None


def schema() -> dict[str, Any]:
    """The JSON Schema of an application, with a description, the unit and an example of every fact."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Application",
        "description": "What `coverport determine` reads. Amounts are dollars with at most two decimals, as numbers or text.",
        **_with_dollars(msgspec.json.schema(Application)),
    }


def _with_dollars(part: Any) -> Any:
    """Cents are whole numbers inside; outside they are dollars, as a number or as text."""
    if isinstance(part, list):
        return [_with_dollars(each) for each in part]
    if not isinstance(part, dict):
        return part
    changed = {name: _with_dollars(value) for name, value in part.items()}
    return (
        {**changed, "type": ["number", "string"]}
        if changed.get("type") == "integer" and "pattern" in changed
        else changed
    )


def _refuse_doubled(text: bytes) -> None:
    """A field that stands twice in one object: which of the two is meant is not for us to say."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            doubled = next(name for name in names if names.count(name) > 1)
            raise BadDocument(f"{doubled} stands twice in one object. Keep the one that is right.", field=doubled)
        return found

    json.loads(text, object_pairs_hook=once)


def _bad(message: str) -> BadDocument:
    at = _AT.search(message)
    inside, words = (at[1], message[: at.start()]) if at else ("", message)
    named = _NAMED.match(words)
    field = ".".join(each for each in (inside, named[2] if named else "") if each)
    expected = expected_at(Application, inside if named and named[1] == "contains unknown" else field, words)
    return BadDocument(f"{words.replace('`', '')}. {expected}".strip().rstrip("."), field=field)


def _money(value: Any, path: str) -> Any:
    if value is None:
        return None
    if type(value) is int and -_TOO_MUCH < value < _TOO_MUCH:
        return value * 100
    # The shortest text of a number is what was sent: 0.1 stays 0.1.
    written = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if not _DOLLARS.fullmatch(written.removesuffix(".0") if isinstance(value, float) else written):
        raise BadDocument(
            f"{_short(written) or type(value).__name__} is not an amount. "
            "Expected dollars with at most two decimals and no signs, such as 1234.50",
            field=path,
        )
    return cents(written)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...") if text else ""


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
