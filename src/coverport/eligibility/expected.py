"""What a field of a document may hold, in words: for errors that say what would be right."""

import json
import re
from typing import Any

from msgspec import inspect

_STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
_PATTERNS = {"^[A-Z]{2}$": "Two capital letters, such as NH", r"^\d{5}$": "Five digits, such as 33013"}
_MOST = 400


def expected_at(root: type, field: str, problem: str) -> str:
    """A sentence about what is expected at a path such as people[0].income[1].kind; empty where the problem says it already."""
    found, told = _at(inspect.type_info(root), _STEP.findall(field))
    if found is None:
        return ""
    if "unknown field" in problem and isinstance(found, inspect.StructType):
        return _listed("The fields here are", [each.encode_name for each in found.fields])
    if isinstance(found, inspect.LiteralType):
        return _listed("It is one of", [str(each) for each in found.values])
    if isinstance(found, inspect.StrType) and found.pattern in _PATTERNS:
        return _PATTERNS[found.pattern]
    if isinstance(found, inspect.DateType):
        return "A date is written like 2026-01-31"
    examples = told.get("examples")
    return f"{told.get('description', '')} Such as {json.dumps(examples[0])}".strip() if examples else ""


def _listed(begin: str, names: list[str]) -> str:
    text = ", ".join(names)
    return f"{begin} {text if len(text) <= _MOST else text[:_MOST] + ' ...'}"


def _at(kind: Any, steps: list[str]) -> tuple[Any, dict[str, Any]]:
    """The type there, and what is told of it; None where there is none."""
    for step in steps:
        kind, _ = _bare_of(kind)
        if step.startswith("["):
            kind = getattr(kind, "item_type", None)
        else:
            fields = {each.encode_name: each.type for each in getattr(kind, "fields", ())}
            kind = fields.get(step)
        if kind is None:
            return None, {}
    return _bare_of(kind)


def _bare_of(kind: Any) -> tuple[Any, dict[str, Any]]:
    """The type without null, and what is told of it."""
    told: dict[str, Any] = {}
    while True:
        if isinstance(kind, inspect.Metadata):
            told |= kind.extra_json_schema or {}
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            rest = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
            if len(rest) != 1:
                return kind, told
            kind = rest[0]
        else:
            return kind, told
