"""What the models say of the database stands there: each constraint and index by its name, after all migrations."""

import pytest
from django.apps import apps
from django.db import connection

MODELS = [model for model in apps.get_models() if model.__module__.startswith("coverport.") and model._meta.managed]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_constraints_and_indexes_of_a_model_are_in_the_database(model):
    with connection.cursor() as cursor:
        there = set(connection.introspection.get_constraints(cursor, model._meta.db_table))
    assert {each.name for each in (*model._meta.constraints, *model._meta.indexes)} - there == set()
