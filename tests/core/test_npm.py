"""A package is fetched once, and only the one that was chosen."""

import base64
import hashlib
import io
import os
import sys
import tarfile

import pytest

from coverport.core.npm import MARKER, CannotFetch, Package


@pytest.fixture
def delivered(tmp_path, monkeypatch):
    """The hash of a package that an npm of the test's own, first on the path, delivers without any network."""
    archive = tmp_path / "it.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        entry = tarfile.TarInfo("package/font.ttf")
        entry.size = len(b"a font")
        packed.addfile(entry, io.BytesIO(b"a font"))
    folder = tmp_path / "bin"
    folder.mkdir()
    npm = folder / "npm"
    npm.write_text(f"#!{sys.executable}\nimport shutil, sys\nshutil.copy({str(archive)!r}, sys.argv[-1])\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


@pytest.fixture
def home(tmp_path):
    """A folder with what an earlier version left."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "font.ttf").write_bytes(b"what was there")
    (folder / MARKER).write_text("fonts@1 sha512-earlier\n")
    return folder


def one(name: str):
    return lambda packed, folder: (folder / name).write_bytes(Package("fonts@2", "").read(packed, name))


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_an_earlier_version_left_is_replaced_and_fetched_once(delivered, home, monkeypatch):
    package = Package("fonts@2", delivered)
    assert not package.is_in(home)
    assert package.fetch(home, one("font.ttf"))
    assert (home / "font.ttf").read_bytes() == b"a font"
    monkeypatch.setenv("PATH", "")
    assert not package.fetch(home, one("font.ttf"))
    assert names(home) == [MARKER, "font.ttf"]


def test_another_archive_than_the_chosen_one_is_refused_and_changes_nothing(delivered, home):
    with pytest.raises(CannotFetch, match="expected was sha512-other"):
        Package("fonts@2", "sha512-other").fetch(home, one("font.ttf"))
    assert (home / "font.ttf").read_bytes() == b"what was there"


def test_a_file_that_the_package_lacks_is_named_and_nothing_changes(delivered, home):
    with pytest.raises(CannotFetch, match=r"fonts@2 has no bold\.ttf"):
        Package("fonts@2", delivered).fetch(home, one("bold.ttf"))
    assert (home / "font.ttf").read_bytes() == b"what was there"


def test_what_npm_says_is_told_in_one_line(tmp_path, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no such package\\nsecond line')\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(CannotFetch) as error:
        Package("fonts@2", "").fetch(tmp_path / "home", one("font.ttf"))
    assert str(error.value) == "npm could not fetch fonts@2: no such package"
