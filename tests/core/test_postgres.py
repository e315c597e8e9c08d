import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from coverport.core import postgres
from coverport.core.postgres import Cluster, shared_buffers


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path, durable=False)
    yield cluster
    cluster.close()
    if cluster.folder.exists():
        import shutil

        shutil.rmtree(cluster.folder)


def answers(cluster: Cluster) -> bool:
    try:
        with psycopg.connect(cluster.url("postgres"), connect_timeout=3) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_the_last_to_leave_stops_the_server(cluster, tmp_path):
    cluster.open()
    second = Cluster(tmp_path, durable=False)
    second.open()
    cluster.close()
    assert answers(second)
    second.close()
    assert not answers(second)


def test_a_database_is_created_once_and_speaks_unicode(cluster):
    cluster.open()
    cluster.create_database("one")
    cluster.create_database("one")
    with psycopg.connect(cluster.url("one")) as connection:
        assert connection.execute("SELECT upper('ñé')").fetchone() == ("ÑÉ",)
        assert connection.execute("SHOW server_version_num").fetchone()[0].startswith("18")


def test_it_is_reached_by_its_owner_alone_and_changes_no_mode(cluster, tmp_path):
    before = tmp_path.stat().st_mode
    cluster.open()
    assert tmp_path.stat().st_mode == before
    assert cluster.data.stat().st_mode & 0o077 == 0
    assert list(Path(cluster.socket_folder).glob(".s.PGSQL.*"))
    if os.geteuid() == 0:
        assert cluster.data.stat().st_uid != 0


def test_a_server_that_was_killed_is_started_again_with_what_was_committed(cluster):
    cluster.durable = True
    cluster.open()
    cluster.create_database("one")
    with psycopg.connect(cluster.url("one")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert not cluster.start_again()
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert started_again(cluster)
    with psycopg.connect(cluster.url("one")) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def started_again(cluster: Cluster) -> bool:
    """As `coverport serve` asks every second: what the dead one left running may have to end first."""
    for _ in range(50):
        try:
            if cluster.start_again():
                return True
        except RuntimeError:
            pass
        time.sleep(0.2)
    return False


def test_nobody_starts_a_server_again_that_nobody_uses(cluster):
    cluster.open()
    cluster.close()
    assert not cluster.start_again()
    assert not answers(cluster)


@pytest.mark.parametrize(
    ("gigabytes", "megabytes"), [(0.5, 128), (1, 128), (1.5, 192), (8, 1024), (7.9, 1011), (32, 4096), (256, 4096)]
)
def test_the_server_keeps_an_eighth_of_the_memory_within_bounds(gigabytes, megabytes):
    assert shared_buffers(int(gigabytes * 1024**3)) == megabytes


def test_a_container_that_may_use_less_than_the_machine_has_counts(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(postgres, "CONTAINER_MEMORY", limit)
    machine = postgres._memory()
    limit.write_text("max\n")
    assert postgres._memory() == machine
    limit.write_text("536870912\n")
    assert postgres._memory() == 512 * 1024**2


def test_a_server_runs_with_what_was_worked_out(cluster, tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text(str(1536 * 1024**2))
    monkeypatch.setattr(postgres, "CONTAINER_MEMORY", tmp_path / "memory.max")
    cluster.open()
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SHOW shared_buffers").fetchone() == ("192MB",)
