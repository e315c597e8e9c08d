"""What letters carry in the same words stands once for all of them. Those that were sent before stay whole, as they were sealed.

The way back makes all whole. Indexes go that nothing asks: of an exchange alone, of a person beside the inbox.
"""

import hashlib
import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION notices_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added: letters that were sent are read from them', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON notices_stationeryused
    FOR EACH ROW EXECUTE FUNCTION notices_only_added();
"""
UNGUARD = """
DROP TRIGGER only_added ON notices_stationeryused;
DROP FUNCTION notices_only_added();
"""


def keep_whole(apps, editor):
    """A letter with its stationery in it, as it would have been kept before."""
    for notice in apps.get_model("notices", "Notice").objects.exclude(stationery=None).select_related("stationery").iterator():
        own, paper = json.loads(notice.letter), json.loads(notice.stationery.content)
        whole = {
            "language": own["language"], "title": own["title"], "sender": paper["sender"], "name": own["name"],
            "address": own["address"], "date": own["date"], "blocks": [*own["blocks"], *paper["closing"]],
            "statement": paper["statement"], "reference": own["reference"], "taglines": paper["taglines"],
        }
        notice.letter = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        notice.sha256 = hashlib.sha256(notice.letter.encode()).hexdigest()
        notice.save(update_fields=["letter", "sha256"])


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0003_letters_to_who_has_no_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StationeryUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.TextField()),
            ],
            options={
                "verbose_name_plural": "stationery used",
                "constraints": [models.UniqueConstraint(fields=("sha256",), name="one_stationery_of_a_hash")],
            },
        ),
        migrations.AddField(
            "notice",
            "stationery",
            models.ForeignKey(
                blank=True, null=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="notices.stationeryused",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_whole),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AlterField("notice", "exchange", models.SlugField(db_index=False, max_length=40)),
        migrations.AlterField(
            "notice",
            "user",
            models.ForeignKey(
                blank=True, null=True, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="notices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
