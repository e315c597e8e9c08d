"""A plain sentence for each reason, built from its facts. Eighth grade, "you", no code and no jargon.

The engine needs no Django, and neither do its words: translation.py asks for it only where it already runs.
"""

from collections.abc import Callable, Mapping
from datetime import date

from coverport.core.dates import long_date
from coverport.core.money import display, display_whole
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.places import state_name
from coverport.eligibility.translation import django_runs, gettext_noop, translated

_OF_GUIDELINE = gettext_noop(
    "Your yearly income of %(income)s is %(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
)

SENTENCES: dict[str, tuple[str, ...]] = {
    # Who applies, who may buy
    "not_applying": (gettext_noop("This person is not asking for coverage."),),
    "can_buy_a_plan": (gettext_noop("You live in %(state)s and can buy a plan here."),),
    "lives_elsewhere": (gettext_noop("You told us that you live in another state. Ask that state's marketplace."),),
    "residence_missing": (gettext_noop("Tell us which state you live in."),),
    "incarcerated": (gettext_noop("People in jail or prison cannot buy a plan here."),),
    "incarceration_missing": (gettext_noop("Tell us whether you are in jail or prison."),),
    "citizenship_missing": (
        gettext_noop("Tell us whether you are a U.S. citizen or national, or lawfully present in the United States."),
    ),
    "not_lawfully_present": (
        gettext_noop("You told us that you are neither a U.S. citizen or national nor lawfully present."),
        gettext_noop("Emergency care and community health centers can still help you."),
    ),
    # Income
    "income_missing": (gettext_noop("Tell us your yearly income, and we can say what help you can get."),),
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
    # Medicaid
    "medicaid_child_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, Medicaid covers children at this age up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_targeted_child_within_limit": (
        _OF_GUIDELINE,
        gettext_noop(
            "In %(state)s, Medicaid covers children without other insurance at this age up to %(limit_percent)s%% (%(limit)s)."
        ),
    ),
    "medicaid_pregnant_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, Medicaid covers pregnant people up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_parent_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, Medicaid covers parents of young children up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_adult_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, Medicaid covers adults up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_child_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of Medicaid for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_targeted_child_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of Medicaid for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_pregnant_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of Medicaid for pregnant people in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_parent_above_limit": (
        _OF_GUIDELINE,
        gettext_noop(
            "The limit of Medicaid for parents of young children in %(state)s is %(limit_percent)s%% (%(limit)s)."
        ),
    ),
    "medicaid_adult_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of Medicaid for adults in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_adult_group_none": (
        gettext_noop(
            "On %(on)s, Medicaid in %(state)s has no group for adults by income alone; "
            "it covers children, pregnant people and some parents."
        ),
    ),
    "medicaid_no_group": (gettext_noop("Medicaid in %(state)s has no group by income for a person aged %(age)s."),),
    "medicaid_by_age_not_income": (
        gettext_noop(
            "At %(age)s, Medicaid looks at more than income. Ask the Medicaid agency of %(state)s; it may still cover you."
        ),
    ),
    "limit_not_established": (
        gettext_noop(
            "We do not have the Medicaid and CHIP income limit of %(state)s on %(on)s, so we cannot say. Ask the state."
        ),
    ),
    "immigration_to_check": (
        gettext_noop("Your income is within the limit. The Medicaid agency must look at your immigration status."),
    ),
    # CHIP
    "medicaid_comes_first": (gettext_noop("You are likely to get Medicaid, so CHIP is not needed."),),
    "medicaid_comes_first_unknown": (gettext_noop("We must first know whether Medicaid covers you."),),
    "chip_child_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, CHIP covers children at this age up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_child_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of CHIP for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_pregnant_within_limit": (
        _OF_GUIDELINE,
        gettext_noop("In %(state)s, CHIP covers pregnant people up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_pregnant_above_limit": (
        _OF_GUIDELINE,
        gettext_noop("The limit of CHIP for pregnant people in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_no_group": (gettext_noop("CHIP in %(state)s has no group of its own for a person aged %(age)s."),),
    "chip_other_coverage": (gettext_noop("This coverage is for children who have no other health insurance."),),
    # The credit
    "credit_medicaid_or_chip_instead": (
        gettext_noop("You are likely to get Medicaid or CHIP, so you cannot get help with a plan's premium."),
    ),
    "credit_other_coverage": (
        gettext_noop(
            "You have other health coverage, or an offer of it, so you cannot get help with a plan's premium."
        ),
    ),
    "other_coverage_missing": (gettext_noop("Tell us whether you have other health coverage or an offer of it."),),
    "filing_missing": (gettext_noop("Tell us whether you will file a federal tax return for the year."),),
    "not_filing": (gettext_noop("Help with premiums is a tax credit. To get it, you must file a federal tax return."),),
    "credit_below_window_by_status": (
        gettext_noop(
            "Your income is below the usual floor. "
            "If your immigration status keeps you out of Medicaid, you may still get help with premiums; the agency must look."
        ),
    ),
    "nobody_in_coverage_family": (gettext_noop("Nobody in your household needs help with a plan's premium."),),
    "benchmark_missing": (
        gettext_noop("We found no silver plan here that covers everyone, so we cannot work out your help."),
    ),
    "credit_amount": (
        gettext_noop("You can get %(credit)s a month off your premium."),
        gettext_noop(
            "The silver plan that we must compare with costs %(benchmark)s a month; "
            "with a yearly income of %(income)s, you are expected to pay %(contribution)s of it (%(figure)s of your income)."
        ),
    ),
    "credit_zero": (
        gettext_noop("Your income allows help with premiums, but the amount is %(credit)s."),
        gettext_noop(
            "The silver plan that we must compare with costs %(benchmark)s a month; "
            "with a yearly income of %(income)s, you are expected to pay up to %(contribution)s (%(figure)s of your income)."
        ),
    ),
    # Cost sharing
    "cost_sharing_reduced": (
        _OF_GUIDELINE,
        gettext_noop(
            "Up to %(at_most)s%%, silver plans pay about %(actuarial_value)s%% of the costs of care, so you pay less at the doctor."
        ),
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
    "catastrophic_too_old": (
        gettext_noop(
            "You are %(age)s. Catastrophic plans are for people under %(under)s, unless you have an exemption."
        ),
    ),
}

_PEOPLE = (
    gettext_noop("one person"),
    gettext_noop("two people"),
    gettext_noop("three people"),
    gettext_noop("four people"),
    gettext_noop("five people"),
    gettext_noop("six people"),
    gettext_noop("seven people"),
    gettext_noop("eight people"),
)
_MANY = gettext_noop("%(count)s people")


def sentence(reason: Reason) -> str:
    """The reason in plain words, in the reader's language. KeyError for a code without words."""
    shown = {name: _shown(name, value) for name, value in reason.facts.items()}
    return " ".join(translated(text) % shown for text in SENTENCES[reason.code])


def _shown(name: str, value: Fact) -> str:
    show = _SHOW.get(name)
    return show(value) if show and value is not None else str(value)


def _people(value: Fact) -> str:
    count = int(value or 0)
    if 1 <= count <= len(_PEOPLE):
        return translated(_PEOPLE[count - 1])
    return translated(_MANY) % {"count": count}


def _whole(value: Fact) -> str:
    return display_whole(int(value or 0))


def _exact(value: Fact) -> str:
    return display(int(value or 0))


def _day(value: Fact) -> str:
    day = date.fromisoformat(str(value))
    return long_date(day) if django_runs() else f"{day:%B} {day.day}, {day.year}"


def _percent_of_income(value: Fact) -> str:
    return f"{str(value)[2:4].lstrip('0') or '0'}.{str(value)[4:6]}%"


def _state(value: Fact) -> str:
    return state_name(str(value))


_SHOW: Mapping[str, Callable[[Fact], str]] = {
    "income": _whole,
    "guideline": _whole,
    "limit": _whole,
    "benchmark": _exact,
    "contribution": _exact,
    "credit": _exact,
    "figure": _percent_of_income,
    "size": _people,
    "state": _state,
    "on": _day,
}
