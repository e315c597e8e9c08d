"""After a test that commits the database is as the migrations leave it."""

from datetime import date
from unittest import TestCase

import pytest
from django.apps import apps
from django.db import connection

from coverport.core.models import Event
from tests import emptied
from tests.applications.households import decided, somebody
from tests.applications.published import publish_samples
from tests.enrollment.choices import choose


def counted() -> dict[str, int]:
    """Of the tables that are ours: Django, too, leaves those of the queue as they are."""
    ours = (model for model in apps.get_models() if model._meta.managed)
    return {model._meta.label: n for model in ours if (n := model._base_manager.count())}


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_committed_is_left_but_what_migrations_wrote(federal, vermont):
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    publish_samples()
    choose(decided(somebody(), federal)[0])
    Event.objects.create(kind="a", actor="b", exchange="federal", subject="c", on=date(2013, 12, 10), data={})
    assert len(counted()) > 20
    emptied._empty(TestCase())
    assert set(counted()) == {"auth.Permission", "contenttypes.ContentType"}
    assert ContentType.objects.count() == len(apps.get_models())
    assert Permission.objects.count() == 4 * len(apps.get_models())
    # The trigger that keeps events is at work again.
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
