"""Forgetting old walks: the accounts of the scripted journey with everything that hangs on them, and never anything of a person.

What hangs on an account is found by the foreign keys of the whole house, so that a room that comes later is not left out. Four things keep
people's rows safe: only accounts that are known as the journey's, under the domain that reaches nobody, are begun with; a row that hangs
on anybody else beside them stops everything; the database lets rows that are only added go for them alone; and whatever still refers
to what was deleted undoes the whole.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import DO_NOTHING, ForeignKey, Model

from coverport.accounts.models import User
from coverport.applications.models import Household
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.models import Delivery, Event
from coverport.exchanges.models import Exchange
from coverport.oversight.events import RehearsalsForgotten
from coverport.oversight.journey.accounts import DOMAIN
from coverport.oversight.models import Rehearsal

# Long enough to look into a walk that broke.
DAYS_KEPT = 7
# Accounts in one transaction: a day's walks.
BATCH = 300

Rows = dict[type[Model], set[Any]]


class NotTheJourneysAlone(Refusal):
    """Something of a walk also belongs to somebody else; nothing was deleted."""

    code = "not_the_journeys_alone"


def forget_rehearsals(*, actor: Actor, exchange: Exchange, before: datetime, on: date) -> int:
    """Delete the walks that began before a moment; how many there were. The readings stay. Raises NotAllowed, NotTheJourneysAlone."""
    actor.require(Permission.MANAGE_CONTRACT, exchange)
    forgotten = 0
    while number := _forget_some(actor, exchange, before, on):
        forgotten += number
    return forgotten


@transaction.atomic
def _forget_some(actor: Actor, exchange: Exchange, before: datetime, on: date) -> int:
    walks = Rehearsal.objects.filter(exchange=exchange, made_at__lt=before, user__email_key__endswith=f"@{DOMAIN}")
    users = list(walks.select_for_update(skip_locked=True, of=("self",)).values_list("user_id", flat=True)[:BATCH])
    if users:
        rows = hanging(users)
        _check(rows)
        _delete(rows)
        said = RehearsalsForgotten(len(users), before.date().isoformat())
        record(said, by=actor, on=on, exchange=exchange.slug, subject=exchange.slug, purpose="oversight of a contract")
    return len(users)


def hanging(users: Sequence[int]) -> Rows:
    """The accounts and every row that refers to them over whatever steps; the nearer ones first."""
    found: Rows = {User: set(users)}
    waiting: list[tuple[type[Model], set[Any]]] = [(User, set(users))]
    while waiting:
        model, keys = waiting.pop(0)
        for key in _referring(model):
            rows = set(key.model._base_manager.filter(**{f"{key.name}__in": keys}).values_list("pk", flat=True))
            if new := rows - found.get(key.model, set()):
                found.setdefault(key.model, set()).update(new)
                waiting.append((key.model, new))
    return found


def _referring(model: type[Model]) -> Iterator[ForeignKey[Any, Any]]:
    """The foreign keys to a model, also those that the model itself has no name for. A row that is not looked for by one hangs on another
    that is: a month on its enrollment.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or getattr(relation, "on_delete", None) is DO_NOTHING:
            continue
        if relation.one_to_many or relation.one_to_one:
            yield relation.field  # type: ignore[union-attr, misc]


def of_households() -> set[type[Model]]:
    """Every kind of record that can hang on a household."""
    found: set[type[Model]] = {Household}
    waiting: list[type[Model]] = [Household]
    while waiting:
        for key in _referring(waiting.pop()):
            if key.model not in found:
                found.add(key.model)
                waiting.append(key.model)
    return found


def _check(rows: Rows) -> None:
    """No row may hang on anybody else as well, whether or not the journey has anything of that kind itself."""
    people = {User, *of_households()}
    for model, keys in rows.items():
        for key in model._meta.concrete_fields:
            if isinstance(key, ForeignKey) and key.related_model in people:
                ours = rows.get(key.related_model, set())
                others = model._base_manager.filter(pk__in=list(keys)).exclude(**{f"{key.name}__in": ours})
                if others.exclude(**{key.name: None}).exists():
                    raise NotTheJourneysAlone(
                        f"A row of {model._meta.label} hangs on the scripted journey and, by its {key.name}, on somebody else. "
                        "Nothing was deleted."
                    )


def _delete(rows: Rows) -> None:
    """What hangs farthest goes first; what still referred to any of it would undo the whole."""
    subjects = [one for model, keys in rows.items() for one in _references(model, keys)]
    sessions = list(User.objects.filter(pk__in=rows[User]).values_list("usersession__session_key", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL coverport.forgets_rehearsals = 'yes'")
        for model, keys in reversed(rows.items()):
            fields = model._meta.pk_fields
            columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
            arrays = ", ".join(f"%s::{each.rel_db_type(connection)}[]" for each in fields)
            values = [list(each) for each in zip(*keys, strict=True)] if len(fields) > 1 else [list(keys)]
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE ({columns}) IN (SELECT * FROM unnest({arrays}))",  # noqa: S608, names of our own tables
                values,
            )
        Delivery.objects.filter(event__subject__in=subjects).delete()
        Event.objects.filter(subject__in=subjects).delete()
        Session.objects.filter(session_key__in=sessions).delete()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL coverport.forgets_rehearsals = 'no'")


def _references(model: type[Model], keys: set[Any]) -> list[str]:
    """What events name these rows by."""
    if not any(each.name == "reference" for each in model._meta.concrete_fields):
        return []
    return list(model._base_manager.filter(pk__in=keys).values_list("reference", flat=True))
