"""A household as clients send it, as the facts of the engine and the people of a premium."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from coverport.core.money import Cents, half_up
from coverport.eligibility.engine import Role
from coverport.eligibility.facts import Application, IncomeLine, Relation, Relationship, TaxHousehold
from coverport.eligibility.facts import Person as Facts
from coverport.eligibility.facts.check import HIGHEST_INCOME
from coverport.law.parameters import TobaccoRating
from coverport.plans.rules.members import Member
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.reading import invalid, nested
from coverport.shopping.api.wire.requests import Household, Person
from coverport.shopping.preview import relationship_by_age
from coverport.shopping.pricing.people import pays_tobacco_rate, rating_age
from coverport.shopping.yearly_cost.spending import Use

# Whom prices are for where no household was sent: the age at which every rating curve stands at 1.000.
DEFAULT = Household(people=(Person(age=21),))
NOT_KNOWN = -1  # an income of -1 asks for full prices
_ROLES: dict[str, Relation | None] = {
    "self": None,
    "spouse": "spouse",
    "life partner": "domestic_partner",
    "child": "child",
    "adopted child": "child",
    "stepson or stepdaughter": "stepchild",
    "foster child": "ward",
    "ward": "ward",
    "grandson or granddaughter": "grandchild",
    "brother or sister": "sibling",
    "nephew or niece": "niece_nephew",
    "stepparent": "stepparent",
    "guardian": "guardian",
    "court appointed guardian": "guardian",
    "brother-in-law or sister-in-law": "in_law",
    "son-in-law or daughter-in-law": "in_law",
    "ex-spouse": "unrelated",
    "other relationship": "unrelated",
}
_OF_ROLE: dict[Role, Relation | None] = {"self": None, "spouse": "spouse", "child": "child", "other": "other_relative"}
_PREMIUM_ROLE: dict[Relation | None, Role] = {
    None: "self", "spouse": "spouse", "domestic_partner": "spouse", "child": "child", "stepchild": "child", "ward": "child",
}  # fmt: skip
_USES: dict[str, Use] = {"Low": "low", "Medium": "medium", "High": "high"}


class People(msgspec.Struct, frozen=True):
    """Everybody of a request. people: with their ages filled in; relations: what each is to the first, None for the first."""

    asked: Household
    people: tuple[Person, ...]
    relations: tuple[Relation | None, ...]
    effective: date

    @property
    def uses(self) -> tuple[Use, ...]:
        """How much care each one uses; empty where it, the age or the gender of any is not given."""
        found = [one.utilization_level or one.utilization for one in self.people]
        if None in found or None in [one.gender for one in self.people]:
            return ()
        return tuple([_USES[use] for use in found if use])

    @property
    def income(self) -> Cents | None:
        return income_of(self.asked.income)


def people_of(household: Household | None, year: int, noun: str) -> People:
    """Ages, relations and the first day of coverage. ApiError for a household that cannot be."""
    asked = household or DEFAULT
    if not asked.people:
        raise invalid(noun, nested(["household", "people"], "cannot be blank"))
    effective = asked.effective_date or date(year, 1, 1)
    if effective.year != year:
        raise invalid(noun, nested(["household", "effective_date"], f"must lie in {year}"))
    people = asked.people
    if None in [one.age for one in people]:
        people = tuple([_aged(one, place, effective, noun) for place, one in enumerate(people)])
    return People(asked, people, _relations(asked, people), effective)


def _aged(one: Person, place: int, effective: date, noun: str) -> Person:
    if one.age is not None:
        return one
    if one.dob is None:
        raise invalid(noun, nested(["household", "people", str(place), "age"], "cannot be blank"))
    if one.dob.year < effective.year - 120:
        raise invalid(noun, nested(["household", "people", str(place), "dob"], "is too long ago"))
    return msgspec.structs.replace(one, age=rating_age(one.dob, effective))


def _relations(asked: Household, people: Sequence[Person]) -> tuple[Relation | None, ...]:
    """As they were sent; where none were, by marriage and age. The first person is the subscriber."""
    if [one for one in people[1:] if one.relationship]:
        return (None, *(_ROLES.get((one.relationship or "").strip().lower(), "other_relative") for one in people[1:]))
    roles = [relationship_by_age(place, one.age or 0, people[0].age or 0) for place, one in enumerate(people)]
    if asked.has_married_couple is False:
        roles = ["other" if role == "spouse" else role for role in roles]
    return tuple([_OF_ROLE[role] for role in roles])


def income_of(said: Decimal | None) -> Cents | None:
    """Cents a year; None where it is not known or below zero."""
    if said is None or said == NOT_KNOWN:
        return None
    return cents_of(said, "household: (income: must be between 0 and 10000000.)", most=HIGHEST_INCOME)


def cents_of(said: Decimal, error: str, *, most: Cents = HIGHEST_INCOME) -> Cents:
    """Cents of dollars, half cents up. ApiError with `error` for what is no such amount."""
    if not said.is_finite() or said < 0 or said.adjusted() > 9 or (found := half_up(said * 100)) > most:
        raise ApiError("invalid", error, message=error)
    return found


def application_of(found: People, state: str, year: int, on: date, county: str) -> Application:
    """The facts that the engine decides by: one tax return, everybody a citizen, the income expected for the year."""
    ids, ties, taxes = _tied(found.relations, found.asked.unemployment_received in ("Adult", "Dependent"))
    income = found.income
    first, *others = found.people
    return Application(
        state=state,
        coverage_year=year,
        decided_on=on,
        begins=found.effective,
        county_fips=county,
        people=(_facts("1", first, income, None if income is None else ()), *map(_facts, ids[1:], others)),
        relationships=ties,
        tax_households=(taxes,),
    )


# Most families are told in the same few ways, as in the engine, which knows such ties again.
@lru_cache(maxsize=1024)
def _tied(
    relations: tuple[Relation | None, ...], unemployment: bool
) -> tuple[tuple[str, ...], tuple[Relationship, ...], TaxHousehold]:
    """(ids, what each is to the first, the one return that they are on)."""
    ids = tuple(str(place + 1) for place in range(len(relations)))
    spouse = next((id_ for id_, relation in zip(ids, relations, strict=True) if relation == "spouse"), None)
    filers = ("1",) if spouse is None else ("1", spouse)
    dependents = tuple(id_ for id_ in ids if id_ not in filers)
    ties = tuple(
        Relationship(person=id_, is_=relation, of="1") for id_, relation in zip(ids, relations, strict=True) if relation
    )
    return ids, ties, TaxHousehold(id="1", filers=filers, dependents=dependents, unemployment=unemployment)


def _facts(
    id_: str, one: Person, income_year: Cents | None = None, income: tuple[IncomeLine, ...] | None = ()
) -> Facts:
    return Facts(
        id=id_,
        age=one.age,
        tobacco=bool(one.uses_tobacco),
        pregnant=bool(one.is_pregnant or one.pregnant_with),
        expected_children=max(1, one.pregnant_with or 1),
        home="2" if one.does_not_cohabitate else "1",
        citizen=True,
        # Who has coverage elsewhere, or is said not to be eligible, has no part in the credit; premiums are for all the same.
        other_coverage=bool(one.has_mec) or one.aptc_eligible is False,
        exemption=bool(one.has_hardship),
        income_year=income_year,
        income=income,
    )


def members_of(
    found: People, rule: TobaccoRating, *, months: int | None = None, plan_id: str = ""
) -> tuple[Member, ...]:
    """The people as premiums know them. months: a plan's own look-back. plan_id: who is in that plan keeps the rating of its start."""
    return tuple(
        [
            Member(
                str(place + 1),
                one.age or 0,
                _PREMIUM_ROLE.get(relation, "other"),
                _is_asked(one) and _pays(one, rule, found.effective, months, plan_id),
            )
            for place, (one, relation) in enumerate(zip(found.people, found.relations, strict=True))
        ]
    )


def _is_asked(one: Person) -> bool:
    """Whether anything is said that could make a tobacco rate."""
    return bool(one.uses_tobacco or one.last_tobacco_use_date or one.current_enrollment)


def _pays(one: Person, rule: TobaccoRating, effective: date, months: int | None, plan_id: str) -> bool:
    now = one.current_enrollment
    if now is not None and now.uses_tobacco is not None and plan_id and now.plan_id.upper() == plan_id.upper():
        return now.uses_tobacco and (one.age or 0) >= rule.at_least
    return pays_tobacco_rate(
        one.age or 0, rule=rule, effective=effective, uses=one.uses_tobacco, last_use=one.last_tobacco_use_date, months=months
    )  # fmt: skip


def enrolled_plans(found: People) -> frozenset[str]:
    """The plans that people are in and that keep a tobacco rating."""
    return frozenset(
        [
            one.current_enrollment.plan_id.upper()
            for one in found.people
            if one.current_enrollment and one.current_enrollment.uses_tobacco is not None
        ]
    )
