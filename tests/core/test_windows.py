"""Moments at which a process can be met: it waits there until it is let go or killed, and its trace says which."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coverport.core.paths import PACKAGE
from coverport.core.windows import NAMES

PASSES = "from coverport.core.windows import window; window('file.written'); print('passed')"


def started(**environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PASSES], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )


def wait_for(folder: Path, process: "subprocess.Popen[str]") -> Path:
    until = time.monotonic() + 30
    held = folder / f"file.written.{process.pid}"
    while not ((folder / "trace").exists() and held.exists()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return held


def traced(folder: Path) -> list[str]:
    return [line.split(maxsplit=2)[2] for line in (folder / "trace").read_text().splitlines()]


@pytest.mark.parametrize("wished", [None, "file.renamed"])
def test_nobody_waits_who_was_not_asked_for(tmp_path, wished):
    if wished:
        (tmp_path / wished).touch()
    process = started(COVERPORT_WINDOWS=str(tmp_path) if wished else "")
    assert process.communicate(timeout=30)[0] == "passed\n"
    assert [path.name for path in tmp_path.iterdir()] == ([wished] if wished else [])


def test_who_is_let_go_goes_on(tmp_path):
    (tmp_path / "file.written").touch()
    process = started(COVERPORT_WINDOWS=str(tmp_path))
    wait_for(tmp_path, process).unlink()
    assert process.communicate(timeout=30)[0] == "passed\n"
    assert traced(tmp_path) == ["in file.written", "out file.written"]


def test_who_is_killed_there_never_came_out(tmp_path):
    (tmp_path / "file.written").touch()
    process = started(COVERPORT_WINDOWS=str(tmp_path))
    wait_for(tmp_path, process)
    process.kill()
    assert process.communicate(timeout=30)[0] == ""
    assert (process.returncode, traced(tmp_path)) == (-signal.SIGKILL, ["in file.written"])


def test_every_moment_has_its_one_place_in_the_product():
    said = "".join(path.read_text() for path in sorted(PACKAGE.rglob("*.py")))
    assert sorted(re.findall(r'\bwindow\("([\w.]+)"\)', said)) == sorted(NAMES)
