"""Parents and other caretakers of a dependent child: 42 CFR 435.4, 435.110, 435.119(c); 45 CFR 233.90, 233.100 where a state keeps it."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from coverport.eligibility.facts import INVERSE, Application, IncomeLine, Person, Relationship
from coverport.eligibility.facts.check import ages_of
from coverport.eligibility.findings import Outcome
from coverport.eligibility.rules.caretaker import NOBODY, Care, care_of
from coverport.eligibility.rules.kinship import kin_of
from coverport.law.parameters import Deprivation, UnderAge
from tests.eligibility.cases import with_
from tests.eligibility.families import family
from tests.eligibility.households import Someone, decide, household, parents_and_children, person

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
JANUARY = date(2014, 1, 1)
EIGHTEEN = UnderAge(start=JANUARY, citation="42 CFR 435.4", under=18)
NINETEEN = UnderAge(start=JANUARY, citation="42 CFR 435.118", under=19)
DROPPED = Deprivation(start=JANUARY, citation="42 CFR 435.4", hours_month=None)
KEPT = Deprivation(start=JANUARY, citation="45 CFR 233.100(a)(1)(i)", hours_month=100)
WORKS: dict[str, Any] = {"work_hours_month": 160}


def care(application: Application, who: str, law: Deprivation = DROPPED) -> Care:
    return care_of(
        application.person(who),
        kin_of(application),
        ages_of(application),
        dependent=EIGHTEEN,
        child=NINETEEN,
        deprivation=law,
    )


def caring(people: str, ties: str, *pairs: tuple[str, str], **more: dict[str, Any]) -> Application:
    """A family in which the first of each pair is said to care for the second."""
    asked = family(people, ties, **more)
    told = tuple(
        Relationship(each.person, each.is_, each.of, caretaker=(each.person, each.of) in pairs)
        for each in asked.relationships
    )
    return with_(asked, relationships=told)


@pytest.mark.parametrize(
    ("age", "student", "caretaker"),
    [
        (0, "", True),
        (17, "", True),
        (18, "", False),
        (18, " student", True),  # a full-time student, 42 CFR 435.4
        (19, "", False),
        (19, " student", False),
    ],
)
def test_a_dependent_child_is_under_18_or_a_student_of_18(age: int, student: str, caretaker: bool) -> None:
    asked = family(f"mom 45; kid {age}{student}", "kid child mom")
    assert care(asked, "mom").caretaker is caretaker


def test_the_youngest_in_ones_care_is_told_whatever_its_age() -> None:
    asked = family("mom 45; kid 17; tot 9; big 22", "kid child mom; tot child mom; big child mom")
    assert care(asked, "mom").youngest == 9
    assert care(family("mom 45; big 22", "big child mom"), "mom") == Care(False, 22, False)
    assert care(family("mom 45"), "mom") == NOBODY


@pytest.mark.parametrize(("home", "caretaker"), [("", True), (" @2", False)])
def test_the_child_must_live_with_the_caretaker(home: str, caretaker: bool) -> None:
    asked = family(f"mom 45; kid 9{home}", "kid child mom")
    assert care(asked, "mom").caretaker is caretaker


@pytest.mark.parametrize(
    "is_", ["grandchild", "niece_nephew", "cousin", "sibling", "stepsibling", "aunt_uncle"]
)  # what the child is to the carer
def test_relatives_who_are_said_to_care(is_: str) -> None:
    """42 CFR 435.4: grandparents, uncles, aunts, cousins, brothers, sisters, nephews, nieces, and their steps."""
    asked = caring("gran 50; kid 9", f"gran {INVERSE[is_]} kid", ("gran", "kid"))
    assert care(asked, "gran").caretaker is True
    assert care(family("gran 50; kid 9", f"gran {INVERSE[is_]} kid"), "gran") == NOBODY


@pytest.mark.parametrize("is_", ["unrelated", "other_relative", "domestic_partner", "in_law", "guardian"])
def test_others_are_no_caretaker_relatives(is_: str) -> None:
    asked = caring("joe 50; kid 9", f"joe {is_} kid", ("joe", "kid"))
    assert care(asked, "joe") == NOBODY


def test_the_spouse_of_a_caretaker_and_a_stepparent_are_caretakers() -> None:
    grand = caring("gran 60; pa 61; kid 9", "gran grandparent kid; pa spouse gran", ("gran", "kid"))
    assert care(grand, "pa").caretaker is True
    step = family("mom 40; pop 41; kid 9", "mom spouse pop; kid child mom")
    assert care(step, "pop").caretaker is True
    apart = family("mom 40; pop 41 @2; kid 9", "mom spouse pop; kid child mom")
    assert care(apart, "pop") == NOBODY


# ---- Deprivation, where a state kept it: 45 CFR 233.90(c)(1), 233.100(a)(1)(i)


@pytest.mark.parametrize(
    ("mom", "dad", "caretaker"),
    [
        (WORKS, WORKS, False),
        (WORKS, {"work_hours_month": 100}, False),
        (WORKS, {"work_hours_month": 99}, True),
        ({"work_hours_month": 0}, WORKS, True),
        (WORKS, {"disabled": True, **WORKS}, True),  # physical or mental incapacity of a parent
        ({}, {}, True),  # both are known to earn nothing
        (WORKS, {}, True),
        (WORKS, {"income_year": 9_000_00}, None),  # hours are not told, and are not none
        ({"income_year": 9_000_00}, {"income_year": 9_000_00}, None),
        ({"income_year": 9_000_00}, {"work_hours_month": 20}, True),
        (WORKS, {"income": None}, None),
        (WORKS, {"income": (IncomeLine("wages", 100_00),)}, None),
        (WORKS, {"income": (IncomeLine("unemployment", 900_00),)}, True),  # nothing earned
    ],
)
def test_two_parents_at_home_by_their_hours(mom: dict[str, Any], dad: dict[str, Any], caretaker: bool | None) -> None:
    asked = family("mom 40; dad 41; kid 9", "mom spouse dad; kid child mom, dad", mom=mom, dad=dad)
    for who in ("mom", "dad"):
        assert care(asked, who, KEPT).caretaker is caretaker
        assert care(asked, who, DROPPED).caretaker is True


def test_one_parent_at_home_is_enough_of_a_want() -> None:
    """Continued absence of a parent, 45 CFR 233.90(c)(1)(iii)."""
    alone = family("mom 40; kid 9", "kid child mom", mom=WORKS)
    apart = family("mom 40; dad 41 @2; kid 9", "kid child mom, dad", mom=WORKS, dad=WORKS)
    assert care(alone, "mom", KEPT).caretaker is True
    assert care(apart, "mom", KEPT).caretaker is True


def test_one_child_that_lacks_support_is_enough() -> None:
    """Her own child's father is elsewhere; the child in common has both parents at work at home."""
    asked = family(
        "mom 40; dad 41; kid 9; tot 3", "kid child mom; tot child mom, dad; dad unrelated kid", mom=WORKS, dad=WORKS
    )
    assert care(asked, "mom", KEPT).caretaker is True
    assert care(asked, "dad", KEPT).caretaker is False


