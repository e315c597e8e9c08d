"""From stored answers to what the engine is told: everybody of the application, their ties, their returns, their offers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal

from coverport.applications.models import Applicant, Application
from coverport.applications.queries import applicants_of
from coverport.core.dates import first_of_month
from coverport.eligibility import facts
from coverport.eligibility.engine import Role

_RELATION: dict[str, facts.Relation] = {"partner": "domestic_partner"}
FIRST_RETURN = "1"
HOME = "1"


def coverage_begins(application: Application, on: date) -> date:
    """The first day on which coverage asked for on a day can begin: ages are counted then.

    In December, and for a year that is over, that day itself: only what counts from an event's own day, as a birth, still reaches the year.
    """
    window = application.exchange.calendar.open_on(application.year, on, in_line=application.started_on)
    if window:
        return window.starts
    first = max(date(application.year, 1, 1), first_of_month(on, 1))
    return first if first.year == application.year else min(on, date(application.year, 12, 31))


def told(
    application: Application, *, on: date, applicants: Sequence[Applicant] | None = None, begins: date | None = None
) -> facts.Application:
    """The facts of an application as the engine takes them, on the day of the decision. applicants: where they are read already; begins:
    the first day of coverage, where another one than the calendar's is meant.
    """
    if applicants is None:
        applicants = applicants_of(application)
    return facts.Application(
        reference=application.reference,
        state=application.state,
        coverage_year=application.year,
        decided_on=on,
        begins=begins or coverage_begins(application, on),
        county_fips=application.county_fips or None,
        people=tuple(_person(one, applicants) for one in applicants),
        relationships=tuple(_relationships(applicants)),
        tax_households=tuple(_returns(application, applicants)),
        offers=tuple(_offers(applicants)),
    )


def role_of(relationship: str) -> Role:
    """The premium rules' word for a relationship to the person who applies."""
    match relationship:
        case "self" | "spouse" | "child":
            return relationship
        case "ward":
            return "child"
    return "other"


# ---- Who is who


def _relationships(applicants: Sequence[Applicant]) -> Iterator[facts.Relationship]:
    """What each is to the one who applies, who else is a child's parent, and of whom that one takes care."""
    you = _key(next(one for one in applicants if one.relationship == "self"))
    for one in applicants:
        if one.relationship != "self":
            yield _to_you(one, you)
    for one in applicants:
        for parent in one.told.parents or ():
            yield facts.Relationship(person=_key(one), is_="child", of=parent)


def _to_you(one: Applicant, you: str) -> facts.Relationship:
    relation: facts.Relation = _RELATION.get(one.relationship) or one.relationship  # type: ignore[assignment]
    if one.told.caretaker and not one.told.elsewhere:
        inverse: facts.Relation = facts.INVERSE[relation]  # type: ignore[assignment]
        return facts.Relationship(person=you, is_=inverse, of=_key(one), caretaker=True)
    return facts.Relationship(person=_key(one), is_=relation, of=you)


def _key(one: Applicant) -> str:
    reference: str = one.person.reference
    return reference


# ---- Tax returns


def _returns(application: Application, applicants: Sequence[Applicant]) -> Iterator[facts.TaxHousehold]:
    """The return of the one who applies, jointly with their spouse where they said so; then the others' own returns."""
    yield _first_return(application, applicants)
    others = [one for one in applicants if one.told.taxes == "own"]
    for number, one in enumerate(others, start=int(FIRST_RETURN) + 1):
        yield facts.TaxHousehold(
            id=str(number), filers=(_key(one),), dependents=tuple(_claimed_by(_key(one), application, applicants))
        )


def _first_return(application: Application, applicants: Sequence[Applicant]) -> facts.TaxHousehold:
    spouse = next((one for one in applicants if one.relationship == "spouse"), None)
    neither = application.files_taxes is False and spouse is not None and spouse.told.taxes != "own"
    roles = {"self", "spouse"} if application.files_jointly or neither else {"self"}
    told = application.told
    excused = told.apart in {"abuse", "abandonment"}
    return facts.TaxHousehold(
        id=FIRST_RETURN,
        filers=tuple(_key(one) for one in applicants if one.relationship in roles),
        dependents=tuple(_key(one) for one in applicants if one.dependent and application.files_taxes),
        files=application.files_taxes,
        status="head_of_household" if told.apart == "head_of_household" else None,
        separate_because=told.apart if excused else None,  # type: ignore[arg-type]
        separate_years=told.separate_years or 0,
        unreconciled_years=told.unreconciled_years or 0,
        unemployment=bool(told.unemployment),
    )


