"""The letter of a decision: what each person can get and why, 45 CFR 155.310(g). Posted in the transaction that decides: exactly once."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import translation

from coverport.applications.cards import CREDIT, PUBLIC, Card
from coverport.applications.decision import cards_of
from coverport.applications.determining import result_of
from coverport.applications.models import Application, Determination
from coverport.applications.notices import recipient
from coverport.core.money import Cents
from coverport.eligibility.results import Determination as Decided
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build
from coverport.notices.kinds import eligibility as kinds

# Who has none of these is told that the full price is open to them, or why nothing is.
_HELPED = PUBLIC | CREDIT | {"emergency"}


def post_decision(application: Application, determination: Determination, *, on: date) -> None:
    """Tell what was decided, in the language of the person who signed."""
    to = recipient(application)
    with translation.override(to.language):
        case = kinds.Decided(
            exchange=application.exchange, to=to, on=on, reference=application.reference,
            people=tuple(_outcomes(application, determination, on)),
        )  # fmt: skip
    letter = build(kinds.ELIGIBILITY, case, language=to.language)
    send_notice(
        kinds.ELIGIBILITY, exchange=application.exchange, to=to, about=application.reference, decision=determination.reference,
        letter=letter, on=on,
    )  # fmt: skip


def _outcomes(application: Application, determination: Determination, on: date) -> Iterator[kinds.Outcome]:
    cards = cards_of(application, determination)
    credit = dict(_credits(result_of(determination), cards))
    window = application.exchange.calendar.open_on(application.year, on, in_line=application.started_on)
    for each in cards:
        # Where the amount of the credit stands on a line of its own, it is not said twice.
        more = "" if each.key in credit else each.more
        yield kinds.Outcome(
            name=each.name, age=each.age, sentence=" ".join(filter(None, (each.outcome, more, *each.notes))),
            helped=each.kind in _HELPED, start=window.starts if window and each.kind in CREDIT else None,
            credit=credit.get(each.key), reasons=tuple(_reasons(each)),
        )  # fmt: skip


def _credits(result: Decided, cards: Sequence[Card]) -> Iterator[tuple[str, Cents]]:
    """Key of a card -> the credit of its tax household, which stands once: with the first person who has it."""
    for taxes in result.tax_households:
        first = next((each.key for each in cards if each.kind in CREDIT and each.key in taxes.coverage_family), None)
        if first is not None and taxes.aptc:
            yield first, taxes.aptc


def _reasons(card: Card) -> Iterator[kinds.Why]:
    for why in (*card.why, *card.also):
        yield kinds.Why(why.words, "; ".join(why.citations))
