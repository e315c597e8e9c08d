"""Where a case lies, and what records show, in plain words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coverport.applications.cards import agency, names
from coverport.core.dates import long_date
from coverport.handoff.models import Case, Match


def where(case: Case) -> str:
    """Who has the case, and what happens next."""
    fill = {"name": case.person.short_name, "agency": agency(case.application), "day": long_date(case.since)}
    return _WHERE[case.status]() % fill


_WHERE = {
    "sending": lambda: _(
        "We are sending %(name)s’s application to %(agency)s. It has not said yet that it has it. We try again by ourselves."
    ),
    "at_agency": lambda: _(
        "%(agency)s has had %(name)s’s application since %(day)s and decides. It may ask for papers. We tell you what it decides."
    ),
    "withdrawing": lambda: _(
        "You took the request for Medicaid back on %(day)s. We are telling %(agency)s so. What we decided stands."
    ),
    "approved": lambda: _("%(agency)s said yes on %(day)s. %(name)s has coverage from it."),
    "denied": lambda: _("%(agency)s said no on %(day)s. We have worked out again what %(name)s can have here."),
    "withdrawn": lambda: _(
        "The request for Medicaid was taken back. %(agency)s has closed it. What we decided stands."
    ),
    "refused": lambda: _(
        "%(agency)s did not take %(name)s’s application. We have it, and look at why. You need not do anything."
    ),
}


def state(case: Case) -> tuple[str, str]:
    """The badge and its class."""
    return {
        "sending": (_("On its way"), "word-wait"),
        "at_agency": (_("With the agency"), "word-accent"),
        "withdrawing": (_("Taken back"), "word-wait"),
        "approved": (_("Agency said yes"), "word-go"),
        "denied": (_("Agency said no"), "word-stop"),
        "withdrawn": (_("Taken back"), ""),
        "refused": (_("With us"), "word-wait"),
    }[case.status]


def reason(case: Case) -> str:
    """Why the person was sent."""
    return {
        "likely": _("The income is within the limit of Medicaid or CHIP."),
        "decided": _("We found that this is Medicaid or CHIP. The agency signs people up for it."),
        "other_grounds": _("Medicaid may look at age, a disability or a need of care."),
        "asked": _("You asked the agency to look at everything."),
    }[case.reason]


def found(kinds: Iterable[str]) -> str:
    """What the records show, as a sentence about a person who was named before."""
    listed = tuple(kinds)
    if "death" in listed:
        return _("Social Security has a record of a death.")
    programs = {"medicare": _("Medicare"), "medicaid": _("Medicaid"), "chip": _("CHIP")}
    return _("covered by %(programs)s.") % {"programs": names([programs[kind] for kind in listed])}


def effect(match: Match, *, leaves: bool) -> str:
    """What happens when nobody answers."""
    name = match.person.short_name
    if "death" in match.kinds:
        return _("%(name)s’s coverage ends.") % {"name": name}
    if leaves:
        return _("%(name)s’s tax credit ends, and %(name)s leaves the plan, as you chose.") % {"name": name}
    return _("%(name)s’s tax credit ends. The plan goes on at its full price.") % {"name": name}
