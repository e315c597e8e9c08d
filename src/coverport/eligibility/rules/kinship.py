"""Who is who to whom, worked out once for an application: spouses, parents, children, siblings, caretakers, tax returns."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from coverport.eligibility.facts import INVERSE, Application, Person, Relationship
from coverport.law.resolved import KEPT

Role = Literal["self", "spouse", "child", "other"]
Ids = tuple[str, ...]
Members = dict[str, None]  # an ordered set of ids
Stated = dict[tuple[str, str], str]

PARENTS = frozenset({"parent", "stepparent"})
CHILDREN = frozenset({"child", "stepchild"})
SIBLINGS = frozenset({"sibling", "stepsibling"})
# Relatives of a dependent child who can be its caretaker, beside parents and the spouses of all these, 42 CFR 435.4.
CARETAKERS = frozenset({"grandparent", "sibling", "stepsibling", "aunt_uncle", "cousin", "niece_nephew"})


class Return(msgspec.Struct, frozen=True, gc=False):
    """Who is on a tax return. asked: whether it will be filed is not said yet."""

    filers: Ids
    dependents: Ids
    asked: bool


class Ties(msgspec.Struct, frozen=True, kw_only=True, gc=False, eq=False):
    """The ties of a family, people in the order of the application. Who has none of something is in none of its dictionaries.

    They follow from relationships, homes and returns, whoever the people are; compared as the object that they are, so that what
    follows from them alone can be kept by it. roles: what each one is to the first person of the application. filing_asked:
    somebody has not said whether they will file.
    """

    first: str
    homes: dict[str, str]
    stated: Stated
    spouses: dict[str, str]
    parents: dict[str, Ids]
    children: dict[str, Ids]
    siblings: dict[str, Ids]
    cares_for: dict[str, Ids]
    returns: dict[str, Return]
    claims: dict[str, Return]
    roles: dict[str, Role]
    filing_asked: bool

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
        return self.homes[one] == self.homes[other]

    def at_home_with(self, who: str, others: Iterable[str]) -> Ids:
        """Those of the others who live with the person."""
        home = self.homes[who]
        return tuple([other for other in others if self.homes[other] == home])

    def return_of(self, who: str) -> Return | None:
        """The return on which the person is a filer."""
        return self.returns.get(who)

    def claimed_on(self, who: str) -> Return | None:
        """The return that claims the person as a dependent."""
        return self.claims.get(who)


class Kin(Ties, frozen=True, kw_only=True, gc=False, eq=False):
    """The people of one application with their ties. pregnancy: somebody is pregnant."""

    ties: Ties
    people: dict[str, Person]
    pregnancy: bool


def kin_of(application: Application) -> Kin:
    """The family ties, once the application is checked. A return that is known not to be filed is none."""
    told, filed = application.people, application.tax_households
    ties = _ties(
        application.relationships,
        tuple([(one.id, one.home) for one in told]),
        tuple([Return(one.filers, one.dependents, one.files is None) for one in filed if one.files is not False]),
    )
    return Kin(
        ties=ties,
        people={one.id: one for one in told},
        pregnancy=True in [one.pregnant for one in told],
        first=ties.first,
        homes=ties.homes,
        stated=ties.stated,
        spouses=ties.spouses,
        parents=ties.parents,
        children=ties.children,
        siblings=ties.siblings,
        cares_for=ties.cares_for,
        returns=ties.returns,
        claims=ties.claims,
        roles=ties.roles,
        filing_asked=ties.filing_asked,
    )


# Most families are told in the same few ways: a couple with one child is the next one, too. Nobody changes the dictionaries.
@lru_cache(maxsize=KEPT)
def _ties(
    relationships: tuple[Relationship, ...], homes: tuple[tuple[str, str], ...], filed: tuple[Return, ...]
) -> Ties:
    stated, spouses, parents = _stated(relationships)
    children, at = _turned(parents), dict(homes)
    returns: dict[str, Return] = {}
    claims: dict[str, Return] = {}
    for each in filed:
        returns.update(dict.fromkeys(each.filers, each))
        claims.update(dict.fromkeys(each.dependents, each))
    return Ties(
        first=homes[0][0],
        homes=at,
        stated=stated,
        spouses=spouses,
        parents=parents,
        children=children,
        siblings=_siblings(stated, parents, children),
        cares_for=_cares_for(relationships, at, parents, spouses, stated, filed),
        returns=returns,
        claims=claims,
        roles={who: _role(who, homes[0][0], spouses, parents) for who in at},
        filing_asked=True in [each.asked for each in filed],
    )


def _role(who: str, first: str, spouses: dict[str, str], parents: dict[str, Ids]) -> Role:
    if who == first:
        return "self"
    if spouses.get(who) == first:
        return "spouse"
    return "child" if first in parents.get(who, ()) else "other"


def _stated(relationships: tuple[Relationship, ...]) -> tuple[Stated, dict[str, str], dict[str, Ids]]:
    """(what one is to another, both ways; each one's spouse; parents as stated, and their spouses).

    The spouses of parents are step-parents unless something else is stated.
    """
    stated: Stated = {}
    spouses: dict[str, str] = {}
    parents: dict[str, Ids] = {}
    for each in relationships:
        one, other = each.person, each.of
        if (one, other) in stated:
            continue
        is_ = stated[one, other] = each.is_
        stated[other, one] = INVERSE[is_]
        if is_ == "spouse":
            spouses[one], spouses[other] = other, one
        elif is_ in CHILDREN:
            parents[one] = (*parents.get(one, ()), other)
        elif is_ in PARENTS:
            parents[other] = (*parents.get(other, ()), one)
    for child, known in parents.items() if spouses else ():
        steps = [spouses[parent] for parent in known if parent in spouses]
        parents[child] = known + tuple([step for step in steps if (step, child) not in stated])
    return stated, spouses, parents


def _turned(parents: dict[str, Ids]) -> dict[str, Ids]:
    children: dict[str, Ids] = {}
    for child, each in parents.items():
        for parent in each:
            children[parent] = (*children.get(parent, ()), child)
    return children


def _siblings(stated: Stated, parents: dict[str, Ids], children: dict[str, Ids]) -> dict[str, Ids]:
    """Siblings as stated, and the other children of each parent."""
    found: dict[str, Members] = {}
    for child, each in parents.items():
        for parent in each:
            if len(children[parent]) > 1:
                found.setdefault(child, {}).update(dict.fromkeys(children[parent]))
    for who, others in found.items():
        del others[who]
    for (one, other), is_ in stated.items():
        if is_ in SIBLINGS:
            found.setdefault(other, {})[one] = None
    return {who: tuple(others) for who, others in found.items()}


def _cares_for(
    relationships: tuple[Relationship, ...],
    homes: dict[str, str],
    parents: dict[str, Ids],
    spouses: dict[str, str],
    stated: Stated,
    filed: tuple[Return, ...],
) -> dict[str, Ids]:
    """Each caretaker's children: parents at home, relatives who say that they care or claim them, and the spouses of those."""
    found: dict[str, Members] = {}
    with_parents: set[str] = set()
    for child, each in parents.items():
        home = homes[child]
        for parent in each:
            if homes[parent] == home:
                found.setdefault(parent, {})[child] = None
                with_parents.add(child)
    for said in relationships:
        if said.caretaker and said.is_ in CARETAKERS:
            for carer in (said.person, spouses.get(said.person, said.person)):
                if homes[carer] == homes[said.of]:
                    found.setdefault(carer, {})[said.of] = None
    for claim in filed:
        for child in claim.dependents:
            if child not in with_parents:
                for filer in _cares_by_claiming(child, claim, homes, stated):
                    found.setdefault(filer, {})[child] = None
    return {who: tuple(others) for who, others in found.items()}


def _cares_by_claiming(child: str, claim: Return, homes: dict[str, str], stated: Stated) -> Iterator[str]:
    """Relatives who claim a child at home whose parents are not there: claiming is a sign of the care, 42 CFR 435.4."""
    if any(stated.get((filer, child)) in CARETAKERS for filer in claim.filers):
        yield from (filer for filer in claim.filers if homes[filer] == homes[child])
