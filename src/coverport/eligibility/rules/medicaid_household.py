"""Who counts with a person for Medicaid and CHIP, and how many they are, 42 CFR 435.603(b) and (f)."""

from collections.abc import Iterable, Mapping, Set
from functools import cache, lru_cache

import msgspec

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Fact, Reason, shared
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.kinship import Ids, Kin, Members, Return, Ties
from coverport.law.parameters import HouseholdChild, UnbornInHousehold
from coverport.law.resolved import KEPT

CITATIONS = {
    "household_filer": "42 CFR 435.603(f)(1)",
    "household_dependent": "42 CFR 435.603(f)(2)",
    "household_claimed_by_other_relative": "42 CFR 435.603(f)(2)(i), (f)(3)",
    "household_parents_not_joint": "42 CFR 435.603(f)(2)(ii), (f)(3)",
    "household_claimed_by_noncustodial_parent": "42 CFR 435.603(f)(2)(iii), (f)(3)",
    "household_non_filer": "42 CFR 435.603(f)(3)",
    "household_unknown": "42 CFR 435.603(f)(2)",
    "household_filing_missing": "42 CFR 435.603(f)(1) to (3)",
}
# Here nobody asks whether the person is a child by age.
_BY_RETURN = frozenset({"household_filer", "household_dependent"})
_NOBODY = frozenset({"household_unknown", "household_filing_missing"})


class _Counted(msgspec.Struct, frozen=True, gc=False):
    """Who counts with a person, and by which rule. plain: the household where nobody expects a child and no age is told."""

    code: str
    people: Ids
    plain: MedicaidHousehold | None


class _Around(msgspec.Struct, frozen=True):
    """What the households of one family share. young: who is a child here, by age; outsiders: who claims somebody from elsewhere.

    sure: only returns that are known to be filed count.
    """

    ties: Ties
    young: frozenset[str]
    outsiders: dict[str, str]
    sure: bool = False
    # Filers are asked for once by themselves and once by each dependent.
    known: dict[str, tuple[str, Members]] = msgspec.field(default_factory=dict)

    def is_child(self, who: str) -> bool:
        return who in self.young

    def children(self, ids: Iterable[str]) -> list[str]:
        return [each for each in ids if each in self.young]

    def counts(self, filed: Return) -> bool:
        return not (self.sure and filed.asked)


def medicaid_households(
    kin: Kin, ages: Mapping[str, int], child: HouseholdChild, unborn: UnbornInHousehold
) -> dict[str, MedicaidHousehold]:
    """Everybody's household by id, without its income. Nobody and size 0 where it cannot be said."""
    people = kin.people.items()
    young = frozenset([who for who, one in people if ages[who] < _under(one, child)])
    outsiders = tuple([(who, one.claimed_by_outsider) for who, one in people if one.claimed_by_outsider])
    found: dict[str, MedicaidHousehold] = {}
    for who, counted in _counted(kin.ties, young, outsiders).items():
        expected = _expected(who, counted.people, unborn, kin) if kin.pregnancy else 0
        if counted.plain is None or expected:
            size = len(counted.people)
            reason = _reason(counted.code, ages[who], _under(kin.people[who], child), size, expected, child, unborn)
            found[who] = MedicaidHousehold(counted.people, size + expected, reason)
        else:
            found[who] = counted.plain
    return found


def _under(person: Person, child: HouseholdChild) -> int:
    """The age under which the person is a child here."""
    return child.student_under if person.student else child.under


# Who counts follows from ties and from who is a child: the same for most families.
@lru_cache(maxsize=KEPT)
def _counted(ties: Ties, young: frozenset[str], outsiders: tuple[tuple[str, str], ...]) -> dict[str, _Counted]:
    around = _Around(ties, young, dict(outsiders))
    return {who: _of_one(who, around) for who in ties.homes}


def _of_one(who: str, around: _Around) -> _Counted:
    code, members = _household(who, around)
    if around.ties.filing_asked and code not in _NOBODY and _if_unfiled(who, around) != members.keys():
        code = "household_filing_missing"
    if code in _NOBODY:
        return _Counted(code, (), MedicaidHousehold((), 0, Reason(code, CITATIONS[code], {})))
    people = tuple([each for each in around.ties.homes if each in members])
    return _Counted(code, people, _plain(code, people) if code in _BY_RETURN else None)


