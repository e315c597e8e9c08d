"""Renewals: one row for each enrollment that ends with its year, and one for each batch."""

import coverport.core.references
import coverport.core.sensitive
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0004_sealed_answers'),
        ('enrollment', '0005_special_periods'),
        ('exchanges', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RenewalBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('state', models.CharField(max_length=2)),
                ('year', models.PositiveSmallIntegerField()),
                ('stage', models.CharField(choices=[('tell', 'Tell'), ('enroll', 'Enroll')], max_length=6)),
                ('on', models.DateField()),
                ('households', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange')),
            ],
            options={
                'verbose_name_plural': 'renewal batches',
            },
        ),
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('state', models.CharField(max_length=2)),
                ('year', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('told', 'Told'), ('renewed', 'Renewed'), ('chosen', 'Chosen'), ('not_renewed', 'Not Renewed'), ('needs_person', 'Needs Person')], max_length=12)),
                ('why', models.CharField(blank=True, max_length=40)),
                ('step', models.CharField(blank=True, max_length=40)),
                ('authority', models.CharField(blank=True, max_length=300)),
                ('plan_id', models.CharField(blank=True, max_length=14)),
                ('csr_variant', models.CharField(blank=True, max_length=2)),
                ('premium_cents', models.BigIntegerField(blank=True, null=True)),
                ('credit_cents', models.BigIntegerField(blank=True, null=True)),
                ('with_credit', models.BooleanField(default=True)),
                ('notes', coverport.core.sensitive.EncryptedJSONField(blank=True, default=list, purpose='renewal.notes: why help is other than before, to tell the household, 45 CFR 155.335(c)')),
                ('told_on', models.DateField()),
                ('answer_by', models.DateField()),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.application')),
                ('before', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='renewal', to='enrollment.enrollment')),
                ('determination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.determination')),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='applications.household')),
                ('done_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='done', to='enrollment.renewalbatch')),
                ('told_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='enrollment.renewalbatch')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'told')), fields=['exchange', 'state', 'year', 'due_on'], name='renewal_due'), models.Index(fields=['household', 'year'], name='renewal_of_household')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('told', 'renewed')), _negated=True), models.Q(models.Q(('plan_id', ''), _negated=True), models.Q(('step', ''), _negated=True)), _connector='OR'), name='renewal_leads_to_a_plan'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('told', 'renewed')), _negated=True), ('determination__isnull', False), _connector='OR'), name='renewal_rests_on_a_decision'), models.CheckConstraint(condition=models.Q(('status', 'told'), ('done_on__isnull', False), _connector='OR'), name='renewal_done_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('not_renewed', 'needs_person')), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='not_renewed_for_a_reason')],
            },
        ),
    ]
