"""The sample plans are on sale; files go into a folder of the test's own."""

import pytest

from tests.applications.households import publish_samples, somebody


@pytest.fixture
def on_sale(db: None) -> None:
    publish_samples()


@pytest.fixture
def ana(db: None) -> object:
    return somebody()


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    """A folder of the test's own."""
    from coverport.core import paths

    monkeypatch.setattr(paths, "outbox_dir", lambda: tmp_path / "outbox")
    return tmp_path / "outbox"
