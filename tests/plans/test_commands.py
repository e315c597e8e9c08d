"""`coverport import_plans`, `bring_catalogs`: what they print, and that a file with a mistake changes nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.catalog import NoPlansHere
from coverport.plans.importers import landscape_columns
from coverport.plans.models import CatalogNumber, Plan
from tests.plans.landscapes import row, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine of its own with a federal exchange on December 10, 2013."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    Exchange.objects.create(slug="federal", name="Federal", date_of_record=date(2013, 12, 10))
    Exchange.objects.create(slug="vt", name="Vermont", date_of_record=date(2013, 12, 10))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        yield tmp_path
    catalogs._open.clear()


def test_a_landscape_replaces_the_sample_plans_of_the_federal_exchange_alone(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_sample_plans")
    capsys.readouterr()
    path = write(machine / "plans.csv.gz", [row(1), row(1, "BELKNAP"), row(2)])
    call_command("import_plans", path)
    assert capsys.readouterr().out.splitlines() == [
        "plans.csv.gz: QHP landscape 2014: 3 rows, 2 plans, 1 insurers, 2 counties, 1 states, 2 prices by area.",
        "Published: federal 2014: catalog 2.",
    ]
    sold = catalogs.current("federal", 2014)
    assert [plan.plan_id for plan in sold.plans()] == ["99999NH0000001", "99999NH0000002"]
    with pytest.raises(NoPlansHere):
        sold.place("33003")
    assert len(catalogs.current("vt", 2014).plans()) == 25
    call_command("import_plans", path)
    assert "Nothing was changed: it is there already.\nPublished: federal 2014: catalog 2." in capsys.readouterr().out
    assert Event.objects.filter(exchange="federal", on=date(2013, 12, 10)).count() == 4


def test_a_dry_run_reads_and_checks_only(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_plans", write(machine / "plans.csv", [row(1)]), dry_run=True)
    assert capsys.readouterr().out.splitlines()[-1] == "Dry run: nothing was changed."
    assert not Plan.objects.exists()


def test_a_file_with_a_mistake_changes_nothing_and_says_where_it_is(machine: Path) -> None:
    call_command("load_sample_plans")
    path = write(machine / "plans.csv", [row(1), row(2) | {"metal_level": "Tin"}])
    with pytest.raises(CommandError) as refused:
        call_command("import_plans", path)
    assert str(refused.value).startswith(
        "plans.csv has 1 mistake. Nothing was imported.\n  line 3, column metal_level:"
    )
    assert Plan.objects.count() == 11 + 25
    assert catalogs.current("federal", 2014).number == 1


def test_an_exchange_that_is_not_there_is_refused(machine: Path) -> None:
    with pytest.raises(CommandError, match="There is no exchange 'nowhere'"):
        call_command("import_plans", write(machine / "plans.csv", [row(1)]), exchange="nowhere")


def test_states_of_another_exchange_are_refused(machine: Path) -> None:
    with pytest.raises(CommandError, match="column state: found 'NH'; expected a state of this exchange: VT"):
        call_command("import_plans", write(machine / "plans.csv", [row(1)]), exchange="vt")


def test_a_file_of_another_year_and_a_year_without_law_are_refused(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(machine / "plans.csv", [row(1)])
    with pytest.raises(CommandError, match="found the header of 2014; expected a file of 2010"):
        call_command("import_plans", path, year=2010)
    of_2010 = msgspec.structs.replace(landscape_columns.COLUMNS_2014, years=(2010,))
    monkeypatch.setattr(landscape_columns, "GENERATIONS", (of_2010,))
    with pytest.raises(CommandError, match="is not known for 2010-01-01"):
        call_command("import_plans", path, year=2010)


def test_another_machine_brings_the_published_catalogs(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_sample_plans")
    capsys.readouterr()
    monkeypatch.setenv("COVERPORT_DATA", str(machine / "other"))
    with pytest.raises(catalogs.NoCatalog):
        catalogs.current("vt", 2014)
    call_command("bring_catalogs")
    assert capsys.readouterr().out.splitlines() == ["federal 2014: catalog 1", "vt 2014: catalog 1"]
    assert catalogs.current("vt", 2014).sha256 == CatalogNumber.objects.get(exchange="vt").sha256
