"""The register of risks; the database itself refuses to change or delete what stands in it."""

import coverport.core.references
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

TABLES = ("oversight_risk", "oversight_riskentry")
REFUSE = """
CREATE FUNCTION oversight_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added: look at the risk again, or end it', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARD = REFUSE + "".join(
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION oversight_only_added();\n" for table in TABLES
)
UNGUARD = "".join(f"DROP TRIGGER only_added ON {table};\n" for table in TABLES) + "DROP FUNCTION oversight_only_added();"


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0004_rehearsals_are_forgotten'),
    ]

    operations = [
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('origin', models.CharField(choices=[('contract', 'Contract'), ('independent', 'Independent')], max_length=11)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('security', models.BooleanField(default=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='oversight.contract')),
            ],
            options={
                'ordering': ['contract', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RiskEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('what', models.CharField(choices=[('raised', 'Raised'), ('assessed', 'Assessed'), ('happened', 'Happened'), ('closed', 'Closed')], max_length=8)),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=80)),
                ('owner', models.CharField(max_length=120)),
                ('likelihood', models.CharField(choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high')], max_length=6)),
                ('impact', models.CharField(choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high')], max_length=6)),
                ('response', models.CharField(choices=[('avoid', 'avoid'), ('reduce', 'reduce'), ('transfer', 'transfer'), ('accept', 'accept')], max_length=8)),
                ('plan', models.TextField()),
                ('review_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='oversight.risk')),
            ],
            options={
                'verbose_name_plural': 'risk entries',
                'ordering': ['risk', 'number'],
            },
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='a_risk_is_told'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.UniqueConstraint(fields=('risk', 'number'), name='risk_entries_in_order'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.UniqueConstraint(condition=models.Q(('what__in', ['happened', 'closed'])), fields=('risk',), name='a_risk_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner', ''), _negated=True), models.Q(('plan', ''), _negated=True)), name='a_risk_has_an_owner_and_a_plan'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.CheckConstraint(condition=models.Q(('what', 'raised'), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_risk_is_changed_for_a_reason'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
