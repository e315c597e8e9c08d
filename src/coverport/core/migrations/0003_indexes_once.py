"""Without indexes that begin as another one does, or that nothing reads: each was written with every row."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("core", "0002_references_under_one_index")]
    operations = [
        migrations.AlterField(
            "delivery", "event",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="deliveries", to="core.event"),
        ),
    ]  # fmt: skip
