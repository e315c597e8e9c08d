"""Importing and publishing: one transaction, the same again changes nothing, the file follows the rows."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, filing_rows, sample
from coverport.plans.actions import (
    NothingToPublish,
    bring_catalog,
    bring_current_catalog,
    import_plans,
    publish_catalog,
)
from coverport.plans.catalog import BrokenCatalog
from coverport.plans.catalog_writer import fingerprint
from coverport.plans.importers.filing import Filing, contents_of
from coverport.plans.models import CatalogNumber, Issuer, Plan, PlanFiling, RateRow

ON = date(2013, 12, 10)
ACTOR = Actor.system("test")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine of its own: its data folder and a storage beside it."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        yield tmp_path
    catalogs._open.clear()


def new_hampshire() -> Filing:
    return sample.filing("nh_2014")


def changed(filing: Filing) -> Filing:
    """The same filing with one cent more at one age, as another file."""
    rates = filing.rates.copy()
    rates[0, 40] += 1
    return msgspec.structs.replace(filing, rates=rates, sha256="a" * 64)


def test_a_catalog_of_the_same_number_that_another_database_left_here_is_not_taken_for_it(machine: Path) -> None:
    left = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON).catalog
    assert catalogs.current("federal", 2014).sha256 == left.sha256
    CatalogNumber.objects.all().delete()
    PlanFiling.objects.all().delete()
    again = import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON).catalog
    assert (again.number, again.sha256 != left.sha256) == (left.number, True)
    assert catalogs.current("federal", 2014).sha256 == again.sha256


def test_an_import_publishes_what_it_stored() -> None:
    done = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    assert (done.changed, done.plans, done.issuers, done.rate_rows, done.counties) == (True, 11, 1, 11, 10)
    assert (Plan.objects.count(), RateRow.objects.count()) == (11, 11)
    assert {len(row.counties) for row in RateRow.objects.all()} == {10}
    sold = catalogs.current("federal", 2014)
    assert (sold.number, sold.sha256, len(sold.place("33013").rows)) == (1, done.catalog.sha256, 11)
    kinds = list(Event.objects.order_by("id").values_list("kind", "on"))
    assert kinds == [("plans.imported", ON), ("plans.catalog_published", ON)]


def test_the_same_filing_again_changes_nothing_and_says_so() -> None:
    first = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    rows = list(RateRow.objects.order_by("id").values_list("id", flat=True))
    again = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    assert (again.changed, again.catalog) == (False, first.catalog)
    assert list(RateRow.objects.order_by("id").values_list("id", flat=True)) == rows
    assert Event.objects.count() == 2


def test_another_filing_replaces_the_first_under_a_new_number_and_the_old_file_stays() -> None:
    import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    old = catalogs.current("federal", 2014)
    done = import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
    assert (done.changed, done.catalog.number, PlanFiling.objects.count(), Issuer.objects.count()) == (True, 2, 1, 1)
    new = catalogs.current("federal", 2014)
    assert new.number == 2
    assert (new.rates - old.rates).sum() == 1
    assert catalogs.numbered("federal", 2014, 1).sha256 == old.sha256


def test_a_filing_goes_into_rows_and_back_unchanged() -> None:
    for name in sample.SAMPLES:
        filing = sample.filing(name)
        with transaction.atomic():
            filing_rows.store(filing, sample=True)
        loaded = filing_rows.load(filing.exchange, filing.year)
        assert fingerprint(contents_of(loaded)) == fingerprint(contents_of(filing))


def test_prices_for_a_part_of_a_county_and_for_tobacco_go_into_rows_and_back() -> None:
    whole = new_hampshire()
    limits = np.full(len(whole.pair_county), -1, dtype=np.int32)
    limits[:2] = 0
    tobacco = np.full_like(whole.rates, -1)
    tobacco[3] = whole.rates[3] * 3 // 2
    filing = msgspec.structs.replace(
        whole, pair_zips=limits, zip_sets=[("03301", "03303")], tobacco_rates=tobacco, sha256="b" * 64
    )
    with transaction.atomic():
        filing_rows.store(filing, sample=True)
    assert fingerprint(contents_of(filing_rows.load("federal", 2014))) == fingerprint(contents_of(filing))
    parts = [row.county_parts for row in RateRow.objects.exclude(county_parts=None)]
    assert [codes for part in parts for codes in part.values()] == [["03301", "03303"]] * 2
    assert RateRow.objects.exclude(tobacco_rates=None).count() == 1


def test_a_plan_has_one_price_in_a_county_and_a_price_stands_there_once() -> None:
    whole = new_hampshire()
    twice = msgspec.structs.replace(
        whole,
        pair_county=[*whole.pair_county, whole.pair_county[0]],
        pair_row=np.append(whole.pair_row, whole.pair_row[0]),
    )
    with pytest.raises(ValueError, match=f"two prices of one plan in county {whole.pair_county[0]}"):
        import_plans(actor=ACTOR, filing=twice, on=ON)
    assert PlanFiling.objects.count() == 0


def test_a_county_that_is_no_code_is_refused_by_the_database() -> None:
    import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    for counties in (["3301"], ["33013", "x3301"], ["33013", ""]):
        with pytest.raises(IntegrityError, match="plans_counties_have_five_digits"):
            RateRow.objects.update(counties=counties)


def test_an_import_that_fails_changes_nothing() -> None:
    import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    broken = changed(new_hampshire())
    broken.rates[3, 40] = 0
    with pytest.raises(IntegrityError, match="plans_no_price_is_zero"):
        import_plans(actor=ACTOR, filing=broken, on=ON)
    assert PlanFiling.objects.get().sha256 == new_hampshire().sha256
    assert catalogs.current("federal", 2014).number == 1
    assert RateRow.objects.count() == 11


def test_a_publication_that_is_rolled_back_leaves_the_old_catalog_current() -> None:
    import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    with pytest.raises(RuntimeError, match="power"), transaction.atomic():
        import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
        raise RuntimeError("power cut")
    assert catalogs.current("federal", 2014).number == 1
    done = import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
    assert (done.catalog.number, catalogs.current("federal", 2014).number) == (2, 2)


def test_a_machine_that_has_lost_its_file_or_has_a_damaged_one_fetches_it_again() -> None:
    import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    path = catalogs.current("federal", 2014).path
    path.with_name("current").unlink()
    path.unlink()
    assert bring_current_catalog(exchange="federal", year=2014).number == 1
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    catalogs._open.clear()
    assert bring_current_catalog(exchange="federal", year=2014).number == 1


def test_a_machine_fetches_an_older_number_when_an_enrollment_needs_it() -> None:
    first = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON).catalog
    path = catalogs.current("federal", 2014).path
    import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
    path.unlink()
    catalogs.opened.cache_clear()
    with pytest.raises(catalogs.NoCatalog):
        catalogs.numbered("federal", 2014, 1)
    assert bring_catalog(first).sha256 == first.sha256
    assert catalogs.current("federal", 2014).number == 2


def test_two_imports_at_once_wait_for_each_other_and_get_two_numbers() -> None:
    def run(filing: Filing) -> int:
        try:
            return import_plans(actor=ACTOR, filing=filing, on=ON).catalog.number
        finally:
            connection.close()

    filings = [new_hampshire(), changed(new_hampshire()), new_hampshire()]
    with ThreadPoolExecutor(3) as pool:
        numbers = list(pool.map(run, filings))
    assert len(set(numbers)) >= 2
    assert PlanFiling.objects.count() == 1
    assert Plan.objects.count() == 11
    newest = CatalogNumber.objects.order_by("-number").first()
    assert newest is not None
    assert catalogs.current("federal", 2014).sha256 == newest.sha256


def test_a_file_damaged_in_storage_is_refused() -> None:
    done = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    catalogs.current("federal", 2014).path.unlink()
    stored = Path(default_storage.path(done.catalog.path))
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    with pytest.raises(BrokenCatalog, match="not what was published"):
        bring_current_catalog(exchange="federal", year=2014)


def test_publishing_again_mends_a_file_that_storage_lost_or_damaged() -> None:
    done = import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
    stored = Path(default_storage.path(done.catalog.path))
    whole = stored.read_bytes()
    for spoil in (lambda: stored.write_bytes(whole[:100]), stored.unlink):
        spoil()
        again = publish_catalog(actor=ACTOR, exchange="federal", year=2014, on=ON)
        assert again == done.catalog
        assert stored.read_bytes() == whole


def test_a_publication_that_did_not_commit_leaves_no_second_file_of_its_number() -> None:
    with pytest.raises(RuntimeError, match="power"), transaction.atomic():
        import_plans(actor=ACTOR, filing=new_hampshire(), on=ON)
        raise RuntimeError("power cut")
    done = import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
    assert catalogs.numbered("federal", 2014, 1).sha256 == done.catalog.sha256


def test_only_the_system_may_change_what_is_sold() -> None:
    visitor = Actor(kind="person", label="person:K7QP-2M4X", user_id=1)
    for actor in (visitor, ANONYMOUS):
        with pytest.raises(NotAllowed):
            import_plans(actor=actor, filing=new_hampshire(), on=ON)
        with pytest.raises(NotAllowed):
            publish_catalog(actor=actor, exchange="federal", year=2014, on=ON)
    assert not PlanFiling.objects.exists()


def test_an_exchange_without_plans_has_nothing_to_publish() -> None:
    with pytest.raises(NothingToPublish):
        publish_catalog(actor=ACTOR, exchange="federal", year=2014, on=ON)


def test_two_spellings_of_one_plan_id_cannot_stand_side_by_side() -> None:
    filing = new_hampshire()
    plans = [*filing.plans[:-1], msgspec.structs.replace(filing.plans[-1], plan_id=filing.plans[0].plan_id.lower())]
    with pytest.raises(IntegrityError, match="plans_one_plan_per_id"), transaction.atomic():
        filing_rows.store(msgspec.structs.replace(filing, plans=plans), sample=False)


def test_the_sample_plans_load_once_and_leave_other_plans_alone(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Exchange.objects.create(slug="federal", name="Federal", date_of_record=ON)
    Exchange.objects.create(slug="vt", name="Vermont", date_of_record=ON)
    call_command("load_sample_plans")
    call_command("load_sample_plans")
    assert capsys.readouterr().out.splitlines() == [
        "federal 2014: 11 plans loaded, catalog 1",
        "vt 2014: 25 plans loaded, catalog 1",
        "federal 2014: 11 plans are there, catalog 1",
        "vt 2014: 25 plans are there, catalog 1",
    ]
    import_plans(actor=ACTOR, filing=changed(new_hampshire()), on=ON)
    call_command("load_sample_plans")
    assert "other plans are there (CMS 2014 QHP Landscape), catalog 2" in capsys.readouterr().out
    shutil.rmtree(machine / "storage")
    shutil.rmtree(machine / "data")
    call_command("load_sample_plans")
    assert "catalog 2" in capsys.readouterr().out
    assert CatalogNumber.objects.filter(exchange="federal").count() == 2
    assert np.array_equal(catalogs.current("vt", 2014).tier_rates[0], [32891, 65782, 63480, 92424])
