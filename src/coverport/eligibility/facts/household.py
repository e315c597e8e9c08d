"""Who is who to whom, who files with whom, what employers offer, and the application that holds it all."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from coverport.eligibility.facts.people import Answer, Person
from coverport.eligibility.facts.wire import Fips, Name, NotNegative, told

Relation = Literal[
    "spouse",
    "child",
    "stepchild",
    "parent",
    "stepparent",
    "sibling",
    "stepsibling",
    "grandchild",
    "grandparent",
    "niece_nephew",
    "aunt_uncle",
    "cousin",
    "ward",
    "guardian",
    "domestic_partner",
    "in_law",
    "other_relative",
    "unrelated",
]
INVERSE: dict[str, str] = {
    "spouse": "spouse",
    "child": "parent",
    "stepchild": "stepparent",
    "parent": "child",
    "stepparent": "stepchild",
    "sibling": "sibling",
    "stepsibling": "stepsibling",
    "grandchild": "grandparent",
    "grandparent": "grandchild",
    "niece_nephew": "aunt_uncle",
    "aunt_uncle": "niece_nephew",
    "cousin": "cousin",
    "ward": "guardian",
    "guardian": "ward",
    "domestic_partner": "domestic_partner",
    "in_law": "in_law",
    "other_relative": "other_relative",
    "unrelated": "unrelated",
}
FilingStatus = Literal["single", "head_of_household", "married_jointly", "married_separately", "surviving_spouse"]


# What ties follow from relationships is looked up by them.
class Relationship(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, cache_hash=True):
    """What `person` is to `relative`. The other direction is understood."""

    person: Annotated[str, told("Id of the one.", "ben")]
    is_: Annotated[Relation, told("What that one is to the other; adopted children are children.", "child")] = (
        msgspec.field(name="is")
    )
    of: Annotated[str, told("Id of the other.", "ana")]
    caretaker: Annotated[
        bool,
        told(
            "`person` lives with the child `of` and has the main responsibility for its care; parents have it without this.",
            False,
        ),
    ] = False


class TaxHousehold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The people of one federal tax return of the coverage year."""

    id: Annotated[str, told("Names the tax household within the application.", "1", min_length=1, max_length=64)]
    filers: Annotated[
        tuple[str, ...], told("Ids of the one or two people who sign the return.", ["ana"], min_length=1, max_length=2)
    ]
    dependents: Annotated[tuple[str, ...], told("Ids of the people whom the return claims.", ["ben"])] = ()
    files: Annotated[Answer, told("Attests to file the return for the coverage year, 45 CFR 155.305(f)(4).", True)] = (
        True
    )
    status: Annotated[
        FilingStatus | None,
        told(
            "Filing status; null: married_jointly for two filers, married_separately for one with a spouse here, else single. "
            "A person who is treated as unmarried, 26 USC 7703(b), is head_of_household.",
            "head_of_household",
        ),
    ] = None
    separate_because: Annotated[
        Literal["abuse", "abandonment"] | None,
        told("Why a married person files apart, 26 CFR 1.36B-2(b)(2)(ii).", "abuse"),
    ] = None
    separate_years: Annotated[
        int, told("Years in a row before this one in which that exception was used.", 0, unit="years", ge=0)
    ] = 0
    unreconciled_years: Annotated[
        int,
        told(
            "Latest tax years in a row for which credit was paid in advance and not reconciled on a return.",
            0,
            unit="years",
            ge=0,
        ),
    ] = 0
    unemployment: Annotated[bool, told("Had unemployment compensation in a week of the coverage year.", False)] = False
    benchmark_month: Annotated[
        NotNegative | None,
        told(
            "Premium of the benchmark plan for the coverage family, essential health benefits only; then no catalog is needed.",
            "412.37",
            unit="dollars a month",
        ),
    ] = None


class EmployerOffer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Coverage that an employer offers, 26 USC 36B(c)(2)(C), or money for coverage of one's own (ICHRA, QSEHRA)."""

    employee: Annotated[str, told("Id of the employee.", "ana")]
    kind: Annotated[
        Literal["group", "ichra", "qsehra"],
        told(
            "group: a plan; ichra: an individual coverage arrangement; qsehra: a small employer's arrangement.", "group"
        ),
    ] = "group"
    covers: Annotated[
        tuple[str, ...], told("Ids of everybody who could be on it, the employee included.", ["ana", "ben"])
    ] = ()
    enrolled: Annotated[tuple[str, ...], told("Ids of who is on it.", [])] = ()
    self_only_month: Annotated[
        NotNegative | None,
        told(
            "What the employee would pay for the cheapest plan with minimum value for the employee alone.",
            "98.50",
            unit="dollars a month",
        ),
    ] = None
    family_month: Annotated[
        NotNegative | None,
        told(
            "The same for the employee and the family members offered.",
            "540.00",
            unit="dollars a month",
        ),
    ] = None
    minimum_value: Annotated[Answer, told("Pays at least 60 percent of the costs of care; null: not known.", True)] = (
        None
    )
    arrangement_month: Annotated[
        NotNegative | None,
        told(
            "What an ICHRA or QSEHRA pays for self-only coverage.",
            "400.00",
            unit="dollars a month",
        ),
    ] = None
    lowest_silver_month: Annotated[
        NotNegative | None,
        told(
            "The cheapest silver plan for the employee alone (ICHRA), or the second cheapest (QSEHRA), at home.",
            "455.10",
            unit="dollars a month",
        ),
    ] = None
    opted_out: Annotated[bool, told("Opted out of the ICHRA.", False)] = False


class Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Everything that one determination is made from, beside the law and the benchmark."""

    reference: Annotated[
        Name | None, told("Your own name for this application; it comes back with the answer.", "case-17")
    ] = None
    state: Annotated[str, told("State of the exchange.", "NH", unit="two letters", pattern="^[A-Z]{2}$")]
    coverage_year: Annotated[int, told("Year of coverage and of the tax return.", 2026, unit="year", ge=2000, le=2100)]
    decided_on: Annotated[date, told("Day of the decision.", "2025-11-15", unit="date")]
    begins: Annotated[
        date | None,
        told(
            "Day on which coverage would begin; null: January 1, or in the year the first of the next month.",
            "2026-01-01",
            unit="date",
        ),
    ] = None
    county_fips: Annotated[
        Fips | None, told("County, for the benchmark from a catalog.", "33013", unit="FIPS code")
    ] = None
    people: Annotated[
        tuple[Person, ...],
        told("Everybody of the household, who applies and who does not.", [{"id": "ana", "age": 41, "citizen": True}]),
    ]
    relationships: Annotated[
        tuple[Relationship, ...],
        told(
            "Between each two people who are related. Stepchildren and siblings follow from parents and spouses.",
            [{"person": "ben", "is": "child", "of": "ana"}],
        ),
    ] = ()
    tax_households: Annotated[
        tuple[TaxHousehold, ...],
        told(
            "Each tax return. Who is on none neither files nor is claimed.",
            [{"id": "1", "filers": ["ana"], "dependents": ["ben"]}],
        ),
    ] = ()
    offers: Annotated[tuple[EmployerOffer, ...], told("Offers of employers.", [])] = ()

    def person(self, person_id: str) -> Person:
        """The person of that id. KeyError where there is none."""
        for each in self.people:
            if each.id == person_id:
                return each
        raise KeyError(person_id)
