"""One person: Medicaid and CHIP first, and then, when those of everybody are known, all else that they can have."""

import msgspec

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import NO, UNKNOWN, Finding
from coverport.eligibility.results import MedicaidHousehold, PersonResult
from coverport.eligibility.rules.basic_health import basic_health, without_program
from coverport.eligibility.rules.catastrophic import catastrophic
from coverport.eligibility.rules.chip import chip
from coverport.eligibility.rules.cost_sharing import cost_sharing
from coverport.eligibility.rules.credit import other_coverage, person_obstacles, tax_credit
from coverport.eligibility.rules.filing import not_on_a_return
from coverport.eligibility.rules.groups import Circumstances, groups_of
from coverport.eligibility.rules.income import Measured, measure
from coverport.eligibility.rules.medicaid import MedicaidAnswer, medicaid, referral
from coverport.eligibility.rules.offers import employer_coverage
from coverport.eligibility.rules.qualified_health_plan import qualified_health_plan
from coverport.eligibility.taxes import Taxes
from coverport.eligibility.whole import Whole

# Who decides Medicaid, by what the state has chosen.
_DECIDES = {"determines": "exchange", "assesses": "agency"}


class Public(msgspec.Struct, frozen=True, gc=False):
    """Whether a person may buy a plan, what they have of Medicaid and CHIP, and the household that decided it."""

    qhp: Finding
    medicaid: MedicaidAnswer
    chip: Finding
    household: MedicaidHousehold
    measured: Measured

    @property
    def barred_by_status(self) -> bool | None:
        """Whether status keeps somebody who may buy a plan out of Medicaid: the credit's floor does not bind such people."""
        barred = self.medicaid.barred_by_status
        if barred is False or self.qhp.outcome is NO:
            return False
        return None if barred and self.qhp.outcome is UNKNOWN else barred


def public_of(person: Person, whole: Whole) -> Public:
    """What needs nobody else's answer."""
    law, who = whole.law, person.id
    taxes = whole.tax_of.get(who)
    measured, household = whole.counted[who]
    age, care = whole.ages[who], whole.care_of(person)
    size, guideline, caretaker = measured.size, measured.guideline, care.caretaker is True
    around = Circumstances(
        law=law,
        age=age,
        household=household,
        measured=measured,
        groups=groups_of(law, age, size, guideline, person.pregnant, person.medicare, caretaker),
        own=whole.own[who].rate,
        by_year=taxes.measured if taxes and taxes.below_floor else None,
        care=care,
    )
    in_medicaid = medicaid(person, around)
    in_chip = chip(person, around, in_medicaid.finding)
    qhp = qualified_health_plan(person, law.state, law.immigration.lawfully_present)
    return Public(qhp, in_medicaid, in_chip, household, measured)


class Decided(msgspec.Struct, frozen=True, gc=False):
    """A person's result, and what stands between them and the credit."""

    result: PersonResult
    obstacles: tuple[Finding, ...]


def decided(person: Person, whole: Whole, answers: dict[str, Public]) -> Decided:
    """All that a person can have. answers: everybody's of `public_of`."""
    law, age, public = whole.law, whole.ages[person.id], answers[person.id]
    taxes, qhp = whole.tax_of.get(person.id), public.qhp
    measured = taxes.counted if taxes else measure(public.measured.income, public.measured.size, law.credit.guideline)
    employer = _employer(person, whole, taxes, measured) if whole.application.offers else None
    bhp = without_program(person, law.medicaid.basic_health) or _basic_health(person, whole, public, employer, measured)
    obstacles = person_obstacles(
        person,
        qhp=qhp,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        basic_health=bhp,
        employer=employer,
        work=public.medicaid.work,
        statuses=law.credit.statuses,
        enrollment=law.credit.income_based_enrollment,
        requirement=law.medicaid.work_requirement,
    )
    aptc = _credit(person, whole, taxes, obstacles, answers)
    if taxes is None:
        lower = cost_sharing(person, qhp=qhp, credit=aptc, measured=measured, law=law.credit)
    else:
        lower = whole.cost_sharing(person, qhp, aptc, taxes)
    decision = law.medicaid.decision
    result = PersonResult(
        id=person.id,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        bhp=bhp,
        qhp=qhp,
        aptc=aptc,
        csr=lower.finding,
        catastrophic=catastrophic(person, age, law.catastrophic, qhp),
        referral=referral(person, age, law.medicaid.adult_ages.at_most),
        emergency_medicaid=public.medicaid.emergency,
        csr_variant=lower.variant,
        csr_qualifies=lower.qualifies,
        medicaid_household=public.household,
        tax_household=taxes.household.id if taxes else None,
        medicaid_decided_by=_DECIDES[decision.exchange] if decision else "unknown",
    )
    return Decided(result, obstacles)


def _employer(person: Person, whole: Whole, taxes: Taxes | None, measured: Measured) -> Finding | None:
    """What employers' offers say about the person."""
    law, members = whole.law.credit, taxes.members if taxes else (person.id,)
    return employer_coverage(person.id, whole.application.offers, measured, members, law.affordability, law.family_test)


def _basic_health(
    person: Person, whole: Whole, public: Public, employer: Finding | None, measured: Measured
) -> Finding:
    law = whole.law.medicaid
    return basic_health(
        person,
        whole.ages[person.id],
        qhp=public.qhp,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        elsewhere=(other_coverage(person), employer),
        measured=measured,
        barred_by_status=public.medicaid.barred_by_status,
        law=law.basic_health,
        statuses=law.basic_health_statuses,
    )


def _credit(
    person: Person, whole: Whole, taxes: Taxes | None, obstacles: tuple[Finding, ...], answers: dict[str, Public]
) -> Finding:
    qhp = answers[person.id].qhp
    if not person.applies:
        return qhp
    if taxes is None:
        return tax_credit((*obstacles, not_on_a_return(person)), qhp)
    window = taxes.plain_window
    if taxes.below_floor:
        window = taxes.window([answers[each].barred_by_status for each in taxes.members], whole.law)
    return tax_credit((*obstacles, taxes.filing), window) if obstacles or taxes.filing else window
