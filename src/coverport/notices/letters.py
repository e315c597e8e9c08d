"""From an exchange, a person and the blocks of a decision to the whole letter: its address, on the exchange's stationery."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.notices.blocks import Block, Heading, Letter, Paragraph, Sender, Stationery, words
from coverport.notices.taglines import taglines

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange
    from coverport.exchanges.profiles import Profile

# The themes' --color-primary, for paper. A test holds them to the style sheet.
COLORS = {"theme-federal": "#1d5796", "theme-vt": "#22693d", "theme-ma": "#862356"}


class Recipient(msgspec.Struct, frozen=True):
    """Whom a letter goes to. address: the lines under the name; user_id: whose inbox, None for who has no account, such as an employer;
    language: "en" or "es".
    """

    user_id: int | None
    name: str
    address: tuple[str, ...]
    language: str = "en"


def compose(
    *, exchange: "Exchange", to: Recipient, title: str, blocks: tuple[Block, ...], on: date, paper: Stationery | None = None
) -> Letter:  # fmt: skip
    """A letter: the blocks of the decision on the exchange's stationery. paper: where letters alike have some of their own."""
    language = to.language or "en"
    return Letter(
        language=language, title=title, name=to.name, address=to.address, date=on, blocks=blocks,
        stationery=paper or stationery(exchange, language),
    )  # fmt: skip


def stationery(exchange: "Exchange", language: str, closing: tuple[Block, ...] = ()) -> Stationery:
    """The sender, how to get help, the non-discrimination statement, the taglines; before these what letters alike say last."""
    profile = exchange.profile
    of = Imprint(sender(profile), profile.phone, profile.tty, profile.hours)
    return _with_closing(_stationery(of, language), closing) if closing else _stationery(of, language)


class Imprint(msgspec.Struct, frozen=True):
    """What an exchange's stationery says of it."""

    sender: Sender
    phone: str
    tty: str
    hours: str


@lru_cache(maxsize=64)
def _stationery(of: Imprint, language: str) -> Stationery:
    """The same under a hundred thousand letters."""
    with translation.override(language):
        return Stationery(of.sender, help_lines(of, language), non_discrimination(of), taglines(of.phone, of.tty))


def _with_closing(paper: Stationery, closing: tuple[Block, ...]) -> Stationery:
    return Stationery(paper.sender, (*closing, *paper.closing), paper.statement, paper.taglines)


def sender(profile: "Profile") -> Sender:
    """The exchange as the sender of its letters. The profile's address begins with its name, which stands above it."""
    lines = profile.address[1:] if profile.address[:1] == (profile.name,) else profile.address
    return Sender(name=profile.name, address=lines, color=COLORS[profile.theme])


def help_lines(of: Imprint, language: str) -> tuple[Block, ...]:
    """Where to get help, and the same line in the other of English and Spanish."""
    other = "en" if language == "es" else "es"
    with translation.override(other):
        elsewhere = _help_in_this_language(of)
    return (
        Heading(2, _("Help")),
        Paragraph(
            words(
                _(
                    "We are here %(hours)s at %(phone)s (TTY %(tty)s). The call is free, and so are interpreters. "
                    "You can get this letter in large print or read aloud. Someone may help you or speak for you."
                ),
                phone=of.phone,
                tty=of.tty,
                hours=_(of.hours),
            )
        ),
        Paragraph(elsewhere, language=other),
    )


def _help_in_this_language(of: Imprint) -> str:
    # Spanish stands here and not in a catalog: an English letter must carry it even where no catalog was compiled.
    if translation.get_language() == "es":
        return (
            f"Español: Esta carta trata de su seguro de salud. Si necesita ayuda en español, llame gratis al {of.phone} "
            f"(TTY {of.tty})."
        )
    return (
        f"English: This letter is about your health insurance. For help in English, call {of.phone} "
        f"(TTY {of.tty}). The call is free."
    )


def non_discrimination(of: Imprint) -> tuple[Block, ...]:
    """The statement that every letter carries (45 CFR 155.120(c), 155.205(c)). The taglines follow it."""
    return (
        Heading(2, _("We treat everyone the same")),
        Paragraph(
            words(
                _(
                    "%(exchange)s follows federal civil rights law. We do not treat anyone differently because of race, color, "
                    "national origin, disability, age, sex, gender identity or sexual orientation. If you believe that we did, "
                    "you can complain to us at %(phone)s, or to the U.S. Department of Health and Human Services, Office for "
                    "Civil Rights, 200 Independence Avenue SW, Washington, DC 20201, 1-800-368-1019 (TDD 1-800-537-7697)."
                ),
                exchange=of.sender.name,
                phone=of.phone,
            )
        ),
    )
