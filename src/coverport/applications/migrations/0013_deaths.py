"""The day of a death is kept with who died: letters of every room are addressed by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0012_refused_words")]
    operations = [migrations.AddField("person", "died_on", models.DateField(blank=True, null=True))]
