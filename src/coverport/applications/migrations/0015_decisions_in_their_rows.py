"""A decision stays in its row as long as a page holds it: most are a little longer than what PostgreSQL sets aside in another table."""

from django.db import migrations

# Bytes of a row from which its long columns are set aside. A page of 8 kB holds at most this.
WITHIN = "ALTER TABLE applications_determination SET (toast_tuple_target = 8160)"
ASIDE = "ALTER TABLE applications_determination RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [("applications", "0014_placed_children")]
    operations = [migrations.RunSQL(WITHIN, ASIDE)]
