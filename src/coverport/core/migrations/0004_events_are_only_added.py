"""Who did what, when and why is written once, by the database's own word; what is of the scripted journey may go, as it says itself."""

from django.db import migrations

REFUSE = """
    CREATE FUNCTION core_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('coverport.forgets_rehearsals', true) = 'yes' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'rows of % are only added: a correction is a further row', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
TRIGGER = """
    CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON core_event FOR EACH ROW EXECUTE FUNCTION core_only_added()
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_indexes_once")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION core_only_added()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER only_added ON core_event"),
    ]
