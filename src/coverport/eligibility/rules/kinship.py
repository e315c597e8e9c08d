"""Who is who to whom, worked out once for an application: spouses, parents, children, siblings, caretakers, tax returns."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from coverport.eligibility.facts import INVERSE, Application, Person, TaxHousehold

Role = Literal["self", "spouse", "child", "other"]
Ids = tuple[str, ...]
Members = dict[str, None]  # an ordered set of ids

PARENTS = frozenset({"parent", "stepparent"})
CHILDREN = frozenset({"child", "stepchild"})
SIBLINGS = frozenset({"sibling", "stepsibling"})
# Relatives of a dependent child who can be its caretaker, beside parents and the spouses of all these, 42 CFR 435.4.
CARETAKERS = frozenset({"grandparent", "sibling", "stepsibling", "aunt_uncle", "cousin", "niece_nephew"})


class Kin(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The family ties of one application, people in its order. Who has none of something is in none of its dictionaries.

    filing_asked: somebody has not said whether they will file. pregnancy: somebody is pregnant.
    """

    people: dict[str, Person]
    first: str
    stated: dict[tuple[str, str], str]
    spouses: dict[str, str]
    parents: dict[str, Ids]
    children: dict[str, Ids]
    siblings: dict[str, Ids]
    cares_for: dict[str, Ids]
    returns: dict[str, TaxHousehold]
    claims: dict[str, TaxHousehold]
    filing_asked: bool
    pregnancy: bool

    def spouse_of(self, who: str) -> str | None:
        """The spouse, at home or elsewhere."""
        return self.spouses.get(who)

    def parents_of(self, who: str) -> Ids:
        """Natural, adoptive and step-parents."""
        return self.parents.get(who, ())

    def children_of(self, who: str) -> Ids:
        """Natural, adopted and stepchildren."""
        return self.children.get(who, ())

    def siblings_of(self, who: str) -> Ids:
        """Brothers and sisters, half and step included."""
        return self.siblings.get(who, ())

    def cared_for_by(self, who: str) -> Ids:
        """Whom the person lives with and cares for as a parent or other caretaker relative, 42 CFR 435.4, at any age."""
        return self.cares_for.get(who, ())

    def together(self, one: str, other: str) -> bool:
        """Whether two people live in the same home."""
        return self.people[one].home == self.people[other].home

    def at_home_with(self, who: str, others: Iterable[str]) -> Ids:
        """Those of the others who live with the person."""
        home = self.people[who].home
        return tuple(other for other in others if self.people[other].home == home)

    def return_of(self, who: str) -> TaxHousehold | None:
        """The return on which the person is a filer."""
        return self.returns.get(who)

    def claimed_on(self, who: str) -> TaxHousehold | None:
        """The return that claims the person as a dependent."""
        return self.claims.get(who)

    def role_of(self, who: str) -> Role:
        """What the person is to the first person of the application."""
        if who == self.first:
            return "self"
        if self.spouses.get(who) == self.first:
            return "spouse"
        return "child" if self.first in self.parents.get(who, ()) else "other"


def kin_of(application: Application) -> Kin:
    """The family ties, once the application is checked. A return that is known not to be filed is none."""
    stated = _stated(application)
    spouses = {one: other for (one, other), is_ in stated.items() if is_ == "spouse"}
    parents = _parents(stated, spouses)
    children = _turned(parents)
    filed = [each for each in application.tax_households if each.files is not False]
    people = {person.id: person for person in application.people}
    return Kin(
        people=people,
        first=application.people[0].id,
        stated=stated,
        spouses=spouses,
        parents=parents,
        children=children,
        siblings=_siblings(stated, parents, children),
        cares_for=_cares_for(
            application, people, spouses, parents, stated, [each for each in filed if each.dependents]
        ),
        returns={filer: each for each in filed for filer in each.filers},
        claims={dependent: each for each in filed for dependent in each.dependents},
        filing_asked=any(each.files is None for each in filed),
        pregnancy=any(person.pregnant for person in application.people),
    )


def _stated(application: Application) -> dict[tuple[str, str], str]:
    """What one is to another, both ways."""
    stated: dict[tuple[str, str], str] = {}
    for each in application.relationships:
        stated[each.person, each.of] = each.is_
        stated[each.of, each.person] = INVERSE[each.is_]
    return stated


def _parents(stated: dict[tuple[str, str], str], spouses: dict[str, str]) -> dict[str, Ids]:
    """Parents as stated, and their spouses, who are step-parents unless something else is stated."""
    found: dict[str, Ids] = {}
    for (one, other), is_ in stated.items():
        if is_ in PARENTS:
            found[other] = (*found.get(other, ()), one)
    for child, parents in found.items() if spouses else ():
        steps = (spouses[parent] for parent in parents if parent in spouses)
        found[child] = parents + tuple(step for step in steps if (step, child) not in stated)
    return found


def _turned(parents: dict[str, Ids]) -> dict[str, Ids]:
    children: dict[str, Ids] = {}
    for child, each in parents.items():
        for parent in each:
            children[parent] = (*children.get(parent, ()), child)
    return children


def _siblings(stated: dict[tuple[str, str], str], parents: dict[str, Ids], children: dict[str, Ids]) -> dict[str, Ids]:
    """Siblings as stated, and the other children of each parent."""
    found: dict[str, Members] = {}
    for child, each in parents.items():
        for parent in each:
            for other in children[parent]:
                if other != child:
                    found.setdefault(child, {})[other] = None
    for (one, other), is_ in stated.items():
        if is_ in SIBLINGS:
            found.setdefault(other, {})[one] = None
    return {who: tuple(others) for who, others in found.items()}


def _cares_for(
    application: Application,
    people: dict[str, Person],
    spouses: dict[str, str],
    parents: dict[str, Ids],
    stated: dict[tuple[str, str], str],
    claims: list[TaxHousehold],
) -> dict[str, Ids]:
    """Each caretaker's children: parents at home, relatives who say that they care or claim them, and the spouses of those."""
    found: dict[str, Members] = {}
    for child, each in parents.items():
        home = people[child].home
        for parent in each:
            if people[parent].home == home:
                found.setdefault(parent, {})[child] = None
    for said in application.relationships:
        if said.caretaker and said.is_ in CARETAKERS:
            for carer in (said.person, spouses.get(said.person, said.person)):
                if people[carer].home == people[said.of].home:
                    found.setdefault(carer, {})[said.of] = None
    for claim in claims:
        for filer, child in _cares_by_claiming(claim, people, parents, stated):
            found.setdefault(filer, {})[child] = None
    return {who: tuple(others) for who, others in found.items()}


def _cares_by_claiming(
    filed: TaxHousehold, people: dict[str, Person], parents: dict[str, Ids], stated: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Relatives who claim a child at home whose parents are not there: claiming is a sign of the care, 42 CFR 435.4."""
    for child in filed.dependents:
        home = people[child].home
        if any(people[parent].home == home for parent in parents.get(child, ())):
            continue
        if any(stated.get((filer, child)) in CARETAKERS for filer in filed.filers):
            yield from ((filer, child) for filer in filed.filers if people[filer].home == home)
