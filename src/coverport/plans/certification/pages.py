"""What the pages of certification show: the answer as the heading, the next step always in the same place."""

from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.core.access import Actor, Permission
from coverport.exchanges.models import Exchange
from coverport.plans import geography
from coverport.plans.certification import queries, words
from coverport.plans.models import QhpApplication

Status = QhpApplication.Status


class Next(msgspec.Struct, frozen=True):
    """The heading of a filing and what is to be done. action: "upload", "submit", "review", "decide", "publish" or "" for nothing."""

    heading: str
    text: str
    action: str
    button: str


class DeskRow(msgspec.Struct, frozen=True):
    """A filing in the list."""

    application: QhpApplication
    state: str
    status: str
    kind: str
    next: Next
    mine: bool


def desk_page(actor: Actor, exchange: Exchange, status: str) -> dict[str, Any]:
    """The list, by status, and what can be published."""
    certifier = actor.may(Permission.CERTIFY_PLANS, exchange)
    every = [_row(actor, one, certifier) for one in queries.filings_of(actor, exchange)]
    counts = {name: sum(row.application.status == name for row in every) for name in Status.values}
    return {
        "rows": [row for row in every if not status or row.application.status == status],
        "all": len(every), "chosen": status, "certifier": certifier,
        "queues": [(name, words.STATUSES[name](), counts[name]) for name in Status.values if counts[name]],
        "years": queries.years_to_publish(exchange) if certifier else [],
    }  # fmt: skip


def _row(actor: Actor, application: QhpApplication, certifier: bool) -> DeskRow:
    step = next_step(application, certifier=certifier)
    return DeskRow(
        application, geography.state_name(application.state), words.STATUSES[application.status](),
        words.STATUS_KINDS.get(application.status, ""), step, bool(step.action),
    )  # fmt: skip


def filing_page(actor: Actor, application: QhpApplication) -> dict[str, Any]:
    """Everything that the page of a filing shows."""
    certifier = actor.may(Permission.CERTIFY_PLANS, application)
    issuer = actor.may(Permission.FILE_PLANS, application)
    step = next_step(application, certifier=certifier)
    return {
        "application": application, "state": geography.state_name(application.state), "next": step,
        "status": words.STATUSES[application.status](), "status_kind": words.STATUS_KINDS.get(application.status, ""),
        "files": application.files.filter(gate="", removed_on=None),
        "checks": [words.row_of(finding) for finding in queries.findings_of(application)],
        "notes": application.notes.get("read", {}).items(),
        "gates": queries.gates_of(application), "history": queries.history_of(application),
        "may_change": issuer and application.in_hands_of_issuer,
        "may_document": issuer and application.status in QhpApplication.OPEN,
        "may_review": certifier and application.is_submitted,
        "asked": application.decisions.last(),
    }  # fmt: skip


def next_step(application: QhpApplication, *, certifier: bool) -> Next:
    """Where a filing stands, and what whoever looks at it does next."""
    if application.in_hands_of_issuer:
        return _with_issuer(application, certifier)
    if application.is_submitted:
        return (
            _with_state(application)
            if certifier
            else Next(
                _("The state is reviewing your plans"),
                _("Nothing is to be done now. You see here what it decides."),
                "",
                "",
            )
        )
    return _decided(application, certifier)


def _with_issuer(application: QhpApplication, certifier: bool) -> Next:
    if certifier:
        return Next(_("The insurer is making changes"), _("It comes back here when it is submitted again."), "", "")
    missing = application.notes.get("missing")
    if missing is None or missing:
        named = ", ".join(words.MISSING[kind]() for kind in missing or words.MISSING)
        return Next(
            _("Upload your templates"), _("Still needed: %(missing)s.") % {"missing": named}, "upload", _("Upload")
        )
    wrong = sum(not finding.passes for finding in queries.findings_of(application))
    if wrong:
        heading = ngettext("One check found something to mend", "%(count)d checks found something to mend", wrong)
        return Next(
            heading % {"count": wrong}, _("Correct the templates and upload them again. A file takes the place of the one of its name."),
            "upload", _("Upload"),
        )  # fmt: skip
    return Next(
        _("Every check is met"),
        _("Look at the preview. Then submit; the state reviews your plans."),
        "submit",
        _("Submit to the state"),
    )


def _with_state(application: QhpApplication) -> Next:
    gates = queries.gates_of(application)
    left = sum(not row.check.passes for row in gates)
    if left:
        heading = ngettext("One gate is still closed", "%(count)d gates are still closed", left) % {"count": left}
        return Next(heading, _("Review each gate by its document, or decide below."), "review", _("Review"))
    return Next(_("Every check and gate is met"), _("Compare, look at the preview, and decide."), "decide", _("Decide"))


def _decided(application: QhpApplication, certifier: bool) -> Next:
    if application.status == Status.DENIED:
        return Next(_("The state has denied certification"), _("The reason stands below."), "", "")
    if application.status == Status.REPLACED:
        return Next(
            _("A correction has taken the place of these plans"),
            _("Enrollments keep the catalog that priced them."),
            "",
            "",
        )
    if queries.is_published(application):
        return Next(
            _("These plans are certified and published"),
            _("Shoppers see them. To change them, file a correction."),
            "",
            "",
        )
    text = (
        _("Publish the plan year, so that shoppers see them.")
        if certifier
        else _("Shoppers see them once the state publishes the year.")
    )
    heading = _("These plans are certified")
    return Next(heading, text, "publish", _("Publish")) if certifier else Next(heading, text, "", "")
