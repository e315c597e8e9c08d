"""The random reference that stands for a record in URLs and on letters, so that no running number gives anything away."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models

# No vowels, so no words; no 0 1 I L O U, so that it can be read out over the telephone and typed from paper.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for second in ALPHABET for first in ALPHABET)


def new_reference() -> str:
    """A fresh reference such as "K7QP-2M4X": 28^8 of them, some 378 billion."""
    # One draw for all eight, two at a time: a batch draws thousands. Of 64 bits what is left over makes no reference likelier than
    # another by more than a part in 48 million.
    left, a = divmod(secrets.randbits(64) % len(_PAIRS) ** 4, len(_PAIRS))
    left, b = divmod(left, len(_PAIRS))
    d, c = divmod(left, len(_PAIRS))
    return f"{_PAIRS[a]}{_PAIRS[b]}-{_PAIRS[c]}{_PAIRS[d]}"


def is_taken(error: IntegrityError) -> bool:
    """Whether a record was refused because another one has its reference already: who draws anew can go on."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return (name or "").endswith("_reference_key")


# Django's fields take type arguments for the checker only.
if TYPE_CHECKING:
    _Characters = models.CharField[str, str]
else:
    _Characters = models.CharField


class ReferenceField(_Characters):
    """A unique reference, drawn when the record is made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 9, "unique": True, "editable": False, "default": new_reference, **options})

    def db_type(self, connection: Any) -> str:
        """By its long name: for a "varchar" Django would keep a second index of each, by which nobody looks for a beginning."""
        return f"character varying({self.max_length})"


class ReferenceConverter:
    """The `<ref:reference>` part of a URL; reads small letters too."""

    regex = "[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}-[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
