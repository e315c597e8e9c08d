"""Deaths that were carried out before they were kept with who died."""

from django.db import migrations

_FILL = """
    UPDATE applications_person AS person SET died_on = change.happened_on
    FROM enrollment_change AS change
    WHERE change.kind = 'death' AND change.status = 'done' AND change.household_id = person.household_id
      AND person.reference = ANY(change.people)
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0013_told_to_staff"), ("applications", "0013_deaths")]
    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
