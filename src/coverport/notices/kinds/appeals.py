"""Appeals: it is here, and it is decided. `appeals` sends them."""

from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.law import values
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import CONTACT, Case, call_us, cites, day, letter, nothing_to_do, titled, why

RECEIVED, DECIDED = "appeal_received", "appeal_decided"


class Received(Case, frozen=True, kw_only=True):
    """An appeal that came in. about: what it is against, in words; expedited: whether a faster decision was asked for; keeps_help: whether
    help of before is to go on meanwhile.
    """

    reference: str
    about: str
    received: date
    expedited: bool = False
    keeps_help: bool = False

    @property
    def decided_by(self) -> date:
        """The day by which it is to be decided, as far as it can be, 45 CFR 155.545(b)(1)."""
        return self.received + timedelta(days=_days("appeals.decision", self.received))


def _days(name: str, on: date) -> int:
    days: int = values(name, on=on).days  # type: ignore[attr-defined]
    return days


def _rights() -> tuple[str, ...]:
    return (
        _("See your whole file, and get copies without charge."),
        _("Send papers, bring witnesses, and ask questions."),
        _("Speak for yourself, or let a relative, a friend or a lawyer do it."),
        _("Have an interpreter without charge."),
    )


def _aid() -> str:
    return _(
        "If you had help before, it goes on until the appeal is decided, if you want it. If you lose, you may have to pay tax credit back."
    )


def _keeps() -> str:
    return _(
        "You told us that you want to keep your help until then. If our decision took any from you, a letter about your plan says from "
        "when it goes on and how much it is."
    )


@kind(
    RECEIVED,
    must=[
        Must(
            "that it is here, and since when",
            "45 CFR 155.520(d)(1)",
            lambda case: [case.reference, case.about, long_date(case.received)],
        ),
        Must("by when it is decided", "45 CFR 155.545(b)(1)", lambda case: [long_date(case.decided_by)]),
        Must(
            "help while it waits, and what it may cost",
            "45 CFR 155.520(d)(1)(i)-(ii), 155.525",
            lambda case: [_aid(), *([_keeps()] if case.keeps_help else [])],
        ),
        Must("the rights at the hearing", "45 CFR 155.535(d)", lambda case: _rights()),
        CONTACT,
    ],
)
def appeal_received(case: Received) -> Letter:
    """Your appeal is here."""
    came = words(
        _("Your appeal about %(about)s came on %(day)s. It has the number %(number)s."),
        about=case.about,
        day=day(case.received),
        number=case.reference,
    )
    soon = words(_("As far as we can, it is decided by %(day)s."), day=day(case.decided_by))
    faster = (
        (Paragraph(_("You asked for a faster decision. We tell you soon whether you get it.")),)
        if case.expedited
        else ()
    )
    keeps = (Paragraph(_keeps()),) if case.keeps_help else ()
    return letter(
        case,
        _("We have your appeal."),
        nothing_to_do(),
        Paragraph(came),
        Paragraph(soon),
        *faster,
        Paragraph(_aid()),
        *keeps,
        Heading(2, _("What you may do")),
        Bullets(_rights()),
        call_us(case, _("To speak with somebody about your appeal, call %(phone)s (TTY %(tty)s).")),
    )


class Decided(Case, frozen=True, kw_only=True):
    """A decided appeal. outcome; effect: what it changes for the person, as a sentence; facts: what was found; effective: from when.

    anew: whether help is worked out anew because of it.
    """

    reference: str
    outcome: Literal["won", "lost", "part", "dismissed"]
    effect: str
    facts: tuple[str, ...]
    citation: str
    effective: date
    anew: bool = False

    @property
    def reopen_by(self) -> date:
        """The last day to show good cause against a dismissal, 45 CFR 155.530(d)(1)."""
        return self.on + timedelta(days=_days("appeals.vacate", self.on))

    @property
    def to_hhs_by(self) -> date:
        """The last day to take it to HHS, 45 CFR 155.520(c)."""
        return self.on + timedelta(days=_days("appeals.to_hhs", self.on))


def _outcome(case: Decided) -> str:
    return {
        "won": _("You won your appeal."),
        "lost": _("You did not win your appeal."),
        "part": _("You won a part of your appeal."),
        "dismissed": _("Your appeal was dismissed."),
    }[case.outcome]


def _anew() -> str:
    return _(
        "We work out again what everybody in your household can have. Sign in, look at your answers and sign them, or call us. Then you "
        "get a new decision."
    )


def _reopen(case: Decided) -> str:
    sentence = _("If you had a good reason, write to us by %(day)s, and we take your appeal up again.")
    return titled(sentence, day=long_date(case.reopen_by))


@kind(
    DECIDED,
    must=[
        Must(
            "the decision and its effect on the person",
            "45 CFR 155.545(a)(1)-(2)",
            lambda case: [_outcome(case), case.effect, case.reference],
        ),
        Must("the facts", "45 CFR 155.545(a)(3)", lambda case: case.facts),
        cites("45 CFR 155.545"),
        Must("the rule that decided", "45 CFR 155.545(a)(4)", lambda case: [case.citation]),
        Must("from when it counts", "45 CFR 155.545(a)(5)", lambda case: [long_date(case.effective)]),
        Must(
            "the last day to take it to HHS",
            "45 CFR 155.545(a)(6), 155.520(c)",
            lambda case: [long_date(case.to_hhs_by)],
        ),
        Must(
            "that the household's help is worked out anew",
            "45 CFR 155.545(c)(2)",
            lambda case: [_anew()] if case.anew else [],
        ),
        Must(
            "how a dismissed appeal is taken up again, and until when",
            "45 CFR 155.530(b)(3), (d)",
            lambda case: [_reopen(case)] if case.outcome == "dismissed" else [],
        ),
        CONTACT,
    ],
)
def appeal_decided(case: Decided) -> Letter:
    """What came of your appeal."""
    effect = words(_("%(effect)s This counts from %(day)s."), effect=case.effect, day=day(case.effective))
    hhs = words(
        _(
            "You can ask the U.S. Department of Health and Human Services to look at this decision until %(day)s. Your help stays as this "
            "letter says until it has decided."
        ),
        day=day(case.to_hhs_by),
    )
    number = words(_("Number of the appeal: %(number)s."), number=case.reference)
    return letter(
        case,
        _outcome(case),
        Callout(effect),
        Paragraph(number),
        *((Paragraph(_anew()),) if case.anew else ()),
        *((Paragraph(_reopen(case)),) if case.outcome == "dismissed" else ()),
        *why(f"{case.citation}; 45 CFR 155.545", *case.facts),
        Heading(2, _("If you think this is wrong")),
        Paragraph(hhs),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )
