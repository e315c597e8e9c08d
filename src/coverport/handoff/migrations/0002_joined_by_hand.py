"""A worker takes an account of the agency as new, joins it, or returns it; what is returned belongs to no household here."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0007_decisions_on_tax_data'),
        ('exchanges', '0001_initial'),
        ('handoff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='incoming',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incoming',
            name='decided_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='incoming',
            name='returned_by',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='handoff.outgoing'),
        ),
        migrations.AlterField(
            model_name='incoming',
            name='status',
            field=models.CharField(choices=[('taken', 'Taken'), ('refused', 'Refused'), ('waits', 'Waits'), ('returning', 'Returning'), ('returned', 'Returned')], max_length=9),
        ),
        migrations.AlterField(
            model_name='incoming',
            name='why',
            field=models.CharField(blank=True, default='', max_length=500),
        ),
        migrations.AlterField(
            model_name='outgoing',
            name='application',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outgoing', to='applications.application'),
        ),
        migrations.AlterField(
            model_name='outgoing',
            name='household',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outgoing', to='applications.household'),
        ),
        migrations.AlterField(
            model_name='outgoing',
            name='kind',
            field=models.CharField(choices=[('transfer', 'Transfer'), ('withdrawal', 'Withdrawal'), ('return', 'Return')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('returning', 'returned')), _negated=True), ('returned_by__isnull', False), _connector='OR'), name='what_is_returned_has_its_message'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('application', None), ('household', None), ('kind', 'return')), models.Q(models.Q(('kind', 'return'), _negated=True), ('application__isnull', False), ('household__isnull', False)), _connector='OR'), name='what_is_returned_is_nobodys_here'),
        ),
    ]
