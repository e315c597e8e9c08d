"""Secrets of this installation: from the environment, else drawn once and kept in the data folder, readable by its owner alone."""

import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import ItemsView, Iterator, Mapping
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


class KeyRing(Mapping[str, bytes]):
    """Keys of sensitive fields by id, the newest first: from $COVERPORT_SENSITIVE_KEYS ("k2:base64,k1:base64"), else the kept ones.

    Running processes see at once that a key was drawn, by the time of the folder, so that keys change without a pause.
    """

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._read_at = -1

    def __getitem__(self, key_id: str) -> bytes:
        return self._now()[key_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def items(self) -> ItemsView[str, bytes]:
        """In one look at the folder: every value that is sealed asks for the newest key and its id."""
        return self._now().items()

    def _now(self) -> dict[str, bytes]:
        changed = _changed_at()
        if not self._keys or changed != self._read_at:
            self._keys = self._read()
            self._read_at = changed if changed == _changed_at() else -1  # a first start writes the first key
        return self._keys

    @property
    def given(self) -> bool:
        """Whether the environment holds the ring, so that only it can change."""
        return bool(os.environ.get("COVERPORT_SENSITIVE_KEYS"))

    def draw(self) -> str:
        """A new key, which seals from now on; its id."""
        fresh = f"k{max(_number(key_id) for key_id in self) + 1}"
        secret(f"sensitive_key.{fresh}")
        return fresh

    def forget(self, key_id: str) -> None:
        """Delete a kept key that seals nothing any more."""
        _kept_key(key_id).unlink()

    def _read(self) -> dict[str, bytes]:
        if given := os.environ.get("COVERPORT_SENSITIVE_KEYS"):
            pairs = (pair.strip().partition(":") for pair in given.split(","))
            return {key_id: b64decode(key) for key_id, _, key in pairs}
        kept = (path.name.partition(".")[2] for path in (data_dir() / "secrets").glob("sensitive_key.k*"))
        later = sorted((one for one in kept if one[1:].isdigit()), key=_number, reverse=True)
        if not later or _kept_key("k1").exists() or os.environ.get("COVERPORT_SENSITIVE_KEY"):
            return {key_id: secret(f"sensitive_key.{key_id}") for key_id in later} | {"k1": secret("sensitive_key")}
        return {key_id: secret(f"sensitive_key.{key_id}") for key_id in later}


def _changed_at() -> int:
    """When a key was last drawn or deleted, in nanoseconds; 0 before the first."""
    # Asked for every value that is sealed or opened: text, because a path costs more than the look itself.
    try:
        return os.stat(f"{data_dir()}/secrets").st_mtime_ns
    except FileNotFoundError:
        return 0


def _number(key_id: str) -> int:
    return int(key_id.removeprefix("k"))


def _kept_key(key_id: str) -> Path:
    return data_dir() / "secrets" / ("sensitive_key" if key_id == "k1" else f"sensitive_key.{key_id}")
