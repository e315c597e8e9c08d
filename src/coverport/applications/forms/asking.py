"""How the questions are put, in the reader's language: label, hint and choices of each."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from coverport.applications.rules.household import Asked, Member, Question
from coverport.eligibility.places import state_name


def label(question: Question, asked: Asked) -> str:
    """The question itself."""
    member = _member(question.key, asked)
    fill = {"name": member.name if member else "", "state": state_name(asked.state), "year": asked.year}
    return _LABELS[question.name]() % fill


def names(question: Question) -> bool:
    """Whether the question itself says whom it is about."""
    return "%(name)s" in _LABELS[question.name]()


def told(question: Question, asked: Asked) -> str:
    """The question as it stands before its answer in the review."""
    member = _member(question.key, asked)
    if question.name == "circumstances" and member is not None:
        return _("True of %(name)s:") % {"name": member.name}
    return label(question, asked)


def hint(question: Question, asked: Asked) -> str:
    """What helps to answer; empty where nothing does."""
    told = _HINTS.get(question.name)
    if told is None:
        return ""
    return told() % {"state": state_name(asked.state), "months": asked.law.waiting_months, "year": asked.year}


def option(value: str, question: Question, asked: Asked) -> str:
    """A choice in words. A person's reference is their name; job:REFERENCE is their job."""
    if value.startswith("job:"):
        return _("Coverage through the job of %(name)s") % {"name": _name(value.removeprefix("job:"), asked)}
    if (member := _member(value, asked)) is not None:
        return (
            _("%(name)s files a return and claims this person") % {"name": member.name}
            if question.name == "taxes"
            else member.name
        )
    words = _OPTIONS.get(f"{question.name}.{value}") or _OPTIONS[value]
    return words() % {"months": asked.law.postpartum_months}


def statuses(question: Question) -> list[tuple[str, str]]:
    """The list of immigration statuses; of the one before, none may be chosen."""
    if question.name == "status_before":
        return [("", _("None, or a status that is not in this list")), *((name, STATUSES[name]()) for name in BEFORE)]
    return [
        ("", _("Choose one")),
        *((name, words()) for name, words in STATUSES.items()),
        ("not_sure", _("I am not sure")),
    ]


def _member(key: str, asked: Asked) -> Member | None:
    return next((one for one in asked.people if one.key == key), None)


def _name(key: str, asked: Asked) -> str:
    member = _member(key, asked)
    return member.name if member else ""


_LABELS: Mapping[str, Callable[[], str]] = {
    "in_state": lambda: _("Does %(name)s live in %(state)s?"),
    "parents": lambda: _("Who of these people is a parent or stepparent of %(name)s?"),
    "caretaker": lambda: _("Do you take care of %(name)s, as the main person who does?"),
    "status": lambda: _("What is the immigration status of %(name)s?"),
    "alien_number": lambda: _("Alien number of %(name)s"),
    "status_since": lambda: _("Since when does %(name)s have this status?"),
    "status_before": lambda: _("Did %(name)s have one of these statuses before?"),
    "status_marks": lambda: _("Is any of this true of %(name)s?"),
    "taxes": lambda: _("How are the %(year)s taxes of %(name)s done?"),
    "apart": lambda: _("Why do you file without your spouse?"),
    "separate_years": lambda: _("For how many years in a row before %(year)s did you file apart for this reason?"),
    "unreconciled_years": lambda: _(
        "For how many of the last tax years in a row was the credit paid for you, and you have not filed Form 8962 for it?"
    ),
    "unemployment": lambda: _("Did you or your spouse get unemployment pay in any week of %(year)s?"),
    "circumstances": lambda: _("Check all that is true of %(name)s"),
    "expected": lambda: _("How many babies does %(name)s expect?"),
    "pregnancy_ended": lambda: _("When did the pregnancy of %(name)s end?"),
    "foster_here": lambda: _("Was %(name)s in foster care in %(state)s?"),
    "expects": lambda: _("Is that what %(name)s expects for the whole year %(year)s?"),
    "income_year": lambda: _("If not: what does %(name)s expect for %(year)s in all?"),
    "other_coverage": lambda: _("Does %(name)s have one of these, or could have one?"),
    "ended": lambda: _("Did %(name)s lose coverage through a job in the last months?"),
    "denied": lambda: _("Has the Medicaid agency said no to %(name)s, for a reason other than income?"),
    "covered": lambda: _("Does %(name)s have health coverage, such as Medicaid or CHIP?"),
    "kinds": lambda: _("What does %(name)s have, or could have?"),
    "ended_on": lambda: _("What was the last day of that coverage of %(name)s?"),
    "ended_for_cause": lambda: _("Did it end for one of these reasons?"),
    "offer_kind": lambda: _("What does the employer of %(name)s offer?"),
    "offer_enrolled": lambda: _("Who is on the plan of the employer of %(name)s in %(year)s?"),
    "offer_self_only": lambda: _("What would %(name)s pay a month for the cheapest plan for one person?"),
    "offer_family": lambda: _("What would %(name)s pay a month for the cheapest plan for the family?"),
    "offer_minimum_value": lambda: _("Does that plan pay at least 60%% of the costs of care?"),
    "offer_arrangement": lambda: _("How much does the employer of %(name)s give a month, for one person?"),
    "offer_opted_out": lambda: _("Does %(name)s decline this money for %(year)s?"),
    "offer_public": lambda: _("Is the employer of %(name)s an agency of the state or another public agency?"),
    "offer_employer": lambda: _("Name of the employer of %(name)s"),
    "offer_street": lambda: _("Street address of that employer"),
    "offer_place": lambda: _("City, state and ZIP code of that employer"),
    "hours": lambda: _("How many hours a month does %(name)s work?"),
    "work_marks": lambda: _("Is any of this true of %(name)s?"),
}

