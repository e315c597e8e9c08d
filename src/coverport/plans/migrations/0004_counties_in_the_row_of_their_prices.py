import django.contrib.postgres.fields
from django.db import migrations, models


GATHER = """
UPDATE plans_raterow SET counties = held.counties, county_parts = held.parts FROM (
    SELECT rate_row_id,
        coalesce(array_agg(county_fips ORDER BY county_fips) FILTER (WHERE zip_codes IS NULL), '{}') AS counties,
        jsonb_object_agg(county_fips, to_jsonb(zip_codes)) FILTER (WHERE zip_codes IS NOT NULL) AS parts
    FROM plans_servicecounty GROUP BY rate_row_id
) AS held WHERE held.rate_row_id = plans_raterow.id
"""

SCATTER = """
INSERT INTO plans_servicecounty (plan_id, rate_row_id, county_fips, zip_codes)
SELECT plan_id, id, unnest(counties), NULL FROM plans_raterow;
INSERT INTO plans_servicecounty (plan_id, rate_row_id, county_fips, zip_codes)
SELECT row.plan_id, row.id, part.key, ARRAY(SELECT jsonb_array_elements_text(part.value))
FROM plans_raterow AS row, jsonb_each(row.county_parts) AS part
"""


class Migration(migrations.Migration):

    dependencies = [("plans", "0003_certification")]

    operations = [
        migrations.AddField(
            model_name="raterow",
            name="counties",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5), default=list, size=None
            ),
        ),
        migrations.AddField(model_name="raterow", name="county_parts", field=models.JSONField(null=True)),
        migrations.RunSQL(GATHER, SCATTER),
    ]
