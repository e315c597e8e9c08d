from django.db import migrations, models


class Migration(migrations.Migration):
    """An office may change its mind on one day, and change it back: the same is then decided twice."""

    dependencies = [
        ("applications", "0008_law_once"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="determination", name="determination_not_stored_twice"),
        migrations.AddField("determination", "again", models.PositiveSmallIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="determination",
            constraint=models.UniqueConstraint(
                fields=("application", "on", "sha256", "again"), name="determination_not_stored_twice"
            ),
        ),
    ]
