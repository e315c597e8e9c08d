"""Who counts with whom for Medicaid: the branches of 42 CFR 435.603(f) on families of every kind."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.facts.household import Relation
from coverport.eligibility.findings import Reason
from coverport.eligibility.proofs.arithmetic import UNKNOWN, YES
from coverport.eligibility.proofs.household import EVIDENCE
from coverport.eligibility.rules.medicaid_household import CITATIONS
from coverport.eligibility.words.household import SENTENCES
from coverport.eligibility.words.sentences import sentence
from tests.eligibility.families import CHILD, STUDENTS, family, households
from tests.eligibility.household_examples import EXAMPLES
from tests.eligibility.random_families import families, shuffled


@pytest.mark.parametrize("example", EXAMPLES)
def test_who_counts_with_whom(example: str) -> None:
    people, ties, returns, expected = EXAMPLES[example]
    _, found = households(family(people, ties, returns))
    for who, told in expected.items():
        branch, *members = told.split()
        assert found[who].branch.code == f"household_{branch}"
        assert sorted(found[who].people) == sorted(members)
        assert found[who].size == len(members)


def test_the_examples_reach_every_branch() -> None:
    reached = {f"household_{told.split()[0]}" for *_, expected in EXAMPLES.values() for told in expected.values()}
    assert reached == CITATIONS.keys()


STUDENT = ("mom 45; dad 46; sam {age} student; tot 3", "mom spouse dad; sam child mom, dad; tot child mom, dad")


@pytest.mark.parametrize(
    ("age", "child", "members"),
    [
        (18, CHILD, "mom dad sam tot"),
        (19, CHILD, "sam"),
        (20, CHILD, "sam"),
        (19, STUDENTS, "mom dad sam tot"),
        (20, STUDENTS, "mom dad sam tot"),
        (21, STUDENTS, "sam"),
    ],
)
def test_a_state_may_count_students_as_children_to_20(age: int, child: object, members: str) -> None:
    """42 CFR 435.603(f)(3)(iv): 19, or for full-time students 21."""
    people, ties = STUDENT
    _, found = households(family(people.format(age=age), ties), child)  # type: ignore[arg-type]
    assert set(found["sam"].people) == set(members.split())
    assert ("sam" in found["tot"].people) == ("tot" in members)
    assert ("sam" in found["mom"].people) == ("tot" in members)


def test_the_option_is_for_students_only() -> None:
    people, ties = STUDENT
    _, found = households(family(people.format(age=20).replace("student", ""), ties), STUDENTS)
    assert found["sam"].people == ("sam",)


def test_with_the_option_a_student_whose_parents_file_apart_is_a_child() -> None:
    told = ("mom 45; dad 46; sam 20 student", "sam child mom, dad", "mom: sam; dad:")
    assert households(family(*told), CHILD)[1]["sam"].branch.code == "household_dependent"
    reason = households(family(*told), STUDENTS)[1]["sam"].branch
    assert reason.code == "household_parents_not_joint"
    assert (reason.facts["age"], reason.facts["under"]) == (20, 21)
    assert STUDENTS.citation in reason.citation


@pytest.mark.parametrize(("counts", "husband"), [("one", 2), ("two", 3), ("expected", 4)])
def test_twins_expected_count_two_for_the_mother_and_as_the_state_says_for_others(counts: str, husband: int) -> None:
    """42 CFR 435.603(b), family size."""
    _, found = households(family("ann 30 expects 2; bob 31", "ann spouse bob", "ann+bob:"), counts=counts)
    assert (found["ann"].size, found["bob"].size) == (4, husband)
    assert len(found["bob"].people) == 2


@pytest.mark.parametrize(("counts", "mother"), [("one", 3), ("two", 4), ("expected", 4)])
def test_a_pregnant_daughter_in_her_parents_household(counts: str, mother: int) -> None:
    _, found = households(
        family("mom 40; dad 41; dot 17 expects 1", "mom spouse dad; dot child mom, dad", "mom+dad: dot"), counts=counts
    )
    assert (found["dot"].size, found["mom"].size) == (4, mother)


def test_the_child_expected_does_not_make_its_father_count() -> None:
    _, found = households(family("ann 20 expects 1; bob 21", "ann domestic_partner bob", ""))
    assert (found["ann"].people, found["ann"].size, found["bob"].size) == (("ann",), 2, 1)


def test_two_pregnant_people_in_one_household() -> None:
    told = ("mom 40 expects 1; dot 17 expects 2", "dot child mom", "mom: dot")
    assert [each.size for each in households(family(*told), counts="one")[1].values()] == [3, 4]
    assert [each.size for each in households(family(*told), counts="two")[1].values()] == [4, 5]
    assert [each.size for each in households(family(*told))[1].values()] == [5, 5]


def test_what_is_said_of_the_household_proves_it_and_is_told_in_words() -> None:
    for people, ties, returns, _ in EXAMPLES.values():
        for household in households(family(people, ties, returns))[1].values():
            reason = household.branch
            outcome, proves = EVIDENCE[reason.code]
            assert outcome is (YES if household.people else UNKNOWN)
            assert proves(reason.facts)
            assert "%" not in sentence(reason)
    assert SENTENCES.keys() == EVIDENCE.keys() == CITATIONS.keys()


@pytest.mark.parametrize(("fact", "wrong"), [("size", 4), ("people", 2), ("expected", 1), ("age", 19), ("under", 5)])
def test_a_tampered_household_no_longer_adds_up(fact: str, wrong: int) -> None:
    reason = households(family("mom 30; dad 31; kid 5", "kid child mom, dad", "mom: kid"))[1]["kid"].branch
    assert isinstance(reason, Reason)
    assert not EVIDENCE[reason.code][1](reason.facts | {fact: wrong})


@given(families())
@settings(max_examples=150, deadline=None)
def test_everybody_is_in_their_own_household_and_spouses_at_home_in_each_others(application: object) -> None:
    kin, found = households(application)  # type: ignore[arg-type]
    for who, household in found.items():
        if household.people:
            assert who in household.people
            assert household.size >= len(household.people)
            spouse = kin.spouse_of(who)
            assert spouse is None or not kin.together(who, spouse) or spouse in household.people


@given(families(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_people_never_matters(application: object, random: object) -> None:
    _, found = households(application)  # type: ignore[arg-type]
    _, again = households(shuffled(application, random))  # type: ignore[arg-type]
    for who, household in found.items():
        assert set(again[who].people) == set(household.people)
        assert (again[who].size, again[who].branch) == (household.size, household.branch)


def test_the_relations_of_the_examples_are_a_good_part_of_all() -> None:
    used = {tie.split()[1] for _, ties, _, _ in EXAMPLES.values() for tie in ties.split(";") if tie.strip()}
    assert len(used & set(get_args(Relation))) >= 9
