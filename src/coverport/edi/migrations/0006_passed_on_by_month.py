"""What 820s told of each policy and month stands in the ledger, so that a later one can take it back. Those of before are read for it."""

import django.db.models.deletion
from collections import Counter
from datetime import date
from django.db import migrations, models


def lines(content):
    """(policy, first of month) -> cents, of an 820 as we wrote it."""
    element, end = content[3], content[105]
    found, policy, cents = Counter(), "", 0
    for segment in (one.strip().split(element) for one in content.split(end)):
        if segment[0] == "RMR":
            whole, _, part = segment[4].partition(".")
            policy, cents = segment[2], int(whole) * 100 + int(part.ljust(2, "0"))
        elif segment[0] == "DTM" and policy:
            found[policy, date(int(segment[6][:4]), int(segment[6][4:6]), 1)] += cents
            policy = ""
    return found


def into_the_ledger(apps, schema_editor):
    row, posting, entry, file, enrollment, exchange = (
        apps.get_model(app, name)
        for app, name in (
            ("edi", "PassedOn"), ("billing", "Posting"), ("billing", "Entry"), ("edi", "EdiFile"),
            ("enrollment", "Enrollment"), ("exchanges", "Exchange"),
        )
    )  # fmt: skip
    for one in file.objects.filter(set="820").order_by("pk").iterator():
        mine = row.objects.filter(file=one).order_by("pk")
        if (first := mine.first()) is None:  # it passes nothing on
            continue
        told = lines(one.content)
        keys = dict(enrollment.objects.filter(reference__in={policy for policy, _ in told}).values_list("reference", "pk"))
        booked = posting.objects.create(
            exchange=exchange.objects.get(slug=one.exchange), kind="remittance", about=f"{one.sender}-{one.control:09d}",
            on=one.written_at.date(),
        )  # fmt: skip
        entry.objects.bulk_create(
            entry(posting=booked, account="insurers", enrollment_id=keys[policy], month=month, cents=cents)
            for (policy, month), cents in told.items()
        )
        entry.objects.create(posting=booked, account="cash", cents=-sum(told.values()))
        mine.exclude(pk=first.pk).delete()
        row.objects.filter(pk=first.pk).update(posting=booked)
    # A table with pending checks cannot be altered further.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_insurers"),
        ("edi", "0005_indexes_once"),
        ("enrollment", "0012_indexes_once"),
        ("exchanges", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "passedon",
            "posting",
            models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='passed_on', to='billing.posting'),
        ),
        migrations.AddField("passedon", "told_again_on", models.DateField(blank=True, null=True)),
        migrations.RunPython(into_the_ledger),
        migrations.RemoveConstraint("passedon", "passed_on_is_money"),
        migrations.RemoveField("passedon", "amount_cents"),
        migrations.RemoveField("passedon", "payment"),
        migrations.AlterField(
            "passedon",
            "posting",
            models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='passed_on', to='billing.posting'),
        ),
        migrations.AlterField(
            "passedon",
            "file",
            models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='passed_on', to='edi.edifile'),
        ),
    ]
