"""Without indexes that begin as another one does, or that nothing reads: each was written with every row."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_sealed_as_it_is")]
    operations = [
        migrations.AlterField(
            "applicant", "application",
            models.ForeignKey(
                db_index=False, on_delete=CASCADE, related_name="applicants", to="applications.application"
            ),
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
