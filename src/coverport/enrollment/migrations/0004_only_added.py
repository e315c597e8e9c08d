"""Every enrollment has a last day; months and what credit rests on are only added, by the database's own word."""

from django.db import migrations, models

TABLES = ("enrollment_personmonth", "enrollment_creditbasis")
REFUSE = """
    CREATE FUNCTION enrollment_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only added: a correction is a further row', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def _trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION enrollment_only_added()"
    )


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0003_months_of_before")]
    operations = [
        migrations.AlterField(model_name="enrollment", name="end", field=models.DateField()),
        migrations.RunSQL(REFUSE, "DROP FUNCTION enrollment_only_added()"),
        *(migrations.RunSQL(_trigger(table), f"DROP TRIGGER only_added ON {table}") for table in TABLES),
    ]
