"""State workers of two exchanges, and a browser without a session."""

from datetime import date

import pytest

from coverport.accounts.models import Role
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from tests.applications.households import publish_samples, somebody

DAY = date(2013, 12, 10)


def worker_of(exchange, email="state@example.org"):
    user = somebody(email)
    grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=Role.Kind.STATE_WORKER, on=DAY)
    return user


@pytest.fixture
def worker(federal):
    return worker_of(federal)


@pytest.fixture(autouse=True)
def staff_without_a_second_step(settings):
    settings.STAFF_SECOND_STEP = False


@pytest.fixture
def on_sale(db):
    publish_samples()
