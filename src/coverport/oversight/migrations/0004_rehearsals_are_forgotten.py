"""Rows that are only added may go where they are of the scripted journey, and the session says that it is being forgotten; nobody else's."""

from django.db import migrations

FORGETTING = """
CREATE OR REPLACE FUNCTION enrollment_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    home bigint;
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('coverport.forgets_rehearsals', true) = 'yes' THEN
        IF TG_TABLE_NAME = 'enrollment_personmonth' THEN
            SELECT household_id INTO home FROM applications_person WHERE id = OLD.person_id;
        ELSE
            home := OLD.household_id;
        END IF;
        IF EXISTS (
            SELECT 1 FROM applications_household h JOIN oversight_rehearsal r ON r.user_id = h.owner_id WHERE h.id = home
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are only added: a correction is a further row', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION enrollment_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added: a correction is a further row', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0004_only_added"), ("oversight", "0003_rehearsals")]
    operations = [migrations.RunSQL(FORGETTING, BEFORE)]
