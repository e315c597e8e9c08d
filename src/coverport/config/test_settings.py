"""Settings under which the test suite runs: the same, on a cluster and in a folder of its own, with cheap password hashes."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from coverport.core.postgres import Cluster

# Before the settings are read: every test process works in a folder of its own, all on one cluster without fsync.
os.environ["COVERPORT_DATA"] = tempfile.mkdtemp(prefix="coverport-test-")
if not os.environ.get("DATABASE_URL"):
    _home = Path(tempfile.gettempdir()) / f"coverport-tests-{os.getuid()}"
    _home.mkdir(exist_ok=True)
    _cluster = Cluster(_home, durable=False)
    _cluster.open()
    os.environ["DATABASE_URL"] = _cluster.url("coverport")

from coverport.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# Each test's client sets the middleware up anew: to list every static file took as long as a page.
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
# Two runs at once do not meet in one database.
_run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
DATABASES["default"]["TEST"] = {"NAME": f"test_coverport_{_run}"}  # noqa: F405
# Tests of other rooms sign their staff in with one step; those of accounts and access turn the second one on.
STAFF_SECOND_STEP = False
atexit.register(shutil.rmtree, os.environ["COVERPORT_DATA"], ignore_errors=True)
