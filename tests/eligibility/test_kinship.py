"""Who is who to whom: what is stated, both ways, and what follows from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.facts import INVERSE, Application, Relationship
from coverport.eligibility.rules.kinship import Kin, kin_of
from tests.eligibility.families import family
from tests.eligibility.random_families import families, shuffled


def kin(people: str, ties: str = "", returns: str = "") -> Kin:
    return kin_of(family(people, ties, returns))


def caring(people: str, one: str, is_: str, child: str, ties: str = "") -> Kin:
    """The ties of a family in which one cares for a child."""
    told = family(people, ties)
    said = Relationship(one, is_, child, caretaker=True)  # type: ignore[arg-type]
    return kin_of(
        Application(
            state="NH",
            coverage_year=2014,
            decided_on=told.decided_on,
            people=told.people,
            relationships=(*told.relationships, said),
        )
    )


def test_families_alike_share_their_ties_and_neither_people_nor_homes() -> None:
    one, other = (kin(people, "kid child mom", "mom: kid") for people in ("mom 40; kid 9", "mom 61; kid 20 student"))
    assert one.ties is other.ties
    assert (one.people["mom"].age, other.people["kid"].student) == (40, True)
    apart = kin("mom 40; kid 9 @2", "kid child mom", "mom: kid")
    assert (one.cared_for_by("mom"), apart.cared_for_by("mom")) == (("kid",), ())
    asked = kin("mom 40; kid 9", "kid child mom", "mom: kid ?")
    assert (one.filing_asked, asked.filing_asked) == (False, True)


@pytest.mark.parametrize("tie", ["kid child mom", "mom parent kid"])
def test_one_direction_implies_the_other(tie: str) -> None:
    found = kin("mom 40; kid 9", tie)
    assert (found.parents_of("kid"), found.children_of("mom")) == (("mom",), ("kid",))
    assert (found.parents_of("mom"), found.children_of("kid")) == ((), ())


def test_every_relation_has_an_inverse_that_leads_back() -> None:
    assert all(INVERSE[INVERSE[is_]] == is_ for is_ in INVERSE)


def test_spouses_are_each_others() -> None:
    found = kin("ann 40; bob 41; cy 42", "ann spouse bob; cy domestic_partner ann")
    assert [found.spouse_of(who) for who in ("ann", "bob", "cy")] == ["bob", "ann", None]


def test_the_spouse_of_a_parent_is_a_step_parent() -> None:
    found = kin("mom 40; pop 41; kid 9", "mom spouse pop; kid child mom")
    assert (found.parents_of("kid"), found.children_of("pop")) == (("mom", "pop"), ("kid",))


@pytest.mark.parametrize(
    ("is_", "parents"), [("child", {"mom", "pop"}), ("stepchild", {"mom", "pop"}), ("unrelated", {"mom"})]
)
def test_unless_something_else_is_stated(is_: str, parents: set[str]) -> None:
    assert (
        set(kin("mom 40; pop 41; kid 9", f"mom spouse pop; kid child mom; kid {is_} pop").parents_of("kid")) == parents
    )


def test_the_partner_of_a_parent_is_none() -> None:
    assert kin("mom 40; joe 41; kid 9", "mom domestic_partner joe; kid child mom").parents_of("kid") == ("mom",)


def test_a_parents_new_spouse_is_a_step_parent_wherever_they_live() -> None:
    found = kin("mom 40; dad 41 @2; eve 30 @2; kid 9", "kid child mom, dad; dad spouse eve")
    assert set(found.parents_of("kid")) == {"mom", "dad", "eve"}
    assert found.at_home_with("kid", found.parents_of("kid")) == ("mom",)


def test_a_childs_own_spouse_is_no_parent() -> None:
    assert kin("mom 45; sue 20; hal 21", "sue child mom; sue spouse hal").parents_of("sue") == ("mom",)


@pytest.mark.parametrize(
    ("people", "ties"),
    [
        ("mom 40; kid 9; zoe 7", "kid child mom; zoe child mom"),  # half or full
        ("mom 40; pop 41; kid 9; zoe 7", "mom spouse pop; kid child mom; zoe child pop"),  # step
        ("kid 9; zoe 7", "kid sibling zoe"),
        ("kid 9; zoe 7", "zoe stepsibling kid"),
    ],
)
def test_siblings_full_half_and_step(people: str, ties: str) -> None:
    found = kin(people, ties)
    assert (found.siblings_of("kid"), found.siblings_of("zoe")) == (("zoe",), ("kid",))


def test_cousins_and_in_laws_are_no_siblings() -> None:
    found = kin("kid 9; zoe 7; ida 5", "kid cousin zoe; ida in_law kid")
    assert [found.siblings_of(who) for who in ("kid", "zoe", "ida")] == [(), (), ()]


def test_parents_care_for_their_children_at_home() -> None:
    """42 CFR 435.4: natural, adoptive and step-parents with whom the child lives."""
    found = kin("mom 40; pop 41; dad 42 @2; kid 9; zoe 7 @2", "kid child mom, dad; zoe child mom, dad; mom spouse pop")
    assert [found.cared_for_by(who) for who in ("mom", "pop", "dad")] == [("kid",), ("kid",), ("zoe",)]


@pytest.mark.parametrize(
    ("is_", "cares"),
    [
        ("grandparent", True),
        ("sibling", True),
        ("stepsibling", True),
        ("aunt_uncle", True),
        ("cousin", True),
        ("niece_nephew", True),
        ("guardian", False),
        ("domestic_partner", False),
        ("other_relative", False),
        ("unrelated", False),
    ],
)
def test_relatives_who_are_said_to_care(is_: str, cares: bool) -> None:
    """The relatives whom 42 CFR 435.4 names; others only where a state has chosen to count them."""
    found = caring("ann 50; kid 9", "ann", is_, "kid")
    assert found.cared_for_by("ann") == (("kid",) if cares else ())


def test_a_relative_who_is_not_said_to_care_does_not() -> None:
    assert kin("gran 60; kid 9", "kid grandchild gran").cared_for_by("gran") == ()


@pytest.mark.parametrize(("home", "cares"), [("@1", ("kid",)), ("@2", ())])
def test_the_spouse_of_a_caretaker_is_one_at_home(home: str, cares: tuple[str, ...]) -> None:
    """42 CFR 435.4, caretaker relative, (2)."""
    found = caring(f"gran 60; gus 62 {home}; kid 9", "gran", "grandparent", "kid", "gran spouse gus")
    assert (found.cared_for_by("gran"), found.cared_for_by("gus")) == (("kid",), cares)


def test_who_lives_together() -> None:
    found = kin("ann 40; bob 41; cy 42 @2")
    assert (found.together("ann", "bob"), found.together("ann", "cy")) == (True, False)


def test_returns_by_filer_and_by_dependent() -> None:
    found = kin("mom 40; dad 41; kid 9; joe 50", "mom spouse dad; kid child mom, dad", "mom+dad: kid")
    returned = found.return_of("mom")
    assert returned is not None
    assert returned.filers == ("mom", "dad")
    assert (found.return_of("dad"), found.claimed_on("kid")) == (returned, returned)
    assert (found.return_of("kid"), found.claimed_on("mom"), found.return_of("joe")) == (None, None, None)


def test_a_return_that_will_not_be_filed_is_none_and_one_that_may_be_is_asked_about() -> None:
    assert kin("mom 40", "", "mom: !").return_of("mom") is None
    assert [kin("mom 40", "", f"mom: {mark}").filing_asked for mark in ("", "!", "?")] == [False, False, True]


def test_roles_for_premiums_are_to_the_first_person() -> None:
    found = kin(
        "ann 40; bob 41; kid 9; zoe 7; gran 70; joe 50",
        "ann spouse bob; kid child ann; zoe child bob; ann child gran",
    )
    roles = [found.roles[who] for who in ("ann", "bob", "kid", "zoe", "gran", "joe")]
    assert roles == ["self", "spouse", "child", "child", "other", "other"]


@given(families(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_and_the_side_from_which_it_is_told_never_matter(application: Application, random: object) -> None:
    found, again = kin_of(application), kin_of(shuffled(application, random))  # type: ignore[arg-type]
    for who in found.people:
        assert found.spouse_of(who) == again.spouse_of(who)
        for ties in (Kin.parents_of, Kin.children_of, Kin.siblings_of, Kin.cared_for_by):
            assert set(ties(found, who)) == set(ties(again, who))
            assert len(set(ties(found, who))) == len(ties(found, who))
            assert who not in ties(found, who)


@given(families())
@settings(max_examples=100, deadline=None)
def test_parents_and_children_and_siblings_mirror_each_other(application: Application) -> None:
    found = kin_of(application)
    for who in found.people:
        assert all(who in found.children_of(parent) for parent in found.parents_of(who))
        assert all(who in found.siblings_of(other) for other in found.siblings_of(who))
