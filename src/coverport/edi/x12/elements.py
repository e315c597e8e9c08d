"""One segment against its slot: which elements are missing, too long, no code, no date, and which belong together."""

from collections.abc import Iterator, Sequence

from coverport.edi.x12.guide import Element, Slot
from coverport.edi.x12.signs import Delimiters, judge, sign

# rule, message, element, component
Wrong = tuple[str, str, int, int]
SHOWN = 5


def wrongs(slot: Slot, elements: list[str], marks: Delimiters) -> Iterator[Wrong]:
    """elements: the segment's id first. Values are not repeated in messages: they may be personal data."""
    given = elements[1:]
    for at, element in enumerate(slot.elements, start=1):
        value = given[at - 1] if at <= len(given) else ""
        yield from _wrongs(element, value, at, marks)
    extra = len(given) - len(slot.elements)
    if extra > 0:
        yield (
            "element_too_many",
            f"there are {extra} elements more than the {len(slot.elements)} of {slot.id}",
            len(given),
            0,
        )
    elif given and not given[-1]:
        yield "element_trailing", "empty elements at the end of a segment are left out", len(given), 0
    yield from _unrelated(slot, given)
    yield from _dates(slot, given)


def _wrongs(element: Element, value: str, at: int, marks: Delimiters) -> Iterator[Wrong]:
    if not value:
        if element.usage == "R":
            yield "element_missing", f"the {element.name} is missing", at, 0
        return
    if element.usage == "-":
        yield "element_not_used", "the guide has no use for this element", at, 0
    elif not judge(element, marks).fullmatch(value):
        yield _wrong(element, value, at, marks)


def _wrong(element: Element, value: str, at: int, marks: Delimiters) -> Wrong:
    """Why a value does not match."""
    if not sign(marks).fullmatch(value):
        return "element_character", f"the {element.name} has a sign outside the extended character set", at, 0
    if element.parts:
        return _wrong_part(element, value, at, marks)
    if any(mark in value for mark in marks.all) and element.number not in {"I65", "I15"}:
        return "element_components", f"the {element.name} is one value and has none of the delimiters inside", at, 0
    if element.codes:
        return (
            "element_code",
            f"the {element.name} is none of the codes that may stand here ({some(element.codes)})",
            at,
            0,
        )
    if element.kind in {"D8", "D6", "DP"}:
        return "element_date", f"the {element.name} is no date from 1800 to 2199", at, 0
    if element.kind in {"TM", "T4"}:
        return "element_time", f"the {element.name} is no time of day", at, 0
    if len(value) > element.high:
        return "element_too_long", f"the {element.name} has {len(value)} characters, {element.high} at most", at, 0
    if len(value) < element.low:
        return "element_too_short", f"the {element.name} has {len(value)} characters, {element.low} at least", at, 0
    return "element_character", f"the {element.name} is no number", at, 0


def some(codes: Sequence[str]) -> str:
    """The first few of the codes that may stand."""
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")


def _wrong_part(element: Element, value: str, at: int, marks: Delimiters) -> Wrong:
    """The first part of a composite that is not right."""
    repeated = value.split(marks.repetition)
    if len(repeated) > element.repeats:
        return "element_repeated", f"the {element.name} stands {len(repeated)} times, {element.repeats} at most", at, 0
    for one in repeated:
        given = one.split(marks.component)
        if len(given) > len(element.parts):
            return "element_components", f"the {element.name} has more than {len(element.parts)} parts", at, len(given)
        for position, (part, said) in enumerate(zip(element.parts, [*given, *[""] * 20], strict=False), start=1):
            for rule, message, _, _ in _wrongs(part, said, at, marks):
                return rule, message, at, position
    return "element_trailing", f"the {element.name} ends with an empty part", at, 0


def _unrelated(slot: Slot, given: list[str]) -> Iterator[Wrong]:
    """The standard's notes: P all or none, R one at least, C the others if the first, L one of the others if the first, E not both."""
    for kind, positions in slot.relations:
        there = [at for at in positions if at <= len(given) and given[at - 1]]
        missing = [at for at in positions if at not in there]
        names = " and ".join(slot.elements[at - 1].name for at in positions)
        if kind == "E" and len(there) > 1:
            yield "element_excluded", f"{names} exclude each other", there[-1], 0
        elif kind == "P" and there and missing:
            yield "element_conditional", f"{names} stand together or not at all", missing[0], 0
        elif kind == "R" and not there:
            yield "element_conditional", f"one of {names} is needed", positions[0], 0
        elif kind == "C" and positions[0] in there and missing:
            yield "element_conditional", f"{names}: the first needs the second", missing[0], 0
        elif kind == "L" and positions[0] in there and len(there) == 1:
            yield "element_conditional", f"{names}: the first needs one of the others", missing[0], 0


def _dates(slot: Slot, given: list[str]) -> Iterator[Wrong]:
    """What says it is a day is not a period, nor the other way round."""
    for at, element in enumerate(slot.elements, start=1):
        if element.kind != "DP" or at > len(given) or not given[at - 1]:
            continue
        if ("-" in given[at - 1]) != (given[at - 2] == "RD8") and given[at - 2] in slot.elements[at - 2].codes:
            yield "element_date", f"the {element.name} is not written as the element before says", at, 0
