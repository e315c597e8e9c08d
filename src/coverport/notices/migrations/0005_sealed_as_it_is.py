"""A letter is sealed, so that nothing of it is left to be compressed: PostgreSQL does not try any more, which it did at each longer one."""

from django.db import migrations


def stored(how: str) -> str:
    return f"ALTER TABLE notices_notice ALTER COLUMN letter SET STORAGE {how}"


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_stationery_once")]

    operations = [migrations.RunSQL(stored("EXTERNAL"), stored("EXTENDED"))]
