"""What an acknowledgment says of a segment, in plain words: as `rules/inbound.py` keeps it, such as
`N4 (segment 14, loop 2100A): error 8, element 2, error 7`.
"""

import re

import msgspec
from django.utils.translation import gettext as _

from coverport.edi.portal import words

_SAID = re.compile(
    r"(?P<id>\w+) \(segment (?P<place>\d+)(?:, loop (?P<loop>\w+))?\): error (?P<segment>\w+)"
    r"(?:, element (?P<element>\d+), error (?P<wrong>\w+))?"
)


class Said(msgspec.Struct, frozen=True):
    """where: such as `N4, segment 14, loop 2100A`, empty where a text is none of ours; what: in words."""

    where: str
    what: str


def explained(errors: str) -> list[Said]:
    """Each error of a refused transaction."""
    return [_one(text) for text in errors.split("; ") if text]


def _one(text: str) -> Said:
    found = _SAID.fullmatch(text)
    if found is None:
        return Said("", text)
    if found["element"]:
        what = words.ELEMENT_ERRORS.get(found["wrong"], lambda: _("error %(code)s") % {"code": found["wrong"]})()
        place = f"{found['id']}{int(found['element']):02d}"
    else:
        what = words.SEGMENT_ERRORS.get(found["segment"], lambda: _("error %(code)s") % {"code": found["segment"]})()
        place = found["id"]
    return Said(_where(place, found["place"], found["loop"]), what)


def _where(place: str, segment: str, loop: str | None) -> str:
    if loop:
        return _("%(place)s, segment %(segment)s, loop %(loop)s") % {"place": place, "segment": segment, "loop": loop}
    return _("%(place)s, segment %(segment)s") % {"place": place, "segment": segment}
