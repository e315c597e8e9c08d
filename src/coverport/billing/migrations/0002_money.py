"""Bills by the month, payments of every kind, and the ledger, with what was billed and paid before in it."""

import coverport.core.references
import django.db.models.deletion
import django.db.models.functions.datetime
import datetime
from django.db import migrations, models


# Constraints that wait are held to at once: a table with pending checks cannot be altered further.
FILL = """
UPDATE billing_invoice i SET month = date_trunc('month', e.start)::date, to_pay_cents = i.amount_cents
    FROM enrollment_enrollment e WHERE e.id = i.enrollment_id;
UPDATE billing_payment p SET enrollment_id = i.enrollment_id, exchange_id = i.exchange_id
    FROM billing_invoice i WHERE i.id = p.invoice_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
# First bills and their payments of before, which were of the whole first month: charge, payment, allocation.
OPENING = """
DO $$
DECLARE one record; posting bigint;
BEGIN
    FOR one IN
        SELECT i.*, e.premium_cents, p.id AS payment, p.reference AS receipt, p.paid_on
        FROM billing_invoice i JOIN enrollment_enrollment e ON e.id = i.enrollment_id
        LEFT JOIN billing_payment p ON p.enrollment_id = e.id
        WHERE e.status NOT IN ('canceled', 'voided') ORDER BY i.id
    LOOP
        INSERT INTO billing_posting (exchange_id, kind, about, "on")
            VALUES (one.exchange_id, 'charge', one.reference, one.issued_on) RETURNING id INTO posting;
        INSERT INTO billing_entry (posting_id, account, enrollment_id, month, due_on, cents)
            SELECT posting, v.account, one.enrollment_id, one.month, v.due_on, v.cents FROM (VALUES
                ('premium', NULL::date, -one.premium_cents), ('receivable', one.due_on, one.amount_cents),
                ('treasury', NULL, one.premium_cents - one.amount_cents)) v (account, due_on, cents) WHERE v.cents <> 0;
        IF one.payment IS NOT NULL THEN
            INSERT INTO billing_posting (exchange_id, kind, about, "on")
                VALUES (one.exchange_id, 'payment', one.receipt, one.paid_on) RETURNING id INTO posting;
            INSERT INTO billing_entry (posting_id, account, enrollment_id, cents) VALUES
                (posting, 'cash', NULL, one.amount_cents), (posting, 'unapplied', one.enrollment_id, -one.amount_cents);
            INSERT INTO billing_posting (exchange_id, kind, about, "on")
                VALUES (one.exchange_id, 'allocation', one.receipt, one.paid_on) RETURNING id INTO posting;
            INSERT INTO billing_entry (posting_id, account, enrollment_id, month, due_on, cents) VALUES
                (posting, 'unapplied', one.enrollment_id, NULL, NULL, one.amount_cents),
                (posting, 'receivable', one.enrollment_id, one.month, one.due_on, -one.amount_cents);
        END IF;
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
# Judged when the transaction commits, so that the entries of a posting can come one after another.
GUARD = """
CREATE FUNCTION billing_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE it bigint; entries bigint; total numeric;
BEGIN
    IF TG_TABLE_NAME = 'billing_posting' THEN it := NEW.id; ELSE it := NEW.posting_id; END IF;
    SELECT count(*), coalesce(sum(cents), 0) INTO entries, total FROM billing_entry WHERE posting_id = it;
    IF entries < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'posting % has % entries that sum to %: a posting has two or more that sum to 0', it, entries, total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON billing_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_posting_balances();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON billing_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_posting_balances();
CREATE FUNCTION billing_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added: a mistake is put right by a further posting', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON billing_posting
    FOR EACH ROW EXECUTE FUNCTION billing_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON billing_entry
    FOR EACH ROW EXECUTE FUNCTION billing_only_added();
"""
UNGUARD = """
DROP TRIGGER only_added ON billing_entry;
DROP TRIGGER only_added ON billing_posting;
DROP FUNCTION billing_only_added();
DROP TRIGGER entry_balances ON billing_entry;
DROP TRIGGER posting_balances ON billing_posting;
DROP FUNCTION billing_posting_balances();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0001_initial'),
        ('enrollment', '0004_only_added'),
        ('exchanges', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('receivable', 'Receivable'), ('treasury', 'Treasury'), ('premium', 'Premium'), ('cash', 'Cash'), ('unapplied', 'Unapplied'), ('suspense', 'Suspense'), ('refunds', 'Refunds')], max_length=10)),
                ('month', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('cents', models.BigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='GracePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('run_by', models.CharField(choices=[('issuer', 'issuer'), ('exchange', 'exchange')], max_length=10)),
                ('first_month', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField()),
                ('pends_from', models.DateField(blank=True, null=True)),
                ('rule', models.CharField(max_length=60)),
                ('authority', models.CharField(max_length=300)),
                ('status', models.CharField(choices=[('open', 'Open'), ('paid', 'Paid'), ('exhausted', 'Exhausted'), ('closed', 'Closed')], default='open', max_length=10)),
                ('began_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('amount_cents', models.BigIntegerField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('paid', 'Paid'), ('declined', 'Declined'), ('unclear', 'Unclear')], default='open', max_length=10)),
                ('told', models.CharField(blank=True, max_length=200)),
                ('begun_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='PaymentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('payments_count', models.PositiveIntegerField()),
                ('total_cents', models.BigIntegerField()),
                ('on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charge', 'Charge'), ('payment', 'Payment'), ('allocation', 'Allocation'), ('bounce', 'Bounce'), ('refund', 'Refund'), ('refund_sent', 'Refund Sent'), ('found', 'Found')], max_length=12)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('on', models.DateField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', coverport.core.references.ReferenceField(default=coverport.core.references.new_reference, editable=False, max_length=9, unique=True)),
                ('amount_cents', models.BigIntegerField()),
                ('status', models.CharField(choices=[('due', 'Due'), ('sent', 'Sent'), ('kept', 'Kept')], default='due', max_length=5)),
                ('confirmation', models.CharField(blank=True, max_length=80)),
                ('due_on', models.DateField()),
                ('sent_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.AlterModelOptions(
            name='invoice',
            options={'ordering': ['month']},
        ),
        migrations.AlterModelOptions(
            name='payment',
            options={'ordering': ['id']},
        ),
        migrations.RemoveConstraint(
            model_name='invoice',
            name='invoice_asks_for_money',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='one_payment_per_confirmation',
        ),
        migrations.AddField(
            model_name='invoice',
            name='month',
            field=models.DateField(default=datetime.date(2014, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='invoice',
            name='to_pay_cents',
            field=models.BigIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='payment',
            name='bounced_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='payment',
            name='enrollment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='enrollment.enrollment'),
        ),
        migrations.AddField(
            model_name='payment',
            name='exchange',
            field=models.ForeignKey(default=1, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='payment',
            name='marked',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='payment',
            name='method',
            field=models.CharField(choices=[('card', 'Card'), ('bank', 'Bank'), ('check', 'Check'), ('cash', 'Cash')], default='bank', max_length=6),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='invoice',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='enrollment.enrollment'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='payment',
            name='invoice',
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('enrollment', 'month'), name='one_invoice_per_month'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents__gt', 0), ('to_pay_cents__gte', 0)), name='invoice_asks_for_money'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='invoice_of_a_first_of_month'),
        ),
        migrations.AddField(
            model_name='entry',
            name='enrollment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='enrollment.enrollment'),
        ),
        migrations.AddField(
            model_name='graceperiod',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grace_periods', to='enrollment.enrollment'),
        ),
        migrations.AddField(
            model_name='graceperiod',
            name='exchange',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange'),
        ),
        migrations.AddField(
            model_name='paymentattempt',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_attempts', to='enrollment.enrollment'),
        ),
        migrations.AddField(
            model_name='paymentattempt',
            name='payment',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempt', to='billing.payment'),
        ),
        migrations.AddField(
            model_name='paymentfile',
            name='exchange',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange'),
        ),
        migrations.AddField(
            model_name='payment',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.paymentfile'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('exchange', 'processor', 'confirmation'), name='one_payment_per_confirmation'),
        ),
        migrations.AddField(
            model_name='posting',
            name='exchange',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange'),
        ),
        migrations.AddField(
            model_name='entry',
            name='posting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='billing.posting'),
        ),
        migrations.AddField(
            model_name='refund',
            name='exchange',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.exchange'),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.payment'),
        ),
        migrations.AddConstraint(
            model_name='graceperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('enrollment',), name='one_open_grace_period'),
        ),
        migrations.AddConstraint(
            model_name='graceperiod',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='grace_closed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='graceperiod',
            constraint=models.CheckConstraint(condition=models.Q(('first_month__day', 1)), name='grace_from_a_first_of_month'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents__gt', 0)), name='attempt_is_for_money'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('enrollment',), name='one_open_attempt'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('status', 'paid')), models.Q(models.Q(('status', 'paid'), _negated=True), ('payment', None)), _connector='OR'), name='a_paid_attempt_has_its_payment'),
        ),
        migrations.AddConstraint(
            model_name='paymentfile',
            constraint=models.UniqueConstraint(fields=('exchange', 'sha256'), name='payment_file_is_taken_in_once'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['enrollment', 'account', 'month'], name='entries_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('cents', 0), _negated=True), name='entry_is_money'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', 'receivable'), ('due_on__isnull', False), ('month__isnull', False)), models.Q(('account__in', ('treasury', 'premium')), ('due_on', None), ('month__isnull', False)), models.Q(('account__in', ('cash', 'unapplied', 'suspense', 'refunds')), ('due_on', None), ('month', None)), _connector='OR'), name='entry_names_its_month'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('account__in', ('cash', 'suspense')), ('enrollment__isnull', False), _connector='OR'), name='entry_names_its_enrollment'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents__gt', 0)), name='refund_is_money'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_on', None), ('status__in', ('due', 'kept'))), models.Q(('sent_on__isnull', False), ('status', 'sent')), _connector='OR'), name='refund_sent_on_a_day'),
        ),
        migrations.RunSQL(OPENING, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
