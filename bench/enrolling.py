"""Enrollments a second through the web on PostgreSQL: from the signature to the confirmation that is committed, two web workers."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

from bench import load
from bench.installation import Installation
from bench.table import median, note, percentile, report

HOUSEHOLDS = 240
CONNECTIONS = 8


def measure(installation: Installation, households: int = HOUSEHOLDS) -> None:
    """Every household has decided answers and signs once; beside the same server's empty page."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.enrolling_households", str(households)],
        env=installation.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    forms = json.loads(done.stdout)
    with installation.served(DJANGO_SETTINGS_MODULE="bench.settings") as address:
        installation.at_rest()  # of the households' own letters, and of what was measured before
        ceiling, _, _ = load.measure(address, ["/empty"], connections=CONNECTIONS, seconds=3.0)
        _signed(address, forms[: CONNECTIONS * 2])  # both workers have opened the catalog
        note(f"load {os.getloadavg()[0]:.1f}")
        rate, took = _signed(address, forms[CONNECTIONS * 2 :])
    report(
        f"enrollments, signature to confirmation page (median {median(took) * 1000:.0f} ms, p99 {percentile(took, 0.99) * 1000:.0f} ms)",
        f"{rate:,.1f} a second", "the same server's empty page", f"{ceiling:,.0f} pages/s", rate / ceiling,
    )  # fmt: skip
    note("the aim is 100 a second with two workers on two free cores")


def _signed(address: str, forms: list[dict[str, str]]) -> tuple[float, list[float]]:
    """Enrollments a second and the seconds that each took. RuntimeError unless every one was committed and confirmed."""
    left = list(forms)
    took: list[float] = []
    failures: list[str] = []

    def client() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        while not failures:
            try:
                form = left.pop()
            except IndexError:
                return
            began = time.perf_counter()
            try:
                _sign(connection, form)
            except Exception as failed:  # of whatever kind: a client that is gone would leave the others a lighter load
                failures.append(f"{form['address']}: {failed!r}")
                return
            took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures or len(took) != len(forms):
        raise RuntimeError(f"{len(took)} of {len(forms)} households enrolled. {' '.join(failures)}")
    return len(took) / (time.perf_counter() - began), took


def _sign(connection: http.client.HTTPConnection, form: dict[str, str]) -> None:
    cookies = f"sessionid={form['session']}; csrftoken={form['csrf']}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({**json.loads(form["fields"]), "csrfmiddlewaretoken": form["csrf"]})
    connection.request("POST", form["address"], body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"{form['address']}: {answer.status}")
    connection.request("GET", answer.headers["Location"], headers={"Cookie": cookies})
    page = connection.getresponse()
    if page.status != 200 or b"You chose a plan." not in page.read():
        raise RuntimeError(f"{answer.headers['Location']}: {page.status}")
