"""The verbs of the portal: have a file put into the folder once more; have what was refused of it told again; close what staff did."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi.access import party_of
from coverport.edi.actions import resend
from coverport.edi.events import FileAskedFor, MessageSettled, RefusedToldAgain
from coverport.edi.models import EdiFile, Heard
from coverport.edi.premiums import pay_again
from coverport.edi.queries import refused_payments
from coverport.edi.retelling import refused, tell_again


class NotThereYet(Refusal):
    """A file that has not been put into its folder for the first time."""

    code = "not_there_yet"


@transaction.atomic
def ask_again(*, actor: Actor, file: EdiFile, on: date) -> None:
    """The same bytes under the same numbers once more, so that nobody is enrolled twice by it. Raises NotAllowed, NotThereYet."""
    actor.require(Permission.SEE_FILES, party_of(file))
    if file.placed_at is None:
        raise NotThereYet(_("This file is on its way already."))
    resend(file=file)
    fact = FileAskedFor(file=file.name, issuer=file.issuer_id)
    subject = f"{file.sender}-{file.control:09d}"
    record(fact, by=actor, on=on, exchange=file.exchange, subject=subject, purpose="enrollment in a plan")


class NothingRefused(Refusal):
    """Nothing of a file was refused, or all of it was told again."""

    code = "nothing_refused"


def to_tell_again(file: EdiFile) -> int:
    """How much of a file was refused and is to be told again: messages, or a payment."""
    return len(refused(file.told.all())) + refused_payments().filter(file=file).count()


@transaction.atomic
def tell_refused_again(*, actor: Actor, file: EdiFile, on: date) -> int:
    """What was refused, under new numbers and as it is by now. Raises NotAllowed, NothingRefused."""
    actor.require(Permission.SETTLE_DISCREPANCIES, party_of(file))
    locked = EdiFile.objects.select_for_update().get(pk=file.pk)
    rows, payments = refused(locked.told.all()), refused_payments().filter(file=locked)
    if not (rows or payments):
        raise NothingRefused(_("Nothing of this file waits to be told again."))
    for due in rows:
        tell_again(due=due, on=on)
    for each in payments:
        pay_again(file=each.file, on=on)
    fact = RefusedToldAgain(file=file.name, issuer=file.issuer_id)
    subject = f"{file.sender}-{file.control:09d}"
    record(fact, by=actor, on=on, exchange=file.exchange, subject=subject, purpose="enrollment in a plan")
    return len(rows)


class CannotSettle(Refusal):
    """A message that waits for nobody, or nothing was written down."""

    code = "cannot_settle"


@transaction.atomic
def settle_message(*, actor: Actor, message: Heard, note: str, on: date) -> Heard:
    """Close what only a person could do of a message. note: what was done, for staff alone. Said again in the same words, it is said once.

    Raises NotAllowed, CannotSettle.
    """
    received = message.received
    actor.require(Permission.SETTLE_DISCREPANCIES, party_of(received))
    locked = Heard.objects.select_for_update(of=("self",)).select_related("received").get(pk=message.pk)
    said = note.strip()
    if locked.outcome == Heard.Outcome.SETTLED and locked.note == said:
        return locked
    if locked.outcome != Heard.Outcome.STAFF:
        raise CannotSettle(_("This message does not wait for us any more. What you wrote was not kept."))
    if not said:
        raise CannotSettle(_("Say what was done."), field="note")
    locked.outcome, locked.note, locked.settled_on = Heard.Outcome.SETTLED, said, on
    locked.save(update_fields=["outcome", "note", "settled_on"])
    fact = MessageSettled(file=received.name, issuer=received.issuer_id, segment=locked.segment)
    subject = locked.policy or received.name
    record(fact, by=actor, on=on, exchange=received.exchange, subject=subject, purpose="enrollment in a plan")
    return locked
