"""The accounts of the scripted journey; the database itself refuses to have an insurer told of one. One reading of a moment; what a service level's finding rests on."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION oversight_rehearsal_is_told_to_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM enrollment_enrollment e
        JOIN applications_application a ON a.id = e.application_id
        JOIN applications_household h ON h.id = a.household_id
        JOIN oversight_rehearsal r ON r.user_id = h.owner_id
        WHERE e.id = NEW.enrollment_id
    ) THEN
        RAISE EXCEPTION 'Enrollment % is of the scripted journey: no insurer is told of it.', NEW.enrollment_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rehearsal_is_told_to_nobody BEFORE INSERT OR UPDATE OF enrollment_id ON edi_due834
    FOR EACH ROW EXECUTE FUNCTION oversight_rehearsal_is_told_to_nobody();
"""
UNGUARD = """
DROP TRIGGER rehearsal_is_told_to_nobody ON edi_due834;
DROP FUNCTION oversight_rehearsal_is_told_to_nobody();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("edi", "0003_life"),
        ("enrollment", "0004_only_added"),
        ("exchanges", "0001_initial"),
        ("oversight", "0002_ledger_is_only_added_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchanges.exchange"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("exchange", "metric", "at"), name="one_reading_of_a_moment"
            ),
        ),
        migrations.AddField(
            model_name="finding", name="measured", field=models.JSONField(blank=True, default=dict)
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
