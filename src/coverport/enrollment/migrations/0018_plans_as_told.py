"""A household's plan is kept as it was told, until it is carried out."""

from django.db import migrations

from coverport.core.sensitive import EncryptedJSONField

PURPOSE = "renewal.plan: what a household was told, to be carried out as it was, 45 CFR 155.335(c) and (j)"


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0017_months_by_whose_they_are")]
    operations = [migrations.AddField("renewal", "plan", EncryptedJSONField(blank=True, null=True, purpose=PURPOSE))]
