"""Tax data move into a table of their own, and each reading is written down. The way back moves them back; the log of readings goes."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import coverport.core.sensitive

TAX_PURPOSE = "verification.tax_record: tax data, to compare income with, 26 USC 6103(l)(21); 45 CFR 155.260, 155.320(c)"
BATCH = 500
# An encrypted column cannot be named in a condition of the model; that it is empty, the database can see.
ELSEWHERE = (
    "ALTER TABLE applications_inconsistency ADD CONSTRAINT tax_data_are_held_elsewhere "
    "CHECK (kind <> 'income' OR sources_say = '')"
)
GUARD = """
CREATE FUNCTION applications_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added: what was read was read', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON applications_taxrecordread
    FOR EACH ROW EXECUTE FUNCTION applications_only_added();
"""
UNGUARD = """
DROP TRIGGER only_added ON applications_taxrecordread;
DROP FUNCTION applications_only_added();
"""


def _batches(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def apart(apps: Any, editor: Any) -> None:
    """What the tax service answered, and what is held against yearly income."""
    record, request, task = (apps.get_model("applications", n) for n in ("TaxRecord", "SourceRequest", "Inconsistency"))
    for batch in _batches(request.objects.filter(source="tax", answer__isnull=False)):
        record.objects.bulk_create(record(request=one, content=one.answer) for one in batch)
        request.objects.filter(pk__in=[one.pk for one in batch]).update(answer=None)
    for batch in _batches(task.objects.filter(kind="income")):
        held = [one for one in batch if one.sources_say not in {"", "{}"}]
        record.objects.bulk_create(record(inconsistency=one, content=one.sources_say) for one in held)
        task.objects.filter(pk__in=[one.pk for one in batch]).update(sources_say="")
    _now(editor)


def together(apps: Any, editor: Any) -> None:
    """Back to where they stood."""
    rows = apps.get_model("applications", "TaxRecord").objects.select_related("request", "inconsistency")
    for batch in _batches(rows):
        for one in batch:
            if one.request is not None:
                one.request.answer = one.content
                one.request.save(update_fields=["answer"])
            else:
                one.inconsistency.sources_say = one.content
                one.inconsistency.save(update_fields=["sources_say"])
    _now(editor)


def _now(editor: Any) -> None:
    """A later ALTER refuses a table with checks still to come."""
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_causes_of_decisions")]

    operations = [
        migrations.CreateModel(
            name="TaxRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", coverport.core.sensitive.EncryptedTextField(purpose=TAX_PURPOSE)),
                ("request", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applications.sourcerequest")),
                ("inconsistency", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applications.inconsistency")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("inconsistency__isnull", True), ("request__isnull", False))
                        | models.Q(("inconsistency__isnull", False), ("request__isnull", True)),
                        name="tax_record_is_about_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRecordRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=80)),
                ("exchange", models.CharField(max_length=40)),
                ("application", models.CharField(max_length=9)),
                ("inconsistency", models.CharField(blank=True, default="", max_length=9)),
                ("why", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"indexes": [models.Index(fields=["application", "id"], name="tax_record_reads")]},
        ),
        migrations.RemoveConstraint("sourcerequest", "answered_source_request_has_its_answer"),
        migrations.AddConstraint(
            "sourcerequest",
            models.CheckConstraint(
                condition=models.Q(("answer__isnull", True), ("answered_at__isnull", True))
                | models.Q(("answer__isnull", False), ("answered_at__isnull", False))
                | models.Q(("answered_at__isnull", False), ("source", "tax")),
                name="answered_source_request_has_its_answer",
            ),
        ),
        migrations.RunPython(apart, together),
        migrations.AddConstraint(
            "sourcerequest",
            models.CheckConstraint(
                condition=~models.Q(("source", "tax")) | models.Q(("answer__isnull", True)),
                name="tax_data_stand_in_their_own_table",
            ),
        ),
        migrations.RunSQL(ELSEWHERE, "ALTER TABLE applications_inconsistency DROP CONSTRAINT tax_data_are_held_elsewhere"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