def _claimed_by(claimer: str, application: Application, applicants: Iterable[Applicant]) -> Iterator[str]:
    for one in applicants:
        claimed = application.told.claimed_by if one.relationship == "self" else one.told.taxes
        if claimed == claimer:
            yield _key(one)


# ---- People


def _person(one: Applicant, applicants: Sequence[Applicant]) -> facts.Person:
    told, status = one.told, _immigration(one)
    kinds = set(told.kinds or ()) if one.other_coverage else set()
    return facts.Person(
        id=_key(one),
        birth_date=one.person.birth_date,
        applies=one.applies,
        tobacco=one.tobacco,
        home=_key(one) if told.elsewhere else HOME,
        lives_in_state=told.in_state if told.elsewhere and one.applies else True,
        citizen=_attested(one, Applicant.Citizenship.CITIZEN),
        lawfully_present=None if status else _attested(one, Applicant.Citizenship.IMMIGRANT),
        immigration=status,
        **_circumstances(one),
        medicare="medicare" in kinds,
        public_coverage="public" in kinds,
        other_coverage=_other_coverage(one, kinds),
        coverage_ended=told.ended_on if told.ended else None,
        coverage_ended_for_cause=bool(told.ended_for_cause),
        public_employee_coverage=bool(kinds)
        and any(each.told.offer_public and f"job:{_key(each)}" in kinds for each in applicants),
        medicaid_denied=bool(told.denied),
        work_hours_month=told.hours,
        work_exempt=None if told.work_marks is None else "exempt" in told.work_marks,
        income=told.income,
        deductions=told.deductions,
        income_year=told.income_year if told.expects is False else None,
        claimed_by_outsider=_outsider(one),
    )


def _circumstances(one: Applicant) -> dict[str, Any]:
    """What is true of the list, with what follows from it."""
    told, marks = one.told, one.told.work_marks or ()
    true = set(told.circumstances or ())
    return {
        "pregnant": "pregnant" in true,
        "expected_children": told.expected or 1,
        "pregnancy_ended": told.pregnancy_ended if "postpartum" in true else None,
        "student": "student" in true or "student" in marks,
        "disabled": "disabled" in true,
        "medically_frail": "frail" in marks,
        "long_term_care": "long_term_care" in true,
        "american_indian": "american_indian" in true,
        "foster_care": "foster_care" in true,
        "foster_care_other_state": told.foster_here is False,
        "incarcerated": "incarcerated" in true,
        "exemption": "exemption" in true,
        "emergency": "emergency" in true,
    }


def _immigration(one: Applicant) -> facts.Immigration | None:
    told = one.told
    if one.citizenship != Applicant.Citizenship.IMMIGRANT or told.status in {None, "not_sure"}:
        return None
    marks = told.status_marks or ()
    return facts.Immigration(
        status=told.status,  # type: ignore[arg-type]
        since=told.status_since,
        before=told.status_before or None,  # type: ignore[arg-type]
        entered_before_1996_08_22="before_1996" in marks,
        military="military" in marks,
    )


def _other_coverage(one: Applicant, kinds: set[str]) -> bool | None:
    """Medicare, jobs of people here and public coverage are answers of their own; of who does not apply, whether they are covered."""
    if not one.applies:
        return one.told.covered
    if one.other_coverage is None:
        return None
    return any(kind not in {"medicare", "public"} and not kind.startswith("job:") for kind in kinds)


def _outsider(one: Applicant) -> Literal["parent", "other"] | None:
    match one.application.told.claimed_by if one.relationship == "self" else one.told.taxes:
        case "parent":
            return "parent"
        case "other":
            return "other"
    return None


def _attested(applicant: Applicant, answer: str) -> bool | None:
    return applicant.citizenship == answer if applicant.citizenship else None


# ---- Employers


def _offers(applicants: Sequence[Applicant]) -> Iterator[facts.EmployerOffer]:
    for employee in applicants:
        kind = f"job:{_key(employee)}"
        covers = [one for one in applicants if one.other_coverage and kind in (one.told.kinds or ())]
        if covers:
            yield _offer(employee, tuple(map(_key, covers)))


def _offer(employee: Applicant, covers: tuple[str, ...]) -> facts.EmployerOffer:
    told = employee.told
    enough = {"yes": True, "no": False}
    return facts.EmployerOffer(
        employee=_key(employee),
        kind=told.offer_kind or "group",  # type: ignore[arg-type]
        covers=covers,
        enrolled=tuple(key for key in told.offer_enrolled or () if key in covers),
        self_only_month=told.offer_self_only,
        family_month=told.offer_family,
        minimum_value=enough.get(told.offer_minimum_value or ""),
        arrangement_month=told.offer_arrangement,
        opted_out=bool(told.offer_opted_out),
    )
