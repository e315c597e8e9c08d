"""Words for offers of employers: plans, and money for a plan of one's own."""

from coverport.eligibility.translation import gettext_noop

_AFFORDABLE = gettext_noop(
    "With a yearly income of %(income)s, up to %(most)s a month counts as affordable (%(affordable_percent)s%% of income)."
)
_COVERAGE_FIRST = gettext_noop("Coverage that you could have at such a price comes before help with premiums.")
_LEFT_TO_PAY = gettext_noop(
    "The silver plan that we must compare with costs %(silver)s a month; "
    "after the %(allowance)s from the employer, %(premium)s is left to pay."
)

SENTENCES: dict[str, tuple[str, ...]] = {
    "enrolled_in_employer_plan": (
        gettext_noop("You are on an employer's plan, so you cannot get help with another plan's premium."),
    ),
    "offer_affordable": (
        gettext_noop("An employer offers you a plan for which the worker alone would pay %(premium)s a month."),
        _AFFORDABLE,
        _COVERAGE_FIRST,
    ),
    "offer_affordable_family": (
        gettext_noop("An employer offers you a plan for which the family would pay %(premium)s a month."),
        _AFFORDABLE,
        _COVERAGE_FIRST,
    ),
    "offer_not_affordable": (
        gettext_noop("An employer offers you a plan for which the worker alone would pay %(premium)s a month."),
        _AFFORDABLE,
        gettext_noop("The offer costs more, so it does not stand in the way."),
    ),
    "offer_not_affordable_family": (
        gettext_noop("An employer offers you a plan for which the family would pay %(premium)s a month."),
        _AFFORDABLE,
        gettext_noop("The offer costs more, so it does not stand in the way."),
    ),
    "offer_below_minimum_value": (
        gettext_noop(
            "An employer offers you a plan that pays less than the law asks, so it does not stand in the way."
        ),
    ),
    "offer_cost_missing": (
        gettext_noop("Tell us what you would pay for the cheapest plan that an employer offers you."),
        gettext_noop("The employer can fill in the Employer Coverage Tool for you."),
    ),
    "offer_value_missing": (
        gettext_noop("Ask the employer whether the plan meets the minimum value standard, and tell us."),
    ),
    "arrangement_affordable": (
        gettext_noop("An employer gives you money for a plan of your own."),
        _LEFT_TO_PAY,
        _AFFORDABLE,
        _COVERAGE_FIRST,
    ),
    "arrangement_not_affordable": (
        gettext_noop("An employer gives you money for a plan of your own."),
        _LEFT_TO_PAY,
        _AFFORDABLE,
        gettext_noop("You can get help with premiums too; the employer's money is taken off it."),
    ),
    "arrangement_not_opted_out": (
        gettext_noop("An employer gives you money for a plan of your own."),
        _LEFT_TO_PAY,
        _AFFORDABLE,
        gettext_noop(
            "You can choose: keep the employer's money, or give it up and get help with premiums. Tell us if you give it up."
        ),
    ),
    "arrangement_opted_out": (
        gettext_noop("An employer offers you money for a plan of your own, and you have given it up."),
        _LEFT_TO_PAY,
        _AFFORDABLE,
        gettext_noop("The offer does not stand in the way."),
    ),
    "arrangement_cost_missing": (
        gettext_noop(
            "Tell us how much an employer gives you a month for a plan of your own. The employer's letter says it."
        ),
    ),
}
