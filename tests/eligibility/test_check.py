"""Facts that cannot be right are refused by path, each in words that say what would be right; lawful ones are not."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from coverport.core.errors import Refusal
from coverport.eligibility.facts import (
    Application,
    Deduction,
    EmployerOffer,
    Immigration,
    IncomeLine,
    Person,
    Relationship,
    TaxHousehold,
)
from coverport.eligibility.facts.check import InvalidFacts, ages_of, begins_of, check
from tests.eligibility.random_families import families

PEOPLE = (Person(id="ana", age=40), Person(id="ben", age=38), Person(id="eva", age=9))
TIES = (Relationship("ben", "spouse", "ana"), Relationship("eva", "child", "ana"))
RETURNS = (TaxHousehold(id="1", filers=("ana", "ben"), dependents=("eva",)),)


def application(**more: Any) -> Application:
    facts: dict[str, Any] = {
        "state": "NH",
        "coverage_year": 2014,
        "decided_on": date(2013, 12, 10),
        "people": PEOPLE,
        "relationships": TIES,
        "tax_households": RETURNS,
    }
    return Application(**facts | more)


def with_first(**more: Any) -> Application:
    return application(people=(msgspec.structs.replace(PEOPLE[0], **more), *PEOPLE[1:]))


def earning(*lines: IncomeLine, **more: Any) -> Application:
    return with_first(income=lines, **more)


def tied(*ties: tuple[Any, ...]) -> Application:
    return application(relationships=tuple(Relationship(*tie) for tie in ties), tax_households=())


def returned(*returns: TaxHousehold, **more: Any) -> Application:
    return application(tax_households=returns, **more)


def one(*filers: str, dependents: tuple[str, ...] = (), id: str = "1", **more: Any) -> TaxHousehold:
    return TaxHousehold(id=id, filers=filers, dependents=dependents, **more)


def offered(**more: Any) -> Application:
    return application(offers=(EmployerOffer(**{"employee": "ana"} | more),))


REFUSED: list[tuple[Application, str, str]] = [
    # The application
    (application(state="ZZ"), "unknown_state", "state"),
    (application(state="PR"), "unknown_state", "state"),
    (application(state="nh"), "unknown_state", "state"),
    (application(decided_on=date(2011, 12, 31)), "decided_in_another_time", "decided_on"),
    (application(decided_on=date(2017, 1, 1)), "decided_in_another_time", "decided_on"),
    (application(begins=date(2013, 12, 31)), "begins_in_another_year", "begins"),
    (application(begins=date(2015, 1, 1)), "begins_in_another_year", "begins"),
    # People
    (application(people=(), relationships=(), tax_households=()), "empty_household", "people"),
    (
        application(
            people=tuple(Person(id=str(each), age=30) for each in range(51)), relationships=(), tax_households=()
        ),
        "too_many_people",
        "people",
    ),
    (application(people=(*PEOPLE, PEOPLE[1])), "duplicate_id", "people[3].id"),
    (with_first(age=None), "age_missing", "people[0].age"),
    (with_first(age=-1), "bad_age", "people[0].age"),
    (with_first(age=121), "bad_age", "people[0].age"),
    (with_first(age=None, birth_date=date(1892, 12, 31)), "bad_age", "people[0].birth_date"),
    (with_first(birth_date=date(1980, 5, 1)), "age_disagrees", "people[0].age"),
    (with_first(age=None, birth_date=date(2013, 12, 11)), "born_later", "people[0].birth_date"),
    (with_first(expected_children=0), "bad_count", "people[0].expected_children"),
    (with_first(expected_children=10), "bad_count", "people[0].expected_children"),
    (with_first(citizen=True, immigration=Immigration("refugee")), "citizen_with_status", "people[0].immigration"),
    # Income
    (earning(IncomeLine("wages", -1)), "negative_income", "people[0].income[0].amount"),
    (earning(IncomeLine("wages", 1), IncomeLine("pension", -1)), "negative_income", "people[0].income[1].amount"),
    (earning(IncomeLine("wages", 10_000_000_01)), "absurd_income", "people[0].income[0].amount"),
    (earning(IncomeLine("farm", -10_000_000_01)), "absurd_income", "people[0].income[0].amount"),
    (earning(IncomeLine("wages", 20_00, "hour")), "bad_hours", "people[0].income[0].hours_per_week"),
    (earning(IncomeLine("wages", 20_00, "hour", Decimal(0))), "bad_hours", "people[0].income[0].hours_per_week"),
    (earning(IncomeLine("wages", 20_00, "hour", Decimal("168.5"))), "bad_hours", "people[0].income[0].hours_per_week"),
    (
        earning(IncomeLine("wages", 1, starts=date(2014, 3, 2), ends=date(2014, 3, 1))),
        "ends_before_start",
        "people[0].income[0].ends",
    ),
    (with_first(income_year=-1), "negative_income", "people[0].income_year"),
    (with_first(income_month=-1), "negative_income", "people[0].income_month"),
    (with_first(income_year=10_000_000_01), "absurd_income", "people[0].income_year"),
    (with_first(income_month=10_000_000_01), "absurd_income", "people[0].income_month"),
    (
        with_first(deductions=(Deduction("educator_expenses", -1),)),
        "negative_deduction",
        "people[0].deductions[0].amount",
    ),
    (
        with_first(deductions=(Deduction("other", 5_00, "hour"),)),
        "deduction_by_hour",
        "people[0].deductions[0].period",
    ),
    # Relationships
    (tied(("eva", "child", "ana"), ("bob", "child", "ana")), "unknown_person", "relationships[1].person"),
    (tied(("eva", "child", "ann")), "unknown_person", "relationships[0].of"),
    (tied(("ana", "sibling", "ana")), "related_to_self", "relationships[0].of"),
    (tied(("eva", "child", "ana"), ("eva", "stepchild", "ana")), "relationship_disagrees", "relationships[1].is"),
    (tied(("eva", "child", "ana"), ("ana", "grandparent", "eva")), "relationship_disagrees", "relationships[1].is"),
    (tied(("eva", "child", "ana"), ("ana", "child", "eva")), "relationship_disagrees", "relationships[1].is"),
    (tied(("ben", "spouse", "ana"), ("eva", "spouse", "ana")), "two_spouses", "relationships[1]"),
    (tied(("ben", "spouse", "ana"), ("ben", "spouse", "eva")), "two_spouses", "relationships[1]"),
    (tied(("ana", "child", "eva")), "child_too_old", "relationships[0]"),
    # Of several mistakes the first is told, of whichever kind it is.
    (tied(("ana", "child", "eva"), ("bob", "child", "ana")), "child_too_old", "relationships[0]"),
    (tied(("bob", "child", "ana"), ("ana", "child", "eva")), "unknown_person", "relationships[0].person"),
    (tied(("eva", "parent", "ana")), "child_too_old", "relationships[0]"),
    # Returns
    (returned(one("ana", "ben"), one("eva")), "duplicate_id", "tax_households[1].id"),
    (returned(one("ana", "bob")), "unknown_person", "tax_households[0].filers"),
    (returned(one("ana", dependents=("bob",))), "unknown_person", "tax_households[0].dependents"),
    (returned(one("ana", "ben"), one("ana", id="2")), "files_twice", "tax_households[1].filers"),
    (returned(one("ana", "ana")), "files_twice", "tax_households[0].filers"),
    (returned(one()), "bad_filers", "tax_households[0].filers"),
    (returned(one("ana", "ben", "eva")), "bad_filers", "tax_households[0].filers"),
    (returned(one("ana", "eva")), "joint_not_spouses", "tax_households[0].filers"),
    (returned(one("ana", "ben"), relationships=()), "joint_not_spouses", "tax_households[0].filers"),
    (returned(one("ana", "ben", status="single")), "status_disagrees", "tax_households[0].status"),
    (returned(one("ana", status="married_jointly")), "status_disagrees", "tax_households[0].status"),
    (returned(one("ana", status="single")), "status_disagrees", "tax_households[0].status"),
    (returned(one("ana", status="head_of_household")), "head_with_spouse", "tax_households[0].status"),
    (returned(one("ana", status="surviving_spouse")), "status_disagrees", "tax_households[0].status"),
    (returned(one("ana", dependents=("ana",))), "claims_self", "tax_households[0].dependents"),
    (
        returned(one("ana", dependents=("eva",)), one("ben", id="2", dependents=("eva",))),
        "claimed_twice",
        "tax_households[1].dependents",
    ),
    (returned(one("ana", dependents=("eva", "eva"))), "claimed_twice", "tax_households[0].dependents"),
    (
        returned(
            one("ana", dependents=("eva",)), people=(*PEOPLE[:2], Person(id="eva", age=9, claimed_by_outsider="parent"))
        ),
        "claimed_twice",
        "people[2].claimed_by_outsider",
    ),
    (
        returned(one("ana", dependents=("ben",)), one("ben", id="2", dependents=("ana",))),
        "claim_circle",
        "tax_households[0]",
    ),
    (
        returned(
            one("ana", dependents=("ben",)),
            one("ben", id="2", dependents=("eva",)),
            one("eva", id="3", dependents=("ana",)),
        ),
        "claim_circle",
        "tax_households[0]",
    ),
    (returned(one("ana", "ben", benchmark_month=-1)), "negative_amount", "tax_households[0].benchmark_month"),
    # Offers
    (offered(employee="bob"), "unknown_person", "offers[0].employee"),
    (offered(covers=("ana", "bob")), "unknown_person", "offers[0].covers"),
    (offered(enrolled=("bob",)), "unknown_person", "offers[0].enrolled"),
    (offered(self_only_month=-1), "negative_amount", "offers[0].self_only_month"),
    (offered(family_month=-1), "negative_amount", "offers[0].family_month"),
    (offered(arrangement_month=-1), "negative_amount", "offers[0].arrangement_month"),
    (offered(lowest_silver_month=-1), "negative_amount", "offers[0].lowest_silver_month"),
]


@pytest.mark.parametrize(("wrong", "code", "field"), REFUSED)
def test_what_cannot_be_right_is_refused_by_its_path(wrong: Application, code: str, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        check(wrong)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert isinstance(refused.value, Refusal)
    assert refused.value.message[-1] == "."
    assert "%(" not in refused.value.message


def test_a_caretaker_lives_with_the_child() -> None:
    apart = application(
        people=(Person(id="ana", age=60), Person(id="eva", age=9, home="2")),
        relationships=(Relationship("ana", "grandparent", "eva", caretaker=True),),
        tax_households=(),
    )
    with pytest.raises(InvalidFacts) as refused:
        check(apart)
    assert (refused.value.code, refused.value.field) == ("caretaker_apart", "relationships[0].caretaker")


def test_a_circle_is_found_beyond_people_who_are_not_in_it() -> None:
    """d is claimed by c, who is claimed by b, and b and a claim each other."""
    people = tuple(Person(id=each, age=40) for each in "abcd")
    returns = (
        one("d"),
        one("c", id="2", dependents=("d",)),
        one("b", id="3", dependents=("a", "c")),
        one("a", id="4", dependents=("b",)),
    )
    with pytest.raises(InvalidFacts) as refused:
        check(application(people=people, relationships=(), tax_households=returns))
    assert (refused.value.code, refused.value.field) == ("claim_circle", "tax_households[2]")


def test_the_message_says_what_would_be_right() -> None:
    with pytest.raises(InvalidFacts, match=r"^eva, at 38, cannot be the child of ben, at 38, who must be older\."):
        check(
            application(
                people=(*PEOPLE[:2], Person(id="eva", age=38)),
                relationships=(Relationship("eva", "child", "ben"),),
                tax_households=(),
            )
        )
    with pytest.raises(InvalidFacts, match=r"^Who was born on 1980-05-01 is 33 when coverage begins, not 40\."):
        check(with_first(birth_date=date(1980, 5, 1)))


LAWFUL: list[Application] = [
    application(),
    application(state="DC"),
    application(decided_on=date(2012, 1, 1)),
    application(decided_on=date(2016, 12, 31)),
    application(begins=date(2014, 1, 1)),
    application(begins=date(2014, 12, 31)),
    application(people=tuple(Person(id=str(each), age=30) for each in range(50)), relationships=(), tax_households=()),
    with_first(age=120),
    with_first(age=None, birth_date=date(1973, 12, 31)),
    with_first(age=40, birth_date=date(1974, 1, 1)),  # 40 when coverage begins
    with_first(age=39, birth_date=date(1974, 1, 1)),  # 39 on the day of the decision
    application(people=(*PEOPLE[:2], Person(id="eva", birth_date=date(2013, 12, 10)))),
    with_first(expected_children=9),
    with_first(citizen=False, immigration=Immigration("refugee")),
    with_first(citizen=None, immigration=Immigration("none")),
    earning(IncomeLine("wages", 10_000_000_00), IncomeLine("self_employment", -10_000_000_00)),
    earning(IncomeLine("wages", 20_00, "hour", Decimal(168))),
    earning(IncomeLine("wages", 1, starts=date(2014, 3, 1), ends=date(2014, 3, 1))),
    with_first(income=None, income_year=0, income_month=0),
    tied(("ben", "spouse", "ana"), ("ana", "spouse", "ben"), ("eva", "child", "ana"), ("ana", "parent", "eva")),
    tied(("ana", "stepchild", "ben")),  # a step-parent may be younger
    returned(),
    returned(one("ana", "ben", dependents=("eva",), status="married_jointly")),
    returned(
        one("ana", status="married_separately"), one("ben", id="2", status="married_separately", dependents=("eva",))
    ),
    returned(one("ana", "ben", dependents=("eva",)), one("eva", id="2")),  # a dependent who files
    returned(one("ana", status="single"), relationships=(Relationship("eva", "child", "ana"),)),
    offered(covers=("ana", "ben", "eva"), enrolled=("ana",), self_only_month=0, family_month=1),
]


@pytest.mark.parametrize("lawful", LAWFUL)
def test_what_can_be_right_is_accepted(lawful: Application) -> None:
    check(lawful)


@given(families(incomes=True))
@settings(max_examples=60, deadline=None)
def test_families_of_every_shape_are_accepted(application: Application) -> None:
    check(application)


@pytest.mark.parametrize(
    ("decided", "begins"),
    [
        (date(2012, 6, 1), date(2014, 1, 1)),
        (date(2013, 12, 31), date(2014, 1, 1)),
        (date(2014, 1, 1), date(2014, 2, 1)),
        (date(2014, 3, 31), date(2014, 4, 1)),
        (date(2014, 11, 30), date(2014, 12, 1)),
        (date(2014, 12, 1), date(2014, 12, 1)),  # the year has no later month
        (date(2015, 1, 1), date(2014, 1, 1)),
    ],
)
def test_when_coverage_begins_if_nobody_says(decided: date, begins: date) -> None:
    assert begins_of(application(decided_on=decided)) == begins


def test_a_day_that_is_given_stands() -> None:
    assert begins_of(application(decided_on=date(2014, 3, 31), begins=date(2014, 6, 1))) == date(2014, 6, 1)


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1974, 3, 31), 40), (date(1974, 4, 1), 40), (date(1974, 4, 2), 39), (date(2014, 3, 2), 0)],
)
def test_age_is_in_completed_years_when_coverage_begins(born: date, age: int) -> None:
    asked = application(
        decided_on=date(2014, 3, 10), people=(Person(id="ana", birth_date=born), *PEOPLE[1:]), tax_households=()
    )
    assert ages_of(asked) == {"ana": age, "ben": 38, "eva": 9}


def test_a_child_born_after_coverage_began_is_under_one() -> None:
    asked = application(
        decided_on=date(2014, 3, 10), begins=date(2014, 1, 1), people=(Person(id="eva", birth_date=date(2014, 2, 1)),)
    )
    assert ages_of(asked) == {"eva": 0}
