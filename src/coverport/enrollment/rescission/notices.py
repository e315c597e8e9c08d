"""The letters about coverage that may be taken back for fraud: the notice 30 days before, to each adult concerned, and that it is not."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import age_on, day_before, long_date
from coverport.enrollment.models import Rescission
from coverport.enrollment.queries import told
from coverport.enrollment.recipients import recipient
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, build, kind, speaking
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, call_us, day, letter, nothing_to_do
from coverport.notices.letters import Recipient

FOUND, DROPPED = "rescission_notice", "rescission_dropped"
ADULT = 18


class Finding(Case, frozen=True, kw_only=True):
    """start: the first day of coverage; earliest: the first on which it can be taken back. said: of staff who dropped it."""

    reference: str
    plan: str
    issuer: str
    people: str
    start: date
    earliest: date
    finding: str
    facts: str
    found_by: str
    authority: str
    said: str = ""


def post_found(found: Rescission, *, on: date) -> None:
    """To each adult concerned, in the transaction that opens it."""
    for decision, to in _concerned(found, on):
        _post(FOUND, _case(found, to, on), found, decision)


def post_dropped(found: Rescission, *, on: date) -> None:
    """To the same, in the transaction that drops it."""
    for decision, to in _concerned(found, on):
        _post(DROPPED, _case(found, to, on), found, decision)


def _concerned(found: Rescission, on: date) -> Iterator[tuple[str, Recipient]]:
    """45 CFR 147.128(a): who signed, and every adult who is or was on the plan; each with a letter in their own name."""
    first = recipient(found.enrollment)
    yield found.reference, first
    names = {first.name}
    for member in found.enrollment.members.select_related("person").order_by("position"):
        person = member.person
        if person.name not in names and person.died_on is None and age_on(person.birth_date, on) >= ADULT:
            names.add(person.name)
            yield f"{found.reference} {person.reference}", msgspec.structs.replace(first, name=person.name)


def _case(found: Rescission, to: Recipient, on: date) -> Finding:
    with speaking(to.language):
        story = told(found.enrollment)
        return Finding(
            exchange=found.enrollment.exchange, to=to, on=on, reference=found.enrollment.reference, plan=story.plan.name,
            issuer=story.issuer, people=story.people, start=found.enrollment.start, earliest=found.earliest_on,
            finding=finding_words(found.finding), facts=found.facts, found_by=found.found_by, authority=found.authority,
            said=found.words,
        )  # fmt: skip


def _post(name: str, case: Finding, found: Rescission, decision: str) -> None:
    made = build(name, case, language=case.to.language)
    send_notice(
        name, exchange=case.exchange, to=case.to, about=found.enrollment.reference, decision=decision, letter=made, on=case.on
    )  # fmt: skip


def finding_words(finding: str) -> str:
    """What was found, as a sentence."""
    return {
        "fraud": _("Fraud: the coverage was got by deceiving us or the insurer."),
        "misrepresentation": _("Somebody knowingly told us something untrue that decides about the coverage."),
    }[finding]


def money_words() -> tuple[str, ...]:
    """What it means for money: the premiums, what the insurer paid, the credit."""
    return (
        _("The premiums that were paid for this plan are returned."),
        _("The insurer may ask for the money back that it paid for care in this time."),
        _("Tax credit that was paid for these months may have to be paid back with the tax return."),
    )


def _lines(text: str) -> list[str]:
    """As somebody wrote them; each is a paragraph."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _must_found(case: Finding) -> Iterable[str]:
    return [case.finding, *_lines(case.facts), case.found_by]


def _must_dates(case: Finding) -> Iterable[str]:
    return [case.reference, long_date(case.start), long_date(case.earliest), long_date(day_before(case.earliest))]


@kind(
    FOUND,
    must=[
        Must("what was found, and by whom", "45 CFR 147.128(a), 155.230(a)(1)-(2)", _must_found),
        Must("from when, on which day, and until when to answer", "45 CFR 147.128(a)", _must_dates),
        Must("what it means for money", "45 CFR 147.128(a)(2), 26 CFR 1.36B-4", lambda case: money_words()),
        Must("the rule", "45 CFR 155.230(a)(3)", lambda case: [case.authority]),
        CONTACT,
        *APPEAL,
    ],
)
def rescission_notice(case: Finding) -> Letter:
    """Coverage is to be taken back for fraud: what was found, when, and how to answer."""
    by = day_before(case.earliest)
    first = _(
        "On %(day)s we take %(plan)s of %(issuer)s back from %(start)s, its first day, as if it had never covered anybody. We do not "
        "if you show us that what was found is wrong."
    )
    return letter(
        case,
        _("Your coverage is to be taken back. Answer by %(day)s.") % {"day": long_date(by)},
        Callout(
            words(first, day=day(case.earliest), plan=case.plan, issuer=case.issuer, start=day(case.start)), tone="wait"
        ),
        Heading(2, _("What was found")),
        Paragraph(case.finding),
        *map(Paragraph, _lines(case.facts)),
        Paragraph(words(_("Found by: %(who)s."), who=case.found_by)),
        Paragraph(words(_("The rule: %(citation)s."), citation=case.authority)),
        Heading(2, _("What it means")),
        Bullets((
            words(_("%(people)s would have had no coverage by this plan on any day."), people=case.people),
            *money_words(),
        )),
        Heading(2, _("How to answer")),
        Paragraph(
            words(
                _("Answer by %(day)s. Sign in on our website, open “My plan” and write what you say to it, or mail it to us."),
                day=day(by),
            )
        ),
        call_us(case, _("You can also tell us at %(phone)s (TTY %(tty)s); we write it down.")),
        Paragraph(words(_("Name your enrollment number %(reference)s."), reference=case.reference)),
        Paragraph(_("Somebody reads your answer before anything is taken back, and we write to you what was decided.")),
        *appeal(case),
    )  # fmt: skip


@kind(
    DROPPED,
    must=[
        Must(
            "that nothing is taken back, and why",
            "45 CFR 155.230(a)(1)-(2)",
            lambda case: [case.reference, *_lines(case.said)],
        ),
        CONTACT,
    ],
)
def rescission_dropped(case: Finding) -> Letter:
    """What was found does not hold: coverage stays as it is."""
    sentence = _(
        "We told you that %(plan)s of %(issuer)s was to be taken back. It is not: your coverage stays as it is."
    )
    return letter(
        case,
        _("Your coverage is not taken back"),
        Callout(words(sentence, plan=case.plan, issuer=case.issuer)),
        *map(Paragraph, _lines(case.said)),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=case.reference)),
        nothing_to_do(),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )
