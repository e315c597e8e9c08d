import pytest

from tests.applications.households import publish_samples, somebody


@pytest.fixture
def on_sale(db: None) -> None:
    publish_samples()


@pytest.fixture
def ana(db: None) -> object:
    return somebody()
