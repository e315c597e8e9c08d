# What was asked before in fixed columns becomes lines and answers; nothing that was told is lost.

from django.db import migrations, models

_LINES = (("jobs_cents", "wages"), ("self_employment_cents", "self_employment"), ("other_income_cents", "other"))


def into_answers(apps, schema_editor):
    Applicant = apps.get_model("applications", "Applicant")
    for one in Applicant.objects.iterator():
        amounts = [(kind, getattr(one, name)) for name, kind in _LINES]
        if all(amount is not None for _, amount in amounts):
            one.answers = {"income": [{"kind": kind, "amount": amount} for kind, amount in amounts if amount]}
        if one.other_coverage:
            # Whatever it was, it kept the credit away.
            one.answers = {**one.answers, "kinds": ["other"]}
        if one.relationship == "other":
            one.relationship = "other_relative"
        one.save()
    Application = apps.get_model("applications", "Application")
    for one in Application.objects.exclude(claimed_by_other=None).iterator():
        one.answers = {"claimed_by": "other" if one.claimed_by_other else "no"}
        one.save()


def into_columns(apps, schema_editor):
    Applicant = apps.get_model("applications", "Applicant")
    for one in Applicant.objects.iterator():
        lines = one.answers.get("income")
        if lines is not None:
            for name, kind in _LINES:
                setattr(one, name, sum(line["amount"] for line in lines if line["kind"] == kind))
        if one.relationship not in {"self", "spouse", "child"}:
            one.relationship = "other"
        one.save()
    Application = apps.get_model("applications", "Application")
    for one in Application.objects.iterator():
        if one.answers.get("claimed_by"):
            one.claimed_by_other = one.answers["claimed_by"] != "no"
            one.save()


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0001_initial"),
    ]

    operations = [
        migrations.AddField("applicant", "answers", models.JSONField(blank=True, default=dict)),
        migrations.AddField("application", "answers", models.JSONField(blank=True, default=dict)),
        migrations.AddField("determination", "digests", models.JSONField(default=dict), preserve_default=False),
        migrations.AlterField(
            "applicant", "relationship",
            models.CharField(max_length=20, choices=[
                ("self", "Self"), ("spouse", "Spouse"), ("child", "Child"), ("partner", "Partner"), ("parent", "Parent"),
                ("sibling", "Sibling"), ("grandchild", "Grandchild"), ("niece_nephew", "Niece Nephew"),
                ("other_relative", "Other Relative"), ("unrelated", "Unrelated"),
            ]),
        ),
        migrations.RunPython(into_answers, into_columns, elidable=False),
        migrations.RemoveConstraint("applicant", "income_not_negative"),
        migrations.RemoveField("applicant", "jobs_cents"),
        migrations.RemoveField("applicant", "self_employment_cents"),
        migrations.RemoveField("applicant", "other_income_cents"),
        migrations.RemoveField("application", "claimed_by_other"),
    ]
