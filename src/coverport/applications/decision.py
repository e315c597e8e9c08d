"""The decision as a page tells it: the answer first, a card per person, the sum, the reasons. All from the stored determination."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport import law
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of
from coverport.applications.submission import facts_of, result_of
from coverport.core.money import Cents, display, display_whole
from coverport.eligibility import engine
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.places import state_name
from coverport.eligibility.words import sentence
from coverport.shopping.estimate import fresh

SILVER_WITH_SAVINGS = {"04", "05", "06"}


class Why(msgspec.Struct, frozen=True):
    """A reason in words, with its authorities."""

    words: str
    citations: tuple[str, ...]


class Card(msgspec.Struct, frozen=True):
    """One person: what they can have, in a sentence; what it means; why. tone: go, wait or stop."""

    key: str
    name: str
    short_name: str
    age: int
    word: str
    tone: str
    kind: str
    outcome: str
    more: str
    why: tuple[Why, ...]
    also: tuple[Why, ...]


class Reckoning(msgspec.Struct, frozen=True):
    """How the credit comes about, in cents a month. key: the card under which it stands."""

    key: str
    family: str
    benchmark: Cents
    share: Cents
    share_percent: str
    income: str
    credit: Cents


class DecisionPage(msgspec.Struct, frozen=True):
    """What the page shows. choose_by and starts: None when nobody may choose now."""

    reference: str
    on: date
    title: str
    lead: tuple[str, ...]
    cards: tuple[Card, ...]
    reckoning: Reckoning | None
    can_choose: bool
    choose_by: date | None
    starts: date | None
    appeal_by: date
    assumed: bool


def decision_page(application: Application, determination: Determination, *, today: date) -> DecisionPage:
    """The page of a determination, as of a day."""
    result = result_of(determination)
    ages = {person.id: person.age for person in facts_of(determination).people}
    people = [one for one in applicants_of(application) if one.person.reference in ages]
    cards = tuple(_card(one, ages[one.person.reference], result, application) for one in people)
    window = application.exchange.calendar.open_on(application.year, today, in_line=application.started_on)
    can_choose = any(_may_buy(result, one) and not _in_public(result, one) for one in people)
    return DecisionPage(
        reference=determination.reference,
        on=determination.on,
        title=_title(result, can_choose),
        lead=tuple(_leads(cards)),
        cards=cards,
        reckoning=_reckoning(result, people, cards),
        can_choose=can_choose,
        choose_by=window.selected_to if window else None,
        starts=window.starts if window else None,
        appeal_by=law.last_day_to_appeal(determination.on),
        assumed=bool(result.assumed),
    )


def names(people: Sequence[str]) -> str:
    """ "Ana", "Ana and Luis", "Ana, Luis and Mia"."""
    if len(people) < 2:
        return "".join(people)
    return _("%(first)s and %(last)s") % {"first": ", ".join(people[:-1]), "last": people[-1]}


def _title(result: engine.Determination, can_choose: bool) -> str:
    if result.aptc:
        return _("You can get %(credit)s a month off a plan") % {"credit": display(result.aptc)}
    if can_choose and result.aptc is None:
        return _("You can buy a plan. We cannot yet say what help you get.")
    if can_choose:
        return _("You can buy a plan at its full price")
    if result.likely_medicaid_chip:
        return ngettext(
            "You are likely to get coverage through Medicaid or CHIP",
            "You are likely to get coverage through Medicaid or CHIP",
            len(result.likely_medicaid_chip),
        )
    return _("You cannot buy a plan here")


def _in_public(result: engine.Determination, applicant: Applicant) -> bool:
    return applicant.person.reference in result.likely_medicaid_chip


def _may_buy(result: engine.Determination, applicant: Applicant) -> bool:
    return result.person(applicant.person.reference).qhp.outcome is Outcome.YES


def _card(applicant: Applicant, age: int, result: engine.Determination, application: Application) -> Card:
    found = result.person(applicant.person.reference)
    name, kind = applicant.person.short_name, _kind(found, result)
    fill = {"name": name, "agency": _agency(application), "credit": display(result.aptc or 0)}
    word, tone, more = _LOOK[kind]()
    said: set[str] = set()
    return Card(
        key=found.id, name=applicant.person.name, short_name=name, age=age, kind=kind, word=word, tone=tone,
        outcome=_OUTCOME[kind](1) % {"names": name}, more=more % fill,
        why=tuple(_why(_deciding(found, result), said)), also=tuple(_why(_others(found), said)),
    )  # fmt: skip


def _leads(cards: Sequence[Card]) -> Iterator[str]:
    """One sentence for all people of one outcome."""
    for kind in dict.fromkeys(card.kind for card in cards):
        people = [card.short_name for card in cards if card.kind == kind]
        yield _OUTCOME[kind](len(people)) % {"names": names(people)}


def _kind(found: engine.PersonResult, result: engine.Determination) -> str:
    if "not_applying" in found.qhp.codes:
        return "not_applying"
    if found.medicaid.outcome is Outcome.YES:
        return "medicaid"
    if found.chip.outcome is Outcome.YES:
        return "chip"
    if found.qhp.outcome is not Outcome.YES:
        return "cannot_buy"
    if found.aptc.outcome is Outcome.UNKNOWN or (found.aptc.outcome is Outcome.YES and result.aptc is None):
        return "credit_unknown"
    if found.aptc.outcome is Outcome.YES and result.aptc:
        return "credit_and_savings" if found.csr_variant in SILVER_WITH_SAVINGS else "credit"
    return "full_price"


_OUTCOME: dict[str, Callable[[int], str]] = {
    "not_applying": lambda n: _("%(names)s did not ask for coverage."),
    "medicaid": lambda n: ngettext(
        "%(names)s is likely to get coverage through Medicaid.", "%(names)s are likely to get coverage through Medicaid.", n
    ),
    "chip": lambda n: ngettext(
        "%(names)s is likely to get coverage through CHIP.", "%(names)s are likely to get coverage through CHIP.", n
    ),
    "cannot_buy": lambda n: _("%(names)s cannot buy a plan here."),
    "credit_unknown": lambda n: _("%(names)s can buy a plan. We cannot say yet whether with a tax credit."),
    "credit_and_savings": lambda n: _("%(names)s can buy a plan with your tax credit, and with extra savings on Silver plans."),
    "credit": lambda n: _("%(names)s can buy a plan with your tax credit."),
    "full_price": lambda n: _("%(names)s can buy a plan at its full price."),
}  # fmt: skip


# Badge, tone, and what follows from the outcome.
_LOOK: dict[str, Callable[[], tuple[str, str, str]]] = {
    "not_applying": lambda: (_("Not asked for"), "", ""),
    "medicaid": lambda: (_("Medicaid"), "go", _public()),
    "chip": lambda: (_("CHIP"), "go", _public()),
    "cannot_buy": lambda: (_("Not here"), "stop", ""),
    "credit_unknown": lambda: (_("Approved"), "wait", _("At the full price for now. Call us about the rest.")),
    "credit_and_savings": lambda: (_("Approved"), "go", _shared()),
    "credit": lambda: (_("Approved"), "go", _shared()),
    "full_price": lambda: (_("Approved"), "go", ""),
}


def _public() -> str:
    return _("%(agency)s decides this. Apply there. You need not choose a plan for %(name)s.")


def _shared() -> str:
    return _("The credit is %(credit)s a month for everyone together. Nothing more is needed from %(name)s.")


def _agency(application: Application) -> str:
    fallback = _("The Medicaid agency of %(state)s") % {"state": state_name(application.state)}
    return application.exchange.profile.medicaid_agencies.get(application.state, fallback)


# That a program has no group for somebody's age explains nothing to them.
_SAYS_NOTHING = (
    "medicaid_no_group",
    "chip_no_group",
    "medicaid_comes_first",
    "not_applying",
    "cost_sharing_needs_credit",
)


def _deciding(found: engine.PersonResult, result: engine.Determination) -> list[Finding]:
    """The findings that decided this person's outcome, the deciding one first."""
    if found.medicaid.outcome is Outcome.YES:
        return [found.medicaid]
    if found.chip.outcome is Outcome.YES:
        return [found.chip]
    if found.qhp.outcome is not Outcome.YES:
        return [found.qhp]
    return [found.aptc, *([result.credit] if result.aptc is not None else [])]


