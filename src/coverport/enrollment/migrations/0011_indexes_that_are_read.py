"""Without indexes that nothing reads, or that begin as another one does: each was written with every renewal, and with its end again."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


def _key(to: str, related: str = "+") -> "models.ForeignKey[object, object]":
    return models.ForeignKey(db_index=False, on_delete=PROTECT, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0010_months_of_members")]
    operations = [
        migrations.AlterField("creditbasis", "household", _key("applications.household")),
        migrations.AlterField("renewal", "exchange", _key("exchanges.exchange")),
        migrations.AlterField("renewal", "household", _key("applications.household", "renewals")),
        migrations.AlterField("renewal", "told_in", _key("enrollment.renewalbatch", "told")),
    ]
