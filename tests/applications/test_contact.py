"""The home address: a ZIP code across a state line, one side of which another exchange serves."""

from pathlib import Path
from typing import Any

import pytest

from coverport.applications.forms.contact import ContactForm
from coverport.exchanges.models import Exchange
from coverport.plans.geography.command import main


@pytest.fixture
def across(vermont: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    """05901 (Averill, Vermont) as if it reached into Coos County, New Hampshire."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    table = tmp_path / "zips.csv"
    table.write_text("ZIP,STATE,STCOUNTYFP\n05901,NH,33007\n")
    assert main([str(table)]) == 0
    return vermont


def form(exchange: Exchange, county: str) -> ContactForm:
    typed: dict[str, Any] = {"street": "1 Main Street", "city": "Averill", "zip": "05901", "county": county}
    return ContactForm(typed, exchange=exchange, year=2014)


def test_both_sides_are_offered_with_their_state(across: Exchange) -> None:
    asked = form(across, "")
    assert not asked.is_valid()
    assert list(asked.errors) == ["county"]
    assert [name for _, name in asked.fields["county"].choices] == [
        "Coos County, New Hampshire",
        "Essex County, Vermont",
    ]


def test_the_side_that_this_exchange_serves_is_taken(across: Exchange) -> None:
    asked = form(across, "50009")
    assert asked.is_valid(), asked.errors
    assert asked.answer().county_fips == "50009"
    assert asked.elsewhere is None


def test_the_other_side_is_shown_the_way_to_its_exchange(across: Exchange) -> None:
    asked = form(across, "33007")
    assert not asked.is_valid()
    assert list(asked.errors) == ["zip"]
    assert "New Hampshire" in asked.errors["zip"][0]
    assert asked.elsewhere is not None
    assert asked.elsewhere.slug == "federal"
