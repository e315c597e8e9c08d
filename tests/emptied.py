"""What a test has committed is taken out again: of those tables alone that hold something.

Django truncates every table, which has PostgreSQL make some thousand files anew, and writes the content types and permissions
again: a second of work after each test that commits.
"""

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

# As the migrations leave them, there and after a test.
OF_MIGRATIONS = {"django_content_type", "auth_permission"}
_of_django = TransactionTestCase._fixture_teardown


def _empty(case: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if superuser := cursor.fetchone() == ("on",):
            # Neither foreign keys nor the trigger that keeps events have a say in it.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in _with_rows(cursor):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    if not superuser:
        _of_django(case)


def _with_rows(cursor: Any) -> list[str]:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - OF_MIGRATIONS
    one_of_each = (f"(SELECT '{table}' FROM {connection.ops.quote_name(table)} LIMIT 1)" for table in sorted(tables))
    cursor.execute(" UNION ALL ".join(one_of_each))
    return [table for (table,) in cursor.fetchall()]


def after_each_that_commits() -> None:
    """Have it so in this process."""
    TransactionTestCase._fixture_teardown = _empty
