"""`coverport` commands of one installation, each in a process of its own that begins with Django loaded.

A command that begins by itself reads some 1,500 modules first, which takes longer than nearly all that it does; the tests in
tests/test_command_help.py and tests/installed.py begin it so. Here one process reads them once, and forks for each command.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SECONDS = 120


class Commands:
    """Of the installation that an environment names."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._loaded: subprocess.Popen[str] | None = None
        self._of: dict[str, str] = {}

    def run(self, *arguments: str) -> str:
        """What a command says. AssertionError with what it complains of where it fails."""
        if self._of != self.environment:  # a test names the simulated agency or hub once it is known
            self.close()
        if self._loaded is None:
            self._of = dict(self.environment)
            self._loaded = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.commands"], cwd=Path(__file__).parents[2], text=True,
                env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        asked, told = self._loaded.stdin, self._loaded.stdout
        assert asked is not None
        assert told is not None
        with tempfile.TemporaryDirectory() as folder:
            said = {"arguments": arguments, "out": f"{folder}/out", "error": f"{folder}/error"}
            try:
                asked.write(json.dumps(said) + "\n")
                asked.flush()
                code = told.readline().strip()
            except BaseException:
                # A test that ran out of time leaves before the answer, which the next one would take for its own.
                self._loaded.kill()
                self._loaded = None
                raise
            assert code == "0", f"{arguments} ended with {code or 'the process'}: {_text(said['error'])}"
            return _text(said["out"])

    def close(self) -> None:
        if self._loaded is not None:
            self._loaded.communicate(timeout=20)
            self._loaded = None


def _text(path: Any) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def _serve() -> None:
    import django
    from django.urls import get_resolver

    django.setup()
    # The checks that each command begins with look at every address.
    get_resolver().url_patterns  # noqa: B018
    for line in sys.stdin:
        said = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_command(**said))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _command(arguments: list[str], out: str, error: str) -> int:
    """As `python -m coverport` does, in this process."""
    import signal

    from coverport.command import main

    for number, path in ((0, os.devnull), (1, out), (2, error)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    signal.alarm(SECONDS)
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve()
