"""What waits for its first payment may have its last day already, beside another plan that goes on: see docs/adr/0009."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0014_placed_children'),
        ('enrollment', '0015_rescissions'),
        ('exchanges', '0001_initial'),
        ('plans', '0005_no_table_of_counties'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='enrollment',
            name='ended_for_a_reason',
        ),
        migrations.RemoveConstraint(
            model_name='enrollment',
            name='one_active_enrollment_per_application',
        ),
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('status__in', ('pended', 'selected', 'awaiting_payment', 'effectuated', 'reinstated'))), fields=('application', 'kind'), name='one_active_enrollment_per_application'),
        ),
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('status__in', ('terminated', 'voided')), _negated=True), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_cause', ''), _negated=True)), _connector='OR'), name='ended_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), models.Q(('status__in', ('pended', 'effectuated', 'reinstated', 'expired')), _negated=True), _connector='OR'), name='what_goes_on_has_no_end'),
        ),
    ]
