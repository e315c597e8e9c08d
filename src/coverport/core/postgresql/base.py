"""How a connection is looked at before it is used, and how PostgreSQL plans what is prepared in it."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own but for two things that every page pays for."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that is still there: after the database was started again, nobody is answered by an error for it."""
        connection = super().get_new_connection(conn_params)
        while self.pool and not is_there(connection):
            connection.close()
            self.pool.putconn(connection)  # the pool makes another in its place
            connection = super().get_new_connection(conn_params)
        return connection

    def _configure_connection(self, connection: Any) -> bool:
        """What is prepared is planned once: left alone, PostgreSQL plans each statement anew the first five times, in each connection."""
        changed = bool(super()._configure_connection(connection))  # type: ignore[misc]
        if connection.prepare_threshold is None:
            return changed
        connection.execute("SET plan_cache_mode = force_generic_plan")
        return True


def is_there(connection: "psycopg.Connection[Any]") -> bool:
    """Whether PostgreSQL still holds the other end. It is asked only where something came that nobody waits for, as when it ends."""
    if connection.closed:
        return False
    line = select.poll()
    line.register(connection, select.POLLIN)
    if not line.poll(0):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True
