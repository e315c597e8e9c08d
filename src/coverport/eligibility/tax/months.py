"""Columns (a), (b) and (f) of lines 12 to 23: what all policies of a return cost and were paid, month by month, in cents."""

from collections.abc import Callable, Collection
from fractions import Fraction

import msgspec

from coverport.eligibility.tax.allocation import Shares
from coverport.eligibility.tax.facts import MONTHS, BadFacts, Policy, TaxReturn
from coverport.eligibility.tax.lines import Row, row, whole_dollars

SharesByMonth = dict[tuple[str, int], Shares]


class Month(msgspec.Struct, frozen=True):
    """One month of all policies together: premium, benchmark premium, advance credit; cents, not rounded."""

    premium: Fraction
    slcsp: Fraction
    aptc: Fraction

    @property
    def enrolled(self) -> bool:
        """Whether the line of the month is filled in."""
        return bool(self.premium or self.aptc)


def monthly_row(month: Month, contribution: int | None) -> Row | None:
    """One of lines 12 to 23, each amount to the nearest dollar; blank in a month without coverage.

    contribution None: there is no credit, and columns (c) and (d) stay blank.
    """
    if not month.enrolled:
        return None
    premium, slcsp, aptc = (whole_dollars(each) for each in (month.premium, month.slcsp, month.aptc))
    return Row(premium, slcsp, None, None, 0, aptc) if contribution is None else row(premium, slcsp, contribution, aptc)


def combined(
    facts: TaxReturn, shares: SharesByMonth, *, unmarried: Collection[int], entitled: bool
) -> tuple[Month, ...]:
    """January to December. unmarried: months before a marriage, in which each spouse has a benchmark plan of their own.

    entitled: whether the benchmark premium decides anything; otherwise what is missing of it is not asked for.
    """
    return tuple(_month(facts, shares, month, apart=month in unmarried, entitled=entitled) for month in MONTHS)


def own(facts: TaxReturn, shares: SharesByMonth, name: str, month: int) -> Month:
    """One spouse's policies in a month before the marriage, with the benchmark premium of the statements."""
    policies = tuple(policy for policy in facts.policies if policy.of == name)
    alone = msgspec.structs.replace(facts, policies=policies, slcsp=None)
    return _month(alone, shares, month, apart=True, entitled=True)


def _month(facts: TaxReturn, shares: SharesByMonth, month: int, *, apart: bool, entitled: bool) -> Month:
    premium = _sum(facts, shares, month, lambda policy: policy.premium, lambda part: part.premium)
    aptc = _sum(facts, shares, month, lambda policy: policy.aptc, lambda part: part.aptc)
    # A month whose premium was not paid has no credit: 0 is entered in column (b), too.
    slcsp = _benchmark(facts, shares, month, apart=apart) if premium and entitled else Fraction(0)
    return Month(premium, slcsp, aptc)


def _sum(
    facts: TaxReturn,
    shares: SharesByMonth,
    month: int,
    column: Callable[[Policy], tuple[int, ...]],
    part: Callable[[Shares], Fraction | None],
) -> Fraction:
    total = Fraction(0)
    for policy in facts.policies:
        share = shares.get((policy.number, month))
        taken = None if share is None else part(share)
        total += column(policy)[month - 1] * (1 if taken is None else taken)
    return total


def _benchmark(facts: TaxReturn, shares: SharesByMonth, month: int, *, apart: bool) -> Fraction:
    """Column (b): policies of one coverage family in one state have one benchmark plan, which counts once; states add up."""
    place = month - 1
    if facts.slcsp is not None:
        return Fraction(facts.slcsp[place])
    families: dict[tuple[str, str], int] = {}
    total = Fraction(0)
    for position, policy in enumerate(facts.policies):
        if not policy.premium[place]:
            continue
        if share := shares.get((policy.number, month)):
            total += _shared(policy.slcsp[place], share, month)
            continue
        family = (policy.state, policy.of if apart else "both")
        known = families.setdefault(family, policy.slcsp[place])
        if known != policy.slcsp[place]:
            raise BadFacts(
                f"two policies of one state have different benchmark premiums in month {month}; give the right ones in slcsp",
                field=f"policies[{position}].slcsp[{place}]",
            )
    return total + sum(families.values())


def _shared(slcsp: int, share: Shares, month: int) -> Fraction:
    if share.slcsp is None:
        raise BadFacts(
            f"the benchmark premium of this coverage family is not shared by this rule; give it for month {month}",
            field="slcsp",
        )
    return slcsp * share.slcsp
