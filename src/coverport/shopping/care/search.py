"""Finding doctors, facilities and drugs by what somebody types, and saying what to do where that finds nothing."""

import msgspec
from django.db import OperationalError
from django.utils.translation import gettext as _

from coverport.plans import directory_queries as directory
from coverport.plans import geography
from coverport.shopping.care.coverage import Sought

FEWEST_LETTERS = 3
PAGE = 10


class Hits(msgspec.Struct, frozen=True):
    """What was found. problem: what is wrong with what was typed, and the way out."""

    typed: str = ""
    doctors: tuple[Sought, ...] = ()
    drugs: tuple[Sought, ...] = ()
    problem: str = ""


def find(typed: str, zip_code: str) -> Hits:
    """Doctors and facilities, those near a ZIP code first, and drugs whose names have these words."""
    words = " ".join(typed.split())[:100]
    if not words:
        return Hits()
    if sum(sign.isalnum() for sign in words) < FEWEST_LETTERS:
        return Hits(words, problem=_("Type at least three letters of a name."))
    try:
        doctors = _near_first(words, zip_code)
        drugs = directory.drugs_named(words, limit=PAGE)
    except OperationalError:  # the statement's time was up
        return Hits(words, problem=_("That finds too many. Type more of the name."))
    if not doctors and not drugs:
        sentence = _("We find no doctor, hospital or drug of that name. Check the spelling, or type less of it.")
        return Hits(words, problem=sentence)
    return Hits(
        words,
        tuple(Sought("doctor", one.npi, one.name, _about(one), one.facility, one.accepting) for one in doctors),
        tuple(Sought("drug", one.rxcui, one.name) for one in drugs),
    )


def _near_first(words: str, zip_code: str) -> list[directory.FoundProvider]:
    """Near: their ZIP code begins with the same three digits. A small town's doctors are often beyond them."""
    near = directory.providers_named(words, zip_code=zip_code, limit=PAGE)
    if not zip_code or len(near) == PAGE:
        return near
    there, state = {one.npi for one in near}, geography.state_of_zip(zip_code)
    far = directory.providers_named(words, limit=5 * PAGE)
    return [*near, *(one for one in far if one.npi not in there and _is_in(one, state))][:PAGE]


def _is_in(one: directory.FoundProvider, state: str | None) -> bool:
    return state is None or any(each.get("state") == state for each in one.addresses)


def _about(one: directory.FoundProvider) -> str:
    """Specialty and town, as the insurer's file has them."""
    where = [str(each.get(part, "")) for each in one.addresses[:1] for part in ("city", "state")]
    return ", ".join(part for part in (*one.specialties[:1], *where) if part)
