"""Secrets of this installation: from the environment, else drawn once and kept in the data folder, readable by its owner alone."""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from coverport.core.paths import data_dir


def secret(name: str, *, length: int = 32) -> bytes:
    """$COVERPORT_<NAME> (base64), else the kept one, else a fresh one."""
    if given := os.environ.get(f"COVERPORT_{name.upper()}"):
        return b64decode(given)
    kept = data_dir() / "secrets" / name
    if not kept.exists():
        _keep(kept, secrets.token_bytes(length))
    return b64decode(kept.read_text())


def sample_password() -> str:
    """Of this installation's sample sign-ins."""
    return secret("sample_password", length=8).hex()


def _keep(path: Path, value: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(b64encode(value).decode())
    try:
        os.link(fresh, path)  # the first of two that start at once wins
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
