"""Letters that tests set and send: one with every kind of block, and how to ask for another."""

from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from coverport.accounts.models import User
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.blocks import (
    Block,
    Bullets,
    Callout,
    Heading,
    Letter,
    Paragraph,
    Sender,
    Stationery,
    Strong,
    Table,
    sums,
    words,
)
from coverport.notices.letters import Recipient
from coverport.notices.models import Notice

DAY = date(2013, 12, 10)
COLOR = "#22693d"


def person(name: str) -> tuple[Block, ...]:
    """What a letter says of one person: a heading, a sentence, a column of figures."""
    figures = ((f"Income of {name}", "$52,000"), ("Guideline", "$27,320"), (f"Outcome of {name}", "190%"))
    return (
        Heading(3, f"{name}, 40 years old"),
        Paragraph(words(f"{name} can get %(credit)s a month.", credit=Strong("$214.37"))),
        sums(f"Figures of {name}", ("What", "Amount"), figures),
    )


EVERY_BLOCK: tuple[Block, ...] = (
    Callout(words("Pay %(amount)s by %(day)s.", amount=Strong("$234.92"), day=Strong("January 15, 2014"))),
    Heading(2, "Each person"),
    *person("Ana"),
    *person("Luis"),
    Heading(2, "Why we decided this"),
    Paragraph("Your yearly income of $52,000 is 190% of the guideline − see § 36B."),
    Bullets(("You sent a pay slip.", words("You file %(how)s.", how=Strong("jointly")))),
    Table("What we still need", ("Person", "Paper", "Last day"), (("Ana", "A pay slip", "January 31, 2014"),)),
    Paragraph("Español: Esta carta trata de su seguro.", language="es"),
)
STATEMENT: tuple[Block, ...] = (Heading(2, "We treat everyone the same"), Paragraph("You can complain. " * 12))


PAPER = Stationery(Sender("Coverport Vermont", ("PO Box 100", "Montpelier VT 05601"), COLOR), statement=STATEMENT)


def letter(*blocks: Block, **more: Any) -> Letter:
    """A letter of these blocks, or of every kind of block; `more` replaces any of its fields, and of its stationery's."""
    plain = Letter(
        language="en", title="You can get $214.37 a month off a plan.", name="Ana Rivera",
        address=("5 Church Street", "Burlington VT 05401"), date=DAY, blocks=blocks or EVERY_BLOCK, stationery=PAPER,
        reference="K7QP-2M4X",
    )  # fmt: skip
    printed = {name: more.pop(name) for name in Stationery.__struct_fields__ if name in more}
    return msgspec.structs.replace(plain, **{"stationery": msgspec.structs.replace(PAPER, **printed), **more})


def posted(
    exchange: Exchange, user: User, *, decision: str = "D-1", kind: str = "plan_selected", **more: Any
) -> Notice:
    """A letter posted as a verb posts it."""
    with transaction.atomic():
        return send(exchange, user, letter(**more), decision=decision, kind=kind)


def send(exchange: Exchange, user: User, what: Letter, *, decision: str = "D-1", kind: str = "plan_selected") -> Notice:
    """The same in the caller's transaction."""
    to = Recipient(user_id=user.pk, name="Ana Rivera", address=("5 Church Street", "Burlington VT 05401"))
    send_notice(kind, exchange=exchange, to=to, about="ABCD-2345", decision=decision, letter=what, on=DAY)
    return Notice.objects.get(exchange=exchange.slug, decision=decision, kind=kind)
