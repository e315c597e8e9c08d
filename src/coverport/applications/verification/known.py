"""From the records to what the rules of verification start from, and to what a source needs to find people."""

from coverport.applications.determining import facts_of, result_of
from coverport.applications.models import Application, Determination, Person
from coverport.applications.queries import applicants_of
from coverport.applications.verification.hub.client import Question
from coverport.applications.verification.hub.wire import WirePerson
from coverport.applications.verification.law import checking_law
from coverport.applications.verification.rules.known import Identity, Known
from coverport.applications.verification.rules.sources import Ask, Source


def known(application: Application, determination: Determination) -> Known:
    """An application as it was decided. The law is that of the day of the decision."""
    people = people_of(application)
    return Known(
        application=facts_of(determination),
        decided=result_of(determination),
        identities={key: Identity(bool(one.ssn), bool(one.alien_number)) for key, one in people.items()},
        consent=bool(application.consent_years),
        law=checking_law(on=determination.on, state=application.state),
    )


def people_of(application: Application) -> dict[str, Person]:
    """Everybody of an application by reference."""
    return {one.person.reference: one.person for one in applicants_of(application)}


def question(ask: Ask, application: Application, people: dict[str, Person]) -> Question:
    """What is sent: of each person only what that source looks for them by."""
    found = tuple(_wire(people[key], ask.source) for key in ask.people)
    return Question(ask, found, application.year, application.state)


def _wire(one: Person, source: Source) -> WirePerson:
    by_document, by_name = source is Source.IMMIGRATION, source is Source.RESIDENCY
    return WirePerson(
        first_name=one.first_name,
        middle_name=one.middle_name,
        last_name=one.last_name,
        birth_date=one.birth_date,
        ssn="" if by_document or by_name else one.ssn,
        alien_number=one.alien_number if by_document else "",
    )
