"""What README and docs/ point to is there: files, commands, addresses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from coverport.command import WITHOUT_DATABASE

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = ROOT / "docs/reference/commands.md"
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    local = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_page_can_be_reached_from_the_readme():
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        linked = [(page.parent / link).resolve() for link in LINK.findall(page.read_text()) if "://" not in link]
        folders = [inside for link in linked if link.is_dir() for inside in link.glob("*.md")]
        ahead += [one for one in (*linked, *folders) if one.suffix == ".md" and one not in reached and one.exists()]
    assert set(PAGES) - reached == set()


def test_every_command_of_ours_is_described_and_no_other():
    ours = {name for name, room in get_commands().items() if str(room).startswith("coverport.")} | set(WITHOUT_DATABASE)
    # Keys of the quote's JSON stand in a table of their own.
    verbs = re.sub(r"### `quote --json`.*?(?=## With)", "", COMMANDS.read_text(), flags=re.DOTALL)
    assert sorted(re.findall(r"^\| `(\w+)", verbs, re.MULTILINE)) == sorted(ours)


def test_every_address_of_the_walk_is_described():
    text = (ROOT / "docs/reference/pages.md").read_text()
    described = {_shape(address) for address in re.findall(r"`([a-z][^`\s]*)`", text)}
    addresses = {_shape(address) for address in _addresses(get_resolver(), "")}
    # The plan API describes itself, at api/v1/ and in docs/reference/api.md.
    elsewhere = ("account/", "api/v1/")
    assert {one for one in addresses if one and not one.startswith(elsewhere)} - described - {"healthz"} == set()


def _addresses(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{prefix}{one.pattern}"
        else:
            yield from _addresses(one, f"{prefix}{one.pattern}")


def _shape(address: str) -> str:
    return re.sub(r"<[^>]+>", "<>", address)
