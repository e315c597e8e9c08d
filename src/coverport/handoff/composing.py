"""From an application and its decision to the account that goes to the agency."""

from collections.abc import Collection, Iterator
from datetime import date

from coverport.applications.determining import facts_of, result_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of
from coverport.handoff.layout import LAYOUT, AccountTransfer, Contact, Finding, Who
from coverport.handoff.rules.referral import Referral

# Tax data go to no state agency by this way: 26 USC 6103(l)(21).
_NOT_TOLD = frozenset({"tax"})


def account(
    application: Application, determination: Determination, sent: Collection[Referral], *, key: str, on: date
) -> AccountTransfer:
    """All that was told and decided, for the people who are sent. key: the transfer's id."""
    people = {one.person.reference: one for one in applicants_of(application)}
    given = facts_of(determination)
    return AccountTransfer(
        layout=LAYOUT, id=key, sender="exchange", sent_on=on, year=application.year, application=application.reference,
        signed_on=application.submitted_on or on, signature=application.signature, contact=_contact(application),
        people=tuple(_who(people[one.id]) for one in given.people), facts=given,
        findings=tuple(_findings(application, determination, sent)),
    )  # fmt: skip


def _contact(application: Application) -> Contact:
    owner = application.household.owner
    return Contact(
        street=application.street, unit=application.unit, city=application.city, state=application.state,
        zip=application.zip, county_fips=application.county_fips, phone=application.phone, email=owner.email,
        language="es" if owner.language == "es" else "en",
    )  # fmt: skip


def _who(one: Applicant) -> Who:
    person = one.person
    return Who(
        id=person.reference, first_name=person.first_name, middle_name=person.middle_name, last_name=person.last_name,
        birth_date=person.birth_date, relationship=one.relationship, ssn=person.ssn, alien_number=person.alien_number,
        sex="F" if person.sex == "F" else "M" if person.sex == "M" else "",
    )  # fmt: skip


def _findings(application: Application, determination: Determination, sent: Collection[Referral]) -> Iterator[Finding]:
    decided = result_of(determination)
    for each in sent:
        one = decided.person(each.person)
        asked = application.source_requests.filter(subject=each.person, answered_at__isnull=False)
        open_now = application.inconsistencies.filter(person__reference=each.person, status="open")
        yield Finding(
            person=each.person,
            reason=each.reason,
            medicaid=one.medicaid.outcome.value,
            chip=one.chip.outcome.value,
            codes=(*one.medicaid.codes, *one.chip.codes, *one.referral.codes),
            verified=tuple(sorted(set(asked.values_list("source", flat=True)) - _NOT_TOLD)),
            open=tuple(open_now.order_by("kind").values_list("kind", flat=True)),
        )
