"""The market of 2027 for tests of shopping pages."""

import pytest
from django.test import Client

from tests.shopping.market import open_market


@pytest.fixture
def market(db, tmp_path, monkeypatch, django_capture_on_commit_callbacks):
    """The federal exchange on November 25, 2026, with plans of 2027, in a folder where no other test has left a catalog."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    with django_capture_on_commit_callbacks(execute=True):
        return open_market()


@pytest.fixture
def shopper(market) -> Client:
    """A browser at that exchange."""
    return Client()
