"""Facts of a return that cannot be right are refused by their path, before anything is computed."""

from decimal import Decimal

from coverport.eligibility.places import STATE_NAMES
from coverport.eligibility.tax.facts import Allocation, BadFacts, TaxReturn, unmarried_months


def check(facts: TaxReturn) -> None:
    """BadFacts with the path of the field and what would be right."""
    for place, state in enumerate(facts.states):
        _state(state, f"states[{place}]")
    _policies(facts)
    for place, each in enumerate(facts.allocations):
        _allocation(facts, each, f"allocations[{place}]")
    _overlaps(facts)
    _marriage(facts)


def _state(state: str, path: str) -> None:
    if state not in STATE_NAMES:
        raise BadFacts(f"{state!r} is not a state; expected two letters such as VT", field=path)


def _policies(facts: TaxReturn) -> None:
    seen: set[str] = set()
    for place, policy in enumerate(facts.policies):
        if policy.number in seen:
            raise BadFacts(f"policy {policy.number} is given twice", field=f"policies[{place}].number")
        seen.add(policy.number)
        if policy.state:
            _state(policy.state, f"policies[{place}].state")
        if policy.of != "both" and facts.marriage is None:
            raise BadFacts("only a marriage in the year makes it one spouse's", field=f"policies[{place}].of")


def _allocation(facts: TaxReturn, each: Allocation, path: str) -> None:
    if each.policy not in {policy.number for policy in facts.policies}:
        raise BadFacts(f"there is no policy {each.policy} on this return", field=f"{path}.policy")
    if each.start > each.stop:
        raise BadFacts(f"the first month {each.start} is after the last, {each.stop}", field=f"{path}.stop")
    for name in ("agreed", "premium_share", "slcsp_share", "aptc_share"):
        _share(getattr(each, name), f"{path}.{name}")
    _needed(each, path)


def _share(share: Decimal | None, path: str) -> None:
    if share is None:
        return
    if not share.is_finite() or not 0 <= share <= 1 or share * 100 % 1:
        raise BadFacts(f"{share} is not a share from 0 to 1 with two decimals, such as 0.33", field=path)


def _needed(each: Allocation, path: str) -> None:
    """What a situation cannot do without."""
    if each.situation == "stated" and each.premium_share is None:
        raise BadFacts("a stated allocation needs column (e)", field=f"{path}.premium_share")
    if each.situation == "no_aptc":
        own, other = each.own_slcsp, each.other_slcsp
        if own is None or other is None or own + other == 0:
            raise BadFacts(
                "without credit paid in advance, both benchmark premiums are needed", field=f"{path}.own_slcsp"
            )
    if each.situation == "other" and each.agreed is None:
        if each.claimed is None or each.enrolled is None:
            raise BadFacts("give the agreed share, or claimed and enrolled people", field=f"{path}.agreed")
        if each.claimed > each.enrolled:
            raise BadFacts(f"{each.claimed} of {each.enrolled} people is too many", field=f"{path}.claimed")


def _overlaps(facts: TaxReturn) -> None:
    taken: set[tuple[str, int]] = set()
    for place, each in enumerate(facts.allocations):
        months = {(each.policy, month) for month in range(each.start, each.stop + 1)}
        if both := sorted(taken & months):
            told = (
                f"policy {each.policy} is allocated twice in month {both[0][1]}; for three families, state the shares"
            )
            raise BadFacts(told, field=f"allocations[{place}].start")
        taken |= months


def _marriage(facts: TaxReturn) -> None:
    if facts.marriage is None:
        return
    if facts.marriage.day.year != facts.year:
        raise BadFacts(f"{facts.marriage.day} is not in {facts.year}", field="marriage.day")
    if facts.filing_status != "married_jointly":
        raise BadFacts("the alternative calculation is for joint returns", field="marriage")
    before = unmarried_months(facts)
    for place, policy in enumerate(facts.policies):
        if policy.of == "both" and any(policy.premium[month - 1] or policy.aptc[month - 1] for month in before):
            raise BadFacts(
                "before the marriage it was the filer's or the spouse's; say whose", field=f"policies[{place}].of"
            )
    if facts.marriage.filer_family + facts.marriage.spouse_family > facts.family_size:
        raise BadFacts(
            f"both families together have more than the {facts.family_size} people of line 1",
            field="marriage.spouse_family",
        )
