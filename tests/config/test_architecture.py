"""Tests of the house itself."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import path
from django.urls.resolvers import RegexPattern, URLResolver

import coverport
from coverport.core.access import public
from coverport.core.checks import addresses, every_address_declares_who_may_see_it

PACKAGE = Path(coverport.__file__).parent
FLOORS = [
    {"core"},
    {"law", "web"},
    {"exchanges"},
    {"accounts"},
    {"notices"},
    {"plans", "eligibility"},
    {"shopping"},
    {"applications"},
    {"appeals"},
    {"enrollment"},
    {"handoff"},
    {"billing"},
    {"edi"},
    {"paper"},
    {"fallback"},
    {"oversight"},
    {"desk"},
    {"config"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def test_every_url_declares_who_may_see_it():
    assert every_address_declares_who_may_see_it() == []
    assert len(list(addresses())) > 10


def test_a_url_without_a_declared_permission_is_refused():
    def forgotten(request): ...

    resolver = URLResolver(RegexPattern(""), [path("open", public(forgotten)), path("secret", forgotten)])
    undeclared = [where for where, view in addresses(resolver) if not hasattr(view, "permission")]
    assert undeclared == ["secret"]


def test_foreign_keys_keep_to_the_floors():
    ours = [model for model in apps.get_models() if model.__module__.startswith("coverport.")]
    assert ours
    for model in ours:
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if isinstance(target, type) and target.__module__.startswith("coverport."):
                here, there = model._meta.app_label, target._meta.app_label
                assert here == there or LEVEL[there] < LEVEL[here], f"{model.__name__}.{field.name}: {here} -> {there}"


def test_every_room_stands_on_a_floor():
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms - {"locale"} == set(LEVEL)


@pytest.mark.parametrize(
    "module",
    sorted(
        str(file.relative_to(PACKAGE))
        for folder in (*PACKAGE.glob("*/rules"), *PACKAGE.glob("*/*/rules"), PACKAGE / "eligibility", PACKAGE / "law")
        for file in folder.rglob("*.py")
    ),
)
def test_rules_know_neither_django_nor_the_clock(module):
    tree = ast.parse((PACKAGE / module).read_text())
    for node in tree.body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.split(".")[0] in {"django", "psycopg", "time"}], module
    clock = {"today", "now", "utcnow", "time_ns"}
    read = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in clock]
    assert not read, f"{module} reads the clock: {read}"


def test_no_file_names_a_folder_of_a_machine():
    for file in PACKAGE.rglob("*"):
        if file.suffix in {".py", ".yaml", ".html", ".css", ".txt", ".typ"} and "vendor" not in file.parts:
            text = file.read_text()
            assert "/work/" not in text, file
            assert "/root/" not in text, file


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.html")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_template_carries_inline_style_or_script(file):
    """The content security policy allows neither."""
    text = file.read_text()
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    for part in text.split("<script")[1:]:
        assert part.split(">")[0].find("src=") >= 0, "a script without an address of its own"
