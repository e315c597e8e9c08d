"""Who did what to whose things, when and why: the entries of a household, or of one thing, with the people named who did it.

45 CFR 155.260(a)(4)(v): whoever runs an exchange can say who has seen and changed what of a person.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q

from coverport.accounts.models import Role, User, email_key
from coverport.applications.models import Application, Household
from coverport.core.models import Event
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange


class Entry(msgspec.Struct, frozen=True):
    """One entry. at: the exchange's own time; on: its date of record; who: an address with what its owner is, or a part of the system."""

    at: str
    on: str
    who: str
    what: str
    about: str
    purpose: str
    data: dict[str, object]


def entries_of(named: str) -> tuple[Entry, ...]:
    """In the order in which they were written. named: the number of anything, or the address of an account; nothing for what is unknown."""
    events = Event.objects.filter(subject__in=_subjects(named)).order_by("id")
    who = _people(events)
    zones = {one.slug: ZoneInfo(one.profile.timezone) for one in Exchange.objects.all()}
    return tuple(
        Entry(
            at=f"{each.at.astimezone(zones.get(each.exchange)):%Y-%m-%d %H:%M:%S %Z}", on=each.on.isoformat(),
            who=who.get((each.actor, each.exchange), each.actor), what=each.kind, about=each.subject, purpose=each.purpose,
            data=each.data,
        )
        for each in events
    )  # fmt: skip


def _subjects(named: str) -> set[str]:
    """The thing itself; of a household's, its account, applications and enrollments, too."""
    number = named.upper()
    mine = Q(reference=number) | Q(owner__reference=number) | Q(applications__reference=number)
    mine |= Q(applications__enrollments__reference=number)
    if "@" in named:
        mine |= Q(owner__email_key=email_key(named))
    homes = Household.objects.filter(mine)
    found = {number, *homes.values_list("reference", flat=True), *homes.values_list("owner__reference", flat=True)}
    found |= set(User.objects.filter(email_key=email_key(named)).values_list("reference", flat=True))
    found |= set(Application.objects.filter(household__in=homes).values_list("reference", flat=True))
    return found | set(Enrollment.objects.filter(application__household__in=homes).values_list("reference", flat=True))


def _people(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """By label and exchange: an address, and what its owner is there now."""
    acting = ((each.actor, _person(each.actor), each.exchange) for each in events)
    labels = {(actor, person, exchange) for actor, person, exchange in acting if person}
    users = {
        f"person:{one.reference}": one
        for one in User.objects.filter(reference__in={person.removeprefix("person:") for _, person, _ in labels})
    }
    roles: dict[tuple[int, str], list[str]] = {}
    for role in Role.objects.filter(user__in=users.values()).select_related("exchange").order_by("id"):
        roles.setdefault((role.user_id, role.exchange.slug), []).append(str(role).replace("_", " "))
    return {
        (actor, exchange): _named(users[person], roles.get((users[person].pk, exchange), []))
        for actor, person, exchange in labels
        if person in users
    }


def _person(actor: str) -> str:
    """The label of a person, also of staff who acted in the exchange's name; empty for a part of the system."""
    person = actor.removeprefix("system:staff of ")
    return person if person.startswith("person:") else ""


def _named(user: User, roles: list[str]) -> str:
    is_here = f" ({', '.join(roles)})" if roles else ""
    return f"{user.email or user.phone}{is_here}"
