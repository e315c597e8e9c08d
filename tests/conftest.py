"""Network closed but for this machine, the seed of what is drawn, and the sample exchanges.

The database is set up in config/test_settings.py.
"""

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest

from coverport.core.postgres import Cluster
from tests import migrated

# Where the environment keeps Python from writing compiled modules, every command and server that a test starts would compile them all:
# it begins in a third of the time with a folder for them.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(tempfile.gettempdir()) / f"coverport-compiled-{os.getuid()}")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

# A busy machine is no mistake: the whole suite has a limit of time, not each example that is drawn.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """One seed for every process of a run, and one folder for what they share; COVERPORT_SEED draws the same again."""
    os.environ.setdefault("COVERPORT_SEED", str(random.SystemRandom().randrange(10**6)))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["COVERPORT_TESTS_INSTALLED"] = tempfile.mkdtemp(prefix="coverport-installed-")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A file of ten megabytes is no name of a test: each process of a run writes, sends and compares every name."""
    return f"{val[:40]!r} and more, {len(val)} long" if isinstance(val, str | bytes) and len(val) > 400 else None


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        kept = Path(os.environ["COVERPORT_TESTS_INSTALLED"])
        shutil.rmtree(Cluster(kept / "site").folder, ignore_errors=True)
        shutil.rmtree(kept, ignore_errors=True)


def pytest_report_header() -> str:
    return f"drawn by COVERPORT_SEED={os.environ['COVERPORT_SEED']}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database begins as a copy of a migrated one, and what a test commits is taken out again."""
    from django.db import connection

    from tests import emptied

    emptied.after_each_that_commits()
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template(os.environ["DATABASE_URL"])


@pytest.fixture(autouse=True)
def network_is_closed() -> None:
    """Only this machine can be reached."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def no_language_is_left_behind() -> Iterator[None]:
    """A page that a test asks for in Spanish leaves Spanish on, as in a server until the next page; the next test begins without."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def federal(db: None) -> object:
    """The federal exchange on December 10, 2013."""
    return _exchange("federal")


@pytest.fixture
def vermont(db: None) -> object:
    """Vermont's exchange on December 10, 2013."""
    return _exchange("vt")


def _exchange(slug: str) -> object:
    from coverport.exchanges.models import Exchange

    return Exchange.objects.create(slug=slug, name=f"Coverport {slug}", sample=True, date_of_record=date(2013, 12, 10))
