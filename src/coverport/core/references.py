"""The random reference that stands for a record in URLs and on letters, so that no running number gives anything away."""

import secrets

from django.db import models

# No vowels, so no words; no 0 1 I L O U, so that it can be read out over the telephone and typed from paper.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A fresh reference such as "K7QP-2M4X": 28^8 of them, some 378 billion."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


class ReferenceField(models.CharField):
    """A unique reference, drawn when the record is made."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"max_length": 9, "unique": True, "editable": False, "default": new_reference, **options})


class ReferenceConverter:
    """The `<ref:reference>` part of a URL; reads small letters too."""

    regex = "[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}-[2-9B-DF-HJKMNP-TV-Zb-df-hjkmnp-tv-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