def test_in_new_hampshire_untold_hours_matter_only_where_parents_would_be_taken() -> None:
    """74 percent of 19,530 for three are 14,452.20, before the group of adults began."""
    both = tuple(IncomeLine(kind="wages", amount=amount) for amount in (7_000_00, 7_452_20, 7_452_21))

    def parents(first: IncomeLine, second: IncomeLine) -> Outcome:
        asked = household(parents_and_children(9), 0)
        mom, dad, kid = asked.people
        working = (_with_line(mom, first), _with_line(dad, second), kid)
        found = decide(with_(asked, people=working)).person("1").medicaid
        assert (found.outcome is UNKNOWN) is (found.codes == ("caretaker_hours_missing",))
        return found.outcome

    assert parents(both[0], both[1]) is UNKNOWN
    assert parents(both[0], both[2]) is NO


def _with_line(facts: Person, line: IncomeLine) -> Person:
    return replace(facts, income=(line,), income_year=None)


# ---- The group of adults and a child without coverage, 42 CFR 435.119(c)


@pytest.mark.parametrize(
    ("child", "outcome"),
    [
        ({"applies": True}, YES),
        ({"applies": False, "other_coverage": True}, YES),
        ({"applies": False, "other_coverage": False, "public_coverage": True}, YES),  # has Medicaid or CHIP already
        ({"applies": False, "other_coverage": False}, NO),
    ],
)
@pytest.mark.parametrize("age", [0, 17, 18])
def test_a_parent_in_the_group_of_adults_needs_the_child_covered(
    child: dict[str, Any], outcome: Outcome, age: int
) -> None:
    """West Virginia's parents end at 20 percent; 15,000 is within 138 percent of 15,510 for two."""
    asked = household((person(1, 40), person(2, age, "child", **child)), 15_000, state="WV")
    found = decide(asked).person("1").medicaid
    assert found.outcome is outcome
    if outcome is NO:
        assert found.codes == ("medicaid_child_uncovered",)


@pytest.mark.parametrize(
    ("people", "dollars", "code"),
    [
        # Parents of 435.110 are not asked: 20 percent of 15,510 are 3,102.
        (
            (person(1, 40), person(2, 9, "child", applies=False, other_coverage=False)),
            3_102,
            "medicaid_parent_within_limit",
        ),
        ((person(1, 40), person(2, 19, "child", applies=False)), 15_000, "medicaid_adult_within_limit"),
        ((person(1, 40), person(2, 9, "child", applies=False, home="2")), 15_000, "medicaid_adult_within_limit"),
    ],
)
def test_nobody_else_is_asked_whether_a_child_is_covered(
    people: tuple[Someone, ...], dollars: float, code: str
) -> None:
    assert decide(household(people, dollars, state="WV")).person("1").medicaid.codes == (code,)


@pytest.mark.parametrize(
    ("dollars", "code"),
    [
        (3_102, "medicaid_parent_within_limit"),
        (3_102.01, "medicaid_adult_within_limit"),
        (21_403.80, "medicaid_adult_within_limit"),
        (21_403.81, "medicaid_adult_above_limit"),
    ],
)
def test_a_parent_is_in_the_group_of_parents_first_and_then_in_that_of_adults(dollars: float, code: str) -> None:
    """20 and 133 percent of 15,510 in West Virginia.

    The five points go to the group with the highest limit alone, 42 CFR 435.603(d)(4): that of adults, 21,403.80;
    parents end at 3,102.00.
    """
    found = decide(household((person(1, 40), person(2, 9, "child")), dollars, state="WV")).person("1").medicaid
    assert found.codes == (code,)


def test_a_grandmother_of_66_who_cares_has_the_group_of_parents_by_income() -> None:
    """Age keeps nobody out of 435.110."""
    asked = household((person(1, 66), person(2, 9, "other")), 2_000, state="WV")
    cares = Relationship("1", "grandparent", "2", caretaker=True)
    found = decide(with_(asked, relationships=(cares,))).person("1")
    assert found.medicaid.codes == ("medicaid_parent_within_limit",)
    assert found.referral.codes == ("referral_age",)
