"""The values of law that decisions were made under stand once for all of them, found by their hash."""

import hashlib

import django.db.models.deletion
import msgspec
from django.db import migrations, models


def keep_once(apps, editor):
    """What was stored is kept as it was, under the hash that it has; a decision that says another one still says so at replay."""
    determinations = apps.get_model("applications", "Determination").objects
    for law in list(determinations.order_by().values_list("law", flat=True).distinct()):
        sha256 = hashlib.sha256(msgspec.json.encode(law, order="deterministic")).hexdigest()
        kept, _new = apps.get_model("applications", "LawUsed").objects.get_or_create(sha256=sha256, defaults={"content": law})
        determinations.filter(law=law).update(law_used=kept)


def keep_with_each(apps, editor):
    for kept in apps.get_model("applications", "LawUsed").objects.all():
        apps.get_model("applications", "Determination").objects.filter(law_used=kept).update(law=kept.content)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0007_decisions_on_tax_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="LawUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.JSONField()),
            ],
            options={"verbose_name_plural": "laws used"},
        ),
        migrations.AddField(
            model_name="determination",
            name="law_used",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.lawused"
            ),
        ),
        migrations.AlterField("determination", "law", models.JSONField(null=True)),
        migrations.RunPython(keep_once, keep_with_each),
        # Rows that were given their law wait for its check; a column is changed once it is done.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField(
            "determination",
            "law_used",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.lawused"),
        ),
        migrations.RemoveField("determination", "law"),
    ]
