"""Papers in storage: sealed, each under its own hash and the id of the key that seals it; and how they come under the newest key.

A model that keeps such files has `path` and `sha256`, and its room registers it with what the files are kept for.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from coverport.core.sensitive import newest_key, seal_bytes, unseal_bytes

log = structlog.get_logger()
Told = Callable[[str, int, int], None]
TOLD_EVERY = 500
_purposes: dict[str, str] = {}


class Damaged(Exception):
    """The stored file is not the one that was sent."""


def keeps_files(model: str, purpose: str) -> None:
    """Register a model whose rows each have a file. model: `room.Model`."""
    if model in _purposes:
        raise ValueError(f"the files of {model} are registered twice")
    _purposes[model] = purpose


def put(base: str, data: bytes, *, purpose: str) -> str:
    """Store a file; answers its path. What an interrupted try left under this name is replaced."""
    path = f"{base}.{newest_key()}"
    if default_storage.exists(path):
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(seal_bytes(data, purpose=purpose)))


def opened(path: str, sha256: str, *, purpose: str) -> bytes:
    """The file as it was sent. Raises Damaged."""
    with default_storage.open(path) as file:
        data = unseal_bytes(file.read(), purpose=purpose)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(path)
    return data


def reseal_files(tell: Told) -> tuple[dict[str, int], list[str]]:
    """How many files of each model came under the newest key, and which could not: those stay as they are, under their old key.

    May be stopped and run again: a row names its new file before the old one goes, and what was left over goes then.
    """
    done: dict[str, int] = {}
    stuck: list[str] = []
    for label, purpose in _purposes.items():
        model = apps.get_model(label)
        keys, name = list(model._default_manager.order_by("pk").values_list("pk", flat=True)), f"{label}.path"
        done[name] = 0
        for place, key in enumerate(keys, start=1):
            try:
                done[name] += _reseal(model, key, purpose)
            except Exception as error:  # whatever is wrong with one file keeps back no other
                log.exception("file_not_sealed_anew", model=label, key=key)
                stuck.append(f"{label} {key}: {type(error).__name__}")
            if not place % TOLD_EVERY or place == len(keys):
                tell(name, place, len(keys))
    return done, stuck


def _reseal(model: Any, key: int, purpose: str) -> bool:
    """Whether the file was under another key. Its row is locked, so that it is not opened under a name that goes."""
    with transaction.atomic():
        row = model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
        if row is None:  # gone meanwhile
            return False
        base, key_id = _parted(row.path)
        if anew := key_id != newest_key():
            data = opened(row.path, row.sha256, purpose=purpose)
            model._default_manager.filter(pk=key).update(path=put(base, data, purpose=purpose))
    for name in _older(base):
        if default_storage.exists(name):
            default_storage.delete(name)
    return anew


def _parted(path: str) -> tuple[str, str]:
    """The name without the key, and the key's id; none in names from before they carried one."""
    base, dot, key_id = path.rpartition(".")
    return (base, key_id) if dot and key_id in settings.SENSITIVE_KEYS else (path, "")


def _older(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}.{key_id}" for key_id in settings.SENSITIVE_KEYS if key_id != newest_key())


def file_keys_in_use() -> set[str]:
    """Ids of the keys that a file still needs: those in the names, and every one where a name carries none."""
    paths = [
        path for label in _purposes for path in apps.get_model(label)._default_manager.values_list("path", flat=True)
    ]
    found = {_parted(path)[1] for path in paths}
    return set(settings.SENSITIVE_KEYS) if "" in found else found
