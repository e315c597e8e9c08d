"""A live contract of Vermont's exchange, and its people."""

import pytest

from tests.oversight.people import People, contract


@pytest.fixture
def people(vermont: object) -> People:
    return People(vermont)  # type: ignore[arg-type]


@pytest.fixture
def made(vermont: object) -> object:
    return contract(vermont)  # type: ignore[arg-type]
