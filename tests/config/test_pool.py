"""The pool of a server whose database was away."""

import os
import threading
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from coverport.config.database import from_url, pool_of
from coverport.core.postgresql.base import DatabaseWrapper, is_there


@pytest.fixture
def pooled(db):
    """Connections to the tests' database from a pool of one."""
    settings = connection.settings_dict
    wrapper = DatabaseWrapper({**settings, "OPTIONS": {**settings["OPTIONS"], "pool": pool_of(1)}})
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def asked(wrapper, statement):
    with wrapper.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def end(backend):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def test_who_waits_is_answered_soon_after_the_database_has_come_back(tmp_path):
    hosts = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query).get("host")
    if not hosts:
        pytest.skip("DATABASE_URL names a server that is not on this machine's own socket")
    socket = ".s.PGSQL.5432"
    # Away for longer than an attempt is repeated, so that only who begins anew ever connects.
    back = threading.Timer(1.6, os.symlink, [f"{hosts[0]}/{socket}", tmp_path / socket])
    with ConnectionPool(f"postgresql://postgres@/postgres?host={tmp_path}", open=True, **pool_of(2)) as pool:
        back.start()
        with pool.connection(timeout=60) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_nobody_is_given_a_connection_that_postgresql_has_left(pooled):
    first = asked(pooled, "SELECT pg_backend_pid()")
    pooled.close()
    assert asked(pooled, "SELECT pg_backend_pid()") == first
    pooled.close()
    end(first)
    assert asked(pooled, "SELECT pg_backend_pid()") != first


def test_a_connection_is_asked_only_where_something_came_that_nobody_waits_for(pooled):
    pooled.ensure_connection()
    line: psycopg.Connection = pooled.connection
    assert is_there(line)
    line.execute("LISTEN told")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('told', 'a word')")
    with psycopg.connect(line.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY told, 'a word'")
    assert is_there(line)
    end(line.info.backend_pid)
    assert not is_there(line)
    line.close()
    assert not is_there(line)


def test_what_is_prepared_is_planned_once_with_a_pool_and_without(pooled):
    assert {asked(one, "SHOW plan_cache_mode") for one in (pooled, connection)} == {"force_generic_plan"}


@pytest.mark.parametrize(("option", "uses"), [("", 1), ("?prepare_threshold=5", 5), ("?prepare_threshold=never", None)])
def test_statements_are_prepared_unless_the_address_says_never(option, uses):
    assert from_url(f"postgresql:///coverport{option}")["OPTIONS"] == {"prepare_threshold": uses}


def test_a_number_of_uses_is_a_number():
    with pytest.raises(ValueError, match="'often'"):
        from_url("postgresql:///coverport?prepare_threshold=often")
