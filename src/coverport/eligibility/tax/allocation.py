"""Part IV of Form 8962: a policy that covers two tax families is shared between their returns, 26 CFR 1.36B-4(a)(1)(ii)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import msgspec

from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.tax.facts import Allocation
from coverport.eligibility.tax.lines import AllocationLine

TWO_PLACES = Decimal("0.01")
WHOLE = Fraction(1)
# Who cannot agree, and who files apart, has half: 26 CFR 1.36B-4(a)(1)(ii)(C), (D); instructions for Form 8962, Part IV.
HALF = Fraction(1, 2)
DIVORCED = "26 CFR 1.36B-4(a)(1)(ii)(D); instructions for Form 8962, allocation situation 1"
APART = "26 CFR 1.36B-4(a)(1)(ii)(C); instructions for Form 8962, allocation situation 2"
NOTHING_PAID = "26 CFR 1.36B-3(h); instructions for Form 8962, allocation situation 3"
SHIFTING = "26 CFR 1.36B-4(a)(1)(ii)(B); instructions for Form 8962, allocation situation 4"
STATED = "26 CFR 1.36B-4(a)(1)(ii); Publication 974, allocation among three or more taxpayers"


class Shares(msgspec.Struct, frozen=True):
    """This return's part of each column. slcsp, aptc None: that column is not shared by this rule."""

    premium: Fraction
    slcsp: Fraction | None
    aptc: Fraction | None
    reason: Reason

    @property
    def entered(self) -> tuple[Decimal, Decimal | None, Decimal | None]:
        """Columns (e), (f) and (g): two decimals."""
        return _entered(self.premium), _or_blank(self.slcsp), _or_blank(self.aptc)


def shares_of(each: Allocation) -> Shares:
    """What this return takes of the policy's premium, benchmark premium and advance credit."""
    return _RULES[each.situation](each)


def allocation_line(each: Allocation) -> AllocationLine:
    """The line that is entered."""
    return AllocationLine(each.policy, each.start, each.stop, *shares_of(each).entered)


def by_policy_and_month(allocations: Sequence[Allocation]) -> dict[tuple[str, int], Shares]:
    """The shares of each allocated policy in each month; what is not here is this return's in full."""
    return {
        (each.policy, month): shares
        for each in allocations
        for shares in (shares_of(each),)
        for month in range(each.start, each.stop + 1)
    }


def headcount(claimed: int, enrolled: int, *, enrolling: bool) -> Fraction:
    """People enrolled by one and claimed by the other, of all enrolled; two decimals, as entered. Who enrolled them keeps the rest."""
    theirs = Fraction(_entered(Fraction(claimed, enrolled)))
    return WHOLE - theirs if enrolling else theirs


def _divorced(each: Allocation) -> Shares:
    if each.agreed is None:
        return _all_three(HALF, _reason("tax_shared_half", DIVORCED, each, HALF))
    share = Fraction(each.agreed)
    return _all_three(share, _reason("tax_shared_agreed", DIVORCED, each, share))


def _apart(each: Allocation) -> Shares:
    """Premium and advance credit alone: each spouse has a benchmark plan of their own."""
    return Shares(HALF, None, HALF, _reason("tax_shared_half", APART, each, HALF))


def _nothing_paid(each: Allocation) -> Shares:
    """In proportion to the benchmark premiums. The amount is not rounded on the way: 15,000 x 12,000 / 18,000 = 10,000."""
    own, other = each.own_slcsp or 0, each.other_slcsp or 0
    share = Fraction(own, own + other)
    facts: dict[str, Fact] = {"own_benchmark": own, "other_benchmark": other}
    return Shares(share, None, None, _reason("tax_shared_by_benchmark", NOTHING_PAID, each, share, facts))


def _shifting(each: Allocation) -> Shares:
    if each.agreed is not None:
        share = Fraction(each.agreed)
        return _all_three(share, _reason("tax_shared_agreed", SHIFTING, each, share))
    claimed, enrolled = each.claimed or 0, each.enrolled or 1
    share = headcount(claimed, enrolled, enrolling=each.enrolling)
    facts: dict[str, Fact] = {"claimed": claimed, "enrolled": enrolled, "enrolling": each.enrolling}
    return _all_three(share, _reason("tax_shared_by_headcount", SHIFTING, each, share, facts))


def _stated(each: Allocation) -> Shares:
    premium = Fraction(each.premium_share or 0)
    slcsp, aptc = (None if share is None else Fraction(share) for share in (each.slcsp_share, each.aptc_share))
    return Shares(premium, slcsp, aptc, _reason("tax_shared_stated", STATED, each, premium))


_RULES = {
    "divorced": _divorced,
    "married_separately": _apart,
    "no_aptc": _nothing_paid,
    "other": _shifting,
    "stated": _stated,
}


def _all_three(share: Fraction, reason: Reason) -> Shares:
    return Shares(share, share, share, reason)


def _reason(
    code: str, citation: str, each: Allocation, share: Fraction, facts: dict[str, Fact] | None = None
) -> Reason:
    told: dict[str, Fact] = {
        "policy": each.policy,
        "first_month": each.start,
        "last_month": each.stop,
        "share": str(_entered(share)),
    }
    return Reason(code, citation, told | (facts or {}))


def _entered(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / share.denominator).quantize(TWO_PLACES, ROUND_HALF_UP)


def _or_blank(share: Fraction | None) -> Decimal | None:
    return None if share is None else _entered(share)
