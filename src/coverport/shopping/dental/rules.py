"""What a health plan leaves of the tax credit for a dental plan. No Django."""

from collections.abc import Collection

from coverport.core.money import Cents


def left_over(credit: Cents, used: Cents, level: str, without_credit: Collection[str]) -> Cents:
    """Cents a month for the pediatric part of a dental plan: 26 USC 36B(b)(3)(E), 45 CFR 155.340(e)(2).

    That part is premium of a qualified health plan only for who is enrolled in one as well; a catastrophic plan is none for the credit,
    36B(c)(3)(A), so that nothing is left over beside it.
    """
    return 0 if level in without_credit else max(0, credit - used)
