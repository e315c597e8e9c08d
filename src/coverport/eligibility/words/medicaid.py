"""Words for Medicaid and CHIP: groups by income, groups without an income test, status, referral."""

from coverport.eligibility.translation import gettext_noop

OF_CURRENT = gettext_noop(
    "Your household's current income, counted for a year, is %(income)s: "
    "%(percent)s%% of the %(guideline_year)s poverty guideline for %(size)s (%(guideline)s)."
)

SENTENCES: dict[str, tuple[str, ...]] = {
    "lives_elsewhere": (gettext_noop("You told us that you live in another state. Ask that state's marketplace."),),
    "residence_missing": (gettext_noop("Tell us which state you live in."),),
    "income_missing": (gettext_noop("Tell us your yearly income, and we can say what help you can get."),),
    "citizenship_missing": (
        gettext_noop("Tell us whether you are a U.S. citizen or national, or lawfully present in the United States."),
    ),
    "not_lawfully_present": (
        gettext_noop("You told us that you are neither a U.S. citizen or national nor lawfully present."),
        gettext_noop("Emergency care and community health centers can still help you."),
    ),
    "not_applying": (gettext_noop("This person is not asking for coverage."),),
    # Within and above the limits
    "medicaid_child_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, Medicaid covers children at this age up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_targeted_child_within_limit": (
        OF_CURRENT,
        gettext_noop(
            "In %(state)s, Medicaid covers children without other insurance at this age up to %(limit_percent)s%% (%(limit)s)."
        ),
    ),
    "medicaid_young_adult_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, Medicaid covers people of 19 and 20 up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_pregnant_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, Medicaid covers pregnant people up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_parent_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, Medicaid covers parents of young children up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_adult_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, Medicaid covers adults up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_child_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of Medicaid for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_targeted_child_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of Medicaid for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_young_adult_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of Medicaid for people of 19 and 20 in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_pregnant_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of Medicaid for pregnant people in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "medicaid_parent_above_limit": (
        OF_CURRENT,
        gettext_noop(
            "The limit of Medicaid for parents of young children in %(state)s is %(limit_percent)s%% (%(limit)s)."
        ),
    ),
    "medicaid_adult_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of Medicaid for adults in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_child_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, CHIP covers children at this age up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_child_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of CHIP for children at this age in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_pregnant_within_limit": (
        OF_CURRENT,
        gettext_noop("In %(state)s, CHIP covers pregnant people up to %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_pregnant_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of CHIP for pregnant people in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    "chip_unborn_within_limit": (
        OF_CURRENT,
        gettext_noop(
            "In %(state)s, CHIP covers care before birth for your child up to %(limit_percent)s%% (%(limit)s)."
        ),
    ),
    "chip_unborn_above_limit": (
        OF_CURRENT,
        gettext_noop("The limit of CHIP for care before birth in %(state)s is %(limit_percent)s%% (%(limit)s)."),
    ),
    # No group, no limit
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
    "chip_no_group": (gettext_noop("CHIP in %(state)s has no group of its own for a person aged %(age)s."),),
    "limit_not_established": (
        gettext_noop(
            "We do not have the Medicaid and CHIP income limit of %(state)s on %(on)s, so we cannot say. Ask the state."
        ),
    ),
    "medicaid_comes_first": (gettext_noop("You are likely to get Medicaid, so CHIP is not needed."),),
    "medicaid_comes_first_unknown": (gettext_noop("We must first know whether Medicaid covers you."),),
    # Without an income test
    "medicaid_former_foster_care": (
        gettext_noop("You were in foster care, so Medicaid covers you until you are %(under)s, whatever your income."),
    ),
    "foster_care_other_state": (
        gettext_noop(
            "You were in foster care in another state. The Medicaid agency must say whether that counts here until you are %(under)s."
        ),
    ),
    "medicaid_postpartum": (
        gettext_noop("Your pregnancy ended on %(ended)s. Medicaid goes on until %(until)s, whatever your income."),
    ),
    # What stands in the way
    "caretaker_hours_missing": (
        gettext_noop(
            "In your state, Medicaid for parents who live together depends on their hours of work. "
            "Tell us whether one of you works fewer than %(hours_month)s hours a month."
        ),
    ),
    "medicaid_denied_by_agency": (
        gettext_noop("You told us that the Medicaid agency has said no. You can ask it to look again."),
    ),
    "medicaid_child_uncovered": (
        gettext_noop(
            "A child in your care has no health coverage. Medicaid covers adults like you only when the child is covered; "
            "apply for the child, too."
        ),
    ),
    "chip_other_coverage": (gettext_noop("This coverage is for children who have no other health insurance."),),
    "chip_incarcerated": (gettext_noop("CHIP does not cover people in jail or prison."),),
    "chip_public_employee": (
        gettext_noop("A family member's job with a public agency offers coverage, so CHIP does not cover you."),
    ),
    "chip_waiting_period": (
        gettext_noop("Your other coverage ended on %(ended)s. CHIP can start on %(until)s."),
        gettext_noop("Until then you can buy a plan, and you may get help with its premium."),
    ),
    "immigration_to_check": (
        gettext_noop("Your income is within the limit. The Medicaid agency must look at your immigration status."),
    ),
    "status_not_qualified": (
        gettext_noop("Your immigration status does not open Medicaid or CHIP on %(on)s."),
        gettext_noop("Emergency care and community health centers can still help you."),
    ),
    "status_since_missing": (
        gettext_noop(
            "Tell us when you got your immigration status: some people wait %(years)s years for Medicaid and CHIP."
        ),
    ),
    "five_year_bar": (
        gettext_noop(
            "You have had your immigration status since %(since)s. Medicaid and CHIP can start after %(years)s years, on %(until)s."
        ),
    ),
    "work_requirement_missing": (
        gettext_noop(
            "Medicaid asks most adults for %(hours_required)s hours of work, school or service a month. "
            "Tell us your hours, or why you are exempt."
        ),
    ),
    "work_requirement_not_met": (
        gettext_noop(
            "Medicaid asks adults for %(hours_required)s hours of work, school or service a month. You told us %(hours)s."
        ),
    ),
    # Referral and emergencies
    "referral_age": (
        gettext_noop(
            "You are %(age)s. Medicaid for people over %(at_most)s looks at more than income, so we pass your answers on."
        ),
    ),
    "referral_disability": (
        gettext_noop("You are blind or disabled. Medicaid may cover you in other ways, so we pass your answers on."),
    ),
    "referral_long_term_care": (
        gettext_noop("You need long-term care. Medicaid may cover you in other ways, so we pass your answers on."),
    ),
    "referral_medicare": (
        gettext_noop("You have Medicare. Medicaid may help with its costs, so we pass your answers on."),
    ),
    "referral_not_needed": (gettext_noop("Nothing asks for a look at Medicaid on another basis than income."),),
    "emergency_medicaid": (
        gettext_noop("Your income is within Medicaid's limit, so Medicaid can pay for treatment of an emergency."),
    ),
    "emergency_not_needed": (gettext_noop("Medicaid for emergencies alone does not apply to you."),),
}
