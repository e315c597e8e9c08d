"""What an application has to answer still: its answers and the law, brought to the rules that choose the questions."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.applications.facts import coverage_begins, told
from coverport.applications.models import Applicant, Application
from coverport.applications.queries import applicants_of
from coverport.applications.rules.household import Asked, AskingLaw, LikelyHelp, Member, Question
from coverport.applications.rules.questions import questions
from coverport.applications.rules.steps import steps_of
from coverport.core.dates import age_on
from coverport.eligibility import engine
from coverport.eligibility.facts.refusals import InvalidFacts
from coverport.eligibility.findings import Outcome
from coverport.law.loader import MissingLaw
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import CreditWindow
from coverport.law.resolved import Law, resolve

# From which day employers' arrangements exist: 26 USC 9831(d), P.L. 114-255 s. 18001; 45 CFR 146.123, 84 FR 28888.
ARRANGEMENTS = (("qsehra", date(2017, 1, 1)), ("ichra", date(2020, 1, 1)))


class Reading(msgspec.Struct, frozen=True):
    """An application read once. asked: None while there is nobody or no state; questions: all that are asked then.

    stored: the answers so far by person, empty for the return, and question.
    """

    asked: Asked | None
    questions: tuple[Question, ...]
    stored: dict[str, dict[str, object]]

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that the application needs, as far as is known."""
        return steps_of({question.step for question in self.questions})

    @property
    def open_steps(self) -> frozenset[str]:
        """Steps with a question that has no answer and must have one."""
        return frozenset(
            question.step
            for question in self.questions
            if not question.optional and self.stored[question.key].get(question.name) is None
        )

    def of(self, step: str) -> tuple[Question, ...]:
        """The questions of one step."""
        return tuple(question for question in self.questions if question.step == step)


def read(application: Application, applicants: Sequence[Applicant] | None = None) -> Reading:
    """What an application has been told and has to be asked. Nothing yet while the state is not told, on which the law depends.

    applicants: its people, where they were just looked up.
    """
    applicants = applicants_of(application) if applicants is None else applicants
    asked = _asked(application, applicants) if applicants and application.state else None
    people = {one.person.reference: _stored(one) for one in applicants}
    return Reading(
        asked=asked,
        questions=questions(asked) if asked else (),
        stored=people | {"": msgspec.structs.asdict(application.told)},
    )


def steps_for(application: Application) -> tuple[str, ...]:
    """The steps that this application needs, as far as is known."""
    return read(application).steps


def questions_of(application: Application, step: str) -> tuple[Question, ...]:
    """What is asked in one step."""
    return read(application).of(step)


def _asked(application: Application, applicants: Sequence[Applicant]) -> Asked:
    """The application as the rules take it, on the day when the person got in line."""
    on = application.started_on
    law = resolve(on=on, state=application.state, year=application.year)
    begins = coverage_begins(application, on)
    return Asked(
        people=tuple(_member(one, begins) for one in applicants),
        law=asking_law(law),
        state=application.state,
        year=application.year,
        on=on,
        files_taxes=application.files_taxes,
        files_jointly=application.files_jointly,
        taxes=application.told,
        help=_likely(application, applicants, law),
    )


def asking_law(law: Law) -> AskingLaw:
    """The values of law on which questions depend."""
    medicaid, credit = law.medicaid, law.credit
    program = medicaid.basic_health
    return AskingLaw(
        child_under=medicaid.child_age.under,
        dependent_child_under=medicaid.dependent_child_age.under,
        students_under=max(medicaid.household_child.student_under, medicaid.child_age.under),
        foster_care_under=medicaid.foster_care.under,
        postpartum_months=medicaid.postpartum.months,
        catastrophic_under=law.catastrophic.under,
        waiting_months=medicaid.waiting_period.months,
        barred_statuses=frozenset(law.immigration.five_year_bar.statuses)
        & frozenset(law.immigration.qualified.statuses),
        basic_health=program.at_most is not None,
        # Nobody can have left open, or used up, what there was no credit for yet.
        unreconciled_years=credit.unreconciled.years if _credit_in(law.on.year - 1) else None,
        separate_years=credit.separate_filing.years if _credit_in(law.year - 1) else None,
        unemployment=credit.unemployment.percent is not None,
        family_premium=credit.family_test.own_premium,
        arrangements=tuple(kind for kind, since in ARRANGEMENTS if since <= new_year(law.year)),
    )


def _credit_in(year: int) -> bool:
    try:
        typed(CreditWindow, "premium_tax_credit.income_window", on=new_year(year))
    except MissingLaw:
        return False
    return True


def _stored(one: Applicant) -> dict[str, object]:
    # A number that is kept stays where it is: only that it is there is told.
    kept = bool(one.person.alien_number)
    return {**msgspec.structs.asdict(one.told), "other_coverage": one.other_coverage, "alien_number_kept": kept}


def _member(one: Applicant, begins: date) -> Member:
    return Member(
        key=one.person.reference,
        name=one.person.short_name,
        age=max(0, age_on(one.person.birth_date, begins)),
        sex=one.person.sex,
        relationship=one.relationship,
        applies=one.applies,
        citizenship=one.citizenship,
        dependent=bool(one.dependent),
        other_coverage=one.other_coverage,
        told=one.told,
    )


def _likely(application: Application, applicants: Sequence[Applicant], law: Law) -> LikelyHelp | None:
    """What the engine finds once everybody's income is told, whatever they answered to the questions that this decides."""
    if application.files_taxes is None or any(one.told.income is None for one in applicants):
        return None
    given = told(application, on=law.on, applicants=applicants)
    students = {one.person.reference for one in applicants if "student" in (one.told.circumstances or ())}
    bare = tuple(
        msgspec.structs.replace(
            one, **_UNASKED, student=one.id in students, other_coverage=False if one.applies else None
        )
        for one in given.people
    )
    try:
        found = engine.determine(msgspec.structs.replace(given, people=bare, offers=()), law=law, advice=False)
    except InvalidFacts:  # said when the answers are signed
        return LikelyHelp()
    asks = [
        (one.id, code) for one in found.people for code in one.medicaid.codes if one.medicaid.outcome is Outcome.UNKNOWN
    ]
    return LikelyHelp(
        medicaid=frozenset(one.id for one in found.people if one.medicaid.outcome is Outcome.YES),
        chip=frozenset(one.id for one in found.people if one.chip.outcome is Outcome.YES),
        parents_hours=any(code == "caretaker_hours_missing" for _, code in asks),
        hours=frozenset(key for key, code in asks if code == "work_requirement_missing"),
    )


_UNASKED: dict[str, object] = {
    "coverage_ended": None,
    "public_employee_coverage": False,
    "medicaid_denied": False,
    "medicare": False,
    "medically_frail": False,
    "work_hours_month": None,
    "work_exempt": None,
}
