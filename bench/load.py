"""A small HTTP load: several threads with kept-alive connections, each request different. wrk would need a system package."""

import http.client
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from bench.table import median, percentile


def measure(
    address: str, paths: Sequence[str], *, connections: int, seconds: float, post: bool = False
) -> tuple[float, float, float]:
    """Requests a second, median and 99th percentile in milliseconds. RuntimeError on any answer but 200.

    post: `paths` are bodies, sent as JSON to the one address.
    """
    host, where = urlsplit(address).netloc, urlsplit(address).path
    until = time.perf_counter() + seconds
    took: list[float] = []
    failures: list[str] = []

    def client(first: int) -> None:
        try:
            took.extend(_one_client(first))
        except Exception as failed:  # of whatever kind: a client that is gone would leave the others a lighter load
            failures.append(repr(failed))

    def _one_client(first: int) -> list[float]:
        connection = http.client.HTTPConnection(host, timeout=30)
        number, mine = first, []
        while time.perf_counter() < until and not failures:
            path = paths[number % len(paths)]
            began = time.perf_counter()
            if post:
                connection.request("POST", where, body=path, headers={"Content-Type": "application/json"})
            else:
                connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            mine.append(time.perf_counter() - began)
            if answer.status != 200:
                failures.append(f"{path}: {answer.status}")
            number += connections
        return mine

    threads = [threading.Thread(target=client, args=(n,)) for n in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    elapsed = time.perf_counter() - began
    return len(took) / elapsed, median(took) * 1000, percentile(took, 0.99) * 1000
