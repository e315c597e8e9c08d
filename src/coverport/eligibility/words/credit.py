"""Words for plans, the tax credit, cost sharing, catastrophic plans and the Basic Health Program."""

from coverport.eligibility.translation import gettext_noop

_OF_GUIDELINE = gettext_noop(
    "Your yearly income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
)
_COMPARED = gettext_noop(
    "The silver plan that we must compare with costs %(benchmark)s a month; "
    "with a yearly income of %(income)s, you are expected to pay %(contribution)s of it (%(figure)s of your income)."
)
_COMPARED_ZERO = gettext_noop(
    "The silver plan that we must compare with costs %(benchmark)s a month; "
    "with a yearly income of %(income)s, you are expected to pay up to %(contribution)s (%(figure)s of your income)."
)

SENTENCES: dict[str, tuple[str, ...]] = {
    # Who may buy
    "can_buy_a_plan": (gettext_noop("You live in %(state)s and can buy a plan here."),),
    "incarcerated": (gettext_noop("People in jail or prison cannot buy a plan here."),),
    "incarceration_missing": (gettext_noop("Tell us whether you are in jail or prison."),),
    "status_not_lawfully_present": (
        gettext_noop("For plans sold here, the immigration status that you gave does not count as lawfully present."),
        gettext_noop("If your status has changed, tell us. Community health centers can help you in the meantime."),
    ),
    # Income
    "income_within_credit_window": (
        _OF_GUIDELINE,
        gettext_noop("Incomes from %(floor)s%% to %(ceiling)s%% can get help with premiums."),
    ),
    "income_within_credit_window_no_ceiling": (
        _OF_GUIDELINE,
        gettext_noop("Incomes of %(floor)s%% and more can get help with premiums."),
    ),
    "income_below_credit_window": (
        _OF_GUIDELINE,
        gettext_noop("Help with premiums starts at %(floor)s%%."),
        gettext_noop("You may be able to get Medicaid in some states, and you can buy a plan at full price."),
    ),
    "income_above_credit_window": (
        _OF_GUIDELINE,
        gettext_noop("Help with premiums ends at %(ceiling)s%%."),
    ),
    "credit_below_window_by_status": (
        gettext_noop(
            "Your income is below the usual floor. "
            "If your immigration status keeps you out of Medicaid, you may still get help with premiums; the agency must look."
        ),
    ),
    "credit_below_window_lawfully_present": (
        _OF_GUIDELINE,
        gettext_noop("Help with premiums usually starts at %(floor)s%%."),
        gettext_noop(
            "Because an immigration status keeps somebody on your tax return out of Medicaid, you can get help all the same."
        ),
    ),
    "credit_unemployment": (
        _OF_GUIDELINE,
        gettext_noop(
            "Because you had unemployment pay in the year, we count at most %(counted_percent)s%%, which is %(counted)s."
        ),
    ),
    # The tax return
    "filing_missing": (gettext_noop("Tell us whether you will file a federal tax return for the year."),),
    "not_filing": (gettext_noop("Help with premiums is a tax credit. To get it, you must file a federal tax return."),),
    "not_on_a_return": (
        gettext_noop("Help with premiums is a tax credit, and you are on no tax return here."),
        gettext_noop("If you will file one, or somebody will claim you, tell us."),
    ),
    "claimed_by_outsider": (
        gettext_noop("Somebody who is not on this application claims you on a tax return."),
        gettext_noop("Help with premiums goes through that return. Ask that person to apply with you."),
    ),
    "filer_is_a_dependent": (
        gettext_noop("Somebody else claims a person who signs this tax return."),
        gettext_noop("Only the one who claims can get the tax credit. Ask that person to apply with you."),
    ),
    "filing_separately": (
        gettext_noop("Married people can get help with premiums only when they file one tax return together."),
        gettext_noop(
            "There are exceptions for people who live apart, and after abuse or abandonment. Tell us if one is yours."
        ),
    ),
    "separate_filing_excused": (
        gettext_noop("You file apart because of abuse or abandonment, so you need not file with your spouse."),
        gettext_noop("You can do this %(years)s years in a row."),
    ),
    "separate_filing_used_up": (
        gettext_noop("You have filed apart because of abuse or abandonment %(separate_years)s years in a row."),
        gettext_noop(
            "The law allows %(years)s. Ask a tax adviser about filing as head of household, or about a divorce."
        ),
    ),
    "not_reconciled": (
        gettext_noop(
            "You had help with premiums, and tax returns with Form 8962 are missing (%(unreconciled_years)s)."
        ),
        gettext_noop("File them with the IRS, then come back: you can get help again."),
    ),
    # Other coverage and what keeps the credit away
    "credit_medicaid_or_chip_instead": (
        gettext_noop("You are likely to get Medicaid or CHIP, so you cannot get help with a plan's premium."),
    ),
    "credit_basic_health_instead": (
        gettext_noop(
            "You are likely to get your state's Basic Health Program, so you need no help with a plan's premium."
        ),
    ),
    "medicare_comes_first": (
        gettext_noop(
            "You have Medicare, or could have Part A without a premium. It comes before help with other premiums."
        ),
        gettext_noop("Ask your state health insurance assistance program about help with the costs of Medicare."),
    ),
    "credit_other_coverage": (
        gettext_noop(
            "You have other health coverage, or an offer of it, so you cannot get help with a plan's premium."
        ),
    ),
    "other_coverage_missing": (gettext_noop("Tell us whether you have other health coverage or an offer of it."),),
    "credit_status_closed": (
        gettext_noop(
            "With your immigration status, you can buy a plan at full price, but the law gives no help with premiums."
        ),
        gettext_noop("If your status changes, tell us."),
    ),
    "credit_status_missing": (
        gettext_noop("Tell us your immigration status: help with premiums depends on which one it is."),
    ),
    "credit_income_based_enrollment": (
        gettext_noop("You are enrolling in a special period for low incomes, which comes without help with premiums."),
        gettext_noop("If something in your life has changed, such as a move, a birth or lost coverage, tell us."),
    ),
    "credit_work_requirement": (
        gettext_noop(
            "You could have Medicaid if you worked, studied or volunteered %(hours_required)s hours a month; "
            "you told us %(hours)s."
        ),
        gettext_noop("Because of that, you cannot get help with premiums. Tell us if you are exempt."),
    ),
    "nobody_in_coverage_family": (gettext_noop("Nobody in your household needs help with a plan's premium."),),
    # The amount
    "benchmark_missing": (
        gettext_noop("We found no silver plan here that covers everyone, so we cannot work out your help."),
    ),
    "credit_amount": (gettext_noop("You can get %(credit)s a month off your premium."), _COMPARED),
    "credit_zero": (
        gettext_noop("Your income allows help with premiums, but the amount is %(credit)s."),
        _COMPARED_ZERO,
    ),
    "credit_amount_after_arrangement": (
        gettext_noop("You can get %(credit)s a month off your premium."),
        _COMPARED,
        gettext_noop("The %(arrangement)s a month from an employer is already taken off."),
    ),
    "credit_zero_after_arrangement": (
        gettext_noop("Your income allows help with premiums, but the amount is %(credit)s."),
        _COMPARED_ZERO,
        gettext_noop("The %(arrangement)s a month from an employer leaves nothing to add."),
    ),
    # Cost sharing
    "cost_sharing_reduced": (
        _OF_GUIDELINE,
        gettext_noop(
            "Up to %(at_most)s%%, silver plans pay about %(actuarial_value)s%% of the costs of care, so you pay less at the doctor."
        ),
    ),
    "cost_sharing_none": (
        _OF_GUIDELINE,
        gettext_noop(
            "Up to %(at_most)s%%, members of tribes pay nothing at the doctor, on every plan but a catastrophic one."
        ),
    ),
    "cost_sharing_limited": (
        gettext_noop(
            "Members of tribes pay nothing for care from the Indian Health Service or a tribe, or with its referral."
        ),
        gettext_noop("That holds at any income, on every plan but a catastrophic one."),
    ),
    "cost_sharing_income_above": (
        _OF_GUIDELINE,
        gettext_noop("Lower costs at the doctor end at %(at_most)s%%."),
    ),
    "cost_sharing_needs_credit": (
        gettext_noop("Lower costs at the doctor come only with the tax credit for premiums."),
    ),
    "cost_sharing_needs_credit_unknown": (
        gettext_noop("Lower costs at the doctor come with the tax credit, which we do not know yet."),
    ),
    # Catastrophic plans
    "catastrophic_young_enough": (gettext_noop("You are %(age)s. Catastrophic plans are for people under %(under)s."),),
    "catastrophic_exemption": (
        gettext_noop(
            "You are %(age)s. Your exemption opens catastrophic plans, which are otherwise for people under %(under)s."
        ),
    ),
    "catastrophic_too_old": (
        gettext_noop(
            "You are %(age)s. Catastrophic plans are for people under %(under)s, unless you have an exemption."
        ),
    ),
    # Basic Health Program
    "basic_health_none": (gettext_noop("Your state has no Basic Health Program."),),
    "basic_health_within": (
        _OF_GUIDELINE,
        gettext_noop("Your state's Basic Health Program covers incomes over %(above)s%% and up to %(at_most)s%%."),
    ),
    "basic_health_barred_by_status": (
        _OF_GUIDELINE,
        gettext_noop(
            "Your immigration status keeps you out of Medicaid; "
            "your state's Basic Health Program takes you at any income up to %(at_most)s%%."
        ),
    ),
    "basic_health_income_below": (
        _OF_GUIDELINE,
        gettext_noop("Your state's Basic Health Program starts over %(above)s%%; below that, look to Medicaid."),
    ),
    "basic_health_income_above": (
        _OF_GUIDELINE,
        gettext_noop("Your state's Basic Health Program ends at %(at_most)s%%."),
    ),
    "basic_health_age": (
        gettext_noop(
            "You are %(age)s. Your state's Basic Health Program is for people from %(at_least)s to %(at_most)s."
        ),
    ),
    "basic_health_medicaid_instead": (
        gettext_noop("You are likely to get Medicaid or CHIP, which come before the Basic Health Program."),
    ),
    "basic_health_status_closed": (
        gettext_noop("Your immigration status does not open this program. You can still buy a plan at full price."),
    ),
    "basic_health_status_to_check": (
        gettext_noop(
            "Your income is low. If your immigration status keeps you out of Medicaid, "
            "your state's Basic Health Program covers you; the agency must look."
        ),
    ),
}
