"""What is sealed has nothing left to be compressed: PostgreSQL does not try any more, which it did at each decision that it stored."""

from django.db import migrations

SEALED = (("applications_determination", "inputs"), ("applications_determination", "result"))


def stored(how: str) -> str:
    return "; ".join(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {how}" for table, column in SEALED)


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_decided_again")]

    operations = [migrations.RunSQL(stored("EXTERNAL"), stored("EXTENDED"))]
