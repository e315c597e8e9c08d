from functools import partial

from django.db import migrations

import coverport.core.sensitive
from coverport.core.resealing import change_stored
from coverport.core.sensitive import seal, unseal

# model, field, default, purpose; what is stored becomes text, then each value is sealed.
COLUMNS = [
    ("applicant", "answers", dict, "applicant.answers: what a person's eligibility is decided from, 45 CFR 155.305, 155.315"),
    ("application", "answers", dict, "application.answers: how the household files, for the tax credit, 45 CFR 155.310(d)"),
    ("application", "shopping", dict, "application.shopping: fills the first form in, 45 CFR 155.205(b)"),
    ("determination", "inputs", None, "determination.inputs: facts that a decision was made from, for replay and appeal, 45 CFR 155.1210(b)"),
    ("determination", "result", None, "determination.result: the decision with its reasons, 45 CFR 155.310(g)"),
]


def _each(change, apps, editor):
    for model, field, _default, purpose in COLUMNS:
        change_stored(apps.get_model("applications", model)._meta.db_table, field, partial(change, purpose=purpose))


def _field(default, purpose):
    options = {"blank": True, "default": default} if default else {}
    return coverport.core.sensitive.EncryptedJSONField(purpose=purpose, **options)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0003_verification"),
    ]

    operations = [
        *(migrations.AlterField(model, field, _field(default, purpose)) for model, field, default, purpose in COLUMNS),
        migrations.RunPython(partial(_each, seal), partial(_each, unseal)),
    ]
