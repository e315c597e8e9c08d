"""Fetching the design system: what is unpacked of it, and what a failure says."""

import io
import tarfile

import pytest

from coverport.core import npm
from coverport.web import fetch_design_system as ds


def unpacked(folder, sheet: str):
    path = folder / "ds.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, content in {
            "css/index.css": sheet, "css/core-theme.css": ":root{}", "fonts/one.woff2": "1", "fonts/two.woff": "2", "js/all.js": "3",
        }.items():  # fmt: skip
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content.encode()))
    with tarfile.open(path) as packed:
        ds.unpack(packed, folder / "out")
    return folder / "out"


def test_only_style_sheets_and_the_fonts_that_they_name_are_unpacked(tmp_path):
    out = unpacked(tmp_path, "@font-face{src:url(../fonts/one.woff2)}")
    found = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert found == ["css/core-theme.css", "css/index.css", "fonts/one.woff2"]


def test_a_font_that_is_named_and_missing_is_said(tmp_path):
    with pytest.raises(npm.CannotFetch, match=r"fonts/gone\.woff2"):
        unpacked(tmp_path, "src:url(../fonts/gone.woff2)")


def test_a_machine_without_npm_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(npm.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(npm.Package, "is_in", lambda package, home: False)
    assert ds.main() == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("The design system could not be fetched: npm is not there")
    assert "\n" not in said
