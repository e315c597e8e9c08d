"""One card per person: what they can have, in a sentence; what it means; why. All from the stored determination."""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.applications.models import Applicant, Application
from coverport.core.listing import listed
from coverport.core.money import display
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.places import state_name
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.results import PersonResult, TaxHouseholdResult
from coverport.eligibility.words import sentence

SILVER_WITH_SAVINGS = {"04", "05", "06"}
INDIAN = {"02", "03"}
# Kinds of outcome with public coverage, which comes before a plan.
PUBLIC = frozenset({"medicaid", "chip", "basic_health"})
CREDIT = frozenset({"credit", "credit_and_savings"})
# Between a full stop and a capital letter.
_SENTENCES = re.compile(r"(?<=\.)\s+(?=[A-ZÁÉÍÓÚÑ¿¡])")


class Why(msgspec.Struct, frozen=True):
    """A reason in words, with its authorities."""

    words: str
    citations: tuple[str, ...]


class Card(msgspec.Struct, frozen=True):
    """One person. tone: go, wait or stop; notes: what else happens for them; why: what decided; also: what else was looked at.

    unproven: Medicaid or CHIP rests on income that no record confirms yet; approved: an agency has said yes to it.
    """

    key: str
    name: str
    short_name: str
    age: int
    word: str
    tone: str
    kind: str
    outcome: str
    more: str
    notes: tuple[str, ...]
    why: tuple[Why, ...]
    also: tuple[Why, ...]
    unproven: bool = False
    approved: bool = False


def names(people: Sequence[str]) -> str:
    """ "Ana", "Ana and Luis", "Ana, Luis and Mia"."""
    return listed(people)


def card(applicant: Applicant, age: int, result: Decided, application: Application, *, papers: bool = False) -> Card:
    """The card of a person of the application. papers: whether something of theirs has to be proven still."""
    found = result.person(applicant.person.reference)
    taxes = taxes_of(found, result)
    name, kind = applicant.person.short_name, kind_of(found, result)
    fill = {"name": name, "agency": agency(application), "credit": display((taxes.aptc or 0) if taxes else 0)}
    word, tone, more = _LOOK[kind](found)
    if kind in CREDIT and taxes is not None:
        more = _shared() if len(taxes.coverage_family) > 1 else _alone()
        more = more if papers else f"{more} {_nothing_more()}"
    said: set[str] = set()
    return Card(
        key=found.id, name=applicant.person.name, short_name=name, age=age, kind=kind, word=word, tone=tone,
        outcome=_OUTCOME[kind](1, _decides(found)) % {"names": name}, more=more % fill, notes=tuple(_notes(found, name, said)),
        why=tuple(reasons(_deciding(found, taxes), said)), also=tuple(reasons(_others(found), said)),
    )  # fmt: skip


def to_be_proven(found: Card) -> Card:
    """The card of who has Medicaid or CHIP once their income is confirmed."""
    return msgspec.structs.replace(
        found, word=_("Likely"), tone="wait", unproven=True, outcome=_OUTCOME[found.kind](1, False) % {"names": found.short_name},
        more=_("Medicaid and CHIP need income that is confirmed. We ask the records, and you where they say nothing."),
    )  # fmt: skip


def with_agency(found: Card, program: str, application: Application) -> Card:
    """The card of who is covered by the agency's own decision, whatever was found likely here: 45 CFR 155.302(b)(5), 155.345(h)."""
    words = _(
        "%(agency)s said yes. You need not choose a plan for %(name)s: who has Medicaid or CHIP cannot have the tax credit."
    )
    return msgspec.structs.replace(
        found, kind=program, word={"medicaid": _("Medicaid"), "chip": _("CHIP")}[program], tone="go", approved=True, unproven=False,
        outcome=_has(program, 1) % {"names": found.short_name}, why=(), also=(),
        more=words % {"agency": agency(application), "name": found.short_name},
    )  # fmt: skip


def _has(program: str, n: int) -> str:
    if program == "chip":
        return ngettext("%(names)s has coverage through CHIP.", "%(names)s have coverage through CHIP.", n)
    return ngettext("%(names)s has coverage through Medicaid.", "%(names)s have coverage through Medicaid.", n)


def leads(cards: Sequence[Card], result: Decided) -> Iterator[str]:
    """One sentence for all people of one outcome."""
    for kind, approved in dict.fromkeys((each.kind, each.approved) for each in cards):
        people = [each for each in cards if (each.kind, each.approved) == (kind, approved)]
        if approved:
            yield _has(kind, len(people)) % {"names": names([each.short_name for each in people])}
            continue
        decides = all(_decides(result.person(each.key)) and not each.unproven for each in people)
        yield _OUTCOME[kind](len(people), decides) % {"names": names([each.short_name for each in people])}


def agency(application: Application) -> str:
    """The name of the Medicaid agency where the household lives."""
    fallback = _("The Medicaid agency of %(state)s") % {"state": state_name(application.state)}
    return application.exchange.profile.medicaid_agencies.get(application.state, fallback)


def taxes_of(found: PersonResult, result: Decided) -> TaxHouseholdResult | None:
    """The sums of the return that a person is on."""
    return next((each for each in result.tax_households if each.id == found.tax_household), None)


def kind_of(found: PersonResult, result: Decided) -> str:
    """Which of the outcomes a person has: the first that fits."""
    if "not_applying" in found.qhp.codes:
        return "not_applying"
    for kind, finding in (("medicaid", found.medicaid), ("chip", found.chip), ("basic_health", found.bhp)):
        if finding.outcome is Outcome.YES:
            return kind
    if found.qhp.outcome is not Outcome.YES:
        return "emergency" if found.emergency_medicaid.outcome is Outcome.YES else "cannot_buy"
    return _with_plan(found, taxes_of(found, result))


def _with_plan(found: PersonResult, taxes: TaxHouseholdResult | None) -> str:
    amount = taxes.aptc if taxes else 0
    if found.aptc.outcome is Outcome.UNKNOWN or (found.aptc.outcome is Outcome.YES and amount is None):
        return "credit_unknown"
    if found.aptc.outcome is Outcome.YES and amount:
        return "credit_and_savings" if found.csr_variant in SILVER_WITH_SAVINGS else "credit"
    return "full_price"


def _decides(found: PersonResult) -> bool:
    """Whether this decision is Medicaid's own, and not only an opinion for the agency."""
    return found.medicaid_decided_by == "exchange"


def _medicaid(n: int, decides: bool) -> str:
    if decides:
        return ngettext(
            "%(names)s can get coverage through Medicaid.", "%(names)s can get coverage through Medicaid.", n
        )
    return ngettext(
        "%(names)s is likely to get coverage through Medicaid.",
        "%(names)s are likely to get coverage through Medicaid.",
        n,
    )


def _chip(n: int, decides: bool) -> str:
    if decides:
        return ngettext("%(names)s can get coverage through CHIP.", "%(names)s can get coverage through CHIP.", n)
    return ngettext(
        "%(names)s is likely to get coverage through CHIP.", "%(names)s are likely to get coverage through CHIP.", n
    )


# How many people it is about, and whether the decision on Medicaid and CHIP is made here.
_OUTCOME: dict[str, Callable[[int, bool], str]] = {
    "not_applying": lambda n, _here: _("%(names)s did not ask for coverage."),
    "medicaid": _medicaid,
    "chip": _chip,
    "basic_health": lambda n, _here: _("%(names)s can get coverage through the state’s Basic Health Program."),
    "cannot_buy": lambda n, _here: _("%(names)s cannot buy a plan here."),
    "emergency": lambda n, _here: _("%(names)s cannot buy a plan here, but Medicaid can pay for an emergency."),
    "credit_unknown": lambda n, _here: _("%(names)s can buy a plan. We cannot say yet whether with a tax credit."),
    "credit_and_savings": lambda n, _here: _(
        "%(names)s can buy a plan with your tax credit, and with extra savings on Silver plans."
    ),
    "credit": lambda n, _here: _("%(names)s can buy a plan with your tax credit."),
    "full_price": lambda n, _here: _("%(names)s can buy a plan at its full price."),
}  # fmt: skip


