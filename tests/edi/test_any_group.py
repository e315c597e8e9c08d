"""Groups of any people: pyx12 accepts them, the amounts add up, every name can be recognized."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.edi import profiles
from coverport.edi.rules.faults import faults
from coverport.edi.rules.records import (
    Address,
    Contact,
    Coverage,
    EnrollmentGroup,
    FunctionalGroup,
    Insurer,
    Interchange,
    Member,
    Name,
    Responsible,
)
from coverport.edi.rules.writer import write
from tests.edi.judge import complaints
from tests.edi.splitter import split

PARTNER = profiles.load("federal", "96751")
PLAN = "96751NH015000601"
START = date(2014, 1, 1)
AT = datetime(2013, 12, 10, 12, tzinfo=UTC)
# The test's own table: each sign and how an insurer is to read it.
READ_AS = {
    "é": "e", "É": "E", "ñ": "n", "Ñ": "N", "ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "ü": "u", "Å": "A", "ç": "c", "æ": "ae",
    "đ": "d", "ő": "o", "ș": "s", "ź": "z", "’": "'", "'": "'", "-": "-", ".": ".", "А": "A", "ж": "zh", "Ω": "O",
    "~": "-", "*": "+", ":": ".", "^": "'",
}  # fmt: skip
SIGNS = [*"AbCdEfGhIjKlMnOpQrStUvWxYz", *READ_AS]
LETTERS = [sign for sign in SIGNS if sign.isalpha()]

word = st.builds(
    lambda first, rest: first + rest, st.sampled_from(LETTERS), st.text(st.sampled_from(SIGNS), max_size=20)
)
several = st.lists(word, min_size=1, max_size=3).map(" ".join)
names = st.builds(Name, last=several, first=st.just("") | several, middle=st.just("") | word)
addresses = st.builds(
    Address, street=several, city=word.map(lambda city: city[:10]).filter(lambda city: len(read_as(city)) > 1), state=st.just("NH"),
    zip=st.integers(501, 99999).map("{:05d}".format), unit=st.just("") | word, county_fips=st.just("33013"),
)  # fmt: skip
births = st.dates(date(1900, 1, 1), date(2013, 12, 10))
money = st.integers(0, 250_000)


@st.composite
def groups(draw, control: int = 1) -> EnrollmentGroup:
    """One enrollment of one to eight people."""
    size = draw(st.integers(1, 8))
    premiums = draw(st.lists(money, min_size=size, max_size=size))
    people = [_member(draw, f"{control}-{n}", f"{control}-0", n == 0, premium) for n, premium in enumerate(premiums)]
    total = sum(premiums)
    credit = draw(st.integers(0, total))
    return EnrollmentGroup(
        control=control, policy_id=f"P{control}", insurer=Insurer("Granite Mutual", "009675100"), members=tuple(people),
        total=total, credit=credit, responsibility=total - credit, rating_area="R-NH001", source_exchange="NH0",
        submitted_at=AT + timedelta(milliseconds=draw(st.integers(0, 10**7))), application_id="K7QP-2M4X",
        application_origin="1", effective=START,
    )  # fmt: skip


def _member(draw, key: str, subscriber: str, first: bool, premium: int) -> Member:
    contacts = (Contact("TE", "6035550100"), Contact("EM", "ana@example.org"))
    return Member(
        subscriber=first, relationship="18" if first else draw(st.sampled_from(["01", "19", "14", "03", "G8"])),
        subscriber_id=subscriber, member_id=key, name=draw(names), birth_date=draw(births), sex=draw(st.sampled_from("FM")),
        premium=premium, address=draw(addresses), coverage=Coverage(PLAN, START), dates=(("356", START),),
        ssn=draw(st.sampled_from(["", "900051120"])), contacts=contacts if first else (),
        tobacco=draw(st.sampled_from([True, False, None])), written_language="es" if first else "",
        responsible=Responsible(draw(names), draw(addresses), contacts) if first and draw(st.booleans()) else None,
    )  # fmt: skip


def one(city: str, first: str = "Ana") -> EnrollmentGroup:
    """One adult, in a city."""
    ana = Member(
        subscriber=True, relationship="18", subscriber_id="AB", member_id="AB", name=Name("Rivera", first), birth_date=date(1973, 4, 28),
        sex="F", premium=300_00, address=Address("12 Main St", city, "NH", "03301", county_fips="33013"), coverage=Coverage(PLAN, START),
        dates=(("356", START),),
    )  # fmt: skip
    return EnrollmentGroup(
        control=1, policy_id="P1", insurer=Insurer("Granite Mutual", "009675100"), members=(ana,), total=300_00, credit=0,
        responsibility=300_00, rating_area="R-NH001", source_exchange="NH0", submitted_at=AT, application_id="K7QP-2M4X",
        application_origin="1", effective=START,
    )  # fmt: skip


def file_of(enrollments) -> bytes:
    group = FunctionalGroup(7, "NH0", PLAN[:14], tuple(enrollments))
    return write(
        Interchange(41, PARTNER.interchange_sender, PARTNER.interchange_receiver, AT, (group,)), PARTNER
    ).content


def read_as(name: str) -> str:
    return "".join(READ_AS.get(sign, sign) for sign in name)


def as_told(name: Name) -> tuple[str, str, str]:
    """First, last and middle name, each as far as the standard's longest value goes."""
    parts = ((name.first, 35), (name.last, 60), (name.middle, 25))
    first, last, middle = (read_as(part)[:longest].rstrip() for part, longest in parts)
    return first, last, middle


