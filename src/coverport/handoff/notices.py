"""The letters of this room: your application goes to the agency; what came of its decision; the agency sent your application here."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.applications.cards import agency, leads, names
from coverport.applications.decision import cards_of
from coverport.applications.determining import result_of
from coverport.applications.models import Application
from coverport.applications.notices import recipient
from coverport.applications.queries import determination_of
from coverport.applications.verification.models import Redetermination
from coverport.core.dates import long_date
from coverport.handoff import words as said
from coverport.handoff.layout import AccountTransfer
from coverport.handoff.models import Case, Match
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, build, checking, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, appeal, call_us, cites, day, letter, nothing_to_do, why
from coverport.notices.kinds.parts import Case as Told
from coverport.notices.letters import Recipient

SENT, DECIDED, RECEIVED = "account_sent", "office_decision", "account_received"


class Sent(Told, frozen=True, kw_only=True):
    """Who goes to which agency. people: names with the reason of each."""

    agency: str
    people: tuple[tuple[str, str], ...]


class Decided(Told, frozen=True, kw_only=True):
    """What an office decided. title: as a sentence; because: what it knows; counts: from when; now: what each person can have.

    choose_by: the last day to choose a plan because of it.
    """

    title: str
    because: tuple[str, ...]
    citation: str
    counts: date | None = None
    now: tuple[str, ...] = ()
    choose_by: date | None = None


class Received(Told, frozen=True, kw_only=True):
    """The agency sent somebody here. year: of coverage."""

    agency: str
    names: str
    year: int


# ---- Posting, in the transaction of the decision


def post_sent(application: Application, cases: Sequence[Case], *, on: date) -> None:
    """45 CFR 155.345(b), 155.310(g): to whom it went, and why. Who goes on other grounds than income gets a letter of their own."""
    to = recipient(application)
    others = [case for case in cases if case.reason == "other_grounds"]
    by_income = [case for case in cases if case.reason != "other_grounds"]
    with translation.override(to.language):
        people = tuple((case.person.short_name, said.reason(case)) for case in by_income)
        told = Sent(exchange=application.exchange, to=to, on=on, agency=agency(application), people=people)
        grounds = [(case, _on_other_grounds(application, case, to, on)) for case in others]
    if by_income:
        _post(SENT, told, about=application.reference, decision=by_income[0].outgoing.reference)
    for case, referred in grounds:
        _post(checking.OTHER_GROUNDS, referred, about=application.reference, decision=case.reference)


def _on_other_grounds(application: Application, case: Case, to: Recipient, on: date) -> checking.Referred:
    """45 CFR 155.345(b)-(e). meanwhile: what was decided here, which stands until the agency has decided."""
    determination = determination_of(application)
    assert determination is not None, "who goes to the agency was decided about"
    card = next(each for each in cards_of(application, determination) if each.key == case.person.reference)
    stands = _("Until then our decision stands: %(outcome)s") % {"outcome": card.outcome}
    return checking.Referred(
        exchange=application.exchange,
        to=to,
        on=on,
        name=case.person.short_name,
        agency=agency(application),
        meanwhile=stands,
    )


def post_decision(case: Case, made: Redetermination | None, *, on: date) -> None:
    """What the agency decided, and what follows here."""
    to = recipient(case.application)
    fill = {"name": case.person.short_name}
    with translation.override(to.language):
        titles = {
            "approved": _("The Medicaid agency said yes for %(name)s."),
            "denied": _("The Medicaid agency said no for %(name)s. You may get other help."),
            "withdrawn": _("The Medicaid agency closed the request for %(name)s."),
        }
        because = [said.where(case)]
        if case.status == "approved":
            because.append(_("People with Medicaid or CHIP cannot have the tax credit for the same months."))
        told = _decided(made, case.application.exchange, to, on, title=titles[case.status] % fill, because=because)
    told = msgspec.structs.replace(told, choose_by=case.special_closes if case.status == "denied" else None)
    decision = made.determination.reference if made else f"{case.reference} {case.status}"
    _post(DECIDED, told, about=case.application.reference, decision=decision)


def post_match(match: Match, *, leaves: bool) -> None:
    """Other data show something: what, until when to answer, and what happens without, 45 CFR 155.330(e)(2)(i)."""
    to = recipient(match.application)
    with translation.override(to.language):
        told = checking.Matched(
            exchange=match.exchange, to=to, on=match.told_on, name=match.person.short_name, finding=said.found(match.kinds),
            effect=said.effect(match, leaves=leaves), answer_by=match.answer_by, ends=match.ends,
        )  # fmt: skip
    _post(checking.DATA_MATCH, told, about=match.application.reference, decision=match.reference)


def post_match_decided(match: Match, made: Redetermination, *, leaves: bool, on: date) -> None:
    """What became of it: the records decide, or the person says that they are right."""
    to = recipient(match.application)
    with translation.override(to.language):
        finding = words_of(match)
        told = _decided(
            made, match.exchange, to, on, title=said.effect(match, leaves=leaves), because=[finding],
        )  # fmt: skip
    _post(DECIDED, told, about=match.application.reference, decision=made.determination.reference)


def words_of(match: Match) -> str:
    """The finding with the name that it is about."""
    return _("About %(name)s, the records say: %(finding)s") % {
        "name": match.person.short_name,
        "finding": said.found(match.kinds),
    }


def post_received(draft: Application, sent: AccountTransfer, *, decision: str, on: date) -> None:
    """The agency sent somebody here: look at the answers and sign."""
    owner = draft.household.owner
    home, applied = sent.contact, next(one for one in sent.people if one.relationship == "self")
    lines = (home.street, home.unit, f"{home.city} {home.state} {home.zip}")
    name = " ".join(filter(None, (applied.first_name, applied.last_name)))
    to = Recipient(user_id=owner.pk, name=name, address=tuple(filter(None, lines)), language=owner.language or "en")
    draft.state = draft.state or home.state
    with translation.override(to.language):
        denied = {each.person for each in sent.findings}
        people = names([one.first_name or one.last_name for one in sent.people if one.id in denied])
        told = Received(
            exchange=draft.exchange, to=to, on=on, agency=agency(draft), names=people, year=draft.year
        )  # fmt: skip
    _post(RECEIVED, told, about=draft.reference, decision=decision)


def _decided(
    made: Redetermination | None, exchange: object, to: Recipient, on: date, *, title: str, because: Sequence[str]
) -> Decided:
    return Decided(
        exchange=exchange, to=to, on=on, title=title, because=tuple(because),  # type: ignore[arg-type]
        citation=made.authority if made else "45 CFR 155.302(b)(4)",
        counts=made.effective_on if made else None, now=tuple(_now(made)) if made else (),
    )  # fmt: skip


def _now(made: Redetermination) -> Iterator[str]:
    determination = made.determination
    yield from leads(cards_of(determination.application, determination), result_of(determination))


def _post(name: str, told: Told, *, about: str, decision: str) -> None:
    made = build(name, told, language=told.to.language)
    send_notice(name, exchange=told.exchange, to=told.to, about=about, decision=decision, letter=made, on=told.on)


# ---- The letters


@kind(
    SENT,
    must=[
        Must(
            "who goes to which agency, and why",
            "45 CFR 155.345(b), 155.310(g)",
            lambda told: [told.agency, *(part for each in told.people for part in each)],
        ),
        cites("45 CFR 155.345"),
        CONTACT,
        *APPEAL,
    ],
)
def account_sent(told: Sent) -> Letter:
    """The agency decides about some people."""
    rows = Bullets(tuple(f"{name}: {reason}" for name, reason in told.people))
    next_ = words(
        _("%(agency)s decides and may ask you for papers. What we decided stands until it does."), agency=told.agency
    )
    see = call_us(
        told, _("On our website, “Medicaid and CHIP” shows where each case lies. Or call %(phone)s (TTY %(tty)s).")
    )
    title = words(_("We sent your application to %(agency)s."), agency=told.agency)
    assert isinstance(title, str)
    return letter(told, title, nothing_to_do(), rows, *why("45 CFR 155.345", next_), see, *appeal(told))


def _from_when(told: Decided) -> Iterable[str]:
    return [*told.because, *([long_date(told.counts)] if told.counts else [])]


@kind(
    DECIDED,
    must=[
        Must("what the office knows, and from when it counts", "45 CFR 155.310(g), 155.330(e)-(f)", _from_when),
        Must("what each person can have", "45 CFR 155.310(g)", lambda told: told.now),
        CONTACT,
        *APPEAL,
    ],
)
def office_decision(told: Decided) -> Letter:
    """A decision that follows what an office knows, not an answer."""
    first = Callout(told.title)
    if told.counts is not None:
        first = Callout(words(_("We decided again. It counts from %(day)s."), day=day(told.counts)), tone="wait")
    now = (Heading(2, _("What you can have now")), Bullets(told.now)) if told.now else ()
    choose: tuple[Paragraph, ...] = ()
    if told.choose_by is not None:
        until = _("Because of this you may choose a plan until %(day)s, also outside of open enrollment.")
        choose = (Paragraph(words(until, day=day(told.choose_by))),)
    see = call_us(
        told, _("On our website, “Medicaid and CHIP” shows where each case lies. Or call %(phone)s (TTY %(tty)s).")
    )
    return letter(told, told.title, first, *why(told.citation, *told.because), *now, *choose, see, *appeal(told))


@kind(
    RECEIVED,
    must=[
        Must("who was sent, by whom", "45 CFR 155.345(g)", lambda told: [told.agency, told.names]),
        CONTACT,
    ],
)
def account_received(told: Received) -> Letter:
    """Nobody has to begin again: the answers are here."""
    todo = words(_("Sign in with your email address, look at your answers, and sign. You get our decision at once."))
    sent = words(
        _("%(agency)s cannot cover %(names)s and sent us the application. You may get a tax credit for a plan in %(year)s."),
        agency=told.agency, names=told.names, year=str(told.year),
    )  # fmt: skip
    code = _(
        "If you have no password here yet, choose “Send me a code instead” when you sign in. The code comes to your email address."
    )
    return letter(
        told,
        _("Your application for health coverage is here now."),
        Callout(todo, tone="wait"),
        *why("45 CFR 155.345(g)", sent, code),
        call_us(told, _("Questions? Call %(phone)s (TTY %(tty)s).")),
    )
