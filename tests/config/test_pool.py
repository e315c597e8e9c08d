"""The pool of a server whose database was away."""

import os
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from psycopg_pool import ConnectionPool

from coverport.config.database import from_url, pool_of


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


@pytest.mark.parametrize(("option", "uses"), [("", 1), ("?prepare_threshold=5", 5), ("?prepare_threshold=never", None)])
def test_statements_are_prepared_unless_the_address_says_never(option, uses):
    assert from_url(f"postgresql:///coverport{option}")["OPTIONS"] == {"prepare_threshold": uses}


def test_a_number_of_uses_is_a_number():
    with pytest.raises(ValueError, match="'often'"):
        from_url("postgresql:///coverport?prepare_threshold=often")
