"""OpenAPI 3.1, generated from the types that decode and encode, and a page that reads it out."""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coverport.shopping.api import limits
from coverport.shopping.api.every_operation import OPERATIONS
from coverport.shopping.api.operations import Operation
from coverport.shopping.api.wire.common import Error

REF = "#/components/schemas/{name}"
DESCRIPTION = (
    "Plans, prices and likely help of every exchange of this installation, compatible with version 1 of the CMS Marketplace API. "
    "No key is needed; whatever is sent as one is not looked at. A state that no plans are held of answers 400 with "
    "`state is not a valid marketplace state`."
)


@lru_cache(maxsize=1)
def specification() -> dict[str, Any]:
    """The whole document in plain values."""
    kinds = [
        each
        for one in OPERATIONS
        for each in (one.query, one.body, one.answers)
        if each is not None and each is not Any
    ]
    schemas, components = msgspec.json.schema_components([*kinds, Error], ref_template=REF)
    of = {id(kind): schema for kind, schema in zip([*kinds, Error], schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(f"/{one.path}", {})[one.method.lower()] = _operation(one, of, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Coverport plan API", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": "/api/v1"}],
        "paths": _numbers(paths),
        "components": {"schemas": _numbers(components)},
    }


def _operation(one: Operation, of: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    query = components[of[id(one.query)]["$ref"].rsplit("/", 1)[1]]
    said: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{one.method.lower()}_{one.path}").strip("_"),
        "summary": one.summary,
        "parameters": list(_parameters(one, query)),
        "responses": {str(one.status): _answer(one, of), **_refusals(of)},
    }
    if one.path == "enrollment/validate":
        said["responses"]["400"]["content"]["application/json"]["schema"] = {
            "anyOf": [of[id(Error)], of[id(one.answers)]]
        }
    if one.body is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": of[id(one.body)]}}}
    if one.ours:
        said["tags"] = ["beyond the Marketplace API"]
    return said


def _answer(one: Operation, of: dict[int, Any]) -> dict[str, Any]:
    if one.status == 302:
        return {"description": "Leads to the file.", "headers": {"Location": {"schema": {"type": "string"}}}}
    if one.path == "plans/export":
        kinds = ("text/csv", "application/x-ndjson", "application/vnd.apache.parquet")
        return {"description": "The file.", "content": {kind: {} for kind in kinds}}
    schema = of[id(one.answers)] if one.answers is not Any else {}
    return {"description": "The answer.", "content": {"application/json": {"schema": schema}}}


def _refusals(of: dict[int, Any]) -> dict[str, Any]:
    error = {"application/json": {"schema": of[id(Error)]}}
    words = {
        "400": "The request is not right, or no plans are held of the state.",
        "404": "There is no such thing.",
        "413": "The body is too long.",
        "429": f"More than {limits.SECOND} requests in a second or {limits.MINUTE} in a minute.",
        "500": "A query took too long.",
        "503": "The coverage data cannot be read now.",
    }
    return {
        status: {"description": text, "content": {"application/json": {}} if status == "429" else dict(error)}
        for status, text in words.items()
    }


def _parameters(one: Operation, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    in_path = re.findall(r"\{(\w+)\}", one.path)
    for name, schema in query.get("properties", {}).items():
        where = "path" if name in in_path else "query"
        needed = where == "path" or name in query.get("required", [])
        said = {"name": name, "in": where, "required": needed, "schema": _without_null(schema)}
        if schema.get("type") == "array":
            said |= {"style": "form", "explode": False}
        yield said


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query string cannot say null: what is left out is."""
    kinds = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    found = {
        name: value
        for name, value in schema.items()
        if name not in {"anyOf", "default"} or (value is None and name != "default")
    }
    if len(kinds) == 1:
        return {**{name: value for name, value in found.items() if name != "anyOf"}, **kinds[0]}
    return {name: value for name, value in schema.items() if not (name == "default" and value is None)}


def _numbers(said: Any) -> Any:
    """Amounts are numbers on the wire, whichever type holds them inside."""
    if isinstance(said, dict):
        if said.get("format") == "decimal":
            return {**said, "type": "number", "format": "double"}
        return {name: _numbers(value) for name, value in said.items()}
    if isinstance(said, (list, tuple)):
        return [_numbers(each) for each in said]
    return said


@lru_cache(maxsize=1)
def _encoded() -> tuple[bytes, str]:
    data = msgspec.json.encode(specification())
    return data, f'"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    data, tag = _encoded()
    known = tag in request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if known else HttpResponse(data, content_type="application/json")
    answer["ETag"], answer["Cache-Control"], answer["Access-Control-Allow-Origin"] = tag, "public, max-age=3600", "*"
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    context = {"operations": [_for_people(one) for one in OPERATIONS], "second": limits.SECOND, "minute": limits.MINUTE}
    return render(request, "shopping/api.html", context)


def _for_people(one: Operation) -> dict[str, Any]:
    said = specification()["paths"][f"/{one.path}"][one.method.lower()]
    return {
        "method": one.method, "path": f"/api/v1/{one.path}", "summary": one.summary, "ours": one.ours,
        "anchor": said["operationId"],
        "parameters": [
            {"name": each["name"], "required": each["required"], "words": each["schema"].get("description", "")}
            for each in said["parameters"]
        ],
        "fields": [] if one.body is None else [field.encode_name for field in msgspec.structs.fields(one.body)],
    }  # fmt: skip
