"""Fetching the design system: the hash holds, a second run does nothing, a failure is one line."""

import io
import tarfile

import pytest

from coverport.web import fetch_design_system as ds


def archive(folder, sheet: str):
    path = folder / "ds.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, content in {
            "css/index.css": sheet, "css/core-theme.css": ":root{}", "fonts/one.woff2": "1", "fonts/two.woff": "2", "js/all.js": "3",
        }.items():  # fmt: skip
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content.encode()))
    return path


def test_only_style_sheets_and_the_fonts_that_they_name_are_unpacked(tmp_path):
    ds.unpack(archive(tmp_path, "@font-face{src:url(../fonts/one.woff2)}"), tmp_path / "out")
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert found == ["css/core-theme.css", "css/index.css", "fonts/one.woff2"]


def test_a_font_that_is_named_and_missing_is_said(tmp_path):
    with pytest.raises(ds.CannotFetch, match=r"fonts/gone\.woff2"):
        ds.unpack(archive(tmp_path, "src:url(../fonts/gone.woff2)"), tmp_path / "out")


def test_another_archive_than_the_chosen_one_is_refused(tmp_path):
    with pytest.raises(ds.CannotFetch, match="hash"):
        ds.check(archive(tmp_path, ""))


def test_a_second_run_asks_nobody(tmp_path):
    (tmp_path / ds.MARKER).write_text(f"{ds.PACKAGE} {ds.SHA512}\n")
    assert ds.fetch(tmp_path) is False


def test_a_machine_without_npm_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ds.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(ds, "is_there", lambda home: False)
    assert ds.main() == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("The design system could not be fetched: npm is not there")
    assert "\n" not in said
