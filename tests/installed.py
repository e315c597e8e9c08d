"""A site as `coverport set_up` leaves it, whose date of record is December 10, 2013, made once a run: each served site begins as a copy.

To set a site up takes longer than most of what is done on it. It begins itself as a copy of the migrated database.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from coverport.core.postgres import Cluster
from tests import migrated

# The folder in which it is kept for one run: tests/conftest.py makes and removes it. Without one, each site is set up.
INSTALLED = "COVERPORT_TESTS_INSTALLED"


def begin(data: Path, cluster: Cluster) -> None:
    """Have a site's files and those of its database in place. The cluster must not be open yet."""
    if INSTALLED not in os.environ:
        _install(data, cluster)
        return
    kept = Path(os.environ[INSTALLED])
    first = Cluster(kept / "site", durable=False)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "done").exists():
            _install(kept / "site", first)
            (kept / "done").touch()
    cluster._make_folders()
    for made, copy in ((kept / "site", data), (first.data, cluster.data)):
        subprocess.run(["cp", "-pR", f"{made}/.", str(copy)], check=True)


def _install(data: Path, cluster: Cluster) -> None:
    """Sample exchanges with their plans and stories; nothing of it runs afterwards."""
    data.mkdir(exist_ok=True)
    cluster.open()
    try:
        cluster.create_database("coverport")
        if INSTALLED in os.environ:
            _copy_tables(os.environ["DATABASE_URL"], cluster)
        for arguments in (("set_up",), *(("date_of_record", slug, "2013-12-10") for slug in ("federal", "vt"))):
            _run(data, cluster, *arguments)
    finally:
        cluster.close()


def _copy_tables(tests: str, cluster: Cluster) -> None:
    """To read them in takes a tenth of the time that all migrations take."""
    programs = cluster.programs()
    there = migrated.address(tests, migrated.template(tests))
    dump = subprocess.Popen([str(programs / "pg_dump"), "--no-owner", f"--dbname={there}"], stdout=subprocess.PIPE)
    read = [str(programs / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={cluster.url()}"]
    subprocess.run(read, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dump.wait() == 0


def _run(data: Path, cluster: Cluster, *arguments: str) -> None:
    ours = {
        "COVERPORT_DATA": str(data), "DATABASE_URL": cluster.url(), "DJANGO_SETTINGS_MODULE": "coverport.config.settings",
        # Staff of the samples walk with their password alone; tests/accounts has the second step.
        "COVERPORT_STAFF_SECOND_STEP": "0",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "coverport", *arguments],
        env={**os.environ, **ours}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
