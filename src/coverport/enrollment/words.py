"""What to say about windows, dates and choices, in the reader's language."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment.rules.answers import Refused
from coverport.enrollment.rules.effective_date import Closed
from coverport.enrollment.rules.levels import ORDER


def closed(why: Closed, phone: str, *, asked_below: bool = False) -> str:
    """Why nobody may choose a plan on that day, and what to do. asked_below: whether the page itself asks what happened."""
    facts = {
        "year": why.plan_year,
        "opens": long_date(why.opens) if why.opens else "",
        "closed": long_date(why.closed) if why.closed else "",
        "phone": phone,
    }
    found = asked_below and _CLOSED_HERE.get(why.code)
    return (found or _CLOSED[why.code])() % facts


_CLOSED_HERE = {
    "not_in_line": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. Only people who had begun by then may still finish. After a change "
        "in your life, such as a birth, a move or the loss of other coverage, you may choose again: tell us below what happened."
    ),
    "after_open_enrollment": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. After a change in your life, such as a birth, a move or the "
        "loss of other coverage, you may choose again: tell us below what happened."
    ),
}
_CLOSED = {
    "no_calendar": lambda: _("Plans for %(year)s cannot be chosen here. Call us at %(phone)s."),
    "before_open_enrollment": lambda: _(
        "You can choose a plan for %(year)s from %(opens)s to %(closed)s. Your answers stay saved; come back then."
    ),
    "not_in_line": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. Only people who had begun by then may still finish. After a change "
        "in your life, such as a birth, a move or the loss of other coverage, you may choose again: call us at %(phone)s."
    ),
    "after_open_enrollment": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. After a change in your life, such as a birth, a move or the "
        "loss of other coverage, you may choose again: call us at %(phone)s."
    ),
}


def event(name: str) -> str:
    """What happened, as it is chosen from the list; staff see the events that they alone open, too."""
    words = _EVENTS.get(name)
    return words() if words else name.replace("_", " ").capitalize()


_EVENTS = {
    "loss_of_coverage": lambda: _("We lost other health coverage, such as from a job"),
    "medicaid_loss": lambda: _("Medicaid or CHIP ended"),
    "birth_adoption": lambda: _("A child was born, adopted or placed with us"),
    "marriage": lambda: _("Somebody married"),
    "move": lambda: _("We moved to where other plans are sold"),
    "dependent_lost": lambda: _("Divorce or legal separation"),
    "household_death": lambda: _("Somebody in the household died"),
    "citizenship_release": lambda: _("New citizenship or immigration status, or release from jail"),
    "court_order": lambda: _("A court ordered coverage for a child or another dependent"),
    "noncalendar_plan": lambda: _("The year of another plan of ours ends in the middle of the calendar year"),
    "pregnancy_coverage_loss": lambda: _("Coverage of a pregnancy ended"),
    "medically_needy_loss": lambda: _("Medically needy coverage ended"),
    "employer_coverage_changed": lambda: _("A job’s coverage changed, so that it costs too much or covers too little"),
    "employer_arrangement": lambda: _("An employer offers money for coverage (an HRA)"),
    "subsidy_ceased": lambda: _("Payments of an employer or the government toward COBRA ended"),
    "pregnancy": lambda: _("Somebody is pregnant"),
    "american_indian": lambda: _("Somebody is a member of a tribe: any month is open"),
    "help_changed": lambda: _("The help that you get changed"),
    "income_drop": lambda: _("Income fell"),
    "enrollment_error": lambda: _("A mistake was made when you chose"),
    "contract_violation": lambda: _("The insurer broke its contract"),
    "coverage_gap": lambda: _("A tax credit became possible where Medicaid was not"),
    "exceptional": lambda: _("Exceptional circumstances, such as a disaster"),
    "domestic_abuse": lambda: _("Domestic abuse or abandonment"),
    "medicaid_denied": lambda: _("Medicaid was denied after open enrollment"),
    "plan_error": lambda: _("A plan was shown with a mistake"),
    "inconsistency_resolved": lambda: _("An answer was confirmed after open enrollment"),
    "low_income": lambda: _("Low income: any month is open"),
    "connector_care": lambda: _("ConnectorCare became possible"),
    "enrollment_waiver": lambda: _("A waiver to enroll was given"),
    "hardship": lambda: _("A hardship exemption was given, or ended"),
    "state_low_income": lambda: _("Low income: any month is open"),
}


def proof(name: str) -> str:
    """A paper that shows an event."""
    return {
        "letter_of_end_of_coverage": _("a letter that says when the coverage ended"),
        "letter_of_employer": _("a letter of the employer"),
        "birth_record": _("a birth record"),
        "adoption_record": _("a record of the adoption"),
        "foster_care_record": _("a record of the placement"),
        "marriage_certificate": _("the marriage certificate"),
        "proof_of_prior_coverage": _("a paper that shows the coverage before"),
        "proof_of_new_address": _("a paper with the new address"),
        "court_order": _("the order of the court"),
        "death_record": _("a death record"),
        "divorce_decree": _("the decree of the divorce or separation"),
        "immigration_or_citizenship_document": _("an immigration or citizenship document"),
        "release_document": _("a paper that shows the release"),
        "notice_of_employer": _("a notice of the employer"),
        "notice_of_medicaid_agency": _("a notice of the Medicaid agency"),
        "proof_of_income": _("a paper that shows the income"),
        "statement_of_clinician": _("a statement of a doctor, nurse or midwife"),
        "tribal_document": _("a document of the tribe"),
    }.get(name, name.replace("_", " "))


def proofs(names: Iterable[str]) -> str:
    """The papers that show what opened a period: "a birth record, a record of the adoption"."""
    return ", ".join(proof(each) for each in names)


def levels(found: Collection[str]) -> str:
    """Metal levels in their order: "Bronze, Silver"."""
    words = {
        "catastrophic": _("Catastrophic"), "bronze": _("Bronze"), "silver": _("Silver"), "gold": _("Gold"),
        "platinum": _("Platinum"),
    }  # fmt: skip
    return ", ".join(words[level] for level in ORDER if level in found)


def no_period(refused: Refused) -> str:
    """Why what happened opens no time for choosing a plan, and what to do."""
    facts = {name: long_date(value) if isinstance(value, date) else value for name, value in refused.facts.items()}
    words = _NO_PERIOD.get(refused.code)
    return words() % facts if words else _("This opens no time for choosing a plan now.")


_NO_PERIOD = {
    "before_window": lambda: _("It is too early: you can choose a plan because of this from %(opens)s."),
    "after_window": lambda: _("It is too late: you could choose a plan because of this until %(closes)s."),
    "excluded_cause": lambda: _(
        "Coverage that ended because it was not paid, or because you gave it up, opens no time for choosing a plan."
    ),
    "prior_coverage_unknown": lambda: _(
        "Somebody must have had health coverage on a day from %(since)s on: enter the last day of it, or say that nobody had any. If "
        "nobody had, this opens no time for choosing a plan, unless somebody lived abroad or in a territory of the United States then: "
        "answer from where."
    ),
    "no_prior_coverage": lambda: _("That coverage ended too early. Somebody must have had coverage from %(since)s on."),
    "nobody_covered": lambda: _(
        "You told us that nobody had health coverage before. This opens a time for choosing a plan only where somebody had coverage on a "
        "day from %(since)s on, or lived abroad or in a territory of the United States then."
    ),
    "no_other_plans": lambda: _(
        "The plans at your address were all sold where you lived before, so that the move opens no time for choosing a plan."
    ),
    "enrollees_only": lambda: _("Only people who have a plan here already can choose because of this."),
    "used_this_month": lambda: _("You have chosen a plan because of this in this month already."),
    "before_exchanges": lambda: _("Coverage would begin on %(start)s. Here it begins on %(earliest)s at the earliest."),
    "not_served": lambda: _(
        "Coverage would begin in %(year)s, when another exchange serves your state. Choose a plan there."
    ),
    "staff_must_grant": lambda: _("Set the first day of coverage: the law leaves it to us."),
}
