"""Without indexes that begin as another one does, or that nothing reads: each was written with every row."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0011_indexes_that_are_read"), ("plans", "0005_no_table_of_counties")]
    operations = [
        migrations.AlterField(
            "enrollment", "catalog",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="plans.catalognumber"),
        ),
    ]  # fmt: skip
