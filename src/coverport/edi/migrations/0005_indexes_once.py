"""Without indexes that begin as another one does, or that nothing reads: each was written with every row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("edi", "0004_reconciliation")]
    operations = [migrations.AlterField("due834", "exchange", models.SlugField(db_index=False, max_length=40))]
