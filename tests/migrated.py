"""A database in which every migration has run, made once for the files as they are: each run's own begins as a copy of it.

To run the migrations takes longer than most files of tests.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

PREFIX = "coverport_migrated_"
# Of several branches on one machine; older ones are dropped.
KEPT = 12
PACKAGE = Path(__file__).parents[1] / "src" / "coverport"
# Their migrations are in it, too.
LIBRARIES = ("django", "django-allauth", "django-axes", "procrastinate")


def template(url: str) -> str:
    """The name of that database in the cluster of `url`; made if it is not there."""
    name = PREFIX + _fingerprint()
    with (Path(tempfile.gettempdir()) / f"coverport-migrated-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
            if name not in (there := _made(connection)):
                for old in there[: -KEPT + 1]:
                    connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(old)))
                _make(connection, url, name)
    return name


def address(url: str, name: str) -> str:
    """Of another database of the cluster of `url`."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _fingerprint() -> str:
    found = hashlib.sha256("".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for path in sorted(PACKAGE.glob("**/migrations/*.py")):
        found.update(f"{path.relative_to(PACKAGE)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _made(connection: psycopg.Connection) -> list[str]:
    """The oldest first."""
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [PREFIX.replace("_", r"\_") + "%"]
    )
    return [name for (name,) in found]


def _make(connection: psycopg.Connection, url: str, name: str) -> None:
    """Under another name until it is whole."""
    unfinished = f"unfinished_{name}"
    connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(unfinished)))
    connection.execute(SQL("CREATE DATABASE {}").format(Identifier(unfinished)))
    there = address(url, unfinished)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "coverport.config.settings", "DATABASE_URL": there}
    done = subprocess.run(
        [sys.executable, "-m", "coverport", "migrate", "--no-input"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))
