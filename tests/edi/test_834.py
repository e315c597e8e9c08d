"""What insurers read of real enrollments, from the plan chosen to the bytes: pyx12 accepts it, and a reader of the test's own agrees."""

from datetime import date
from decimal import Decimal

import pytest

from tests.applications.households import ANA, LUIS, MIA, TOM, person
from tests.edi.enrolled import deliver, enroll, paid, written
from tests.edi.judge import complaints
from tests.edi.splitter import File, split

pytestmark = pytest.mark.usefixtures("on_sale")
FAMILY = (ANA, LUIS, MIA, TOM)


def told(exchange) -> File:
    """The accepted file of all that is due."""
    content = written(exchange).bytes
    assert complaints(content) == ""
    return split(content)


def dollars(cents: int) -> Decimal:
    return Decimal(cents) / 100


def test_one_adult_in_new_hampshire(federal):
    enrollment = enroll(federal)
    deliver()
    file = told(federal)
    (group,) = file.groups
    assert (file.isa[6].strip(), file.isa[8].strip()) == ("COVERPORTFED", f"{enrollment.issuer_id}T")
    assert (file.isa[9], file.isa[15], file.isa[14]) == ("131210", "T", "1")
    assert group.gs[2:4] == ["NH0", enrollment.plan_id]
    (policy,) = file.policies
    (ana,) = policy.people
    reference = enrollment.members.get().person.reference
    assert policy.header[0] == ["BGN", "00", policy.control, "20131210", "173005", "ET", "", "", "2"]
    assert policy.header[2] == ["N1", "P5", "Ana Rivera", "94", reference]
    assert policy.header[3] == ["N1", "IN", "Anthem Blue Cross and Blue Shield", "FI", f"00{enrollment.issuer_id}00"]
    assert ana.ins == ["INS", "Y", "18", "021", "EC", "A", "", "", "AC"]
    assert ana.name == ("Ana", "Rivera", "")
    assert ana.one("PER") == ["PER", "IP", "", "TE", "6035550100", "EM", "ana@example.org"]
    assert ana.one("N3") == ["N3", "12 Main Street"]
    assert ana.one("N4") == ["N4", "Concord", "NH", "03301", "", "CY", "33013"]
    assert ana.one("DMG") == ["DMG", "D8", "19730428", "F"]
    assert ana.one("HLH") == ["HLH", "N"]
    assert ana.all("LUI") == [["LUI", "LD", "ENG", "", "6"], ["LUI", "LD", "ENG", "", "7"]]
    assert ana.one("HD") == ["HD", "021", "", "HLT"]
    assert ana.one("DTP", "348") == ["DTP", "348", "D8", "20140101"]
    assert ana.one("REF", "CE")[2] == enrollment.plan_id + enrollment.csr_variant
    assert policy.number == enrollment.reference
    assert ana.amount("PRE AMT TOT") == dollars(enrollment.premium_cents)
    assert ana.amount("APTC AMT") == dollars(enrollment.credit_cents) > 0
    assert ana.said["RATING AREA"][1] == "R-NH001"
    assert ana.said["SOURCE EXCHANGE ID"][1] == "NH0"
    assert ana.said["APPLICATION ID AND ORIGIN"][1] == f"{enrollment.application.reference}-1"
    assert ana.said["REQUEST SUBMIT TIMESTAMP"][1].startswith("20131210")
    assert len(ana.said["REQUEST SUBMIT TIMESTAMP"][1]) == 16


