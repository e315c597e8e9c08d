"""What each person can get. `applications` sends it, from its stored determination: approved, denied, mixed, or with proof to come."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.law import values
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, Table, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, REPORT_CHANGES, Case, appeal, changes, letter

ELIGIBILITY = "eligibility"


class Why(msgspec.Struct, frozen=True):
    """A reason in the letter's language, its facts in it, and the rule's place."""

    sentence: str
    citation: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One person's outcome as the screen says it. start: the first day of help; credit: cents a month, None where there is none."""

    name: str
    age: int
    sentence: str
    helped: bool
    start: date | None = None
    credit: Cents | None = None
    reasons: tuple[Why, ...] = ()


class Proof(msgspec.Struct, frozen=True):
    """A paper that is still needed of a person, until a day."""

    name: str
    paper: str
    by: date


class Decided(Case, frozen=True, kw_only=True):
    """A determination. reference: of the application."""

    reference: str
    people: tuple[Outcome, ...]
    proofs: tuple[Proof, ...] = ()


def _title(case: Decided) -> str:
    helped = sum(person.helped for person in case.people)
    if case.proofs and helped:
        return _("You can get help with your coverage, but we still need papers from you.")
    if helped == len(case.people):
        return _("You can get help with your coverage.")
    if helped:
        return _("Some of you can get help with your coverage, and some cannot.")
    return _("You cannot get help with your coverage.")


def _to_do(case: Decided) -> Callout:
    if case.proofs:
        first = min(proof.by for proof in case.proofs)
        sentence = ngettext(
            "Send us the paper that is listed below by %(day)s. You keep your help until then.",
            "Send us the papers that are listed below, the first by %(day)s. You keep your help until then.",
            len(case.proofs),
        )
        return Callout(words(sentence, day=Strong(long_date(first))), tone="wait")
    if any(person.helped for person in case.people):
        return Callout(
            _(
                "Choose a plan, or look for mail from Medicaid if it covers you. Without a plan your help does not begin."
            )
        )
    return Callout(_("You can still buy a plan at its full price."))


def _person(person: Outcome) -> tuple[Block, ...]:
    heading = words(_("%(name)s, %(age)s years old"), name=person.name, age=str(person.age))
    assert isinstance(heading, str)
    blocks: list[Block] = [Heading(3, heading), Paragraph(person.sentence)]
    if person.credit is not None:
        blocks.append(
            Paragraph(words(_("Tax credit: up to %(amount)s a month."), amount=Strong(display(person.credit))))
        )
    if person.start:
        blocks.append(Paragraph(words(_("From: %(day)s."), day=Strong(long_date(person.start)))))
    return tuple(blocks)


def _reasons(person: Outcome) -> tuple[Block, ...]:
    given = (f"{one.sentence} ({one.citation})" for one in person.reasons)
    return (Heading(3, person.name), *map(Paragraph, given))


def _proofs(case: Decided) -> tuple[Block, ...]:
    if not case.proofs:
        return ()
    rows = tuple((proof.name, proof.paper, (Strong(long_date(proof.by)),)) for proof in case.proofs)
    ways = _(
        "Send copies, not originals: on our website, by mail to the address at the top, or in person. Write your reference on each."
    )
    table = Table(_("Papers that we need"), (_("Person"), _("Paper"), _("Last day")), rows)
    return (Heading(2, _("What we still need")), table, Paragraph(ways))


def _each_outcome(case: Decided) -> Iterable[str]:
    for person in case.people:
        yield from (person.name, person.sentence)


def _amounts(case: Decided) -> Iterable[str]:
    return (display(person.credit) for person in case.people if person.credit is not None)


def _dates(case: Decided) -> Iterable[str]:
    yield from (long_date(person.start) for person in case.people if person.start)
    yield from (long_date(proof.by) for proof in case.proofs)


def _facts(case: Decided) -> Iterable[str]:
    return (reason.sentence for person in case.people for reason in person.reasons)


def _citations(case: Decided) -> Iterable[str]:
    return (reason.citation for person in case.people for reason in person.reasons)


def days_to_report(on: date) -> int:
    """Days in which a change is told."""
    days: int = values("notices.change_report", on=on).days  # type: ignore[attr-defined]
    return days


@kind(
    ELIGIBILITY,
    must=[
        Must("each person's outcome", "45 CFR 155.310(g), 155.230(a)(1)", _each_outcome),
        Must("the amounts of tax credit", "45 CFR 155.310(g)", _amounts),
        Must("from when, and the last days for papers", "45 CFR 155.230(a)(1), 155.315(f)(2)", _dates),
        Must("the facts behind it", "45 CFR 155.230(a)(2)", _facts),
        Must("the rules", "45 CFR 155.230(a)(3)", _citations),
        Must("in how many days to tell a change", REPORT_CHANGES, lambda case: [str(days_to_report(case.on))]),
        CONTACT,
        *APPEAL,
    ],
)
def eligibility(case: Decided) -> Letter:
    """What each person of an application can get, and why."""
    number = words(_("Your application has the number %(reference)s."), reference=case.reference)
    return letter(
        case,
        _title(case),
        _to_do(case),
        Heading(2, _("Each person")),
        *(block for person in case.people for block in _person(person)),
        Heading(2, _("Why we decided this")),
        Paragraph(number),
        *(block for person in case.people for block in _reasons(person)),
        *_proofs(case),
        *appeal(case),
        *changes(days_to_report(case.on)),
    )
