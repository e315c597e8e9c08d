"""The letters of this room, exactly once each: the appeal is here, and it is decided. Their words stand in notices/kinds/appeals.py."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from coverport.appeals.models import Appeal
from coverport.applications.notices import recipient
from coverport.core.dates import long_date
from coverport.notices.actions import send_notice
from coverport.notices.kinds import appeals as kinds
from coverport.notices.kinds import build
from coverport.notices.kinds.parts import Case


def post_received(appeal: Appeal, *, on: date) -> None:
    """45 CFR 155.520(d)(1): in the transaction that takes it in."""
    to = recipient(appeal.application)
    with translation.override(to.language):
        about = _("our decision of %(day)s") % {"day": long_date(appeal.determination.on)}
        case = kinds.Received(
            exchange=appeal.exchange, to=to, on=on, reference=appeal.reference, about=about, received=appeal.received_on,
            expedited=appeal.expedited, keeps_help=appeal.keeps_help,
        )  # fmt: skip
    _send(kinds.RECEIVED, case, appeal)


def post_decided(appeal: Appeal, *, on: date) -> None:
    """45 CFR 155.545(a), (b)(1), 155.530(b): in the transaction that decides. Staff's words stand in the letter as they wrote them."""
    to = recipient(appeal.application)
    assert appeal.effective_on is not None
    with translation.override(to.language):
        case = kinds.Decided(
            exchange=appeal.exchange, to=to, on=on, reference=appeal.reference, outcome=appeal.status,  # type: ignore[arg-type]
            effect=appeal.effect or _("Our decision stands as it was."),
            facts=tuple(filter(None, appeal.facts.splitlines())) or (_("You took your appeal back."),),
            citation=appeal.citation, effective=appeal.effective_on, anew=appeal.draft is not None,
        )  # fmt: skip
    _send(kinds.DECIDED, case, appeal)


def _send(name: str, case: Case, appeal: Appeal) -> None:
    letter = build(name, case, language=case.to.language)
    send_notice(
        name, exchange=case.exchange, to=case.to, about=appeal.application.reference, decision=appeal.reference, letter=letter,
        on=case.on,
    )  # fmt: skip
