"""What is wrong with a file, in plain words: of ours, as an acknowledgment says it and `rules/inbound.py` keeps it, such as
`N4 (segment 14, loop 2100A): error 8, element 2, error 7`; of theirs, as the reader says it, such as
`segment 14, loop 2100A, N402: element_code: the State is none of the codes that may stand here (AL, AK …)`; of a view of a month, such as
`line 2, credit: value_negative: credit is below zero`.
"""

import re

import msgspec
from django.utils.translation import gettext as _

from coverport.edi.portal import words
from coverport.edi.portal.rule_words import RULES
from coverport.edi.portal.view_words import VIEW

_SAID = re.compile(
    r"(?P<id>\w+) \(segment (?P<place>\d+)(?:, loop (?P<loop>\w+))?\): error (?P<segment>\w+)"
    r"(?:, element (?P<element>\d+), error (?P<wrong>\w+))?"
)
_FAULT = re.compile(
    r"segment (?P<segment>\d+), (?:loop (?P<loop>\w+), )?(?P<place>[^:]+): (?P<rule>\w+): (?P<message>.+)", re.DOTALL
)
_LINE = re.compile(r"line (?P<line>\d+)(?:, (?P<column>\w+))?: (?P<rule>\w+): (?P<message>.+)", re.DOTALL)
# How the reader says that a fault is of no segment.
_WHOLE = "the file"


class Said(msgspec.Struct, frozen=True):
    """where: such as `N4, segment 14, loop 2100A`, empty where a text is none of ours; what: in words; detail: the reader's, in English."""

    where: str
    what: str
    detail: str = ""


def explained(errors: str) -> list[Said]:
    """Each error of a refused transaction."""
    return [_one(text) for text in errors.split("; ") if text]


def fault(text: str) -> Said:
    """A fault of a received file. One that is older than its rule's words is told as it was kept."""
    if (line := _LINE.fullmatch(text)) and line["rule"] in VIEW:
        return Said(_line(line["line"], line["column"]), VIEW[line["rule"]](), line["message"])
    found = _FAULT.fullmatch(text)
    if found is None or found["rule"] not in RULES:
        return Said("", text)
    place = _("The file") if found["place"] == _WHOLE else found["place"]
    return Said(_where(place, found["segment"], found["loop"]), RULES[found["rule"]](), found["message"])


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


def _line(line: str, column: str | None) -> str:
    if line == "0":
        return _("The file")
    return (
        _("Line %(line)s, %(column)s") % {"line": line, "column": column}
        if column
        else _("Line %(line)s") % {"line": line}
    )
