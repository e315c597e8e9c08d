"""The ledger's account of what insurers were told of people's money, month by month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_money")]
    operations = [
        migrations.RemoveConstraint("entry", "entry_names_its_month"),
        migrations.AlterField(
            "entry",
            "account",
            models.CharField(choices=[('receivable', 'Receivable'), ('treasury', 'Treasury'), ('premium', 'Premium'), ('cash', 'Cash'), ('unapplied', 'Unapplied'), ('suspense', 'Suspense'), ('refunds', 'Refunds'), ('insurers', 'Insurers')], max_length=10),
        ),
        migrations.AlterField(
            "posting",
            "kind",
            models.CharField(choices=[('charge', 'Charge'), ('payment', 'Payment'), ('allocation', 'Allocation'), ('bounce', 'Bounce'), ('refund', 'Refund'), ('refund_sent', 'Refund Sent'), ('found', 'Found'), ('remittance', 'Remittance')], max_length=12),
        ),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(condition=models.Q(models.Q(('account', 'receivable'), ('due_on__isnull', False), ('month__isnull', False)), models.Q(('account__in', ('treasury', 'premium', 'insurers')), ('due_on', None), ('month__isnull', False)), models.Q(('account__in', ('cash', 'unapplied', 'suspense', 'refunds')), ('due_on', None), ('month', None)), _connector='OR'), name='entry_names_its_month'),
        ),
    ]
