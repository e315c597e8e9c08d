"""Words for what states add to the federal credit."""

from collections.abc import Mapping

from coverport.eligibility.translation import gettext_noop

# How facts of these reasons are shown, beside those that every room has.
SHOWN: Mapping[str, str] = {"amount": "exact"}

_OF_GUIDELINE = gettext_noop(
    "Your yearly income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
)

SENTENCES: dict[str, tuple[str, ...]] = {
    "subsidy_needs_credit": (gettext_noop("%(program)s comes only with the tax credit for premiums."),),
    "subsidy_needs_credit_unknown": (
        gettext_noop("%(program)s comes with the tax credit for premiums, which we do not know yet."),
    ),
    "subsidy_not_worked_out": (
        gettext_noop("Your state has its own help, %(program)s. We do not work out how much; ask the state."),
    ),
    "subsidy_income_below": (_OF_GUIDELINE, gettext_noop("%(program)s starts at %(floor)s%%.")),
    "subsidy_income_above": (_OF_GUIDELINE, gettext_noop("%(program)s ends at %(at_most)s%%.")),
    "subsidy_plan_type": (
        _OF_GUIDELINE,
        gettext_noop("You can choose %(program)s, plan type %(plan_type)s."),
        gettext_noop("Its cheapest plan costs each person %(contribution)s a month; others cost more."),
    ),
    "subsidy_plan_type_price_unknown": (
        _OF_GUIDELINE,
        gettext_noop("You can choose %(program)s, plan type %(plan_type)s. We do not have its price for this year."),
    ),
    "subsidy_premium_assistance": (
        gettext_noop("%(program)s pays %(amount)s a month more."),
        gettext_noop("It lowers the part of your income that you are expected to pay by %(points)s points."),
    ),
    "subsidy_premium_assistance_zero": (
        gettext_noop("You can have %(program)s, but there is nothing left for it to pay."),
    ),
    "subsidy_cost_sharing": (
        _OF_GUIDELINE,
        gettext_noop(
            "Up to %(at_most)s%%, silver plans pay about %(actuarial_value)s%% of the costs of care with %(program)s."
        ),
    ),
    "subsidy_cost_sharing_federal": (
        _OF_GUIDELINE,
        gettext_noop("Up to %(above)s%%, the federal help with costs is as good as %(program)s."),
    ),
}
