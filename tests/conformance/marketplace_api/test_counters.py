"""Counts are one for all workers of a machine: real processes at once, a file that tells nobody, groups that forget the oldest."""

import http.client
import ipaddress
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coverport.core import proxies as proxies_of
from coverport.shopping.api import counters, limits
from coverport.shopping.api.counters import Counters

_COUNT = (
    "import sys; from pathlib import Path; from coverport.shopping.api.counters import Counters\n"
    "table = Counters(Path(sys.argv[1])); print('ready', flush=True); sys.stdin.readline()\n"
    "print(max(table.add('198.51.100.7', 1386633600)[1] for _ in range(int(sys.argv[2]))))"
)


def test_processes_and_threads_at_once_lose_no_request(tmp_path: Path) -> None:
    """Four processes of 500, and eight threads of 250 beside them."""
    command = [sys.executable, "-c", _COUNT, str(tmp_path / "table"), "500"]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for one in workers:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    table = Counters(tmp_path / "table")
    for one in workers:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: [table.add("198.51.100.7", 1386633600) for _ in range(250)], range(8)))
    assert all(one.wait(30) == 0 for one in workers)
    assert table.add("198.51.100.7", 1386633600) == (4001, 4001)


def test_the_file_is_its_owners_and_names_nobody(tmp_path: Path) -> None:
    Counters(tmp_path / "table").add("198.51.100.7", 1386633600)
    data = (tmp_path / "table").read_bytes()
    assert b"198.51.100.7" not in data
    assert (tmp_path / "table").stat().st_mode & 0o777 == 0o600
    assert Counters(tmp_path / "table").add("198.51.100.7", 1386633600) == (2, 2)  # a new start goes on counting


def test_a_file_of_another_size_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "table").write_bytes(b"an older form")
    assert Counters(tmp_path / "table").add("a", 1386633600) == (1, 1)


def test_a_full_group_forgets_whom_it_has_not_heard_of_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "GROUPS", 1)
    table = Counters(tmp_path / "table")
    for place in range(counters.ROWS):
        table.add(f"client {place}", 1386633600 + place)
    table.add("client 0", 1386633610)
    table.add("one more", 1386633611)  # takes the place of client 1
    assert table.add("client 0", 1386633612) == (1, 3)
    assert table.add("client 1", 1386633613) == (1, 1)


def test_two_real_workers_keep_one_limit(tmp_path: Path) -> None:
    """Forty requests over connections of their own to two granian workers, thirty allowed: exactly thirty are answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "COVERPORT_DATA": str(tmp_path), "COVERPORT_API_PER_SECOND": "0", "COVERPORT_API_PER_MINUTE": "30",
        "DJANGO_SETTINGS_MODULE": "coverport.config.settings",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "coverport.config.wsgi:application", "--port", str(port),
        "--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "error", "--workers-kill-timeout", "1",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_both_answer(port)
        if time.time() % 60 > 50:
            time.sleep(60 - time.time() % 60)
        minute = int(time.time() // 60)
        Counters(tmp_path / "api-limits").forget()
        with ThreadPoolExecutor(8) as threads:
            statuses = Counter(threads.map(lambda _: _status(port), range(40)))
        assert int(time.time() // 60) == minute, "the minute turned while requests were on their way"
        assert statuses == {200: 30, 429: 10}
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:  # a busy machine
            server.kill()
            server.wait(20)


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/api/v1/counties/33013")
    status = connection.getresponse().status
    connection.close()
    return status


def _until_both_answer(port: int) -> None:
    for _ in range(300):
        try:
            if all(_status(port) in {200, 429} for _ in range(6)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "client"),
    [
        ("", "10.0.0.1", "198.51.100.7", "10.0.0.1"),  # none is believed where none is named
        ("10.0.0.0/8", "10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (
            "10.0.0.0/8",
            "10.0.0.1",
            "203.0.113.9, 198.51.100.7",
            "198.51.100.7",
        ),  # what the client wrote itself stands before
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.7, 10.2.3.4", "198.51.100.7"),
        ("10.0.0.0/8", "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.0/8,2001:db8::/32", "2001:db8::1", "2001:db9::5", "2001:db9::5"),
        ("10.0.0.0/8", "10.0.0.1", "10.0.0.2", "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_who_comes_through_a_proxy_is_counted_by_the_address_that_it_names(
    monkeypatch: pytest.MonkeyPatch, proxies: str, address: str, forwarded: str, client: str
) -> None:
    networks = tuple(ipaddress.ip_network(each) for each in proxies.split(",") if each)
    monkeypatch.setattr(proxies_of, "PROXIES", networks)
    proxies_of._is_proxy.cache_clear()
    assert proxies_of.client_of({"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded}) == client


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_an_ipv6_client_is_its_network(address: str, counted: str) -> None:
    assert limits._household(address) == counted


def test_what_is_refused_is_not_counted(tmp_path: Path) -> None:
    """A client that runs over the second's limit has the rest of its minute."""
    table = Counters(tmp_path / "table")
    tried = [table.add("a", 1386633600, (2, 5)) for _ in range(10)]
    assert tried == [(1, 1), (2, 2), *[(3, 3)] * 8]
    assert [table.add("a", 1386633601, (2, 5)) for _ in range(3)] == [(1, 3), (2, 4), (3, 5)]
    assert [table.add("a", 1386633602, (2, 5)) for _ in range(3)] == [(1, 5), (2, 6), (2, 6)]
    assert table.add("a", 1386633660, (2, 5)) == (1, 1)
