"""A person whom the agency found ineligible becomes an application here: a draft with what they told there, to be looked at and signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from coverport.accounts.contacts import email_key
from coverport.accounts.models import User
from coverport.applications import actions
from coverport.applications.models import Applicant, Application, Household, Person
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, TaxAnswer
from coverport.applications.words import AnswersRefused
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.handoff import notices
from coverport.handoff.events import TransferReceived
from coverport.handoff.layout import AccountTransfer, NoTransfer
from coverport.handoff.models import Incoming


class NeedsHuman(Exception):
    """Somebody of ours must look: nobody is merged, and nothing is written over, by guess."""


def take_transfer(row: Incoming, sent: AccountTransfer, *, on: date) -> Application:
    """The draft. In the caller's transaction. Raises NoTransfer for what cannot be, NeedsHuman for what only a human can join."""
    exchange = row.exchange
    if sent.sender != "agency":
        raise NoTransfer("the sender is not the agency")
    if sent.contact.state not in exchange.profile.states_of(sent.year):
        raise NoTransfer(f"this exchange does not serve {sent.contact.state} in {sent.year}")
    must_be_open(exchange, sent)
    return begin(row, sent, _owner(exchange, sent), by=Actor.system("medicaid agency"), on=on)


def must_be_open(exchange: Exchange, sent: AccountTransfer) -> None:
    """Raise NeedsHuman where nobody can apply for the year now."""
    if sent.year not in exchange.years():
        raise NeedsHuman(f"Plan year {sent.year} is not open at this exchange now.")


def begin(
    row: Incoming, sent: AccountTransfer, owner: User, *, by: Actor, on: date, known: Mapping[str, Person] | None = None
) -> Application:
    """A draft of an account that has none of the year, filled in and told. known: people of the household, by the agency's ids.

    In the caller's transaction. Raises NeedsHuman.
    """
    actor = acts_for(owner)
    draft = actions.start_application(actor=actor, exchange=row.exchange, year=sent.year, shopping={}, on=on)
    if draft.applicants.exists() or _signed(draft):
        raise NeedsHuman("The account has an application of this year already. Compare them with the person.")
    _seat(draft, sent, known or {})
    _fill(actor, draft, sent, on, known or {})
    tell_received(row, draft, sent, by=by, on=on)
    return draft


def acts_for(owner: User) -> Actor:
    """This part of the system, filling in for the owner of an account."""
    return Actor(kind="system", label="system:handoff", user_id=owner.pk)


def tell_received(row: Incoming, draft: Application, sent: AccountTransfer, *, by: Actor, on: date) -> None:
    """The event and the letter of a transfer that is in."""
    record(
        TransferReceived(row.reference, draft.reference), by=by, on=on, exchange=row.exchange.slug,
        subject=draft.reference, purpose="hand-off from the Medicaid agency, 45 CFR 155.345(g)",
    )  # fmt: skip
    notices.post_received(draft, sent, decision=row.reference, on=on)


def _seat(draft: Application, sent: AccountTransfer, known: Mapping[str, Person]) -> None:
    """People whom the household has already are the same ones here; what they are to each other is told by the next step."""
    Applicant.objects.bulk_create(
        Applicant(
            application=draft, person=known[one.id], position=position, applies=True,
            relationship=Applicant.Relationship.UNRELATED,
        )
        for position, one in enumerate(sent.people)
        if one.id in known
    )  # fmt: skip


def _signed(draft: Application) -> bool:
    mine = Application.objects.filter(household=draft.household_id, year=draft.year)
    return mine.exclude(pk=draft.pk).exists()


def _owner(exchange: Exchange, sent: AccountTransfer) -> User:
    """The account at the address that the agency has: signing in by a code proves that it is theirs. A new one has no password."""
    key = email_key(sent.contact.email)
    if not key:
        raise NeedsHuman("The agency has no email address of the person. Call them, or write to them.")
    there = User.objects.filter(email_key=key).first()
    if there is None:
        return User.objects.create_user(sent.contact.email, None, language=sent.contact.language)
    if not EmailAddress.objects.filter(user=there, email__iexact=sent.contact.email, verified=True).exists():
        raise NeedsHuman("The account at this email address has never proven that the address is its own.")
    household = Household.objects.filter(exchange=exchange, owner=there).first()
    if household is not None and not _is_known(household, sent):
        raise NeedsHuman("The account at this email address has a household of other people.")
    return there