_HINTS: Mapping[str, Callable[[], str]] = {
    "alien_number": lambda: _(
        "An A with seven to nine digits, on the green card or work permit. With it we can check the status without papers. We keep it "
        "encrypted and show it to nobody."
    ),
    "parents": lambda: _("Also by adoption. Leave it empty if none of them is."),
    "caretaker": lambda: _("You live together and are the one who looks after the child."),
    "status_since": lambda: _(
        "As on the card or letter. For some statuses, coverage through Medicaid starts five years after this day."
    ),
    "status_marks": lambda: _("Leave it empty if nothing is."),
    "apart": lambda: _(
        "We ask because some people who file apart can still get the credit. Nobody asks you for proof here, and we do not contact "
        "your spouse. If you are in danger, you can call the National Domestic Violence Hotline at any hour: 1-800-799-7233."
    ),
    "unreconciled_years": lambda: _("If you never had the credit, or always filed that form, choose “none”."),
    "circumstances": lambda: _("Leave it empty if nothing is."),
    "pregnancy_ended": lambda: _("By a birth or otherwise."),
    "income_year": lambda: _("The income before taxes, less what you told us to take off."),
    "ended": lambda: _("We mean the last %(months)s months."),
    "ended_for_cause": lambda: _(
        "The job ended or the employer stopped offering coverage; it cost too much; a parent died or the parents separated; the child has "
        "special needs."
    ),
    "kinds": lambda: _(
        "Count a job’s coverage also if it costs too much. We work out whether it stands in the way of the credit."
    ),
    "offer_enrolled": lambda: _("Leave it empty if nobody is."),
    "offer_self_only": lambda: _("The employer or the plan’s summary can tell you. Leave it empty if you do not know."),
    "offer_family": lambda: _(
        "For the employee and the family members who could be on it. Leave it empty if you do not know."
    ),
    "offer_minimum_value": lambda: _(
        "The plan’s summary of benefits says whether it meets the “minimum value standard”."
    ),
    "offer_employer": lambda: _(
        "If an employee gets a tax credit and a plan, the law has us write so to the employer. That letter says nothing of income. Leave "
        "it empty if you do not know it."
    ),
    "offer_place": lambda: _("Such as: Concord NH 03301."),
    "offer_arrangement": lambda: _("The employer’s notice says it. Leave it empty if you do not know."),
    "hours": lambda: _(
        "Usual hours of all jobs, training, school and community service together. Enter 0 if there are none."
    ),
    "work_marks": lambda: _("Leave it empty if nothing is."),
}

APART: Mapping[str, Callable[[], str]] = {
    "no": lambda: _("None of these reasons"),
    "abuse": lambda: _("I am not safe with my spouse, or was hurt or threatened"),
    "abandonment": lambda: _("My spouse left me, and I cannot find out where they are"),
    "head_of_household": lambda: _(
        "We live apart for the last six months of the year, and a child of mine lives with me"
    ),
}

