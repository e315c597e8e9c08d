"""Findings, defects and notices; and the judging of service levels, which opens and closes findings by itself."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.errors import NotAllowed
from coverport.oversight.actions.work import say, within_contract
from coverport.oversight.events import DefectChanged, FindingChanged, NoticeChanged
from coverport.oversight.models import (
    Answer,
    Contract,
    Defect,
    Finding,
    Milestone,
    Notice,
    Reading,
    ServiceLevel,
    Source,
)
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.service_levels import Measured, measured
from coverport.oversight.rules.service_levels import Reading as Taken


@transaction.atomic
def open_finding(
    *, actor: Actor, contract: Contract, severity: str, title: str, text: str, on: date, owner: str = "",
    source: Source | None = None,
) -> Finding:  # fmt: skip
    """Only the independent reviewer writes findings. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.WRITE_FINDINGS, contract)
    within_contract(contract, on)
    finding = Finding.objects.create(
        contract=contract, origin=Finding.Origin.INDEPENDENT, severity=severity, title=title, text=text, owner=owner,
        opened_by=actor.label, opened_on=on, source=source,
    )  # fmt: skip
    say(FindingChanged(finding.reference, "opened"), by=actor, contract=contract, on=on)
    return finding


@transaction.atomic
def answer_finding(*, actor: Actor, finding: Finding, text: str, on: date) -> Answer:
    """What the owner says to it; the finding stays. Raises NotAllowed."""
    if not (actor.may(Permission.SUBMIT_WORK, finding) or actor.may(Permission.MANAGE_CONTRACT, finding)):
        raise NotAllowed(f"{actor.label} may not answer this finding")
    answer = Answer.objects.create(finding=finding, by=actor.label, on=on, text=text)
    say(FindingChanged(finding.reference, "answered"), by=actor, contract=finding.contract, on=on)
    return answer


@transaction.atomic
def close_finding(*, actor: Actor, finding: Finding, because: str, on: date) -> Finding:
    """Only the independent reviewer closes what is theirs; what the system found it closes itself. Raises NotAllowed."""
    actor.require(Permission.WRITE_FINDINGS, finding)
    finding = Finding.objects.select_for_update(of=("self",)).select_related("contract__exchange").get(pk=finding.pk)
    if finding.origin != Finding.Origin.INDEPENDENT:
        raise AgainstTheRule(
            _("The system closes this finding when the service level is met again."), code="not_by_hand"
        )
    return _close(actor, finding, because, on)


def _close(actor: Actor, finding: Finding, because: str, on: date) -> Finding:
    if finding.closed_on is not None:
        raise AgainstTheRule(_("This finding is closed."), code="closed_before")
    if not because.strip():
        raise AgainstTheRule(_("Say what shows that it is mended."), code="no_reason", field="because")
    finding.closed_by, finding.closed_on, finding.closed_because = actor.label, on, because.strip()
    finding.save(update_fields=["closed_by", "closed_on", "closed_because"])
    say(FindingChanged(finding.reference, "closed"), by=actor, contract=finding.contract, on=on)
    return finding


# ---- Service levels


def measure(level: ServiceLevel, until: datetime) -> Measured:
    """The readings of the window that ends at a moment, beside the promise."""
    since = until - timedelta(days=level.days)
    rows = Reading.objects.filter(
        exchange_id=level.contract.exchange_id, metric=level.metric, at__gt=since, at__lte=until
    )
    return measured(level.promise, [Taken(row.at, row.part, row.whole) for row in rows])


@transaction.atomic
def judge(*, level: ServiceLevel, until: datetime, on: date) -> Finding | None:
    """Open a finding where the promise is broken, close it where it is kept again. Answers the open finding, if there is one.

    Where too little was measured nothing changes: no reading is no proof of health.
    """
    level = ServiceLevel.objects.select_for_update(of=("self",)).select_related("contract__exchange").get(pk=level.pk)
    found, system = measure(level, until), Actor.system("service levels")
    finding = level.findings.filter(closed_on=None).first()
    if found.verdict == "breached" and finding is None:
        finding = Finding.objects.create(
            contract=level.contract, origin=Finding.Origin.SERVICE_LEVEL, severity="high", title=level.title,
            text=_told(level, found), service_level=level, opened_by=system.label, opened_on=on,
            measured={"opened": _kept(found)},
        )  # fmt: skip
        say(FindingChanged(finding.reference, "opened"), by=system, contract=level.contract, on=on)
    elif found.verdict == "met" and finding is not None:
        finding.measured["closed"] = _kept(found)
        finding.save(update_fields=["measured"])
        _close(system, finding, _told(level, found), on)
        return None
    return finding


