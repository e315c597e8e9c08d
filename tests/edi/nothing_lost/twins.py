"""Households as like as twins: one is decided by the product's own verbs, the others are its rows under references of their own.

Ten thousand by the verbs would take longer than all that happens to them.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from allauth.account.models import EmailAddress
from django.db.models import Model, QuerySet

from coverport.accounts.models import User
from coverport.applications.models import Applicant, Application, Determination, Household, Person
from coverport.core.references import new_reference
from coverport.eligibility.record import PARTS, digest

_EMAILS = frozenset({"email", "email_key"})


class Twin:
    """One copy on its way. keys: table and number of a row -> its copy's number; words: reference -> the copy's."""

    def __init__(self) -> None:
        self.email = f"twin-{new_reference()}@example.org"
        self.keys: dict[tuple[str, int], int] = {}
        self.words: dict[str, str] = {}

    def of(self, row: Model) -> Model:
        """A row's copy, not saved yet: what it points to and what it says are the twin's."""
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        copy = type(row)(**{field.attname: self._value(field, getattr(row, field.attname)) for field in fields})
        if isinstance(copy, Determination):
            copy.digests |= {name: digest(getattr(copy, name)) for name in PARTS if name != "law"}
            copy.sha256 = digest({"rules_version": copy.rules_version, **copy.digests})
        return copy

    def _value(self, field: Any, value: Any) -> Any:
        if field.is_relation:
            return self.keys.get((field.related_model._meta.db_table, value), value)
        if field.name == "reference":
            return self.words.setdefault(value, new_reference())
        if field.name in _EMAILS:
            return self.email
        return self._said(value) if isinstance(value, dict | list) else value

    def _said(self, value: Any) -> Any:
        text = msgspec.json.encode(value).decode()
        for mine, other in self.words.items():
            text = text.replace(mine, other)
        return msgspec.json.decode(text)


def twins(user: User, count: int) -> Iterator[tuple[User, Application]]:
    """So many copies of the household that the user owns, with its decision; written by the time that the first is given."""
    made = [Twin() for _ in range(count)]
    copies: dict[type[Model], list[Any]] = {}
    for rows in _rows(user):
        pairs = [(row, twin) for twin in made for row in rows]
        written = rows.model._default_manager.bulk_create([twin.of(row) for row, twin in pairs])
        for (row, twin), copy in zip(pairs, written, strict=True):
            twin.keys[row._meta.db_table, row.pk] = copy.pk
        copies[rows.model] = written
    yield from zip(copies[User], copies[Application], strict=True)


def _rows(user: User) -> Iterator[QuerySet[Any]]:
    """Of one household, each after those to which it points."""
    yield User.objects.filter(pk=user.pk)
    yield EmailAddress.objects.filter(user=user)
    yield Household.objects.filter(owner=user)
    yield Person.objects.filter(household__owner=user)
    yield Application.objects.filter(household__owner=user)
    yield Applicant.objects.filter(application__household__owner=user)
    yield Determination.objects.filter(application__household__owner=user)
