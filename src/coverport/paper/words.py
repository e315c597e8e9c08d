"""Words of the clerks' pages."""

from django.utils.translation import gettext as _

from coverport.paper.models import PaperApplication, Sheet
from coverport.paper.rules.joining import TWICE, TWO_CODES, UNREADABLE

Status = PaperApplication.Status


def status(name: str) -> str:
    """A queue."""
    return {
        Status.KEYING: _("To key in"),
        Status.CHECKING: _("To key again"),
        Status.MISSING: _("An answer is missing"),
    }[Status(name)]


def rule(paper: PaperApplication) -> str:
    """Why a paper counts from its day."""
    return {
        "receipt": _("received"),
        "no_postmark": _("received, no postmark"),
        "postmark_too_old": _("received, postmark too old"),
        "postmark": _("postmark"),
        "arrival": _("came to the website"),
        "other_system": _("applied in the older system"),
    }[paper.counts_rule]


def trouble(sheet: Sheet) -> str:
    """Why a person must look at a page; empty for one that its code has placed."""
    return {
        "": "",
        UNREADABLE: _("no code could be read"),
        TWICE: _("this page of the form is there twice"),
        TWO_CODES: _("two pages in one picture"),
    }[sheet.trouble]


def new_application(number: int) -> str:
    """An application that a page begins; pages of the same one have the same number."""
    return _("A new application") if number == 1 else _("A new application (%(number)s)") % {"number": number}


def no_application() -> str:
    return _("Not part of an application")
