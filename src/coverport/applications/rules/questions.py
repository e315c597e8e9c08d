"""Which questions an application has to answer, from what is known so far: each only where its answer matters."""

from collections.abc import Iterator

from coverport.applications.rules import steps
from coverport.applications.rules.household import Asked, Member, Question
from coverport.applications.rules.income import is_plain

# A parent is at least so many years older; who could be pregnant, or employed. Not law: they only keep questions away.
GENERATION = 12
PREGNANT_FROM, PREGNANT_TO = 10, 60
EMPLOYED_FROM = 16
FOSTER_CARE_FROM = 18
STUDENT_PLAN_FROM = 16
# Relatives of a child who can be its caretakers, 42 CFR 435.4, seen from the one who applies.
CARED_FOR = frozenset({"sibling", "grandchild", "niece_nephew"})
ADULTS_APART = frozenset({"partner", "unrelated"})


def questions(asked: Asked) -> tuple[Question, ...]:
    """All that are asked beside people, address, citizenship, the return of the one who applies, and income."""
    return (
        *_family(asked),
        *_immigration(asked),
        *_returns(asked),
        *_circumstances(asked),
        *_details(asked),
        *_expected(asked),
        *_coverage(asked),
        *_kinds(asked),
        *_offers(asked),
        *_work(asked),
    )


def coverage_matters(asked: Asked) -> bool:
    """Other coverage matters for the credit, for CHIP and for a Basic Health Program: it is asked where somebody may have one."""
    files = asked.files_taxes is not False or any(one.told.taxes == "own" for one in asked.people)
    children = any(one.applies and (one.age < asked.law.child_under or one.has("pregnant")) for one in asked.people)
    return files or children or asked.law.basic_health


# ---- Who is who


def _family(asked: Asked) -> Iterator[Question]:
    for one in asked.others():
        if one.told.elsewhere and one.applies:
            yield Question(steps.FAMILY, "in_state", one.key)
        if one.age < asked.law.students_under and (parents := _may_be_parents(one, asked)):
            yield Question(steps.FAMILY, "parents", one.key, tuple(each.key for each in parents))
        if one.relationship in CARED_FOR and one.age < asked.law.child_under and not one.told.elsewhere:
            yield Question(steps.FAMILY, "caretaker", one.key)


def _may_be_parents(child: Member, asked: Asked) -> tuple[Member, ...]:
    """Who could be the child's parent: your child may have another than you and your spouse; others may have anyone older."""
    older = tuple(one for one in asked.others() if one.age >= child.age + GENERATION)
    if child.relationship == "child":
        return tuple(one for one in older if one.relationship in ADULTS_APART)
    return older


# ---- Immigration


def _immigration(asked: Asked) -> Iterator[Question]:
    for one in asked.people:
        if one.applies and one.citizenship == "immigrant":
            yield Question(steps.STATUS, "status", one.key)
            yield Question(steps.STATUS, "alien_number", one.key, optional=True)


# ---- Tax returns


def on_first_return(asked: Asked) -> frozenset[str]:
    """Who signs the return of the one who applies, or is claimed on it; nobody where there is none."""
    if not asked.files_taxes:
        return frozenset()
    signing = {"self", "spouse"} if asked.files_jointly else {"self"}
    return frozenset(one.key for one in asked.people if one.relationship in signing or one.dependent)


def may_claim(asked: Asked) -> tuple[Member, ...]:
    """Adults who could file another return and claim somebody on it."""
    mine = on_first_return(asked)
    return tuple(one for one in asked.others() if one.key not in mine and one.age >= asked.law.child_under)


def _returns(asked: Asked) -> Iterator[Question]:
    if asked.files_taxes is None:
        return
    yield from _of_first_return(asked)
    mine, adults = on_first_return(asked), may_claim(asked)
    for one in asked.others():
        claimers = tuple(each.key for each in adults if each.key != one.key)
        if one.key in mine or not (claimers or one.age >= asked.law.child_under):
            continue
        if one.key == asked.taxes.claimed_by:
            yield Question(steps.RETURNS, "taxes", one.key, ("own",))
        else:
            yield Question(steps.RETURNS, "taxes", one.key, ("own", *claimers, "parent", "other", "none"))


