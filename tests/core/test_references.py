"""A reference has one index, in a fresh installation and in one that was made when Django made two."""

import pytest
from django.db import connection

from tests.earlier import at, empty_database

__all__ = ["empty_database"]

LIKE = "SELECT indexname FROM pg_indexes WHERE indexname LIKE %s"


def named(like: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(LIKE, [like])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_fresh_installation_has_no_index_of_beginnings():
    assert named(r"%\_reference\_%\_like") == []
    assert named(r"applications\_household\_reference%")


@pytest.mark.usefixtures("empty_database")
def test_an_earlier_installation_loses_the_second_index_and_keeps_the_first():
    at("core", "0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE old (reference varchar(9) UNIQUE, name varchar(40))")
        cursor.execute("CREATE INDEX old_reference_0a1b2c3d_like ON old (reference varchar_pattern_ops)")
        cursor.execute("CREATE INDEX old_name_0a1b2c3d_like ON old (name varchar_pattern_ops)")
    at("core")
    assert named("old%") == ["old_reference_key", "old_name_0a1b2c3d_like"]
