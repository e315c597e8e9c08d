"""What letters of several kinds share: who gets it and when, how to appeal, and what 45 CFR 155.230(a) wants in every one."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.law import last_day_to_appeal
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, Text, plain, words
from coverport.notices.kinds import Must
from coverport.notices.letters import Recipient, compose

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What every letter is made from: plain values. on: the letter's date, from which its clocks count."""

    exchange: "Exchange"
    to: Recipient
    on: date

    @property
    def appeal_by(self) -> date:
        """The last day to ask for an appeal of what the letter says, 45 CFR 155.520(b)."""
        return last_day_to_appeal(self.on)


def letter(case: Case, title: str, *blocks: Block) -> Letter:
    """The whole letter. title: the decision as a sentence."""
    return compose(exchange=case.exchange, to=case.to, title=title, blocks=blocks, on=case.on)


def titled(sentence: str, **values: str) -> str:
    """A sentence that is one plain string, as titles are, with its %(name)s filled."""
    text = words(sentence, **values)
    assert isinstance(text, str)
    return text


def day(when: date) -> Strong:
    """A date that stands out."""
    return Strong(long_date(when))


def nothing_to_do() -> Callout:
    return Callout(_("You do not have to do anything."))


def why(citation: str, *sentences: Text) -> tuple[Block, ...]:
    """Facts first, then the rule's place."""
    rule = Paragraph(words(_("The rule: %(citation)s."), citation=citation))
    return (Heading(2, _("Why we decided this")), *map(Paragraph, sentences), rule)


def call_us(case: Case, sentence: str) -> Paragraph:
    """A sentence of %(phone)s and %(tty)s."""
    profile = case.exchange.profile
    return Paragraph(words(sentence, phone=profile.phone, tty=profile.tty))


def appeal(case: Case, *, online: bool = True) -> tuple[Block, ...]:
    """How to ask for an appeal: last day, ways, help, a faster decision, and that help may go on meanwhile (155.515, 155.525, 155.540)."""
    return (*appeal_ways(case, online=online), Paragraph(_meanwhile()), Paragraph(_faster()), Paragraph(_somebody()))


def appeal_ways(case: Case, *, online: bool = False) -> tuple[Block, ...]:
    """The last day and the ways alone: all that concerns an employer (155.555(b)-(c)). online: for who has an account."""
    profile = case.exchange.profile
    where = ", ".join((profile.name, *(line for line in profile.address if line != profile.name)))
    until = _("You can ask for an appeal until %(day)s. Someone who has not worked on your case looks at it again.")
    website = (_("On our website: sign in, open your decision, and choose “ask for an appeal”"),) if online else ()
    ways = (
        *website,
        words(_("By telephone: %(phone)s (TTY %(tty)s)"), phone=profile.phone, tty=profile.tty),
        words(_("By mail: %(address)s"), address=where),
    )
    return (
        Heading(2, _("If you think this is wrong")),
        Paragraph(words(until, day=day(case.appeal_by))),
        Bullets(ways),
    )


def _meanwhile() -> str:
    return _(
        "If you had help before, you can ask to keep it until the appeal is decided. If you lose, you may have to pay "
        "tax credit back. A decision for one person can change that of others in your household."
    )


def _faster() -> str:
    return _("If waiting could harm your health, ask for a faster decision.")


def _somebody() -> str:
    return _("You can speak for yourself, or let a relative, a friend or a lawyer do it.")


def _phone(case: Case) -> Iterable[str]:
    return [case.exchange.profile.phone, case.exchange.profile.tty]


def _address(case: Case) -> Iterable[str]:
    return [plain(case.exchange.profile.address[-1])]


CONTACT = Must("how to reach us", "45 CFR 155.230(a)(4)", _phone)
APPEAL = (
    Must("the last day to ask for an appeal", "45 CFR 155.520(b)", lambda case: [long_date(case.appeal_by)]),
    Must("the ways to ask", "45 CFR 155.515(b), 155.520(a)", lambda case: [*_phone(case), *_address(case)]),
    Must(
        "that help may go on meanwhile, and what that may cost",
        "45 CFR 155.515(b)(4), 155.525",
        lambda case: [_meanwhile()],
    ),
    Must("a faster decision", "45 CFR 155.540", lambda case: [_faster()]),
    Must("that somebody may speak for the person", "45 CFR 155.515(b)(2)", lambda case: [_somebody()]),
)
REPORT_CHANGES = "45 CFR 155.330(b)"


def cites(citation: str) -> Must:
    """The letter names the rule."""
    return Must("the rule", "45 CFR 155.230(a)(3)", lambda case: [citation])


def changes(days: int) -> tuple[Block, ...]:
    """What to tell, and in how many days."""
    sentence = _(
        "Tell us within %(days)s days when your income, your address or your household changes. Your help may change, too."
    )
    return (Heading(2, _("If something changes")), Paragraph(words(sentence, days=str(days))))
