"""The letters about coverage meanwhile: it goes on to a day; it ends on a day, and what to do."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.cards import names
from coverport.applications.models import Application
from coverport.applications.notices import recipients
from coverport.core.dates import long_date
from coverport.fallback.bridge.models import Bridge
from coverport.notices.actions import Post, send_notices
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, call_us, day, letter, nothing_to_do, why
from coverport.notices.letters import Recipient

KEPT, ENDS = "bridge_kept", "bridge_ends"


class Meanwhile(Case, frozen=True, kw_only=True):
    """Whose coverage, of which name, from when to when and by what authority. decided: whether the application is decided."""

    people: tuple[str, ...]
    title: str
    first: date
    last: date
    authority: str
    number: str
    decided: bool = False


# ---- Posting, in the transaction of the change


def post_kept(groups: Sequence[Sequence[Bridge]], *, on: date) -> None:
    """To each household: coverage goes on to a day. Once for each last day."""
    _post(KEPT, groups, on)


def post_ends(groups: Sequence[Sequence[Bridge]], *, on: date) -> None:
    """To each household: coverage ends on a day. Once for each last day, and once more where the case was decided since."""
    _post(ENDS, groups, on)


def _post(name: str, groups: Sequence[Sequence[Bridge]], on: date) -> None:
    """One letter for the people of a case whose coverage has the same name and days; all of one exchange."""
    if not groups:
        return
    to = recipients([_application(group[0]) for group in groups])
    posts = [_letter(name, group, to[_application(group[0]).pk], on) for group in groups]
    send_notices(posts, exchange=groups[0][0].exchange, on=on)


def _application(row: Bridge) -> Application:
    application = row.paper.application
    assert application is not None, "who is kept insured has a draft"
    return application


def _letter(name: str, rows: Sequence[Bridge], to: Recipient, on: date) -> Post:
    row = rows[0]
    decided = row.decided_on is not None or not _application(row).is_draft
    case = Meanwhile(
        exchange=row.exchange, to=to, on=on, people=tuple(each.person.short_name for each in rows), title=row.title,
        first=min(each.first for each in rows), last=row.last, authority=row.authority, number=row.paper.reference,
        decided=decided,
    )  # fmt: skip
    decision = f"{row.reference} {row.last}{' decided' if decided else ''}"
    return Post(name, to, row.paper.reference, decision, build(name, case, language=to.language))


# ---- What they say


def _who(case: Meanwhile) -> Iterable[str]:
    return [*case.people, case.title]


RULE = Must("by what authority", "45 CFR 155.230(a)(3)", lambda case: [case.authority])
WHO = Must("whose coverage, and its name", "45 CFR 155.230(a)(1)", _who)
LAST = Must("its last day", "42 CFR 431.210(a)", lambda case: [long_date(case.last)])


@kind(
    KEPT,
    must=[
        WHO,
        LAST,
        Must("its first day", "45 CFR 155.230(a)(1)", lambda case: [long_date(case.first)]),
        RULE,
        CONTACT,
    ],
)
def kept(case: Meanwhile) -> Letter:
    """Coverage goes on, or begins, while the application waits."""
    told = words(
        _("%(people)s: covered by %(title)s from %(first)s to %(last)s."),
        people=names(case.people), title=Strong(case.title), first=day(case.first), last=day(case.last),
    )  # fmt: skip
    return letter(
        case,
        _("You are covered while your application waits."),
        Callout(told),
        nothing_to_do(),
        Heading(2, _("What happens next")),
        Bullets((
            _("We decide your application. Its day stays: you need not apply again."),
            _("We write to you again before this coverage ends."),
            _("Take this letter along to your doctor or pharmacy until you have a card."),
        )),
        Paragraph(words(_("Your case has the number %(number)s."), number=case.number)),
        *why(case.authority, _("Our website does not work as it should. Nobody should be without coverage because of that.")),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )  # fmt: skip


@kind(ENDS, must=[WHO, LAST, RULE, CONTACT, *APPEAL])
def ends(case: Meanwhile) -> Letter:
    """Coverage ends on a day: what to do by then."""
    told = words(
        _("%(people)s: covered by %(title)s to %(last)s."),
        people=names(case.people), title=Strong(case.title), last=day(case.last),
    )  # fmt: skip
    return letter(
        case,
        words_title(case),
        Callout(told, tone="wait"),
        Heading(2, _("What you must do")),
        Paragraph(_todo(case)),
        Paragraph(words(_("Give this number when you call: %(number)s."), number=case.number)),
        *why(case.authority, _("This coverage was for the time in which our website did not work as it should.")),
        *appeal(case),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )


def words_title(case: Meanwhile) -> str:
    """The title names the day: whoever reads no further knows it."""
    return _("Your coverage meanwhile ends on %(day)s.") % {"day": long_date(case.last)}


def _todo(case: Meanwhile) -> str:
    if case.decided:
        return _(
            "We have decided your application. Look at our decision, choose a plan and pay its first bill, so that you are covered "
            "from the next day. If you have another plan already, you need not do anything."
        )
    return _(
        "We have not decided your application yet. Call us now: we finish it with you by telephone. You need not apply again, and "
        "your day stays."
    )
