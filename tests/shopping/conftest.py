"""The market of 2027 for tests of shopping pages."""

import pytest
from django.test import Client

from tests.shopping.market import open_market


@pytest.fixture
def market(db, django_capture_on_commit_callbacks):
    """The federal exchange on November 25, 2026, with plans of 2027."""
    with django_capture_on_commit_callbacks(execute=True):
        return open_market()


@pytest.fixture
def shopper(market) -> Client:
    """A browser at that exchange."""
    return Client()
