"""To whom letters about a plan go."""

from collections.abc import Iterable

from coverport.applications.deaths import name_on_letters
from coverport.applications.models import Applicant
from coverport.enrollment.models import Enrollment
from coverport.notices.letters import Recipient


def recipient(enrollment: Enrollment, applicants: Iterable[Applicant] = ()) -> Recipient:
    """The person who signed the application, at the address that they gave; once they have died, in whose name it goes on.

    applicants: where they were read already.
    """
    application = enrollment.application
    owner = application.household.owner
    people = applicants or application.applicants.filter(relationship="self").select_related("person")
    contact = next(one for one in people if one.relationship == "self")
    last = f"{application.city} {application.state} {application.zip}"
    lines = (application.street, application.unit, last)
    language = owner.language or "en"
    name = contact.person.name
    if contact.person.died_on is not None:  # of anybody else nothing is read
        left = enrollment.members.filter(active=True, subscriber=True).select_related("person")
        name = name_on_letters(application, contact.person, language, first=[each.person for each in left])
    return Recipient(user_id=owner.pk, name=name, address=tuple(filter(None, lines)), language=language)
