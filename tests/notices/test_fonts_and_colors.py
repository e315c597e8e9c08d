"""The fonts come from one package of one hash; the colors are those of the style sheet."""

import io
import os
import re
import sys
import tarfile
from pathlib import Path

import pytest

import coverport.web
from coverport.exchanges import profiles
from coverport.notices import fonts
from coverport.notices.letters import COLORS

STYLE_SHEET = Path(coverport.web.__file__).parent / "static/coverport/coverport.css"


def test_the_colors_on_paper_are_those_of_the_style_sheets_themes():
    themes = re.findall(
        r"^\.(theme-[a-z]+)[ ,][^{]*\{[^}]*?--color-primary: (#[0-9a-f]{6});", STYLE_SHEET.read_text(), re.M
    )
    assert dict(themes) == COLORS


def test_every_exchange_has_a_color_on_paper():
    assert {profiles.load(slug).theme for slug in profiles.slugs()} <= set(COLORS)


@pytest.fixture
def delivered(tmp_path, monkeypatch):
    """An npm of the test's own, first on the path, that delivers a package of other files without any network."""
    package = tmp_path / "other.tgz"
    with tarfile.open(package, "w:gz") as packed:
        for name in fonts.FILES:
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(b"other bytes")
            packed.addfile(entry, io.BytesIO(b"other bytes"))
    folder = tmp_path / "bin"
    folder.mkdir()
    npm = folder / "npm"
    npm.write_text(f"#!{sys.executable}\nimport shutil, sys\nshutil.copy({str(package)!r}, sys.argv[-1])\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_package_with_another_hash_is_refused_and_changes_nothing(tmp_path, delivered):
    home = tmp_path / "fonts"
    home.mkdir()
    (home / "OpenSans_400Regular.ttf").write_bytes(b"what was there")
    with pytest.raises(fonts.CannotFetch, match="expected was sha512-"):
        fonts.fetch(home)
    assert [path.name for path in home.iterdir()] == ["OpenSans_400Regular.ttf"]
    assert (home / "OpenSans_400Regular.ttf").read_bytes() == b"what was there"
    assert not fonts.are_there(home)


def test_fonts_of_an_older_package_do_not_count_as_there(tmp_path):
    (tmp_path / fonts.MARKER).write_text("@expo-google-fonts/open-sans@0.4.1 sha512-other\n")
    assert not fonts.are_there(tmp_path)


def test_fonts_that_are_there_are_not_fetched_again(tmp_path, monkeypatch):
    (tmp_path / fonts.MARKER).write_text(f"{fonts.PACKAGE} {fonts.SHA512}\n")
    monkeypatch.setenv("PATH", "")
    assert fonts.fetch(tmp_path) is False
