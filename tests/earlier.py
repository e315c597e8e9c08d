"""An empty database in the place of the tests' own, brought to any earlier state by the migrations that lead there alone.

To take a whole database back, and forward again afterwards, runs every room's migrations twice.
"""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.sql import SQL, Identifier


def at(room: str, migration: str | None = None) -> Any:
    """The models as they are after migrating a room to a state, the newest unless named."""
    loader = MigrationExecutor(connection).loader
    target = [(room, migration)] if migration else loader.graph.leaf_nodes(room)
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All that a test asks of the database goes to one of its own."""
    name = f"earlier_{os.getpid()}"
    drop = SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name))
    with (
        django_db_blocker.unblock(),
        psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as server,
    ):
        server.execute(drop)
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            server.execute(drop)
