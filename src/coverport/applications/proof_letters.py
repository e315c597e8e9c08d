"""What every letter of proof is made from: to whom, about what, by when, and the papers of which one is enough."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.deaths import name_on_letters
from coverport.applications.models import Applicant, Application, Person
from coverport.applications.queries import applicants_of
from coverport.applications.verification import words as proof
from coverport.applications.verification.models import Document, Inconsistency, Redetermination
from coverport.core.dates import long_date
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build
from coverport.notices.letters import Recipient, compose


class Context(msgspec.Struct, frozen=True):
    """What all of them are made from. document: the one that was refused; made: the decision by the sources."""

    exchange: Exchange
    to: Recipient
    on: date
    rows: tuple[Inconsistency, ...]
    application: Application
    document: Document | None = None
    made: Redetermination | None = None


def post(
    name: str,
    application: Application,
    rows: Sequence[Inconsistency],
    *,
    decision: str,
    on: date,
    document: Document | None = None,
    made: Redetermination | None = None,
) -> None:
    """Post one, in the caller's transaction."""
    to = recipient(application)
    context = Context(application.exchange, to, on, tuple(rows), application, document, made)
    letter = build(name, context, language=to.language)
    send_notice(
        name, exchange=application.exchange, to=to, about=application.reference, decision=decision, letter=letter, on=on
    )


def recipient(application: Application) -> Recipient:
    """The person who signed, at the address that they gave; once they have died, who is left."""
    contact = next(one.person for one in applicants_of(application) if one.relationship == "self")
    return _recipient(application, contact)


def recipients(applications: Sequence[Application]) -> dict[int, Recipient]:
    """By application, as `recipient`, in one statement for the people."""
    found = Applicant.objects.select_related("person").filter(application__in=applications, relationship="self")
    contacts = {one.application_id: one.person for one in found.order_by()}
    return {each.pk: _recipient(each, contacts[each.pk]) for each in applications}


def _recipient(application: Application, contact: Person) -> Recipient:
    owner = application.household.owner
    language = owner.language or "en"
    name = name_on_letters(application, contact, language)
    last = f"{application.city} {application.state} {application.zip}"
    lines = (application.street, application.unit, last)
    return Recipient(user_id=owner.pk, name=name, address=tuple(filter(None, lines)), language=language)


def _last_days(context: Context) -> Iterable[str]:
    return [long_date(row.due_on) for row in context.rows]


def each_title(context: Context) -> Iterable[str]:
    """What each task is about."""
    return [proof.title(row) for row in context.rows]


TOLD = [
    Must("what is not confirmed", "45 CFR 155.315(f)(2)(i)", each_title),
    Must("the last day for each", "45 CFR 155.315(f)(2)(ii)", _last_days),
]


def tasks(context: Context) -> Iterator[Block]:
    """Each task: what and why, by when, and the papers of which one is enough."""
    for row in context.rows:
        yield Heading(2, proof.title(row))
        by = words(_("Send one of these by %(day)s:"), day=Strong(long_date(row.due_on)))
        yield Paragraph(f"{proof.reason(row)} {proof.meanwhile(row)} {proof.otherwise(row)}")
        yield Paragraph(by)
        yield Bullets(proof.proofs(row))


def help_with_papers() -> Block:
    """Where no paper can be had, 45 CFR 155.315(g)."""
    return Paragraph(
        _("If you cannot get any of these, tell us why. Where no paper can be had, we can often take your word for it.")
    )


def proof_letter(context: Context, title: str, blocks: tuple[Block, ...]) -> Letter:
    """On the exchange's paper."""
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)
