"""Which database: $DATABASE_URL, else our own PostgreSQL in the installation's data folder."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog

from coverport.core.paths import data_dir
from coverport.core.postgres import Cluster

log = structlog.get_logger()
_cluster: Cluster | None = None
# The first use in a connection is not worth it.
PREPARED_AT_USE = "1"


def embedded_cluster() -> Cluster:
    """The installation's own cluster."""
    return Cluster(data_dir())


def open_embedded_database() -> None:
    """Unless $DATABASE_URL names another, start our own PostgreSQL for as long as this process lives, and point to it."""
    global _cluster
    if os.environ.get("DATABASE_URL"):
        return
    data_dir().mkdir(parents=True, exist_ok=True)
    _cluster = embedded_cluster()
    _cluster.open()
    _cluster.create_database("coverport")
    os.environ["DATABASE_URL"] = _cluster.url()


def keep_embedded_database() -> None:
    """Start our own PostgreSQL again where it has died under us. What cannot be done now is tried the next time."""
    if _cluster is None:
        return
    try:
        if _cluster.start_again():
            log.warning("database_started_again")
    except RuntimeError as error:  # As while a process of the dead one still ends.
        log.warning("database_not_started", error=str(error))


def close_embedded_database() -> None:
    """Leave our own PostgreSQL; the last to leave stops it."""
    if _cluster is not None:
        _cluster.close()


def pool_of(size: int) -> dict[str, Any]:
    """A server's pool. While the database is away it is tried about every second.

    Left alone, a pool doubles its pauses, and answers by errors long after the database has come back.
    """
    again = {"reconnect_timeout": 1.0, "reconnect_failed": lambda pool: pool.check()}
    return {"min_size": 1, "max_size": size, "timeout": 10, **again}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings of a `postgresql://user:password@host:port/name?option=value` address. ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "coverport.core.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            **options,
            "prepare_threshold": _prepare_threshold(options.get("prepare_threshold", PREPARED_AT_USE)),
        },
    }


def _prepare_threshold(uses: str) -> int | None:
    """After how many uses in a connection PostgreSQL prepares a statement of core/prepared.py; none for a pooler that cannot keep them."""
    if uses == "never":
        return None
    if not uses.isdecimal():
        raise ValueError(f"prepare_threshold must be a number or `never`, not {uses!r}")
    return int(uses)
