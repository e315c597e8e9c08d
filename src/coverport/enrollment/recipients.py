"""To whom letters about a plan go."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Person
from coverport.enrollment.models import Change, Enrollment
from coverport.notices.kinds import speaking
from coverport.notices.letters import Recipient


def recipient(enrollment: Enrollment, applicants: Iterable[Applicant] = ()) -> Recipient:
    """The person who signed the application, at the address that they gave; once they have died, who is left.

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
    if not contact.applies or enrollment.end_cause == "death":  # of anybody else nothing is read
        name = _name_of_who_is_left(enrollment, contact.person, language)
    return Recipient(user_id=owner.pk, name=name, address=tuple(filter(None, lines)), language=language)


def _name_of_who_is_left(enrollment: Enrollment, contact: Person, language: str) -> str:
    """No letter is addressed to somebody of whose death we were told: to whom the plan is in the name of, else to the family."""
    told = Change.objects.filter(household=contact.household_id, kind="death", status=Change.Status.DONE)
    if not told.filter(people__contains=[contact.reference]).exists():
        return contact.name
    left = enrollment.members.filter(active=True, subscriber=True).exclude(person=contact).select_related("person")
    if (subscriber := left.first()) is not None:
        return subscriber.person.name
    with speaking(language):
        return _("The family of %(name)s") % {"name": contact.name}
