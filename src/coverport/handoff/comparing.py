"""An account of the agency beside the households here that could be the same people, for a human to compare."""

from collections.abc import Iterator
from datetime import date

import msgspec
from django.db.models import Q

from coverport.accounts.contacts import email_key
from coverport.applications.models import SSN_PURPOSE, Application, Household, Person
from coverport.core.sensitive import blind_index
from coverport.exchanges.models import Exchange
from coverport.handoff.layout import AccountTransfer, Who

MOST = 10


class Pair(msgspec.Struct, frozen=True):
    """One person of the agency. same: who of the household has the same number, or the same last name and birth date; else empty."""

    key: str
    name: str
    born: date
    same: str


class Candidate(msgspec.Struct, frozen=True):
    """A household to compare with. applications: what it has of the year, signed or not."""

    household: Household
    people: tuple[Person, ...]
    pairs: tuple[Pair, ...]
    applications: tuple[Application, ...]


def candidates(exchange: Exchange, sent: AccountTransfer, *, find: str = "") -> list[Candidate]:
    """Households with the agency's email address, or with somebody of a number or of a last name and birth date that it sent.

    find: the reference of an application, where a worker knows better.
    """
    named = Q()
    for one in sent.people:
        named |= Q(last_name__iexact=one.last_name, birth_date=one.birth_date)
        if one.ssn:
            named |= Q(ssn_index=blind_index(one.ssn, purpose=SSN_PURPOSE))
    wanted = Q(pk__in=Person.objects.filter(named, household__exchange=exchange).values("household"))
    if key := email_key(sent.contact.email):
        wanted |= Q(owner__email_key=key)
    if find:
        wanted = Q(applications__reference=find.strip().upper())
    found = Household.objects.filter(wanted, exchange=exchange).select_related("owner").distinct().order_by("pk")[:MOST]
    return [_candidate(each, sent) for each in found]


def _candidate(household: Household, sent: AccountTransfer) -> Candidate:
    people = tuple(Person.objects.filter(household=household).order_by("pk"))
    applications = Application.objects.filter(household=household, year=sent.year).order_by("pk")
    return Candidate(household, people, tuple(_pairs(sent, people)), tuple(applications))


def _pairs(sent: AccountTransfer, people: tuple[Person, ...]) -> Iterator[Pair]:
    for one in sent.people:
        same = next((each.reference for each in people if _is_same(one, each)), "")
        yield Pair(
            one.id, " ".join(filter(None, (one.first_name, one.middle_name, one.last_name))), one.birth_date, same
        )


def _is_same(one: Who, other: Person) -> bool:
    """A suggestion: the worker decides. Another number speaks against it, whatever the name."""
    if one.ssn and other.ssn:
        return one.ssn == other.ssn
    return one.birth_date == other.birth_date and one.last_name.casefold() == other.last_name.casefold()