def _kept(found: Measured) -> dict[str, str | int]:
    return {"value": str(found.value), "readings": found.readings}


def _told(level: ServiceLevel, found: Measured) -> str:
    return (
        f"Promised: {level.get_direction_display()} {level.threshold.normalize():f}. Measured over {level.days} days: "
        f"{found.value:.4f} in {found.readings} readings."
    )


# ---- Defects


@transaction.atomic
def report_defect(*, actor: Actor, contract: Contract, severity: str, title: str, owner: str, on: date) -> Defect:
    """Put a fault on the list; it has an owner from the start. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SEE_OVERSIGHT, contract)
    within_contract(contract, on)
    if not owner.strip():
        raise AgainstTheRule(_("Every defect has an owner."), code="no_owner", field="owner")
    defect = Defect.objects.create(contract=contract, severity=severity, title=title, owner=owner, opened_on=on)
    say(DefectChanged(defect.reference, "reported"), by=actor, contract=contract, on=on)
    return defect


@transaction.atomic
def mend_defect(*, actor: Actor, defect: Defect, on: date) -> Defect:
    """Say that it is mended. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.ACCEPT_WORK, defect)
    if defect.mended_on is not None:
        raise AgainstTheRule(_("This defect is mended already."), code="mended_before")
    defect.mended_on = on
    defect.save(update_fields=["mended_on"])
    say(DefectChanged(defect.reference, "mended"), by=actor, contract=defect.contract, on=on)
    return defect


# ---- Notices


@transaction.atomic
def serve_notice(
    *, actor: Actor, contract: Contract, kind: str, subject: str, on: date, text: str = "", proof: str = "",
    milestones: tuple[Milestone, ...] = (), source: Source | None = None,
) -> Notice:  # fmt: skip
    """Serve a notice to cure or of a dispute; its clock runs by the contract. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.MANAGE_CONTRACT, contract)
    within_contract(contract, on)
    if any(each.contract_id != contract.pk for each in milestones):
        raise AgainstTheRule(
            _("A milestone of another contract is named."), code="another_contract", field="milestones"
        )
    days = contract.cure_days if kind == Notice.Kind.CURE else contract.dispute_days
    notice = Notice.objects.create(
        contract=contract, kind=kind, subject=subject, text=text, served_by=actor.label, served_on=on, proof=proof,
        days=days, source=source,
    )  # fmt: skip
    notice.milestones.set(milestones)
    say(NoticeChanged(notice.reference, "served"), by=actor, contract=contract, on=on)
    return notice


@transaction.atomic
def answer_notice(*, actor: Actor, notice: Notice, text: str, on: date) -> Notice:
    """The vendor's answer. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SUBMIT_WORK, notice)
    return _change(notice, actor, on, "answered", answered_on=on, answer=text)


@transaction.atomic
def escalate_notice(*, actor: Actor, notice: Notice, to: str, on: date) -> Notice:
    """Tell the next person, once the answer is overdue. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.MANAGE_CONTRACT, notice)
    if notice.clock(on).state != "overdue":
        raise AgainstTheRule(_("A notice is escalated when its answer is overdue."), code="not_overdue")
    return _change(notice, actor, on, "escalated", escalated_on=on, escalated_to=to)


@transaction.atomic
def close_notice(*, actor: Actor, notice: Notice, outcome: str, on: date) -> Notice:
    """Say what came of it. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.MANAGE_CONTRACT, notice)
    if not outcome.strip():
        raise AgainstTheRule(_("Say what came of it."), code="no_reason", field="outcome")
    return _change(notice, actor, on, "closed", closed_on=on, outcome=outcome.strip())


def _change(notice: Notice, actor: Actor, on: date, became: str, **values: object) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).select_related("contract__exchange").get(pk=notice.pk)
    if notice.closed_on is not None:
        raise AgainstTheRule(_("This notice is closed."), code="closed_before")
    if on < notice.served_on:
        raise AgainstTheRule(
            _("It was served on %(day)s.") % {"day": long_date(notice.served_on)}, code="before_service", field="on"
        )
    for name, value in values.items():
        setattr(notice, name, value)
    notice.save(update_fields=list(values))
    say(NoticeChanged(notice.reference, became), by=actor, contract=notice.contract, on=on)
    return notice
