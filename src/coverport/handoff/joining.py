"""What a state worker does with an account of the agency that nothing but a human can join: take it as new, join it, or return it.

Nobody is merged by guess: a worker says of each person who they are, and what somebody has answered here is never written over.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.accounts.contacts import email_key, phone_number
from coverport.accounts.models import User
from coverport.applications.models import Application, Household, Person
from coverport.applications.queries import applicants_of
from coverport.applications.revision import revise_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.references import new_reference
from coverport.handoff.events import TransferReturned
from coverport.handoff.layout import LAYOUT, AccountTransfer, Return, read_transfer, written
from coverport.handoff.models import Incoming, Outgoing
from coverport.handoff.taking_in import NeedsHuman, acts_for, begin, mark_denied, must_be_open, tell_received

LONGEST_REASON = 400


class CannotBeJoined(Refusal):
    """What the worker chose cannot be; the message says what to do instead."""

    code = "cannot_be_joined"


def sent_in(row: Incoming) -> AccountTransfer:
    """The account as the agency sent it."""
    return read_transfer(row.body.encode())


@transaction.atomic
def accept_as_new(*, actor: Actor, incoming: Incoming, email: str, phone: str, on: date) -> Application:
    """Somebody whom nobody here is: an account of their own, by an email address or a phone number that the worker has from them.

    It has no password: a code sent there leads in. Raises NotAllowed, CannotBeJoined.
    """
    row, sent = _waiting(actor, incoming)
    owner = _account(email.strip(), phone.strip(), sent.contact.language)
    return _taken(row, _begun(row, sent, owner, actor, on, {}), actor, on)


def _account(email: str, phone: str, language: str) -> User:
    number = phone_number(phone) if phone else ""
    if number is None:
        raise CannotBeJoined(_("This cannot be a phone number. Write it with the area code."), field="phone")
    if email and ("@" not in email or len(email) > 254):
        raise CannotBeJoined(_("This cannot be an email address. Check it."), field="email")
    if not (email or number):
        words = _("Call or write to the person, and enter the email address or the phone number that they tell you.")
        raise CannotBeJoined(words, field="email")
    if email and User.objects.filter(email_key=email_key(email)).exists():
        words = _("There is an account with this email address. If it is theirs, join it below; if not, enter another.")
        raise CannotBeJoined(words, field="email")
    if number and User.objects.filter(phone=number).exists():
        words = _("There is an account with this phone number. If it is theirs, join it below; if not, enter another.")
        raise CannotBeJoined(words, field="phone")
    return User.objects.create_user(email, None, phone=number, language=language)


@transaction.atomic
def join_known(
    *, actor: Actor, incoming: Incoming, household: Household, same: Mapping[str, str], on: date
) -> Application:
    """Somebody who is known here. same: the agency's ids of people -> references of the household's; who is not in it is new.

    Without an application of the year it becomes one, with the people who are known. Else the draft, or a change of what is signed, waits
    for the person, and only what the agency decided is put in. Raises NotAllowed, CannotBeJoined.
    """
    row, sent = _waiting(actor, incoming)
    if household.exchange_id != row.exchange_id:
        raise CannotBeJoined(_("This household is not of this exchange."))
    Household.objects.select_for_update().get(pk=household.pk)
    known = _known(household, sent, same)
    there = _application(household, sent.year)
    if there is None:
        return _taken(row, _begun(row, sent, household.owner, actor, on, known), actor, on)
    draft = there if there.is_draft else revise_application(actor=acts_for(household.owner), application=there, on=on)
    Application.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    _must_be_in(draft, sent, known)
    mark_denied(draft, sent, {key: person.reference for key, person in known.items()})
    tell_received(row, draft, sent, by=actor, on=on)
    return _taken(row, draft, actor, on)


def _application(household: Household, year: int) -> Application | None:
    """The draft of a year with answers in it, else what was signed last; None where nothing was answered."""
    mine = Application.objects.filter(household=household, year=year).select_related("exchange", "household__owner")
    answered = mine.filter(applicants__isnull=False).distinct()
    return answered.order_by("status", "-id").first()


def _known(household: Household, sent: AccountTransfer, same: Mapping[str, str]) -> dict[str, Person]:
    people = {one.reference: one for one in Person.objects.filter(household=household)}
    chosen = {key: reference for key, reference in same.items() if reference}
    if set(chosen) - {one.id for one in sent.people} or set(chosen.values()) - set(people):
        raise CannotBeJoined(_("Choose people of this household."))
    if len(set(chosen.values())) < len(chosen):
        raise CannotBeJoined(_("Two people of the agency cannot be one person here. Choose again."))
    if not chosen:
        words = _("Say at least of one person who they are here. If nobody is, take the account as new.")
        raise CannotBeJoined(words)
    return {key: people[reference] for key, reference in chosen.items()}


def _must_be_in(draft: Application, sent: AccountTransfer, known: Mapping[str, Person]) -> None:
    """Nobody is put into answers that somebody gave."""
    there = {one.person_id for one in applicants_of(draft)}
    missing = [one for one in sent.people if one.id not in known or known[one.id].pk not in there]
    if missing:
        words = _(
            "%(names)s: not in the application of this year. Call the person, add them there together, and join again."
        )
        named = ", ".join(" ".join(filter(None, (one.first_name, one.last_name))) for one in missing)
        raise CannotBeJoined(words % {"names": named})


@transaction.atomic
def return_account(*, actor: Actor, incoming: Incoming, why: str, on: date) -> Outgoing:
    """Back to the agency, with the reason. The exchange holds the person until the agency has given its receipt."""
    row, sent = _waiting(actor, incoming)
    reason = why.strip()
    if not reason:
        raise CannotBeJoined(_("Say why it goes back, so that the agency can do something about it."), field="why")
    if len(reason) > LONGEST_REASON:
        most = {"most": LONGEST_REASON}
        raise CannotBeJoined(_("This is longer than %(most)s signs. Shorten it.") % most, field="why")
    key = new_reference()
    body = written(Return(layout=LAYOUT, id=key, transfer=sent.id, why=reason, sent_on=on))
    message = Outgoing.objects.create(
        reference=key, exchange=row.exchange, kind=Outgoing.Kind.RETURN, body=body.decode(),
        sha256=hashlib.sha256(body).hexdigest(), made_on=on,
    )  # fmt: skip
    row.status, row.why, row.returned_by = Incoming.Status.RETURNING, reason, message
    _decided(row, actor, on, "status", "why", "returned_by")
    record(
        TransferReturned(row.reference), by=actor, on=on, exchange=row.exchange.slug, subject=row.reference,
        purpose="hand-off from the Medicaid agency, 45 CFR 155.345(g)",
    )  # fmt: skip
    return message


def _waiting(actor: Actor, incoming: Incoming) -> tuple[Incoming, AccountTransfer]:
    """The row, locked, if it waits still."""
    actor.require(Permission.REVIEW_PROOF, incoming)
    row = Incoming.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=incoming.pk)
    if row.status != Incoming.Status.WAITS:
        raise CannotBeJoined(_("This was decided already."))
    return row, sent_in(row)


def _begun(
    row: Incoming, sent: AccountTransfer, owner: User, actor: Actor, on: date, known: Mapping[str, Person]
) -> Application:
    try:
        must_be_open(row.exchange, sent)
        return begin(row, sent, owner, by=actor, on=on, known=known)
    except NeedsHuman as needs:
        raise CannotBeJoined(str(needs)) from needs


def _taken(row: Incoming, draft: Application, actor: Actor, on: date) -> Application:
    row.status, row.application = Incoming.Status.TAKEN, draft
    _decided(row, actor, on, "status", "application")
    return draft


def _decided(row: Incoming, actor: Actor, on: date, *fields: str) -> None:
    row.decided_by_id, row.decided_on = actor.user_id, on
    row.save(update_fields=[*fields, "decided_by", "decided_on"])
