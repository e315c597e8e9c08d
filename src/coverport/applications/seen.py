"""What a step held when its page was shown, so that an answer saved meanwhile on another device is not overwritten unseen."""

import msgspec

from coverport.applications.asking import read
from coverport.applications.models import Applicant, Application
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.core.sensitive import blind_index

PURPOSE = "seen: what a step held when its page was shown"


def seen(application: Application, step: str) -> str:
    """A keyed hash of the stored answers of one step; it tells nothing of them."""
    held = msgspec.json.encode(_held(application, step), order="deterministic").decode()
    return blind_index(f"{application.pk} {step} {held}", purpose=PURPOSE)


def _held(application: Application, step: str) -> object:
    people = applicants_of(application)
    if step == steps.PEOPLE:
        return [_who(one) for one in people]
    if step == steps.ADDRESS:
        home = (application.street, application.unit, application.city, application.zip, application.county_fips)
        return [home, application.phone, [one.told.elsewhere for one in people]]
    if step == steps.CITIZENSHIP:
        return [(one.person.reference, one.citizenship) for one in people]
    if step == steps.TAXES:
        filing = (application.files_taxes, application.files_jointly, application.told.claimed_by)
        return [filing, [(one.person.reference, one.dependent) for one in people]]
    if step == steps.INCOME:
        return [(one.person.reference, one.told.income, one.told.deductions) for one in people]
    found = read(application)
    return [(each.key, each.name, found.stored[each.key].get(each.name)) for each in found.of(step)]


def _who(one: Applicant) -> object:
    person = one.person
    name = (person.first_name, person.middle_name, person.last_name)
    return [
        person.reference,
        name,
        person.birth_date,
        person.sex,
        person.ssn_index,
        one.relationship,
        one.applies,
        one.tobacco,
    ]
