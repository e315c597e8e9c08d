"""Questions into types: query strings, bodies, and the words for what is wrong with them."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qs

import msgspec

from coverport.shopping.api.errors import ApiError

LONGEST_BODY = 256 * 1024
LONGEST_QUERY = 8 * 1024
MOST_FIELDS = 1000
T = TypeVar("T", bound=msgspec.Struct)
_WHERE = re.compile(r"^(.*?)(?: - at `(?:key in )?\$?(.*?)`)?$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.+)`")
_PARTS = re.compile(r"[^.\[\]]+")
# Two that the original says in words of its own.
_ITS_OWN = {
    "issuer_id: has invalid format.": "invalid issuer ID format", "fips: has invalid format.": "FIPS: has invalid format.",
}  # fmt: skip


def query_of(asked: str, path: Mapping[str, str], kind: type[T], noun: str) -> T:
    """A query string and the parts of the address. Lists stand as commas or as repeated names; what is empty was not given."""
    if not asked and not path:
        return _checked(lambda: _unasked(kind), noun)  # type: ignore[no-any-return]
    given = _fields(asked, noun) if asked else {}
    said: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        # Some clients' libraries write a list as `drugs[]=…&drugs[]=…`.
        sent = (*given.get(name, ()), *given.get(f"{name}[]", ()))
        values = [path[name]] if name in path else [value for value in sent if value.strip()]
        if values:
            said[name] = _split(values) if name in _lists(kind) else values[-1].strip()
    return _checked(lambda: msgspec.convert(said, kind, strict=False), noun)


@lru_cache(maxsize=128)
def _unasked(kind: type[T]) -> T:
    """What an empty query says. Nobody changes it."""
    return msgspec.convert({}, kind, strict=False)


def _fields(asked: str, noun: str) -> dict[str, list[str]]:
    try:
        return parse_qs(asked, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise invalid(noun, "query: has too many fields.") from error


@lru_cache(maxsize=128)
def _lists(kind: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(one.name for one in msgspec.structs.fields(kind) if _is_list(one.type))


def _is_list(found: Any) -> bool:
    if hasattr(found, "__metadata__"):
        return _is_list(get_args(found)[0])
    return get_origin(found) is tuple or any(_is_list(each) for each in get_args(found))


def _split(values: list[str]) -> list[str]:
    return [part for value in values for part in (each.strip() for each in value.split(",")) if part]


def body_of(read: Callable[[int], bytes], decoder: msgspec.json.Decoder[T], noun: str, most: int = LONGEST_BODY) -> T:
    """The JSON of a body, whatever its Content-Type says: browsers send it as text/plain to spare themselves a question."""
    data = _read(read, most, noun)
    if not data.strip():
        raise invalid(noun, "body: cannot be blank.")
    return _checked(lambda: _decoded(data, decoder), noun)


def _decoded(data: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        # What was left empty in a form comes as "" and was not given: the original's checks pass over it.
        return decoder.decode(msgspec.json.encode(_without_blanks(msgspec.json.decode(data))))


def _without_blanks(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _without_blanks(value) for name, value in said.items() if value != ""}
    if isinstance(said, list):
        return [_without_blanks(value) for value in said if value != ""]
    return said


def _read(read: Callable[[int], bytes], most: int, noun: str) -> bytes:
    """At most so many bytes, whatever length was announced."""
    try:
        data = read(most + 1)
    except OSError as error:
        raise invalid(noun, "body: could not be read.") from error
    if len(data) > most:
        raise ApiError("invalid", f"body: has more than {most:,} bytes.", message=f"invalid {noun} request", status=413)
    return data


def _checked(decode: Any, noun: str) -> Any:
    try:
        return decode()
    except msgspec.ValidationError as error:
        raise invalid(noun, in_words(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, ValueError) as error:
        raise invalid(noun, f"body: {error}") from error


def invalid(noun: str, error: str) -> ApiError:
    """Code 1003, in the words of the operation."""
    return ApiError("invalid", error, message=f"invalid {noun} request")


def in_words(text: str) -> str:
    """ "place: (countyfips: cannot be blank.)", as clients know it, of what msgspec says."""
    found = _WHERE.match(text)
    said, where = (found[1], found[2] or "") if found else (text, "")
    parts = _PARTS.findall(where)
    if missing := _MISSING.match(said):
        parts, said = [*parts, missing[1]], "cannot be blank"
    told = nested(parts, _plain(said))
    return _ITS_OWN.get(told, told)


def nested(parts: list[str], said: str) -> str:
    """ "household: (people: (0: (age: cannot be blank.)))"."""
    if not parts:
        return f"{said}."
    opened = ": (".join(parts)
    return f"{opened}: {said}." + ")" * (len(parts) - 1)


def _plain(said: str) -> str:
    if "matching regex" in said:
        return "has invalid format"
    if said.startswith("Invalid enum value"):
        return said.replace("Invalid enum value", "must be a valid value; this is not one:")
    if said.startswith("Expected `"):
        return said.replace("Expected", "must be", 1).replace(", got", ", not", 1).replace("`", "")
    return said[:1].lower() + said[1:]
