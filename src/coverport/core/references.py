"""The random reference that stands for a record in URLs and on letters, so that no running number gives anything away."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models

# No vowels, so no words; no 0 1 I L O U, so that it can be read out over the telephone and typed from paper.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A fresh reference such as "K7QP-2M4X": 28^8 of them, some 378 billion."""
    left, drawn = secrets.randbelow(len(ALPHABET) ** 8), ""
    for _ in range(8):  # one draw for all eight: a batch draws thousands
        left, at = divmod(left, len(ALPHABET))
        drawn += ALPHABET[at]
    return f"{drawn[:4]}-{drawn[4:]}"


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


class ReferenceConverter:
    """The `<ref:reference>` part of a URL; reads small letters too."""

    regex = "[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}-[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