def _others(found: engine.PersonResult) -> list[Finding]:
    """What else was looked at, for who can buy a plan."""
    buys = found.qhp.outcome is Outcome.YES and Outcome.YES not in (found.medicaid.outcome, found.chip.outcome)
    return [found.csr, found.medicaid, found.chip] if buys else []


def _why(findings: Sequence[Finding], said: set[str]) -> Iterator[Why]:
    """The reasons in words. A sentence that stood before, such as the one about the income, is not said twice."""
    for reason in (reason for finding in findings for reason in finding.reasons):
        if reason.code in _SAYS_NOTHING:
            continue
        if words := fresh(sentence(reason), said):
            yield Why(words, tuple(reason.citation.split("; ")))


def _reckoning(result: engine.Determination, people: Sequence[Applicant], cards: Sequence[Card]) -> Reckoning | None:
    """The sum behind the credit; the share is what is left of the benchmark, so that the column adds up to the cent."""
    if not result.aptc or result.benchmark is None or result.applicable_percentage is None:
        return None
    income = sum(one.income_cents or 0 for one in people)
    return Reckoning(
        key=next((card.key for card in cards if card.kind in {"credit", "credit_and_savings"}), ""),
        family=names([one.person.short_name for one in people if one.person.reference in result.coverage_family]),
        benchmark=result.benchmark.premium,
        share=result.benchmark.premium - result.aptc,
        share_percent=f"{result.applicable_percentage * 100:.2f}%",
        income=display_whole(income),
        credit=result.aptc,
    )
