"""What of a decision rests on tax data stands in the tax record, too; and a reading that was refused is written down."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_tax_records'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='taxrecord',
            name='tax_record_is_about_one_thing',
        ),
        migrations.AddField(
            model_name='taxrecord',
            name='determination',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applications.determination'),
        ),
        migrations.AddField(
            model_name='taxrecordread',
            name='determination',
            field=models.CharField(blank=True, db_default='', default='', max_length=9),
        ),
        migrations.AddField(
            model_name='taxrecordread',
            name='refused',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='taxrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('determination__isnull', True), ('inconsistency__isnull', True), ('request__isnull', False)), models.Q(('determination__isnull', True), ('inconsistency__isnull', False), ('request__isnull', True)), models.Q(('determination__isnull', False), ('inconsistency__isnull', True), ('request__isnull', True)), _connector='OR'), name='tax_record_is_about_one_thing'),
        ),
    ]
