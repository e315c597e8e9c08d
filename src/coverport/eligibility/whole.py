"""What the people of one application share: ties, ages, Medicaid households, incomes and returns, worked out once."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Person
from coverport.eligibility.findings import Finding
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.caretaker import NOBODY, Care, care_of
from coverport.eligibility.rules.cost_sharing import CostSharing, cost_sharing
from coverport.eligibility.rules.income import Measured, measure, percent_to_four_places
from coverport.eligibility.rules.kinship import Ids, Kin, kin_of
from coverport.eligibility.rules.magi import PersonIncome, medicaid_incomes, person_income
from coverport.eligibility.rules.medicaid_household import medicaid_households
from coverport.eligibility.taxes import Taxes, taxes_of
from coverport.law.parameters import Guideline
from coverport.law.resolved import Law


class Whole(msgspec.Struct, frozen=True, gc=False):
    """What the people of an application share.

    own: what each one brings; counted: the income of each one's Medicaid household measured, and the household with it as it is
    shown. lower: cost sharing of each return, with the answer about the credit; cares: what the care for the same children makes
    of whoever has it. Most people share all of these.
    """

    application: Application
    law: Law
    kin: Kin
    ages: dict[str, int]
    own: dict[str, PersonIncome]
    counted: dict[str, tuple[Measured, MedicaidHousehold]]
    taxes: dict[str, Taxes]
    tax_of: dict[str, Taxes]
    lower: dict[str, tuple[Finding, CostSharing]]
    cares: dict[Ids, Care]

    def cost_sharing(self, person: Person, qhp: Finding, credit: Finding, taxes: Taxes) -> CostSharing:
        """Of one person of a return: for whoever is no American Indian it follows from the answer about the credit alone."""
        known = self.lower.get(taxes.household.id)
        if known is not None and known[0] is credit and not person.american_indian:
            return known[1]
        made = cost_sharing(person, qhp=qhp, credit=credit, measured=taxes.counted, law=self.law.credit)
        if not person.american_indian:
            self.lower[taxes.household.id] = credit, made
        return made

    def care_of(self, person: Person) -> Care:
        """What the care for children makes of a person."""
        if (cared := self.kin.cares_for.get(person.id)) is None:
            return NOBODY
        known, law = self.cares.get(cared), self.law.medicaid
        if known is None:
            known = self.cares[cared] = care_of(
                person,
                self.kin,
                self.ages,
                dependent=law.dependent_child_age,
                child=law.child_age,
                deprivation=law.deprivation,
            )
        return known


def whole_of(application: Application, ages: dict[str, int], law: Law) -> Whole:
    """The shared part of a determination. ages: when coverage begins, by id."""
    kin = kin_of(application)
    own = _own(application, kin, ages, law)
    households = medicaid_households(kin, ages, law.medicaid.household_child, law.medicaid.unborn)
    taxes = {each.id: taxes_of(each, application, kin, own, law) for each in application.tax_households}
    tax_of: dict[str, Taxes] = {}
    for each in taxes.values():
        tax_of.update(dict.fromkeys(each.household.dependents, each))
    for each in taxes.values():
        for filer in each.household.filers:
            tax_of.setdefault(filer, each)
    counted = _counted(households, medicaid_incomes(households, kin, own), law.medicaid.guideline)
    return Whole(application, law, kin, ages, own, counted, taxes, tax_of, {}, {})


def _counted(
    households: Mapping[str, MedicaidHousehold], incomes: Mapping[str, Cents | None], guideline: Guideline
) -> dict[str, tuple[Measured, MedicaidHousehold]]:
    """Each one's household beside the guideline. Most people of an application are of one size and income, and share what follows."""
    against: dict[tuple[Cents | None, int], tuple[Measured, Decimal | None]] = {}
    shown: dict[int, tuple[Measured, MedicaidHousehold]] = {}
    for who, one in households.items():
        if id(one) not in shown:
            which = incomes[who], max(one.size, 1)
            if which not in against:
                measured = measure(*which, guideline)
                against[which] = measured, percent_to_four_places(measured)
            measured, percent = against[which]
            shown[id(one)] = measured, MedicaidHousehold(one.people, one.size, one.branch, which[0], percent)
    return {who: shown[id(one)] for who, one in households.items()}


def _own(application: Application, kin: Kin, ages: dict[str, int], law: Law) -> dict[str, PersonIncome]:
    """What each person brings; whether they must file is worked out for those alone who are somebody's child or are claimed."""
    claimed: set[str] = set()
    for each in application.tax_households:
        claimed.update(each.dependents)
    now, later = law.medicaid.filing_threshold, law.credit.filing_threshold
    found: dict[str, PersonIncome] = {}
    for one in application.people:
        below = one.id in claimed or one.id in kin.parents or one.claimed_by_outsider is not None
        found[one.id] = person_income(one, application, ages[one.id], later, now, may_be_left_out=below)
    return found