_OPTIONS: Mapping[str, Callable[[], str]] = {
    **APART,
    "military": lambda: _("Veteran or on active duty, or the spouse or child of one"),
    "before_1996": lambda: _("Came before August 22, 1996 and has lived here since"),
    "own": lambda: _("Files a return of their own"),
    "parent": lambda: _("A parent who is not in this application claims them"),
    "taxes.other": lambda: _("Somebody else who is not in this application claims them"),
    "none": lambda: _("No return, and nobody claims them"),
    "pregnant": lambda: _("Pregnant"),
    "postpartum": lambda: _("Was pregnant in the last %(months)s months, and had Medicaid or CHIP then"),
    "circumstances.student": lambda: _("Full-time student"),
    "disabled": lambda: _("Blind, or has a disability"),
    "long_term_care": lambda: _("Needs long-term care, at home or in a facility"),
    "american_indian": lambda: _("Member of a federally recognized tribe, or an Alaska Native shareholder"),
    "foster_care": lambda: _("Was in foster care at 18, and had Medicaid then"),
    "incarcerated": lambda: _("In jail or prison, other than awaiting a decision of the court"),
    "exemption": lambda: _("Has an exemption from the marketplace for hardship, so that catastrophic plans are open"),
    "emergency": lambda: _("Needs treatment for a medical emergency"),
    "job_elsewhere": lambda: _("Coverage through the job of somebody who is not in this application, and is on it"),
    "medicare": lambda: _("Medicare"),
    "government": lambda: _("TRICARE, veterans’ health care or Peace Corps coverage"),
    "public": lambda: _("Medicaid or CHIP, which goes on"),
    "student_plan": lambda: _("A student plan, and is on it"),
    "kinds.other": lambda: _("Another kind of health coverage"),
    "group": lambda: _("A health plan"),
    "ichra": lambda: _("Money for a plan of one’s own (ICHRA)"),
    "qsehra": lambda: _("Money of a small employer (QSEHRA)"),
    "yes": lambda: _("Yes"),
    "no": lambda: _("No"),
    "unknown": lambda: _("I don’t know"),
    "apart.no": APART["no"],
    "work_marks.student": lambda: _("In school at least half of the time"),
    "frail": lambda: _("Has a serious medical condition, a disorder of the mind or of substance use, or a disability"),
    "exempt": lambda: _(
        "Cares for a disabled person, just left jail or prison, is in a program for alcohol or drugs, or already meets the work rules of "
        "SNAP or TANF"
    ),
}  # fmt: skip

STATUSES: Mapping[str, Callable[[], str]] = {
    "lawful_permanent_resident": lambda: _("Lawful permanent resident (green card)"),
    "refugee": lambda: _("Refugee"),
    "asylee": lambda: _("Granted asylum"),
    "withholding_of_removal": lambda: _("Deportation or removal withheld"),
    "cuban_haitian_entrant": lambda: _("Cuban or Haitian entrant"),
    "amerasian": lambda: _("Amerasian immigrant"),
    "trafficking_victim": lambda: _("Victim of trafficking, or family of one"),
    "battered": lambda: _("Battered spouse, child or parent, with a petition"),
    "conditional_entrant": lambda: _("Conditional entrant from before 1980"),
    "parolee_one_year": lambda: _("Paroled for a year or longer"),
    "parolee": lambda: _("Paroled for less than a year"),
    "compact_of_free_association": lambda: _("Citizen of Micronesia, the Marshall Islands or Palau"),
    "special_immigrant_afghan_iraqi": lambda: _("Special immigrant from Afghanistan or Iraq"),
    "american_indian_born_abroad": lambda: _("American Indian born in Canada, or tribe member born abroad"),
    "temporary_protected_status": lambda: _("Temporary protected status (TPS), or applied for it"),
    "deferred_enforced_departure": lambda: _("Deferred enforced departure (DED)"),
    "deferred_action": lambda: _("Deferred action, other than DACA"),
    "daca": lambda: _("Deferred action for childhood arrivals (DACA)"),
    "nonimmigrant": lambda: _("On a visa: worker, student, U, T and others"),
    "asylum_applicant": lambda: _("Applied for asylum, and may work or is under 14"),
    "adjustment_applicant": lambda: _("Applied for a green card, with an approved petition"),
    "special_immigrant_juvenile": lambda: _("Applied as a special immigrant juvenile"),
    "other_lawfully_present": lambda: _("Another status, and is here lawfully"),
}  # fmt: skip
# Statuses without the five-year wait, which go on counting after a green card.
BEFORE = (
    "refugee", "asylee", "withholding_of_removal", "cuban_haitian_entrant", "amerasian", "trafficking_victim",
    "special_immigrant_afghan_iraqi", "american_indian_born_abroad", "compact_of_free_association",
)  # fmt: skip
