"""A household from ages alone, for a preview without an account. No Django."""

from collections.abc import Sequence
from datetime import date

from coverport.core.money import Cents
from coverport.eligibility.engine import Role
from coverport.eligibility.facts import Application, Person, Relation, Relationship, TaxHousehold

# A second adult is taken for a spouse up to this difference of ages, or from this age on.
CHILD_UNDER = 26
SPOUSE_FROM = 18
GENERATION = 16


def preview_application(
    ages: Sequence[int],
    *,
    state: str,
    year: int,
    on: date,
    income: Cents | None,
    tobacco: Sequence[int] = (),
    not_applying: Sequence[int] = (),
    pregnant: Sequence[int] = (),
    exemption: bool = False,
) -> Application:
    """An application from ages alone, for a preview; tobacco, not_applying and pregnant hold positions from 0.

    exemption: everyone holds one for hardship or affordability, which opens catastrophic plans.

    The first is the person who asks. The second is a spouse when 18 or older and either 26 or older or less than 16 years younger
    than the first. Everyone else is a child when under 26 and younger than the first, otherwise another relative, such as a brother
    (in a state with family tiers, on a policy of their own). All are one tax household that files a return; everyone is taken to be a
    citizen without other coverage, and the income, as a yearly sum, to be the first person's.
    """
    roles = [relationship_by_age(position, age, ages[0]) for position, age in enumerate(ages)]
    people = tuple(
        Person(
            id=str(position + 1),
            age=age,
            applies=position not in not_applying,
            tobacco=position in tobacco,
            pregnant=position in pregnant,
            exemption=exemption,
            citizen=True,
            other_coverage=False,
            income_year=income if position == 0 else None,
            income=None if position == 0 and income is None else (),
        )
        for position, age in enumerate(ages)
    )
    filers = tuple(one.id for one, role in zip(people, roles, strict=True) if role in ("self", "spouse"))
    return Application(
        state=state,
        coverage_year=year,
        decided_on=on,
        people=people,
        relationships=tuple(
            Relationship(person=one.id, is_=_RELATION[role], of="1")
            for one, role in zip(people, roles, strict=True)
            if role != "self"
        ),
        tax_households=(
            TaxHousehold(id="1", filers=filers, dependents=tuple(one.id for one in people if one.id not in filers)),
        ),
    )


_RELATION: dict[str, Relation] = {"spouse": "spouse", "child": "child", "other": "other_relative"}


def relationship_by_age(position: int, age: int, first: int) -> Role:
    """Who somebody is likely to be, by their place in the list and their age."""
    if position == 0:
        return "self"
    if position == 1 and age >= SPOUSE_FROM and (age >= CHILD_UNDER or first - age < GENERATION):
        return "spouse"
    return "child" if age < min(CHILD_UNDER, first) else "other"