def _of_first_return(asked: Asked) -> Iterator[Question]:
    """About the return of the one who applies: filing apart, and credit of earlier years."""
    if not asked.files_taxes:
        return
    law, alone = asked.law, asked.files_jointly is False and bool(asked.others("spouse"))
    if alone:
        # Who lives with the spouse is no head of household, 26 USC 7703(b).
        head = ("head_of_household",) if any(one.told.elsewhere for one in asked.others("spouse")) else ()
        yield Question(steps.RETURNS, "apart", "", ("no", "abuse", "abandonment", *head))
    if alone and law.separate_years is not None and asked.taxes.apart in {"abuse", "abandonment"}:
        yield Question(steps.RETURNS, "separate_years")
    if law.unreconciled_years is not None:
        yield Question(steps.RETURNS, "unreconciled_years")
    if law.unemployment:
        yield Question(steps.RETURNS, "unemployment")


# ---- Circumstances


def _circumstances(asked: Asked) -> Iterator[Question]:
    for one in asked.people:
        if options := circumstances_of(one, asked):
            yield Question(steps.CIRCUMSTANCES, "circumstances", one.key, options)


def circumstances_of(one: Member, asked: Asked) -> tuple[str, ...]:
    """What of the list could be true and would matter. Who does not apply counts in others' households: pregnant, student, disabled."""
    law = asked.law
    could_be_pregnant = one.sex != "M" and PREGNANT_FROM <= one.age <= PREGNANT_TO
    student = law.dependent_child_under <= one.age < law.students_under and one.relationship not in {"self", "spouse"}
    parent = one.relationship in {"self", "spouse", "partner"} and any(
        each.age < law.child_under for each in asked.others()
    )
    found = {
        "pregnant": could_be_pregnant,
        "postpartum": could_be_pregnant and one.applies and law.postpartum_months > 0,
        "student": student or (law.child_under <= one.age < law.students_under),
        "disabled": one.applies or parent,
        "long_term_care": one.applies,
        "american_indian": one.applies,
        "foster_care": one.applies and FOSTER_CARE_FROM <= one.age < law.foster_care_under,
        "incarcerated": one.applies,
        "exemption": one.applies and one.age >= law.catastrophic_under,
        "emergency": one.applies and one.citizenship in {"immigrant", "neither"},
    }
    return tuple(name for name, matters in found.items() if matters)


def _details(asked: Asked) -> Iterator[Question]:
    """What follows from the circumstances and the status."""
    for one in asked.people:
        if one.has("pregnant"):
            yield Question(steps.DETAILS, "expected", one.key)
        if one.has("postpartum"):
            yield Question(steps.DETAILS, "pregnancy_ended", one.key)
        if one.has("foster_care"):
            yield Question(steps.DETAILS, "foster_here", one.key)
        if one.applies and one.told.status in asked.law.barred_statuses:
            yield Question(steps.DETAILS, "status_since", one.key, optional=True)
            yield Question(steps.DETAILS, "status_before", one.key, optional=True)
            yield Question(steps.DETAILS, "status_marks", one.key, ("military", "before_1996"))


# ---- Income


def _expected(asked: Asked) -> Iterator[Question]:
    """Whether the year's sum is what they expect, where it had to be worked out."""
    for one in asked.people:
        if one.told.income and not all(is_plain(line) for line in one.told.income):
            yield Question(steps.EXPECTED, "expects", one.key)
            yield Question(steps.EXPECTED, "income_year", one.key, optional=True)


# ---- Other coverage


def _coverage(asked: Asked) -> Iterator[Question]:
    found, matters = asked.help, coverage_matters(asked)
    for one in asked.people:
        if not one.applies and _must_be_covered(one, asked):
            yield Question(steps.COVERAGE, "covered", one.key)
        if not (one.applies and matters):
            continue
        yield Question(steps.COVERAGE, "other_coverage", one.key)
        if found and one.key in found.chip and asked.law.waiting_months and one.age < asked.law.child_under:
            yield Question(steps.COVERAGE, "ended", one.key)
        if found and one.key in found.medicaid:
            yield Question(steps.COVERAGE, "denied", one.key)


