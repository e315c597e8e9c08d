"""The published catalog: what goes in comes out, damage is seen, and a swap is seen at once by all who read."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from coverport.plans import catalogs
from coverport.plans.catalog import BrokenCatalog, Catalog, NoPlansHere, UnknownPlan
from coverport.plans.catalog_writer import encode, fingerprint, place_file
from coverport.plans.plan import Urls
from coverport.plans.rules.premium import MissingRate
from tests.plans.toys import catalog, contents, plan


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation's data folder of its own."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    yield tmp_path
    catalogs._open.clear()


def publish(number: int, cents: int) -> Path:
    made = contents([plan(1)], [cents])
    path = place_file(catalogs.folder("federal", 2014), "federal", 2014, number, encode(made, number))
    catalogs.make_current(path)
    return path


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    first = plan(
        2,
        "gold",
        ehb_share=Decimal("0.995"),
        urls=Urls(sbc="https://example.org/sbc.pdf"),
        cost_sharing={"01": {"medical_deductible_individual": "$1,000"}},
        child_dental=True,
    )
    second = plan(1, "catastrophic")
    made = contents([first, second], [20000, 10000])
    sold = catalog(tmp_path, made, number=7)
    assert (sold.exchange, sold.year, sold.number) == ("federal", 2014, 7)
    assert sold.plans() == (second, first)
    assert sold.plan("99999NH0000002") == sold.plan("99999nh0000002") == first
    place = sold.place("33013")
    assert (place.state, place.county_name, place.rating_area) == ("NH", "Merrimack County", "Rating Area 1")
    assert [sold.plan_of(row) for row in place.rows.tolist()] == [first, second]
    np.testing.assert_array_equal(sold.rates, made.rates)
    np.testing.assert_array_equal(sold.derived, made.derived)
    assert sold.row_of(place, "99999NH0000001") == 1
    assert sold.counties() == ("33013",)


def test_arrays_cannot_be_written_to(tmp_path: Path) -> None:
    sold = catalog(tmp_path, contents([plan(1)], [20000]))
    with pytest.raises(ValueError, match="read-only"):
        sold.rates[0, 0] = 0


@pytest.mark.parametrize("fips", ["33015", "50001", "", "x", "3301", "330130", "-3013"])
def test_a_county_without_plans_is_refused(tmp_path: Path, fips: str) -> None:
    with pytest.raises(NoPlansHere, match="No plans for 2014 are sold in this county"):
        catalog(tmp_path, contents([plan(1)], [20000])).place(fips)


@pytest.mark.parametrize("plan_id", ["99999NH0000000", "99999NH0000003", "", "é", "99999NH00000010"])
def test_an_unknown_plan_is_refused(tmp_path: Path, plan_id: str) -> None:
    sold = catalog(tmp_path, contents([plan(1), plan(2)], [20000, 21000]))
    with pytest.raises(UnknownPlan):
        sold.plan(plan_id)
    with pytest.raises(UnknownPlan):
        sold.row_of(sold.place("33013"), plan_id)


def test_the_same_contents_give_the_same_bytes_and_the_number_is_no_part_of_the_fingerprint() -> None:
    made, again = contents([plan(1)], [20000]), contents([plan(1)], [20000])
    assert encode(made, 3) == encode(again, 3)
    assert encode(made, 3) != encode(made, 4)
    assert fingerprint(made) == fingerprint(again) != fingerprint(contents([plan(1)], [20001]))


def test_every_damaged_byte_is_seen(tmp_path: Path) -> None:
    path = catalog(tmp_path, contents([plan(1)], [20000])).path
    whole = path.read_bytes()
    for position in (0, 9, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(BrokenCatalog, match="damaged"):
            Catalog.open(path)
    path.write_bytes(whole[:-1])
    with pytest.raises(BrokenCatalog, match="damaged"):
        Catalog.open(path)
    path.write_bytes(whole)
    assert Catalog.open(path).number == 1


def test_a_file_of_another_shape_or_name_is_refused(tmp_path: Path) -> None:
    path = catalog(tmp_path, contents([plan(1)], [20000])).path
    for name in ("plans.catalog", "federal-2014-one-abc.catalog"):
        other = tmp_path / name
        other.write_bytes(path.read_bytes())
        with pytest.raises(BrokenCatalog):
            Catalog.open(other)
    renamed = tmp_path / path.name.replace("federal-2014-0001", "federal-2015-0001")
    renamed.write_bytes(path.read_bytes())
    with pytest.raises(BrokenCatalog, match="says inside"):
        Catalog.open(renamed)


def test_the_hash_is_checked_once_per_machine_and_again_when_the_file_changed(tmp_path: Path) -> None:
    path = catalog(tmp_path, contents([plan(1)], [20000])).path
    marker = path.with_name(path.name + ".verified")
    written = marker.stat().st_mtime_ns
    Catalog.open(path)
    assert marker.stat().st_mtime_ns == written
    os.utime(path, ns=(1, 1))
    Catalog.open(path)
    assert marker.stat().st_mtime_ns != written


def test_a_missing_rate_is_never_published() -> None:
    made = contents([plan(1)], [20000])
    for wrong in (-1, 0, -5):
        made.rates[0, 40] = wrong
        with pytest.raises(MissingRate, match="99999NH0000001"):
            encode(made, 1)


def test_current_follows_the_symlink(data: Path) -> None:
    with pytest.raises(catalogs.NoCatalog, match="No plans are published for federal 2014"):
        catalogs.current("federal", 2014)
    publish(1, 20000)
    first = catalogs.current("federal", 2014)
    assert catalogs.current("federal", 2014) is first
    publish(2, 30000)
    second = catalogs.current("federal", 2014)
    assert (first.number, second.number) == (1, 2)
    assert first.rates[0, 21] == 20000  # whoever still holds the old one reads on
    assert catalogs.numbered("federal", 2014, 1).rates[0, 21] == 20000
    with pytest.raises(catalogs.NoCatalog):
        catalogs.numbered("federal", 2014, 3)


def test_a_damaged_file_never_becomes_current(data: Path) -> None:
    publish(1, 20000)
    path = place_file(catalogs.folder("federal", 2014), "federal", 2014, 2, encode(contents([plan(1)], [30000]), 2))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(BrokenCatalog):
        catalogs.make_current(path)
    assert catalogs.current("federal", 2014).number == 1


def _read_until(ready: Event, stop: Event, found: "multiprocessing.Queue[object]") -> None:
    """Another process: every catalog it sees has the price that belongs to its number."""
    seen = set()
    while not stop.is_set():
        sold = catalogs.current("federal", 2014)
        seen.add((sold.number, int(sold.rates[0, 21])))
        ready.set()
    found.put(seen)


def test_readers_in_other_processes_see_whole_catalogs_while_numbers_change(data: Path) -> None:
    publish(1, 10001)
    spawn = multiprocessing.get_context("spawn")
    found: multiprocessing.Queue[set[tuple[int, int]]] = spawn.Queue()
    ready, stop = [spawn.Event(), spawn.Event()], spawn.Event()
    readers = [spawn.Process(target=_read_until, args=(one, stop, found)) for one in ready]
    for reader in readers:
        reader.start()
    assert all(one.wait(timeout=60) for one in ready)
    for number in range(2, 40):
        publish(number, 10000 + number)
        time.sleep(0.02)
    stop.set()
    seen = [found.get(timeout=20) for _ in readers]
    for reader in readers:
        reader.join(timeout=20)
        assert reader.exitcode == 0
    for pairs in seen:
        assert all(cents == 10000 + of for of, cents in pairs)
        assert len(pairs) > 1


def test_a_catalog_opens_without_django_in_a_new_process(data: Path) -> None:
    publish(1, 20000)
    program = (
        "import sys\n"
        "from coverport.plans import catalogs\n"
        "print(catalogs.current('federal', 2014).plan('99999NH0000001').name)\n"
        "print([name for name in ('django', 'polars', 'psycopg') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "Granite 1\n[]\n"
