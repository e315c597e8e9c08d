"""Saving a step and signing an application, against the simulated hub over HTTP: what we add to its slowest answer."""

import subprocess
import sys

from bench.installation import Installation


def measure(installation: Installation) -> None:
    """In a process of its own, on the installation's database; what it creates is rolled back."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.applying"],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, end="", flush=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