def test_a_family_of_four_in_vermont_has_its_tier_with_the_subscriber(vermont):
    enrollment = paid(enroll(vermont, FAMILY, income=80_000_00))
    deliver()
    (policy,) = told(vermont).policies
    assert [one.ins[1:3] for one in policy.people] == [["Y", "18"], ["N", "01"], ["N", "19"], ["N", "19"]]
    assert [one.name[0] for one in policy.people] == ["Ana", "Luis", "Mia", "Tom"]
    assert [one.amount("PRE AMT 1") for one in policy.people] == [dollars(enrollment.premium_cents), 0, 0, 0]
    assert [len(one.all("HLH")) for one in policy.people] == [1, 1, 0, 0]
    assert [len(one.all("PER")) for one in policy.people] == [1, 0, 0, 0]
    assert policy.subscriber.said["RATING AREA"][1] == "R-VT001"
    assert policy.subscriber.said["SOURCE EXCHANGE ID"][1] == "VT0"


def test_in_new_hampshire_each_member_has_a_part_of_the_premium(federal):
    enrollment = enroll(federal, FAMILY, income=80_000_00)
    deliver()
    (policy,) = told(federal).policies
    parts = {member.person.reference: member.premium_cents for member in enrollment.members.select_related("person")}
    assert {one.one("REF", "17")[2]: one.amount("PRE AMT 1") for one in policy.people} == {
        reference: dollars(part) for reference, part in parts.items()
    }
    assert all(parts.values())


def test_without_credit_zero_is_sent(federal):
    enroll(federal, income=200_000_00)
    deliver()
    (policy,) = told(federal).policies
    assert policy.subscriber.said["APTC AMT"][1] == "0.00"
    assert policy.subscriber.one("REF", "CE")[2].endswith("01")


def test_tobacco_is_said_of_people_over_18_alone(federal):
    smokers = (
        person("Ana", date(1973, 4, 28), tobacco=True),
        person("Max", date(1994, 12, 31), "child", sex="M", tobacco=True),  # 19 on January 1, 2014
        person("Zoe", date(1995, 1, 2), "child", tobacco=False),  # 18
    )
    enroll(federal, smokers, income=90_000_00)
    deliver()
    (policy,) = told(federal).policies
    assert {one.name[0]: one.all("HLH") for one in policy.people} == {
        "Ana": [["HLH", "T"]], "Max": [["HLH", "T"]], "Zoe": [],
    }  # fmt: skip


def test_children_alone_are_brother_and_sister_and_their_parent_answers_for_them(federal):
    parent = person("Ana", date(1973, 4, 28), applies=False, sex="")
    enroll(federal, (parent, MIA, TOM), income=90_000_00)
    deliver()
    (policy,) = told(federal).policies
    tom, mia = policy.people
    assert (tom.name[0], tom.ins[2], mia.name[0], mia.ins[2]) == ("Tom", "18", "Mia", "14")
    assert tom.one("NM1", "S1") == ["NM1", "S1", "1", "Rivera", "Ana"]
    assert tom.one("PER", "RP")[3:5] == ["TE", "6035550100"]
    assert not mia.all("NM1", "S1")


@pytest.mark.parametrize(("first", "last", "written_as"), [
    ("", "Pelé", ("", "Pele", "")),
    ("Søren", "Nuñez", ("Soren", "Nunez", "")),
    ("Łucja", "Groß", ("Lucja", "Gross", "")),
    ("D’Arcy", "O'Neil-Müller", ("D'Arcy", "O'Neil-Muller", "")),
])  # fmt: skip
def test_names_lose_their_accents_and_no_letter(federal, first, last, written_as):
    enroll(federal, (person(first, date(1973, 4, 28), last_name=last),))
    deliver()
    (policy,) = told(federal).policies
    assert policy.subscriber.name == written_as
    assert policy.header[2][2] == " ".join(part for part in written_as if part)


def test_two_plans_of_an_insurer_are_two_functional_groups(federal):
    first = enroll(federal, level="silver")
    second = enroll(federal, email="bo@example.org", level="bronze")
    deliver()
    file = told(federal)
    assert {group.gs[3]: [policy.number for policy in group.policies] for group in file.groups} == {
        first.plan_id: [first.reference], second.plan_id: [second.reference],
    }  # fmt: skip
    assert len({group.gs[6] for group in file.groups}) == len({policy.control for policy in file.policies}) == 2
