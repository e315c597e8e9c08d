"""Words for the tax side: Form 8962, the payment for months without coverage, and the states' mandates."""

from collections.abc import Mapping

from coverport.eligibility.translation import gettext_noop

# How facts of these reasons are shown, beside those that every room has: exact dollars, whole dollars, a day.
SHOWN: Mapping[str, str] = {
    **dict.fromkeys(
        ("advance", "net", "excess", "repaid", "regular", "alternative", "own_benchmark", "other_benchmark"), "exact"
    ),
    **dict.fromkeys(("income_part", "flat", "total", "cap", "cost", "each_month"), "exact"),
    **dict.fromkeys(("threshold", "gross_income"), "whole"),
}

_OF_LINE = gettext_noop(
    "On the tax return, your household income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline "
    "for %(size)s (%(guideline)s)."
)
_SHARED = gettext_noop("Policy %(policy)s also covered people of another tax family.")
_OVER_THRESHOLD = gettext_noop("Your household income of %(income)s is over the filing threshold of %(threshold)s.")

SENTENCES: dict[str, tuple[str, ...]] = {
    # Whether the credit is allowed
    "tax_income_in_window": (
        _OF_LINE,
        gettext_noop("Incomes from %(floor)s%% to %(ceiling)s%% can have the premium tax credit."),
    ),
    "tax_income_in_window_no_ceiling": (
        _OF_LINE,
        gettext_noop("Incomes of %(floor)s%% and more can have the premium tax credit."),
    ),
    "tax_income_above_window": (
        gettext_noop(
            "On the tax return, your household income of %(income)s is over %(ceiling)s%% of the %(guideline_year)s poverty guideline "
            "for %(size)s (%(guideline)s)."
        ),
        gettext_noop("The premium tax credit ends there."),
    ),
    "tax_income_below_window": (_OF_LINE, gettext_noop("The premium tax credit starts at %(floor)s%%.")),
    "tax_below_window_estimate": (
        _OF_LINE,
        gettext_noop(
            "That is under %(floor)s%%, but the marketplace expected more when you enrolled, and paid %(advance)s for you. "
            "You keep the credit."
        ),
    ),
    "tax_below_window_lawfully_present": (
        _OF_LINE,
        gettext_noop(
            "That is under %(floor)s%%, but your immigration status kept you out of Medicaid. You can have the credit."
        ),
    ),
    "tax_below_window_reckless": (
        _OF_LINE,
        gettext_noop(
            "That is under %(floor)s%%. What the marketplace was told of your income was wrong on purpose or without care, "
            "so there is no credit."
        ),
    ),
    "tax_unemployment_rule": (
        gettext_noop(
            "You had unemployment benefits in the year, so your income counts as %(percent)s%% of the poverty guideline."
        ),
    ),
    "tax_claimed_by_another": (
        gettext_noop("Somebody else can claim you as a dependent, so you cannot have the premium tax credit."),
    ),
    "tax_no_family": (gettext_noop("Nobody is claimed on this tax return, so there is no premium tax credit on it."),),
    "tax_separate_return": (
        gettext_noop("Married people must file a joint return to have the premium tax credit."),
        gettext_noop("There are exceptions for abuse and abandonment."),
    ),
    "tax_separate_return_used_up": (
        gettext_noop(
            "You have filed apart and had the premium tax credit for %(separate_years)s years in a row. The limit is %(years)s."
        ),
    ),
    # Shared policies
    "tax_shared_agreed": (_SHARED, gettext_noop("You agreed that your share is %(share)s of the whole.")),
    "tax_shared_half": (_SHARED, gettext_noop("Your share is %(share)s of the whole: half for each return.")),
    "tax_shared_by_headcount": (
        _SHARED,
        gettext_noop(
            "Your share is %(share)s of the whole: %(claimed)s of the %(enrolled)s people are claimed elsewhere."
        ),
    ),
    "tax_shared_by_benchmark": (
        _SHARED,
        gettext_noop(
            "Your share of the premium is %(share)s of the whole: your benchmark premium is %(own_benchmark)s, "
            "that of the other family is %(other_benchmark)s."
        ),
    ),
    "tax_shared_stated": (
        _SHARED,
        gettext_noop("You told us that your share of the premium is %(share)s of the whole."),
    ),
    # Year of marriage
    "tax_marriage_alternative": (
        gettext_noop(
            "You married on %(on)s. With each of you counted apart before the marriage, your credit is %(alternative)s, "
            "not %(regular)s."
        ),
        gettext_noop("So you pay back less."),
    ),
    "tax_marriage_alternative_no_help": (
        gettext_noop(
            "You married on %(on)s. With each of you counted apart before the marriage, your credit would be %(alternative)s, "
            "no more than the usual %(regular)s."
        ),
    ),
    "tax_marriage_nothing_repaid": (
        gettext_noop("Your credit is %(credit)s, and %(advance)s was paid in advance. You pay nothing back."),
        gettext_noop("The special rule for the year of marriage does not pay out more."),
    ),
    # What follows
    "tax_net_credit": (
        gettext_noop("Your credit is %(credit)s, and %(advance)s was paid in advance."),
        gettext_noop("You get %(net)s more on your tax return."),
    ),
    "tax_nothing_left": (
        gettext_noop(
            "Your credit is %(credit)s, and just as much was paid in advance. You owe nothing and get nothing."
        ),
    ),
    "tax_excess_repaid": (
        gettext_noop("Your credit is %(credit)s, but %(advance)s was paid in advance."),
        gettext_noop("You pay back %(excess)s on your tax return."),
    ),
    "tax_excess_limited": (
        gettext_noop("Your credit is %(credit)s, but %(advance)s was paid in advance: %(excess)s too much."),
        gettext_noop("At your income, you pay back no more than %(repaid)s."),
    ),
    "tax_excess_waived": (
        gettext_noop("Your credit is %(credit)s, but %(advance)s was paid in advance: %(excess)s too much."),
        gettext_noop("For this year, nothing has to be paid back."),
    ),
    # The federal payment
    "mandate_ended": (gettext_noop("Since 2019, the federal government asks no payment for months without coverage."),),
    "mandate_claimed_by_another": (
        gettext_noop("Somebody else can claim you as a dependent, so you owe nothing for months without coverage."),
    ),
    "mandate_below_threshold": (
        gettext_noop(
            "Your household income of %(income)s is not over the filing threshold of %(threshold)s, so you owe nothing."
        ),
    ),
    "mandate_gross_income_below_threshold": (
        gettext_noop(
            "Your gross income of %(gross_income)s is under the filing threshold of %(threshold)s, so you owe nothing."
        ),
    ),
    "mandate_nothing_owed": (gettext_noop("Everyone had coverage or an exemption in every month."),),
    "mandate_income_part": (
        _OVER_THRESHOLD,
        gettext_noop("A year without coverage costs %(rate)s%% of the rest, which is %(income_part)s."),
        gettext_noop("Months owed: %(months)s. Together they cost %(total)s."),
    ),
    "mandate_flat": (
        _OVER_THRESHOLD,
        gettext_noop(
            "A year without coverage costs %(flat)s for your household; %(rate)s%% of the rest of your income would be less, "
            "%(income_part)s."
        ),
        gettext_noop("Months owed: %(months)s. Together they cost %(total)s."),
    ),
    "mandate_mixed": (
        _OVER_THRESHOLD,
        gettext_noop("A year without coverage costs at least %(rate)s%% of the rest, %(income_part)s."),
        gettext_noop("In some months the amount for each person was more."),
        gettext_noop("Months owed: %(months)s. Together they cost %(total)s."),
    ),
    "mandate_capped": (
        gettext_noop("Bronze plans would have cost %(cap)s, less than %(total)s. You pay no more than that."),
    ),
    # Exemptions
    "mandate_short_gap": (
        gettext_noop(
            "Your first gap without coverage was under %(gap_limit)s months long. Such a gap is free, once a year."
        ),
    ),
    "mandate_unaffordable": (
        gettext_noop(
            "Coverage would have cost %(cost)s a year. That is over %(affordable_percent)s%% of your income of %(income)s."
        ),
    ),
    "mandate_unaffordable_attested": (
        gettext_noop("You told us that coverage was not affordable by your state's standard."),
    ),
    "mandate_hardship": (gettext_noop("The marketplace gave you an exemption for hardship."),),
    "mandate_religious_conscience": (gettext_noop("The marketplace gave you an exemption for your religion."),),
    "mandate_ministry": (gettext_noop("You were a member of a health care sharing ministry."),),
    "mandate_tribe": (gettext_noop("You are a member of a federally recognized tribe."),),
    "mandate_incarcerated": (gettext_noop("People in jail or prison need not have coverage."),),
    "mandate_not_lawfully_present": (gettext_noop("People who are not lawfully present need not have coverage."),),
    # The states
    "state_mandate_report": (
        gettext_noop("In %(state)s, you report your coverage for %(year)s on your tax return. There is no penalty."),
    ),
    "state_mandate_income_exempt": (
        gettext_noop(
            "Your household income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
        ),
        gettext_noop("Up to %(at_most)s%%, nothing is owed."),
    ),
    "state_mandate_nothing_owed": (gettext_noop("In %(state)s, nobody here owes a penalty for %(year)s."),),
    "state_mandate_schedule": (
        gettext_noop(
            "Your household income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
        ),
        gettext_noop("In %(state)s, an adult then owes %(each_month)s for each month without coverage."),
        gettext_noop("Months owed: %(months)s. Together they cost %(total)s."),
    ),
}
