"""Where the public data files are that some tests read. They are no part of the repository."""

import os
from pathlib import Path

import pytest


def _found() -> Path | None:
    chosen = os.environ.get("COVERPORT_SHARED")
    folder = Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / "data").is_dir() else None


SHARED: Path | None = _found()


def shared(*parts: str) -> Path:
    """A file of the shared data; skips the test with the reason when it is absent."""
    if SHARED is None:
        pytest.skip("the shared public data are not on this machine (COVERPORT_SHARED)")
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not among the shared public data")
    return path
