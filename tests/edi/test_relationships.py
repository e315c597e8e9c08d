"""How each relationship that the application offers is told: by a code of X12 005010X220A1 INS02, as pyx12's map has them."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pyx12

from coverport.applications.models import Applicant
from coverport.edi.rules.relationships import CODES, OTHER, code_of
from tests.applications.households import ANA, LUIS, MIA, person
from tests.edi.enrolled import deliver, enroll, written
from tests.edi.test_834 import told
from tests.enrollment.lives import agreed, reported

OFFERED = [str(each) for each in Applicant.Relationship]


def admitted() -> set[str]:
    """By element INS02 of pyx12's map of the guide."""
    tree = ElementTree.parse(Path(pyx12.__file__).parent / "map" / "834.5010.X220.A1.xml")
    (element,) = (each for each in tree.iter("element") if each.get("xid") == "INS02")
    return {str(code.text) for code in element.iter("code")}


def test_every_pair_that_the_application_can_have_has_a_code_that_the_guide_admits():
    codes = {code_of(member, subscriber) for member in OFFERED for subscriber in OFFERED}
    assert codes <= admitted() - {"18"}
    assert {*CODES, *(member for row in CODES.values() for member in row)} <= set(OFFERED)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("spouse", "01"), ("child", "19"), ("ward", "15"), ("partner", "53"), ("parent", "03"), ("sibling", "14"),
        ("grandchild", "05"), ("niece_nephew", "07"), ("other_relative", "G9"), ("unrelated", "G8"),
    ],
)  # fmt: skip
def test_who_applies_is_related_to_everybody_as_they_said(member, code):
    assert code_of(member, "self") == code


@pytest.mark.parametrize("first", OFFERED)
@pytest.mark.parametrize("second", OFFERED)
def test_seen_from_the_other_side_it_is_the_other_side_of_it(first, second):
    other_side = {
        "01": {"01"}, "03": {"19"}, "04": {"05"}, "05": {"04"}, "06": {"07"}, "07": {"06"}, "08": {"08"}, "11": {"13"}, "12": {"12"},
        "13": {"11"}, "14": {"14"}, "15": {"26"}, "19": {"03"}, "26": {"15"}, "53": {"53"}, "G8": {"G8"}, "G9": {"G9"},
    }  # fmt: skip
    if (first, second) != ("self", "self"):
        assert code_of(second, first) in other_side[code_of(first, second)]


@pytest.mark.usefixtures("on_sale")
def test_a_child_placed_with_a_family_is_told_as_a_ward_also_when_it_leaves(federal):
    sam = person("Sam", date(1994, 5, 4), "ward", sex="M")
    enrollment = enroll(federal, (ANA, LUIS, MIA, sam), income=120_000_00)
    deliver()
    (policy,) = told(federal).policies
    assert {one.name[0]: one.ins[2] for one in policy.people} == {"Ana": "18", "Luis": "01", "Mia": "19", "Sam": "15"}
    gone = enrollment.members.get(person__first_name="Sam").person.reference
    on = date(2014, 3, 10)
    agreed(reported(enrollment, "drop_member", date(2014, 3, 31), on=on, people=[gone]), on=on)
    deliver()
    leaving = written(federal).bytes.decode()
    assert "INS*N*15*024" in leaving
    assert f"INS*N*{OTHER}*" not in leaving
