"""The people whom the simulated agencies know. Their numbers can belong to nobody: no Social Security number begins with 9."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import yaml

SAMPLE = Path(__file__).parent / "people.yaml"


class Scripted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One person, as each agency has them. tax: income of the newest return, dollars; wages: a month; null: none known.

    unreconciled_years: of credit, without Form 8962.
    """

    last_name: str
    birth_date: date
    first_name: str = ""
    ssn: str = ""
    citizen: bool | None = True
    deceased: bool = False
    incarcerated: bool = False
    alien_number: str = ""
    lawfully_present: bool = True
    status: str | None = None
    since: date | None = None
    tax: Decimal | None = None
    unreconciled_years: int = 0
    wages: Decimal | None = None
    employer_coverage: bool = False
    programs: tuple[str, ...] = ()
    lives_in: str | None = None
    about: str = ""


class NotScripted(ValueError):
    """A script that cannot be: two people under one number, or a number that could be somebody's."""


def checked(people: Iterable[Scripted]) -> tuple[Scripted, ...]:
    """The people, if nobody real can be meant and nobody is twice. Raises NotScripted."""
    found = tuple(people)
    numbers = [one.ssn for one in found if one.ssn] + [one.alien_number for one in found if one.alien_number]
    if len(numbers) != len(set(numbers)):
        raise NotScripted("two scripted people have the same number")
    for one in found:
        if one.ssn and not (len(one.ssn) == 9 and one.ssn.isascii() and one.ssn.isdigit() and one.ssn[0] == "9"):
            raise NotScripted(f"{one.ssn!r} is not a number that nobody has: nine digits, the first a 9")
    return found


def sample() -> tuple[Scripted, ...]:
    """The people of the demonstration."""
    return checked(msgspec.convert(yaml.safe_load(SAMPLE.read_text()), tuple[Scripted, ...], strict=False))
