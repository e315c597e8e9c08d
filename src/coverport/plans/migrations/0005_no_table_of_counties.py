import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.lookups import Regex

import coverport.plans.models.filings


class Migration(migrations.Migration):

    dependencies = [("plans", "0004_counties_in_the_row_of_their_prices")]

    operations = [
        migrations.AddConstraint(
            model_name="raterow",
            constraint=models.CheckConstraint(
                condition=Regex(coverport.plans.models.filings.Joined(F("counties")), "^([0-9]{5}(,[0-9]{5})*)?$"),
                name="plans_counties_have_five_digits",
            ),
        ),
        migrations.AlterField(
            model_name="raterow",
            name="plan",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rate_rows", to="plans.plan"
            ),
        ),
        migrations.DeleteModel(name="ServiceCounty"),
    ]