@settings(max_examples=30, deadline=None)
@given(group=groups())
def test_pyx12_accepts_any_group_and_every_name_can_be_recognized(group):
    assert faults(group) == ()
    content = file_of([group])
    assert complaints(content) == ""
    (policy,) = split(content).policies
    for member, person in zip(group.members, policy.people, strict=True):
        assert person.name == as_told(member.name)
        assert person.amount("PRE AMT 1") == Decimal(member.premium) / 100
        assert person.one("DMG")[2] == f"{member.birth_date:%Y%m%d}"


def test_a_city_of_one_letter_is_not_told():
    group = one(city="A")
    assert "N401" in complaints(file_of([group]))
    assert faults(group) == ("member 1: the city is missing, or is one letter",)
    assert faults(one(city="Á")) == faults(group)
    assert complaints(file_of([one(city="Au")])) == ""


@pytest.mark.parametrize(("first", "told", "notes"), [
    ("A" * 35, "A" * 35, ()),
    ("A" * 36, "A" * 35, (("NM104", "shortened"),)),
    ("A" * 34 + "ж", "A" * 34 + "z", (("NM104", "shortened"),)),  # it is long only as it is written
])  # fmt: skip
def test_a_name_that_is_too_long_is_told_as_far_as_it_goes_and_noted(first, told, notes):
    group = one(city="Concord", first=first)
    written = write(
        Interchange(41, PARTNER.interchange_sender, PARTNER.interchange_receiver, AT, (FunctionalGroup(7, "NH0", PLAN[:14], (group,)),)),
        PARTNER,
    )  # fmt: skip
    assert complaints(written.content) == ""
    assert split(written.content).policies[0].people[0].name[0] == told
    assert tuple((note.element, note.what) for note in written.notes) == notes


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_several_policies_stand_in_one_functional_group(data):
    enrollments = [data.draw(groups(control)) for control in (11, 12, 13)]
    content = file_of(enrollments)
    assert complaints(content) == ""
    assert [policy.control for policy in split(content).policies] == ["000000011", "000000012", "000000013"]


@settings(max_examples=20, deadline=None)
@given(group=groups())
def test_the_same_values_are_the_same_bytes(group):
    assert file_of([group]) == file_of([group])
