"""`coverport fetch_plans`: official files by their address, from a server of this machine."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.fetching import addresses
from coverport.plans.models import Plan
from tests.plans import public_files

pytestmark = pytest.mark.django_db(transaction=True)


class Publisher(BaseHTTPRequestHandler):
    """Serves what `files` holds; a promised length that is longer than what it sends."""

    files: dict[str, bytes] = {}
    promised_more = 0

    def do_GET(self) -> None:
        data = self.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data) + self.promised_more))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[str]:
    """The address of a server with the needed files of 2020."""
    names = ("rate-puf", "plan-attributes-puf", "service-area-puf")
    paths = public_files.puf_set(tmp_path / "set")
    Publisher.files = {
        f"/2020/{name}.zip": public_files.packed(
            tmp_path / f"{name}.zip", {f"{name}.csv": path.read_bytes()}
        ).read_bytes()
        for name, path in zip(names, paths, strict=True)
    }
    Publisher.promised_more = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    Exchange.objects.create(slug="federal", name="federal", date_of_record=date(2019, 12, 10))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        yield tmp_path
    catalogs._open.clear()


def own_addresses(machine: Path, publisher: str) -> Path:
    names = {"rate-puf": True, "plan-attributes-puf": True, "service-area-puf": True, "network-puf": False}
    lines = [
        f'  - {{name: {name}.zip, needed: {str(needed).lower()}, from: 2014, address: "{publisher}/{{year}}/{name}.zip"}}'
        for name, needed in names.items()
    ]
    path = machine / "addresses.yaml"
    path.write_text("source: test\nfiles:\n" + "\n".join(lines))
    return path


def test_the_files_of_a_year_are_fetched_and_imported(
    machine: Path, publisher: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("fetch_plans", year=2020, addresses=own_addresses(machine, publisher))
    out = capsys.readouterr().out
    assert f"Not fetched: {publisher}/2020/network-puf.zip cannot be had: HTTP Error 404" in out
    assert "Fetched 3 files to " in out
    assert len(catalogs.current("federal", 2020).plans()) == 2


@pytest.mark.parametrize("damage", ["missing", "cut off", "no zip"])
def test_a_needed_file_that_is_missing_cut_off_or_something_else_changes_nothing(
    machine: Path, publisher: str, damage: str
) -> None:
    if damage == "missing":
        del Publisher.files["/2020/rate-puf.zip"]
    elif damage == "cut off":
        Publisher.promised_more = 10
    else:
        Publisher.files["/2020/rate-puf.zip"] = b"<html>Moved</html>"
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("fetch_plans", year=2020, addresses=own_addresses(machine, publisher), folder=machine / "kept")
    assert not Plan.objects.exists()
    assert not [path for path in (machine / "kept").iterdir() if path.name.startswith(".")]


def test_the_packaged_addresses_are_those_of_cms() -> None:
    files = addresses().files
    assert [file.of(2027) for file in files if file.needed] == [
        "https://download.cms.gov/marketplace-puf/2027/plan-attributes-puf.zip",
        "https://download.cms.gov/marketplace-puf/2027/rate-puf.zip",
        "https://download.cms.gov/marketplace-puf/2027/service-area-puf.zip",
    ]
    assert len(files) == 9
