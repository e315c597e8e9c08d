"""Without indexes that begin as another one does, or that nothing reads: each was written with every row."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_sealed_as_it_is")]
    operations = [
        # By its name: with the index Django would drop whatever else stands on that column alone, such as `one_self_per_application`.
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "DROP INDEX applications_applicant_application_id_cd409824",
                    "CREATE INDEX applications_applicant_application_id_cd409824 ON applications_applicant (application_id)",
                )
            ],
            [
                migrations.AlterField(
                    "applicant", "application",
                    models.ForeignKey(
                        db_index=False, on_delete=CASCADE, related_name="applicants", to="applications.application"
                    ),
                )
            ],
        ),
        migrations.AlterField(
            "determination", "application",
            models.ForeignKey(
                db_index=False, on_delete=PROTECT, related_name="determinations", to="applications.application"
            ),
        ),
        migrations.AlterField(
            "determination", "law_used",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="applications.lawused"),
        ),
    ]  # fmt: skip
