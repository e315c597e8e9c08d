"""Which Python `make setup` takes: a slow build of it only where the distribution has none that fits."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "python"
SYSTEM = Path("/usr/bin/python3")
FITS = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
NONE_FITS = (
    not SYSTEM.exists() or subprocess.run([SYSTEM, "-c", FITS], check=False, capture_output=True).returncode != 0
)


@pytest.mark.skipif(NONE_FITS, reason="the system has no Python of its own that fits")
@pytest.mark.parametrize(("fits", "optimized", "chosen"), [
    (0, 0, "python3"), (0, 1, str(SYSTEM)), (1, 0, str(SYSTEM)),
])  # fmt: skip
def test_a_build_without_optimizations_or_too_old_gives_way(tmp_path, fits, optimized, chosen):
    fake = tmp_path / "python3"
    fake.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit {fits};; *) exit {optimized};; esac\n')
    fake.chmod(0o755)
    done = subprocess.run(
        [SCRIPT], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{chosen}\n"
    assert ("is used" in done.stderr) == (chosen != "python3")
