"""What is published validates by the published schema, and its releases merged come to the ledger."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.test import Client

from coverport.exchanges.models import Exchange

SCHEMA = json.loads((Path(__file__).parent / "data" / "ocds-release-schema-1.1.4.json").read_text())
RELEASE = jsonschema_rs.Draft4Validator(SCHEMA)


@pytest.fixture
def told(db: None, client: Client) -> Client:
    for slug in ("ma", "vt"):
        Exchange.objects.create(slug=slug, name=slug, sample=True)
    for name in ("massachusetts-2013", "vermont-2013"):
        call_command("load_scenario", name, verbosity=0)
    return client


def package(client: Client, path: str) -> dict[str, Any]:
    found = client.get(path)
    assert found.status_code == 200
    document: dict[str, Any] = json.loads(found.content, parse_float=Decimal)
    return document


@pytest.mark.parametrize(("slug", "contract"), [("ma", "ma-cgi-2013"), ("vt", "vt-cgi-2013")])
def test_every_release_and_the_record_validate(told: Client, slug: str, contract: str) -> None:
    found = json.loads(told.get(f"/{slug}/oversight/{contract}/releases.json").content)
    assert len(found["releases"]) > 3
    for release in found["releases"]:
        errors = [f"{error.instance_path}: {error.message}" for error in RELEASE.iter_errors(release)]
        assert errors == []
    (record,) = json.loads(told.get(f"/{slug}/oversight/{contract}/record.json").content)["records"]
    assert list(RELEASE.iter_errors(record["compiledRelease"])) == []
    # A validator that accepts everything would prove nothing.
    assert not RELEASE.is_valid({**record["compiledRelease"], "tag": "compiled"})


def merged(releases: list[dict[str, Any]]) -> dict[str, Any]:
    """Releases merged as the standard says: objects by field, lists of objects by id, the later one winning."""

    def into(old: Any, new: Any) -> Any:
        if isinstance(old, dict) and isinstance(new, dict):
            return {name: into(old.get(name), new[name]) if name in new else old[name] for name in {**old, **new}}
        if isinstance(old, list) and isinstance(new, list) and all(isinstance(each, dict) for each in old + new):
            by_id = {each["id"]: each for each in old}
            for each in new:
                by_id[each["id"]] = into(by_id.get(each["id"]), each)
            return list(by_id.values())
        return new

    whole: Any = {}
    for release in releases:
        whole = into(whole, release)
    return whole  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("slug", "contract", "on", "paid", "withheld", "disputed"),
    [
        ("ma", "ma-cgi-2013", "2013-12-26", 11_000_000, [], []),
        ("ma", "ma-cgi-2013", "2014-12-31", 52_000_000, [], []),
        ("vt", "vt-cgi-2013", "2013-12-26", 18_600_000, [(5_100_000, "open")], [(1_000_000, "open")]),
        ("vt", "vt-cgi-2013", "2014-12-31", 66_700_000, [(5_100_000, "withholding_applied")], [(1_000_000, "dispute_denied")]),
    ],
)  # fmt: skip
def test_merged_releases_come_to_the_ledger(
    told: Client, slug: str, contract: str, on: str, paid: int, withheld: list[Any], disputed: list[Any]
) -> None:
    releases = package(told, f"/{slug}/oversight/{contract}/releases.json?on={on}")["releases"]
    (record,) = package(told, f"/{slug}/oversight/{contract}/record.json?on={on}")["records"]
    whole = merged(releases)
    implementation = whole["contracts"][0]["implementation"]
    assert implementation == record["compiledRelease"]["contracts"][0]["implementation"]
    assert sum(each["value"]["amount"] for each in implementation["transactions"]) == paid
    assert [(each["value"]["amount"], each["status"]) for each in implementation["withholdings"]] == withheld
    assert [(each["value"]["amount"], each["status"]) for each in implementation["disputes"]] == disputed
    assert all(each["qualifier"] == "atLeast" for each in implementation["disputes"])


def test_vermonts_notice_is_a_document_and_its_milestones_are_not_met(told: Client) -> None:
    (record,) = package(told, "/vt/oversight/vt-cgi-2013/record.json?on=2013-12-26")["records"]
    implementation = record["compiledRelease"]["contracts"][0]["implementation"]
    (notice,) = implementation["documents"]
    assert (notice["documentType"], notice["datePublished"]) == ("notice-dispute", "2013-11-21T00:00:00Z")
    missed = {each["id"] for each in implementation["milestones"] if each["status"] == "notMet"}
    assert len(missed) == 4
    assert set(implementation["withholdings"][0]["relatedMilestones"]) == missed