def _must_be_covered(child: Member, asked: Asked) -> bool:
    """Medicaid covers a parent as an adult only when the child has coverage, 42 CFR 435.119(c)."""
    grown = {one.key for one in asked.people if one.age >= asked.law.child_under}
    return child.age < asked.law.child_under and asked.help is not None and bool(grown & asked.help.medicaid)


def _kinds(asked: Asked) -> Iterator[Question]:
    if not coverage_matters(asked):
        return
    jobs = tuple(f"job:{one.key}" for one in asked.people if one.age >= EMPLOYED_FROM)
    for one in asked.people:
        if one.applies and one.other_coverage:
            student = ("student_plan",) if one.age >= STUDENT_PLAN_FROM else ()
            options = (*jobs, "job_elsewhere", "medicare", "government", "public", *student, "other")
            yield Question(steps.KINDS, "kinds", one.key, options)
        if one.applies and one.told.ended:
            yield Question(steps.KINDS, "ended_on", one.key)
            yield Question(steps.KINDS, "ended_for_cause", one.key)


def offered_to(employee: Member, asked: Asked) -> tuple[Member, ...]:
    """Who could be on the plan of somebody's employer."""
    return tuple(
        one
        for one in asked.people
        if one.applies and one.other_coverage and f"job:{employee.key}" in (one.told.kinds or ())
    )


def _offers(asked: Asked) -> Iterator[Question]:
    """About each employer whose coverage somebody named: who is on it, what it costs, whether it is enough."""
    if not coverage_matters(asked):
        return
    for employee in asked.people:
        if not (covered := offered_to(employee, asked)):
            continue
        if asked.law.arrangements:
            yield Question(steps.OFFERS, "offer_kind", employee.key, ("group", *asked.law.arrangements))
        kind = employee.told.offer_kind if asked.law.arrangements else "group"
        if kind == "group":
            yield from _plan_offered(employee, covered, asked)
        elif kind is not None:
            yield Question(steps.OFFERS, "offer_arrangement", employee.key, optional=True)
        if kind == "ichra":
            yield Question(steps.OFFERS, "offer_opted_out", employee.key)
        if kind is not None:
            yield from _whom_to_tell(employee)


def _whom_to_tell(employee: Member) -> Iterator[Question]:
    """The employer's name and address: it is told of an employee's credit, 45 CFR 155.310(h)."""
    yield Question(steps.OFFERS, "offer_employer", employee.key, optional=True)
    yield Question(steps.OFFERS, "offer_street", employee.key, optional=True)
    yield Question(steps.OFFERS, "offer_place", employee.key, optional=True)


def _plan_offered(employee: Member, covered: tuple[Member, ...], asked: Asked) -> Iterator[Question]:
    yield Question(steps.OFFERS, "offer_enrolled", employee.key, tuple(one.key for one in covered))
    yield Question(steps.OFFERS, "offer_self_only", employee.key, optional=True)
    if asked.law.family_premium and any(one.key != employee.key for one in covered):
        yield Question(steps.OFFERS, "offer_family", employee.key, optional=True)
    yield Question(steps.OFFERS, "offer_minimum_value", employee.key, ("yes", "no", "unknown"))
    if asked.help and any(one.key in asked.help.chip for one in covered):
        yield Question(steps.OFFERS, "offer_public", employee.key)


# ---- Hours of work


def _work(asked: Asked) -> Iterator[Question]:
    """Hours, where Medicaid depends on them: of parents together at home, and of adults under the work requirement."""
    if asked.help is None:
        return
    for one in asked.people:
        required = one.key in asked.help.hours
        if required or (asked.help.parents_hours and _parent(one, asked)):
            yield Question(steps.WORK, "hours", one.key)
        if required:
            yield Question(steps.WORK, "work_marks", one.key, ("student", "frail", "exempt"))


def _parent(one: Member, asked: Asked) -> bool:
    """A parent who may be at home with a child."""
    named = {parent for each in asked.people for parent in each.told.parents or ()}
    mine = any(each.relationship == "child" for each in asked.people)
    return one.key in named or (mine and one.relationship in {"self", "spouse"})
