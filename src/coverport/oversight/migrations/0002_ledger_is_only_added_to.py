"""The ledger is only added to: the database itself refuses to change or delete an entry.

The one exception is a story that is loaded from its file again: its contract is marked, and the session says so.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION oversight_ledger_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('coverport.reloads_story', true) = 'yes'
       AND EXISTS (SELECT 1 FROM oversight_contract c WHERE c.id = OLD.contract_id AND c.story) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The ledger is only added to: entry % of contract % stays as it is.', OLD.number, OLD.contract_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_is_only_added_to BEFORE UPDATE OR DELETE ON oversight_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION oversight_ledger_is_only_added_to();
"""
UNGUARD = """
DROP TRIGGER ledger_is_only_added_to ON oversight_ledgerentry;
DROP FUNCTION oversight_ledger_is_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
