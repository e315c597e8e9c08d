"""The sample plans are on sale; who is at the desk."""

from datetime import date

import pytest
from django.test import Client

from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from tests.applications.households import publish_samples, somebody


@pytest.fixture
def on_sale(db: None) -> None:
    publish_samples()


@pytest.fixture
def ana(db: None) -> object:
    return somebody()


@pytest.fixture
def staff(client: Client, federal: Exchange) -> Client:
    """A worker of the federal exchange, signed in."""
    worker = somebody("staff@example.org")
    grant_role(actor=Actor.system("test"), user=worker, exchange=federal, kind="state_worker", on=date(2014, 6, 1))
    client.force_login(worker)
    return client
