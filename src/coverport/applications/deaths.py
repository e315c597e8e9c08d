"""Deaths that somebody told, kept with the person; and to whom a letter goes once who signed has died."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application, Person
from coverport.core.dates import age_on
from coverport.notices.kinds import speaking

ADULT = 18


def note_deaths(household: int, people: Collection[str], died_on: date) -> None:
    """In the transaction of the verb that was told. household: its key; people: references. Said again, the newest day holds."""
    Person.objects.filter(household=household, reference__in=people).update(died_on=died_on)


def take_deaths_back(household: int, people: Collection[str]) -> None:
    """It was wrong: they live."""
    Person.objects.filter(household=household, reference__in=people).update(died_on=None)


def name_on_letters(application: Application, contact: Person, language: str, *, first: Iterable[Person] = ()) -> str:
    """Of who signed; once they have died the next adult of the application, a spouse before others, else the family.

    first: who goes before the others, such as in whose name a plan goes on.
    """
    if contact.died_on is None:
        return contact.name
    left = (each for each in (*first, *_others(application)) if each.pk != contact.pk and each.died_on is None)
    if (grown := next((each for each in left if _is_adult(each, application)), None)) is not None:
        return grown.name
    with speaking(language):
        return _("The family of %(name)s") % {"name": contact.name}


def _others(application: Application) -> list[Person]:
    rows = Applicant.objects.filter(application=application).select_related("person")
    by_place = sorted(rows, key=lambda one: (one.relationship != "spouse", one.position))
    return [one.person for one in by_place]


def _is_adult(person: Person, application: Application) -> bool:
    """By the first day of the plan year: a letter has no child's name on it."""
    return age_on(person.birth_date, date(application.year, 1, 1)) >= ADULT
