"""Sensitive fields: AES-256-GCM with a key id and a purpose, and an HMAC index for looking one up without decrypting.

Stored as `<key id>:<base64 of nonce + sealed text>`, a longer document as `<key id>:z:<...>`: it is packed before it is sealed, to a
fifth of a decision's size. The purpose and the column are bound in as associated data, so that a value copied into another column does
not open; so is whether it is packed. Keys come from settings.SENSITIVE_KEYS: {key id: 32 bytes}; the first one seals.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


def newest_key() -> str:
    """The id of the key that seals."""
    return str(next(iter(settings.SENSITIVE_KEYS)))


# Bytes from which a document is packed. Names, numbers and single answers never are: how long they are says as much as before.
PACKED_FROM = 512
# Nonce and tag, which stand around any content.
SEALED_FROM = 12 + 16
_PACKED = "z:"


class _Packing(threading.local):
    """Of each thread its own: two at once may not use one."""

    def __init__(self) -> None:
        self.packer, self.unpacker = zstandard.ZstdCompressor(level=1), zstandard.ZstdDecompressor()


_packing = _Packing()
_held = threading.local()
# Of the few keys of a ring: to make one anew for each value costs as much as to seal a short one.
_cipher = lru_cache(maxsize=16)(AESGCM)


@contextmanager
def ring_held() -> Iterator[None]:
    """Within it the ring is looked at once, not for each value: for one statement that seals or opens thousands."""
    before = getattr(_held, "ring", None), getattr(_held, "newest", None)
    _held.ring = ring = dict(settings.SENSITIVE_KEYS.items())
    _held.newest = _first(ring)
    try:
        yield
    finally:
        _held.ring, _held.newest = before


def _first(ring: Mapping[str, bytes]) -> tuple[str, AESGCM]:
    key_id, key = next(iter(ring.items()))
    return key_id, _cipher(key)


def _newest() -> tuple[str, AESGCM]:
    return getattr(_held, "newest", None) or _first(settings.SENSITIVE_KEYS)


def _named(key_id: str) -> AESGCM:
    """A value may be read whose key was drawn since the ring was looked at. Raises KeyError."""
    ring: Mapping[str, bytes] = getattr(_held, "ring", None) or {}
    return _cipher(ring.get(key_id) or settings.SENSITIVE_KEYS[key_id])


def seal(text: str, *, purpose: str) -> str:
    """Encrypt with the newest key."""
    return seal_content(text.encode(), purpose=purpose)


def seal_content(content: bytes, *, purpose: str) -> str:
    """Encrypt a document with the newest key."""
    key_id, cipher = _newest()
    mark = ""
    if len(content) >= PACKED_FROM:
        mark, content = _PACKED, _packing.packer.compress(content)
    nonce = secrets.token_bytes(12)
    sealed = cipher.encrypt(nonce, content, (mark + purpose).encode())
    return f"{key_id}:{mark}{msgspec.to_builtins(nonce + sealed)}"


def unseal(stored: str, *, purpose: str) -> str:
    """Decrypt. Raises KeyError for an unknown key id, cryptography's InvalidTag for a value that was changed or moved."""
    return open_content(stored, purpose=purpose).decode()


def open_content(stored: str, *, purpose: str) -> bytes:
    """Decrypt a document; raises as unseal does."""
    key_id, _, payload = stored.partition(":")
    cipher = _named(key_id)
    mark, payload = (_PACKED, payload[len(_PACKED) :]) if payload.startswith(_PACKED) else ("", payload)
    try:
        raw = msgspec.convert(payload, bytes)  # its base64 is read five times as quickly as Python's own
    except msgspec.ValidationError as damaged:
        raise InvalidTag from damaged
    if len(raw) < SEALED_FROM:
        raise InvalidTag
    content = cipher.decrypt(raw[:12], raw[12:], (mark + purpose).encode())
    return _packing.unpacker.decompress(content) if mark else content


def seal_bytes(data: bytes, *, purpose: str) -> bytes:
    """Encrypt a file with the newest key: key id, a colon, nonce, sealed bytes."""
    key_id, cipher = _newest()
    nonce = secrets.token_bytes(12)
    return key_id.encode() + b":" + nonce + cipher.encrypt(nonce, data, purpose.encode())


def unseal_bytes(stored: bytes, *, purpose: str) -> bytes:
    """Decrypt a file. Raises KeyError for an unknown key id, InvalidTag for a file that was changed or moved."""
    key_id, _, raw = stored.partition(b":")
    return _named(key_id.decode()).decrypt(raw[:12], raw[12:], purpose.encode())


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed hash by which an exact value can be found; empty for an empty value."""
    if not text:
        return ""
    return hmac.new(settings.SENSITIVE_INDEX_KEY, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


# Django's fields take type arguments for the checker only.
if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
    _Characters = models.CharField[str, str]
else:
    _Text = models.TextField
    _Characters = models.CharField


class SealedField(_Text):
    """What stands encrypted in the database. `purpose` says what it is kept for. It cannot be queried: see BlindIndexField."""

    def __init__(self, *args: Any, purpose: str = "", **options: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose}

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted; look it up by its blind index")
        return super().get_lookup(lookup_name)


class EncryptedTextField(SealedField):
    """Text; an empty one stays empty."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return unseal(value, purpose=self.purpose) if value else value

    def get_prep_value(self, value: Any) -> str | None:
        return seal(str(value), purpose=self.purpose) if value else value


class EncryptedJSONField(SealedField):
    """Any JSON, as models.JSONField takes and gives it."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else msgspec.json.decode(open_content(value, purpose=self.purpose))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else seal_content(msgspec.json.encode(value), purpose=self.purpose)

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedFileField(SealedField):
    """The bytes of a document."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: object, connection: object) -> bytes | None:
        return open_content(value, purpose=self.purpose) if value else None

    def get_prep_value(self, value: Any) -> str | None:
        return seal_content(bytes(value), purpose=self.purpose) if value else None

    def to_python(self, value: Any) -> Any:
        return value


class BlindIndexField(_Characters):
    """The HMAC of another field of the same record, kept by itself whenever the record is saved."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(
            *args, **{"max_length": 64, "blank": True, "default": "", "db_index": True, "editable": False, **options}
        )

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        source = model_instance._meta.get_field(self.of)
        assert isinstance(source, EncryptedTextField)
        value = blind_index(getattr(model_instance, self.of) or "", purpose=source.purpose)
        setattr(model_instance, self.attname, value)
        return value
