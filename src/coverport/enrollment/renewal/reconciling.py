"""Whose credit was told not to be reconciled, where the tax service does not say now whether it still is so: 45 CFR 155.305(f)(4)."""

from collections.abc import Mapping

import msgspec

from coverport.applications.submission import result_of
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.results import PersonResult
from coverport.eligibility.rules.cost_sharing import STANDARD
from coverport.enrollment.renewal.drafting import Draft, Said
from coverport.enrollment.renewal.households import Renewing

CODE = "not_reconciled"
# Cost sharing of who is told of no income: for Indians alone, 45 CFR 155.350(b).
WITHOUT_INCOME = frozenset({STANDARD, "03"})


class Open(msgspec.Struct, frozen=True):
    """households: tax households by their id in the new decision -> why they have no credit; everybody: where it is not known of whom."""

    households: Mapping[str, Finding] = {}
    everybody: bool = False


ALL_ANSWERED = Open()


def still_open(one: Renewing, draft: Draft, said: Said, decided: Decided) -> Open:
    """Of the returns that were told not to be reconciled those of which nothing is heard now; each return is its own."""
    silent = {each.id for each in draft.given.tax_households if said.get((one.household.id, each.id)) is None}
    if not silent or not any(note["code"] == CODE for each in one.renewals.values() for note in each.notes):
        return ALL_ANSWERED
    told = _told(one)
    found = {
        each.id: told[each.people[0]] for each in decided.tax_households if each.id in silent and each.people[0] in told
    }
    rest = [each for each in decided.tax_households if each.id not in found and each.credit.outcome is Outcome.YES]
    return Open(found) if rest and told else Open(everybody=bool(found) or not told)


def _told(one: Renewing) -> dict[str, Finding]:
    """Who files -> why there is no credit, as the household was told."""
    return {
        each.people[0]: each.credit
        for renewal in one.renewals.values()
        if renewal.determination is not None
        for each in result_of(renewal.determination).tax_households
        if any(reason.code == CODE for reason in each.credit.reasons)
    }


def without_credit_of(decided: Decided, households: Mapping[str, Finding]) -> Decided:
    """The same decision where some tax households have no credit in advance, nor the cost sharing that comes with it."""
    if not households:
        return decided
    return msgspec.structs.replace(
        decided,
        people=tuple(_person(each) if each.tax_household in households else each for each in decided.people),
        tax_households=tuple(
            msgspec.structs.replace(each, aptc=0, credit=households[each.id]) if each.id in households else each
            for each in decided.tax_households
        ),
    )


def _person(one: PersonResult) -> PersonResult:
    kept = tuple(each for each in one.csr_qualifies if each in WITHOUT_INCOME)
    variant = next((each for each in kept if each != STANDARD), STANDARD)
    return msgspec.structs.replace(one, csr_qualifies=kept or (STANDARD,), csr_variant=variant)
