"""Renewals of a generated state: households a second of one core, and memory."""

import subprocess
import sys

from bench.installation import Installation


def measure(installation: Installation) -> None:
    """In a process of its own, on the installation's database, which is removed with it."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.renewing"],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, end="", flush=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