def _is_known(household: Household, sent: AccountTransfer) -> bool:
    """Whether the one who applied is somebody of the household, or nobody is in it yet."""
    applied = next(one for one in sent.people if one.relationship == "self")
    people = list(Person.objects.filter(household=household))
    same = (
        one.birth_date == applied.birth_date and one.last_name.casefold() == applied.last_name.casefold()
        for one in people
    )
    return not people or any(same)


def _fill(actor: Actor, draft: Application, sent: AccountTransfer, on: date, known: Mapping[str, Person]) -> None:
    """By the verbs that a person uses: what they refuse is not filled in, and asked."""
    common: dict[str, Any] = {"actor": actor, "application": draft, "on": on}
    told = {one.id: one for one in sent.facts.people}
    people = [
        PersonAnswer(
            key=known[one.id].reference if one.id in known else "", first_name=one.first_name, middle_name=one.middle_name,
            last_name=one.last_name, birth_date=one.birth_date, sex=one.sex, relationship=one.relationship,
            applies=told[one.id].applies, tobacco=told[one.id].tobacco, ssn=one.ssn or None,
        )
        for one in sent.people
    ]  # fmt: skip
    try:
        actions.save_people(people=people, **common)
    except AnswersRefused as refused:
        raise NeedsHuman(f"The people as the agency has them cannot be: {refused.message}"[:200]) from refused
    keys = _keys(draft, sent)
    _try(actions.save_contact, contact=_contact(sent), **common)
    citizens = {keys[key]: "citizen" for key, one in told.items() if one.citizen and one.applies}
    if len(citizens) == sum(one.applies for one in told.values()):
        _try(actions.save_citizenship, attested=citizens, **common)
    if (taxes := _taxes(sent, keys)) is not None:
        _try(actions.save_taxes, answer=taxes, **common)
    if all(one.income is not None for one in told.values()):
        incomes = [IncomeAnswer(keys[key], one.income or (), one.deductions) for key, one in told.items()]
        _try(actions.save_income, incomes=incomes, **common)
    mark_denied(draft, sent, keys)


def _try(save: Any, **given: Any) -> None:
    """A step that the answers of the agency do not fit is asked of the person."""
    try:
        save(**given)
    except Refusal:
        given["application"].refresh_from_db()


def _keys(draft: Application, sent: AccountTransfer) -> dict[str, str]:
    """The agency's ids of people to ours: they were entered in this order."""
    ours = draft.applicants.select_related("person").order_by("position")
    return {one.id: applicant.person.reference for one, applicant in zip(sent.people, ours, strict=True)}


def _contact(sent: AccountTransfer) -> ContactAnswer:
    home = sent.contact
    return ContactAnswer(
        street=home.street, unit=home.unit, city=home.city, zip=home.zip, county_fips=home.county_fips, phone=home.phone
    )


def _taxes(sent: AccountTransfer, keys: dict[str, str]) -> TaxAnswer | None:
    """The return of the one who applied, where they sign one."""
    self_ = next(one.id for one in sent.people if one.relationship == "self")
    mine = next((each for each in sent.facts.tax_households if self_ in each.filers), None)
    if mine is None:
        return None
    married = any(one.relationship == "spouse" for one in sent.people)
    jointly = len(mine.filers) == 2 if married else None
    return TaxAnswer(bool(mine.files), jointly, "no", frozenset(keys[key] for key in mine.dependents))


def mark_denied(draft: Application, sent: AccountTransfer, keys: Mapping[str, str]) -> None:
    """That the agency said no is an answer like others; it may be changed. keys: the agency's ids of people to ours."""
    other = {keys[each.person] for each in sent.findings if each.reason == "denied" and each.person in keys}
    for one in draft.applicants.filter(person__reference__in=other):
        one.tell(denied=True)
        one.save(update_fields=["answers"])
