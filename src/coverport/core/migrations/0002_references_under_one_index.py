"""A reference is found whole, never by its beginning: the second index that Django once made of each is dropped, in all rooms."""

from django.db import migrations

DROP = r"""
    DO $$
    DECLARE each record;
    BEGIN
        FOR each IN SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname ~ '_reference_[0-9a-f]{8}_like$' LOOP
            EXECUTE format('DROP INDEX %I', each.indexname);
        END LOOP;
    END $$
"""


class Migration(migrations.Migration):

    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