@lru_cache(maxsize=KEPT)
def _plain(code: str, people: Ids) -> MedicaidHousehold:
    """One for all whom the same people count with by the same rule."""
    return MedicaidHousehold(people, len(people), _by_return(code, len(people)))


def _if_unfiled(who: str, around: _Around) -> Set[str]:
    """Who counts if those who have not said whether they will file do not."""
    return _household(who, _Around(around.ties, around.young, around.outsiders, sure=True))[1].keys()


def _household(who: str, around: _Around) -> tuple[str, Members]:
    """The rule that puts the household together, and the household; a spouse at home is always in it, 435.603(f)(4)."""
    if (known := around.known.get(who)) is not None:
        return known
    code, members = _by_filing(who, around)
    members[who] = None
    spouse = around.ties.spouse_of(who)
    if spouse is not None and around.ties.together(who, spouse):
        members[spouse] = None
    around.known[who] = code, members
    return code, members


def _by_filing(who: str, around: _Around) -> tuple[str, Members]:
    ties = around.ties
    if (claim := ties.claims.get(who)) is not None and around.counts(claim):
        return _claimed(who, claim, around)
    if (outsider := around.outsiders.get(who)) is not None:
        return _claimed_outside(who, outsider, around)
    if (own := ties.returns.get(who)) is not None and around.counts(own):
        return "household_filer", dict.fromkeys(own.filers + own.dependents)
    return "household_non_filer", _at_home(who, around)


def _claimed(who: str, claim: Return, around: _Around) -> tuple[str, Members]:
    """A dependent has the household of whoever claims them, with three exceptions."""
    parents = around.ties.parents_of(who)
    claiming = [filer for filer in claim.filers if filer in parents]
    if not claiming:
        spouse = around.ties.spouse_of(who)
        if spouse not in claim.filers:
            return "household_claimed_by_other_relative", _at_home(who, around)
        claiming = [spouse]
    elif around.is_child(who):
        at_home = around.ties.at_home_with(who, parents)
        if len(at_home) < len(parents) and any(parent not in at_home for parent in claiming):
            return "household_claimed_by_noncustodial_parent", _at_home(who, around)
        if len(claiming) < len(parents) and any(parent not in claim.filers for parent in at_home):
            return "household_parents_not_joint", _at_home(who, around)
    return _of_claiming(claiming, around)


def _of_claiming(claiming: Iterable[str], around: _Around) -> tuple[str, Members]:
    """The households of the filers, themselves found by these rules: a filer may be claimed by somebody, too."""
    members: Members = {}
    for filer in claiming:
        code, theirs = _household(filer, around)
        if code == "household_unknown":
            return code, theirs
        members |= theirs
    return "household_dependent", members


def _claimed_outside(who: str, outsider: str, around: _Around) -> tuple[str, Members]:
    """Claimed by somebody who is not on the application, and so does not live here."""
    if outsider != "parent":
        return "household_claimed_by_other_relative", _at_home(who, around)
    if around.is_child(who):
        return "household_claimed_by_noncustodial_parent", _at_home(who, around)
    return "household_unknown", {}


def _at_home(who: str, around: _Around) -> Members:
    """The person with, of those at home, their children under the age; for a child also parents, and siblings under the age."""
    ties = around.ties
    found = around.children(ties.children_of(who))
    if around.is_child(who):
        found += [*ties.parents_of(who), *around.children(ties.siblings_of(who))]
    return dict.fromkeys(ties.at_home_with(who, found))


def _expected(who: str, people: tuple[str, ...], unborn: UnbornInHousehold, kin: Kin) -> int:
    """Children expected that count: the person's own all do, those of others as the state has chosen, 435.603(b)."""
    total = 0
    for each in people:
        if (member := kin.people[each]).pregnant:
            all_count = each == who or unborn.counts == "expected"
            total += member.expected_children if all_count else int(unborn.counts == "two")
    return total


def _reason(
    code: str, age: int, under: int, people: int, expected: int, child: HouseholdChild, unborn: UnbornInHousehold
) -> Reason:
    citation = CITATIONS[code]
    facts: dict[str, Fact] = {"size": people + expected, "people": people, "expected": expected}
    if code not in _BY_RETURN:
        facts["age"], facts["under"] = age, under
        citation = f"{citation}; {child.citation}"
    if expected:
        citation = f"{citation}; {unborn.citation}"
    return Reason(code, citation, facts)


@cache
def _by_return(code: str, people: int) -> Reason:
    return shared(Reason(code, CITATIONS[code], {"size": people, "people": people, "expected": 0}))
