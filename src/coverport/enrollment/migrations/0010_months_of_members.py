"""Whose month it is, is looked at once for a statement and a person, not twice for each month: see docs/adr/0008."""

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING, PROTECT

# Rows of before are as they would be refused now: nothing is changed where one is not.
CHECK = """
    DO $$
    DECLARE stray record;
    BEGIN
        SELECT enrollment_id, person_id INTO stray FROM enrollment_personmonth months WHERE NOT EXISTS (
            SELECT FROM enrollment_enrollmentmember member
            WHERE member.enrollment_id = months.enrollment_id AND member.person_id = months.person_id
        ) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'months of person % stand on enrollment %, of which they are no member: mend that first',
                stray.person_id, stray.enrollment_id USING ERRCODE = 'foreign_key_violation';
        END IF;
    END $$
"""
# The member is found by the index of its enrollment, however few rows the table had when the statement was planned first. It is held
# as a foreign key would hold it. Members hang on enrollment and person by foreign keys of their own.
ADDED = """
    CREATE FUNCTION enrollment_months_of_members() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    DECLARE stray record;
    BEGIN
        SELECT whose.* INTO stray FROM (SELECT DISTINCT enrollment_id, person_id FROM added) whose WHERE NOT EXISTS (
            SELECT FROM enrollment_enrollmentmember member
            WHERE member.enrollment_id = whose.enrollment_id AND member.person_id = whose.person_id FOR KEY SHARE
        ) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'person % is no member of enrollment %: no month can be theirs', stray.person_id, stray.enrollment_id
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER months_of_members AFTER INSERT ON enrollment_personmonth REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION enrollment_months_of_members()
"""
# Asked when the transaction ends: who deletes both may begin with either. One of several rows of a member may go.
GONE = """
    CREATE FUNCTION enrollment_member_of_months() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM enrollment_personmonth WHERE enrollment_id = OLD.enrollment_id AND person_id = OLD.person_id
        ) AND NOT EXISTS (
            SELECT FROM enrollment_enrollmentmember WHERE enrollment_id = OLD.enrollment_id AND person_id = OLD.person_id
        ) THEN
            RAISE EXCEPTION 'person % has months on enrollment %: the member stays', OLD.person_id, OLD.enrollment_id
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER member_of_months_deleted AFTER DELETE ON enrollment_enrollmentmember
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION enrollment_member_of_months();
    CREATE FUNCTION enrollment_member_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a member stays the same person on the same enrollment: another one is a further row'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER member_stays BEFORE UPDATE ON enrollment_enrollmentmember FOR EACH ROW
        WHEN ((OLD.enrollment_id, OLD.person_id) IS DISTINCT FROM (NEW.enrollment_id, NEW.person_id))
        EXECUTE FUNCTION enrollment_member_stays()
"""
NO_MORE = """
    DROP TRIGGER member_stays ON enrollment_enrollmentmember;
    DROP FUNCTION enrollment_member_stays();
    DROP TRIGGER member_of_months_deleted ON enrollment_enrollmentmember;
    DROP FUNCTION enrollment_member_of_months()
"""
NOT_ADDED = "DROP TRIGGER months_of_members ON enrollment_personmonth; DROP FUNCTION enrollment_months_of_members()"


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_decided_again"), ("enrollment", "0009_narrow_months")]
    operations = [
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
        migrations.RunSQL(ADDED, NOT_ADDED),
        migrations.RunSQL(GONE, NO_MORE),
        migrations.AlterField(
            "personmonth", "enrollment",
            models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=PROTECT, related_name="months", to="enrollment.enrollment"
            ),
        ),
        migrations.AlterField(
            "personmonth", "person",
            models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=DO_NOTHING, related_name="+", to="applications.person"
            ),
        ),
    ]
