"""Renewals of a generated state: households a second of one core, and memory."""

import subprocess
import sys

from bench.installation import Installation


def measure(installation: Installation) -> None:
    """On the installation's database, which is removed with it. The state is made up in another process, and that is not measured."""
    for module in ("bench.made_up_state", "bench.renewing"):
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=installation.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        print(done.stdout, end="", flush=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