# Badge, tone, and what follows from the outcome.
_LOOK: dict[str, Callable[[PersonResult], tuple[str, str, str]]] = {
    "not_applying": lambda found: (_("Not asked for"), "", ""),
    "medicaid": lambda found: (_("Medicaid"), "go", _public(found)),
    "chip": lambda found: (_("CHIP"), "go", _public(found)),
    "basic_health": lambda found: (_("Basic Health"), "go", _("You need not choose a plan here for %(name)s. The state writes to you.")),
    "cannot_buy": lambda found: (_("Not here"), "stop", ""),
    "emergency": lambda found: (_("Emergencies"), "wait", _("Tell the hospital, or %(agency)s, that you applied here.")),
    "credit_unknown": lambda found: (_("Approved"), "wait", _("At the full price for now. See below what we still need.")),
    "credit_and_savings": lambda found: (_("Approved"), "go", ""),
    "credit": lambda found: (_("Approved"), "go", ""),
    "full_price": lambda found: (_("Approved"), "go", ""),
}  # fmt: skip


def _public(found: PersonResult) -> str:
    if _decides(found):
        return _("%(agency)s gets this decision from us and writes to you. You need not choose a plan for %(name)s.")
    return _(
        "%(agency)s decides this. We send it your application: you need not apply again, nor choose a plan for %(name)s."
    )


def _shared() -> str:
    return _("The credit is %(credit)s a month for everyone together.")


def _alone() -> str:
    return _("The credit is %(credit)s a month.")


def _nothing_more() -> str:
    return _("Nothing more is needed from %(name)s.")


def _notes(found: PersonResult, name: str, said: set[str]) -> Iterator[str]:
    """What else happens: answers passed on to the agency, and the savings of members of tribes."""
    if found.referral.outcome is Outcome.YES:
        for why in reasons([found.referral], said):
            yield why.words
    if found.csr_variant in INDIAN:
        yield _("As a member of a tribe, %(name)s pays less or nothing for care, at any metal level.") % {"name": name}


# That a program has no group for somebody's age explains nothing to them.
_SAYS_NOTHING = (
    "medicaid_no_group",
    "chip_no_group",
    "medicaid_comes_first",
    "not_applying",
    "cost_sharing_needs_credit",
    "basic_health_none",
)


def _deciding(found: PersonResult, taxes: TaxHouseholdResult | None) -> list[Finding]:
    """The findings that decided this person's outcome, the deciding one first."""
    for finding in (found.medicaid, found.chip, found.bhp):
        if finding.outcome is Outcome.YES:
            return [finding]
    if found.qhp.outcome is not Outcome.YES:
        return [found.qhp, found.emergency_medicaid] if found.emergency_medicaid.outcome is Outcome.YES else [found.qhp]
    return [found.aptc, *([taxes.credit] if taxes and taxes.aptc is not None else [])]


def _others(found: PersonResult) -> list[Finding]:
    """What else was looked at, for who can buy a plan."""
    public = Outcome.YES in (found.medicaid.outcome, found.chip.outcome, found.bhp.outcome)
    buys = found.qhp.outcome is Outcome.YES and not public
    return [found.csr, found.medicaid, found.chip, found.bhp] if buys else []


def reasons(findings: Sequence[Finding], said: set[str]) -> Iterator[Why]:
    """The reasons in words. A sentence that stood before, such as the one about the income, is not said twice."""
    for reason in (reason for finding in findings for reason in finding.reasons):
        if reason.code in _SAYS_NOTHING:
            continue
        fresh = [part for part in _SENTENCES.split(sentence(reason)) if part not in said]
        said.update(fresh)
        if fresh:
            yield Why(" ".join(fresh), tuple(reason.citation.split("; ")))
