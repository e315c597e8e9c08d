"""An 834 taken apart by the test's own means: splits by the delimiters that ISA names, then reads what it needs.

It shares nothing with the writer, so that one mistake is not made twice. It refuses what pyx12 lets through.
"""

from dataclasses import dataclass, field
from decimal import Decimal

Segment = list[str]
LITERALS_OF_SUBSCRIBER = {"PRE AMT 1", "PRE AMT TOT", "APTC AMT", "TOT RES AMT", "RATING AREA", "SOURCE EXCHANGE ID"}
LITERALS_OF_ALL = {"PRE AMT 1", "SOURCE EXCHANGE ID", "REQUEST SUBMIT TIMESTAMP", "APPLICATION ID AND ORIGIN"}
QUALIFIERS = {
    "PRE AMT 1": "9X", "PRE AMT TOT": "9X", "RATING AREA": "9X", "APTC AMT": "9V", "TOT RES AMT": "9V",
    "SOURCE EXCHANGE ID": "17", "REQUEST SUBMIT TIMESTAMP": "17", "APPLICATION ID AND ORIGIN": "6M",
}  # fmt: skip


@dataclass
class Person:
    """One INS loop. said: reporting category -> (REF qualifier, value, day)."""

    ins: Segment
    segments: list[Segment] = field(default_factory=list)
    said: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def all(self, *beginning: str) -> list[Segment]:
        return [segment for segment in self.segments if tuple(segment[: len(beginning)]) == beginning]

    def one(self, *beginning: str) -> Segment:
        (found,) = self.all(*beginning)
        return found

    @property
    def subscriber(self) -> bool:
        return self.ins[1] == "Y"

    @property
    def name(self) -> tuple[str, str, str]:
        nm1 = [*self.one("NM1", "IL"), "", "", ""]
        return nm1[4], nm1[3], nm1[5]

    def amount(self, literal: str) -> Decimal:
        return Decimal(self.said[literal][1])


@dataclass
class Policy:
    """One ST."""

    control: str
    header: list[Segment]
    people: list[Person]

    @property
    def subscriber(self) -> Person:
        return self.people[0]

    @property
    def number(self) -> str:
        return self.subscriber.one("REF", "1L")[2]


@dataclass
class Group:
    gs: Segment
    policies: list[Policy]


@dataclass
class File:
    isa: Segment
    groups: list[Group]

    @property
    def control(self) -> str:
        return self.isa[13]

    @property
    def policies(self) -> list[Policy]:
        return [policy for group in self.groups for policy in group.policies]


def split(content: bytes, *, initial: bool = True) -> File:
    """Read a file; AssertionError where its frame is not in order. initial: whether its policies must say all of a new enrollment."""
    text = content.decode("ascii")
    assert text.startswith("ISA")
    assert len(text) > 106
    element, end = text[3], text[105]
    assert text.endswith(end)
    segments = [one.split(element) for one in text[:-1].split(end)]
    isa, iea = segments[0], segments[-1]
    assert [len(part) for part in isa] == [3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]
    assert (iea[0], iea[2]) == ("IEA", isa[13])
    groups = [_group(part, initial) for part in _cut(segments[1:-1], "GS", "GE")]
    assert int(iea[1]) == len(groups)
    for one in segments:
        assert one[-1] or one[0] == "ISA", f"an empty element ends {one}"
    return File(isa, groups)


def _cut(segments: list[Segment], first: str, last: str) -> list[list[Segment]]:
    parts: list[list[Segment]] = []
    inside = False
    for one in segments:
        if one[0] == first:
            assert not inside
            parts.append([])
            inside = True
        assert inside, f"{one} stands outside {first}..{last}"
        parts[-1].append(one)
        inside = one[0] != last
    assert not inside
    return parts


def _group(segments: list[Segment], initial: bool) -> Group:
    gs, ge = segments[0], segments[-1]
    policies = [_policy(part, initial) for part in _cut(segments[1:-1], "ST", "SE")]
    assert (int(ge[1]), ge[2]) == (len(policies), gs[6])
    assert (gs[1], gs[7], gs[8]) == ("BE", "X", "005010X220A1")
    return Group(gs, policies)


def _policy(segments: list[Segment], initial: bool) -> Policy:
    st, se = segments[0], segments[-1]
    assert (int(se[1]), se[2]) == (len(segments), st[2])
    assert (st[1], st[3]) == ("834", "005010X220A1")
    people: list[Person] = []
    header: list[Segment] = []
    for one in segments[1:-1]:
        if one[0] == "INS":
            people.append(Person(one))
        (people[-1].segments if people else header).append(one)
    for person in people:
        _categories(person)
    policy = Policy(st[2], header, people)
    _check(policy)
    if initial:
        _check_initial(policy)
    return policy


def _categories(person: Person) -> None:
    (start,) = [at for at, one in enumerate(person.segments) if one == ["LS", "2700"]]
    assert person.segments[-1] == ["LE", "2700"]
    inside = person.segments[start + 1 : -1]
    starts = [at for at, one in enumerate(inside) if one[0] == "LX"]
    assert [inside[at][1] for at in starts] == [str(n) for n in range(1, len(starts) + 1)]
    for at, until in zip(starts, [*starts[1:], len(inside)], strict=True):
        _, n1, ref, *dtp = inside[at:until]
        assert n1[:2] == ["N1", "75"]
        assert ref[0] == "REF"
        assert n1[2] not in person.said
        assert not dtp or (dtp[0][:3] == ["DTP", "007", "D8"] and len(dtp) == 1)
        person.said[n1[2]] = (ref[1], ref[2], dtp[0][3] if dtp else "")
    del person.segments[start:]


def _check(policy: Policy) -> None:
    """What the guide asks and pyx12 does not see."""
    subscriber, others = policy.people[0], policy.people[1:]
    assert subscriber.subscriber
    assert subscriber.ins[2] == "18"
    assert not any(one.subscriber or one.ins[2] == "18" for one in others)
    totals = {one[1]: int(one[2]) for one in policy.header if one[0] == "QTY"}
    assert totals == {"TO": len(policy.people), **({"DT": len(others)} if others else {})}
    ids = {person.one("REF", "17")[2] for person in policy.people}
    assert len(ids) == len(policy.people)
    assert {person.one("REF", "0F")[2] for person in policy.people} == {subscriber.one("REF", "17")[2]}


def _check_initial(policy: Policy) -> None:
    subscriber = policy.people[0]
    for person in policy.people:
        assert set(person.said) == (LITERALS_OF_ALL | LITERALS_OF_SUBSCRIBER if person.subscriber else LITERALS_OF_ALL)
        start = person.one("DTP", "348")[3]
        assert person.one("DTP", "356")[3] == start
        for literal, (qualifier, value, day) in person.said.items():
            assert qualifier == QUALIFIERS[literal]
            assert value
            assert day == ("" if literal == "REQUEST SUBMIT TIMESTAMP" else start)
    total = subscriber.amount("PRE AMT TOT")
    assert sum(person.amount("PRE AMT 1") for person in policy.people) == total
    assert subscriber.amount("TOT RES AMT") == total - subscriber.amount("APTC AMT") >= 0
