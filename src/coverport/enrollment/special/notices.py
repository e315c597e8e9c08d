"""The letter about a special enrollment period, once for each decision: it is open, or refused, 45 CFR 155.305(b), 155.310(g)."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.notices import recipient
from coverport.core.errors import Refusal
from coverport.enrollment import words
from coverport.enrollment.choice.selection import decided, would_start
from coverport.enrollment.choice.ways import Way, next_opening, ways
from coverport.enrollment.models import Change, SpecialPeriod
from coverport.enrollment.pricing import shopper
from coverport.enrollment.rules.answers import Refused
from coverport.enrollment.special.law import papers_of
from coverport.enrollment.special.level_limits import open_to
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build
from coverport.notices.kinds import special as kinds
from coverport.notices.queries import was_told
from coverport.plans import catalogs
from coverport.plans.certification.suppression import open_place

# A refusal of these is a decision: all that the rule asks was told, and the law says no. The others ask for another day or answer.
DECIDED = frozenset({"after_window", "excluded_cause", "no_prior_coverage", "nobody_covered", "no_other_plans"})
# What happened at home to somebody stands on no sheet that lies in that home's mail: 45 CFR 155.420(d)(10) is said as this.
_AS = {"domestic_abuse": "exceptional"}
ANY = "45 CFR 155.420(d)"


def post_opened(period: SpecialPeriod, application: Application, citation: str, *, on: date) -> None:
    """In the transaction that opens it. citation: of the event's rule."""
    to = recipient(application)
    way = next((each for each in ways(application, on) if each.period == period), None)
    quiet = period.event in _AS
    with translation.override(to.language):
        papers = () if quiet else papers_of(period, application.state)
        case = kinds.Special(
            exchange=application.exchange, to=to, on=on, event=_event(period.event), happened=period.event_date,
            window=(period.opens, period.closes), by_us=bool(period.reason),
            starts=would_start(way, application, on=on).starts if way else None,
            levels=words.levels(levels_of(way, application, on=on) if way else ()), papers=tuple(map(words.proof, papers)),
            reason=_looked_at() if period.reason else _by_what_was_told(), citation=ANY if quiet else citation,
        )  # fmt: skip
    _send(case, about=application.reference, decision=period.reference)


def post_refused(application: Application, event: str, event_date: date, why: Refused, *, on: date) -> bool:
    """In the transaction that refuses it; answers whether it was. What was refused once for a reason is not told again."""
    decision = f"{application.reference} {event} {event_date} {why.code}"
    if was_told(kinds.SPECIAL, exchange=application.exchange, decision=decision):
        return False
    to, found = recipient(application), ways(application, on)
    opening = next_opening(application, on)
    with translation.override(to.language):
        case = kinds.Special(
            exchange=application.exchange, to=to, on=on, event=_event(event), happened=event_date, window=None,
            by_us=why.code == BY_STAFF, reason=why.facts["why"] if why.code == BY_STAFF else words.no_period(why),
            citation=ANY if event in _AS else why.citation, still_open=bool(found),
            opens=(opening.plan_year, opening.selected_from) if opening else None,
        )  # fmt: skip
    _send(case, about=application.reference, decision=decision)
    return True


BY_STAFF = "by_staff"


def levels_of(way: Way, application: Application, *, on: date) -> frozenset[str]:
    """The metal levels to which a period holds who has a plan already; none where all are open."""
    try:
        household = shopper(application, decided(application), start=way.start.starts)
        catalog = catalogs.current(application.exchange.slug, application.year)
        place = open_place(catalog, application.county_fips, application.zip or None)
    except Refusal:  # nothing is sold there now: the page says so
        return frozenset()
    return open_to(way, application, household, catalog, place, on=on) or frozenset()


def levels_by(change: Change, application: Application, *, on: date) -> frozenset[str]:
    """The same for the period that a change has opened."""
    opened = (way for way in ways(application, on) if way.period is not None and way.period.change_id == change.pk)
    way = next(opened, None)
    return levels_of(way, application, on=on) if way else frozenset()


def _event(event: str) -> str:
    return words.event(_AS.get(event, event))


def _by_what_was_told() -> str:
    return _("What you told us opens a time for choosing a plan.")


def _looked_at() -> str:
    return _("We looked at your case and opened a time for choosing a plan.")


def _send(case: kinds.Special, *, about: str, decision: str) -> None:
    letter = build(kinds.SPECIAL, case, language=case.to.language)
    send_notice(
        kinds.SPECIAL, exchange=case.exchange, to=case.to, about=about, decision=decision, letter=letter, on=case.on
    )
