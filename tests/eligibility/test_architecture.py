"""The engine and the law know no Django, no database, no clock and no settings."""

import ast
from pathlib import Path

import pytest

import coverport.eligibility
import coverport.law

FILES = [
    path
    for package in (coverport.eligibility, coverport.law)
    for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
]


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_rules_import_neither_django_nor_the_clock(path: Path) -> None:
    forbidden = {"django", "psycopg", "time", "os", "random"}
    assert imported(ast.parse(path.read_text())) & forbidden == set()


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_nobody_asks_what_day_it_is(path: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert called & {"today", "now", "utcnow"} == set()


@pytest.mark.parametrize("path", [path for path in FILES if "rules" in path.parts or path.name == "engine.py"])
def test_no_year_and_no_percentage_is_typed_into_a_rule(path: Path) -> None:
    """A value of law stands once, in law/. What is left are cents, percents of percents and months."""
    numbers = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert numbers <= {0, 1, 12, 100}
