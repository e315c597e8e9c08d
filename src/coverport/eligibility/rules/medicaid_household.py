"""Who counts with a person for Medicaid and CHIP, and how many they are, 42 CFR 435.603(b) and (f)."""

from collections.abc import Iterable, Mapping, Set
from functools import cache

import msgspec

from coverport.eligibility.facts import TaxHousehold
from coverport.eligibility.findings import Fact, Reason, shared
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.kinship import Kin, Members
from coverport.law.parameters import HouseholdChild, UnbornInHousehold

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


class _Around(msgspec.Struct, frozen=True):
    """What the households of one application share. sure: only returns that are known to be filed count."""

    kin: Kin
    ages: Mapping[str, int]
    child: HouseholdChild
    sure: bool = False
    # Filers are asked for once by themselves and once by each dependent.
    known: dict[str, tuple[str, Members]] = msgspec.field(default_factory=dict)

    def under(self, who: str) -> int:
        """The age under which the person is a child here."""
        return self.child.student_under if self.kin.people[who].student else self.child.under

    def is_child(self, who: str) -> bool:
        return self.ages[who] < self.under(who)

    def children(self, ids: Iterable[str]) -> list[str]:
        return [each for each in ids if self.is_child(each)]

    def counts(self, filed: TaxHousehold) -> bool:
        return not self.sure or filed.files is not None


def medicaid_households(
    kin: Kin, ages: Mapping[str, int], child: HouseholdChild, unborn: UnbornInHousehold
) -> dict[str, MedicaidHousehold]:
    """Everybody's household by id, without its income. Nobody and size 0 where it cannot be said."""
    around = _Around(kin, ages, child)
    return {who: _of_one(who, around, unborn) for who in kin.people}


def _of_one(who: str, around: _Around, unborn: UnbornInHousehold) -> MedicaidHousehold:
    kin = around.kin
    code, members = _household(who, around)
    if kin.filing_asked and code not in _NOBODY and _if_unfiled(who, around) != members.keys():
        code = "household_filing_missing"
    if code in _NOBODY:
        return MedicaidHousehold((), 0, Reason(code, CITATIONS[code], {}))
    people = tuple([each for each in kin.people if each in members])
    expected = _expected(who, people, unborn, kin) if kin.pregnancy else 0
    return MedicaidHousehold(people, len(people) + expected, _reason(code, who, len(people), expected, around, unborn))


def _if_unfiled(who: str, around: _Around) -> Set[str]:
    """Who counts if those who have not said whether they will file do not."""
    return _household(who, _Around(around.kin, around.ages, around.child, sure=True))[1].keys()


def _household(who: str, around: _Around) -> tuple[str, Members]:
    """The rule that puts the household together, and the household; a spouse at home is always in it, 435.603(f)(4)."""
    if (known := around.known.get(who)) is not None:
        return known
    code, members = _by_filing(who, around)
    members[who] = None
    spouse = around.kin.spouse_of(who)
    if spouse is not None and around.kin.together(who, spouse):
        members[spouse] = None
    around.known[who] = code, members
    return code, members


def _by_filing(who: str, around: _Around) -> tuple[str, Members]:
    kin = around.kin
    if (claim := kin.claims.get(who)) is not None and around.counts(claim):
        return _claimed(who, claim, around)
    if (outsider := kin.people[who].claimed_by_outsider) is not None:
        return _claimed_outside(who, outsider, around)
    if (own := kin.returns.get(who)) is not None and around.counts(own):
        return "household_filer", dict.fromkeys(own.filers + own.dependents)
    return "household_non_filer", _at_home(who, around)


def _claimed(who: str, claim: TaxHousehold, around: _Around) -> tuple[str, Members]:
    """A dependent has the household of whoever claims them, with three exceptions."""
    parents = around.kin.parents_of(who)
    claiming = [filer for filer in claim.filers if filer in parents]
    if not claiming:
        spouse = around.kin.spouse_of(who)
        if spouse not in claim.filers:
            return "household_claimed_by_other_relative", _at_home(who, around)
        claiming = [spouse]
    elif around.is_child(who):
        at_home = around.kin.at_home_with(who, parents)
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
    kin = around.kin
    found = around.children(kin.children_of(who))
    if around.is_child(who):
        found += [*kin.parents_of(who), *around.children(kin.siblings_of(who))]
    return dict.fromkeys(kin.at_home_with(who, found))


def _expected(who: str, people: tuple[str, ...], unborn: UnbornInHousehold, kin: Kin) -> int:
    """Children expected that count: the person's own all do, those of others as the state has chosen, 435.603(b)."""
    total = 0
    for each in people:
        if (member := kin.people[each]).pregnant:
            all_count = each == who or unborn.counts == "expected"
            total += member.expected_children if all_count else int(unborn.counts == "two")
    return total


def _reason(code: str, who: str, people: int, expected: int, around: _Around, unborn: UnbornInHousehold) -> Reason:
    if not expected and code in _BY_RETURN:
        return _by_return(code, people)
    citation = CITATIONS[code]
    facts: dict[str, Fact] = {"size": people + expected, "people": people, "expected": expected}
    if code not in _BY_RETURN:
        facts["age"], facts["under"] = around.ages[who], around.under(who)
        citation = f"{citation}; {around.child.citation}"
    if expected:
        citation = f"{citation}; {unborn.citation}"
    return Reason(code, citation, facts)


@cache
def _by_return(code: str, people: int) -> Reason:
    return shared(Reason(code, CITATIONS[code], {"size": people, "people": people, "expected": 0}))
