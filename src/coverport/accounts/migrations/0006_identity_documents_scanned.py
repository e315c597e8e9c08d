"""Whether a document was scanned; those of before were not, and are scanned where there is a scanner."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_tax_reviewers'),
    ]

    operations = [
        migrations.AddField(
            model_name='identitydocument',
            name='scanned',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
