"""What to say about windows, dates and choices, in the reader's language."""

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment.rules.effective_date import Closed


def closed(why: Closed, phone: str) -> str:
    """Why nobody may choose a plan on that day, and what to do."""
    facts = {
        "year": why.plan_year,
        "opens": long_date(why.opens) if why.opens else "",
        "closed": long_date(why.closed) if why.closed else "",
        "phone": phone,
    }
    return _CLOSED[why.code]() % facts


_CLOSED = {
    "no_calendar": lambda: _("Plans for %(year)s cannot be chosen here. Call us at %(phone)s."),
    "before_open_enrollment": lambda: _(
        "You can choose a plan for %(year)s from %(opens)s to %(closed)s. Your answers stay saved; come back then."
    ),
    "not_in_line": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. Only who had begun by then may still finish. After a change "
        "in your life, such as a birth, a move or the loss of other coverage, you may choose again: call us at %(phone)s."
    ),
    "after_open_enrollment": lambda: _(
        "The time to choose a plan for %(year)s ended on %(closed)s. After a change in your life, such as a birth, a move or the "
        "loss of other coverage, you may choose again: call us at %(phone)s."
    ),
}
