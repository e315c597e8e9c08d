"""Raising, looking again at and closing risks. Each is an entry of its own; nothing of the register is changed or deleted."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.oversight.actions.work import say, within_contract
from coverport.oversight.events import RiskChanged
from coverport.oversight.models import Contract, Risk, RiskEntry
from coverport.oversight.refusals import AgainstTheRule, refuse
from coverport.oversight.rules.ledger import Refused
from coverport.oversight.rules.risks import Assessment, refuse_assessment, refuse_rating

What = RiskEntry.What


@transaction.atomic
def raise_risk(
    *, actor: Actor, contract: Contract, title: str, text: str, said: Assessment, on: date, security: bool = False
) -> Risk:
    """Put a risk on the register; everybody with a part in the contract may. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SEE_OVERSIGHT, contract)
    within_contract(contract, on)
    for field, words in (("title", title), ("text", text)):
        if not words.strip():
            raise AgainstTheRule(_("Say what could happen, and what it would do."), code="not_told", field=field)
    risk = Risk.objects.create(
        contract=contract, title=title.strip(), text=text.strip(), security=security, origin=_origin(actor, contract)
    )
    return _write(actor, risk, What.RAISED, said, on, "")


def _origin(actor: Actor, contract: Contract) -> Risk.Origin:
    reviewer = actor.may(Permission.WRITE_FINDINGS, contract) and not actor.may(Permission.MANAGE_CONTRACT, contract)
    return Risk.Origin.INDEPENDENT if reviewer else Risk.Origin.CONTRACT


@transaction.atomic
def assess_risk(*, actor: Actor, risk: Risk, said: Assessment, note: str, on: date) -> Risk:
    """Look at it again: owner, rating, response, plan, the next day. Raises NotAllowed, AgainstTheRule."""
    risk, last = _open(risk, on)
    reviewer = risk.origin == Risk.Origin.INDEPENDENT and actor.may(Permission.WRITE_FINDINGS, risk)
    if not reviewer:
        actor.require(Permission.MANAGE_CONTRACT, risk)
    independent = risk.origin == Risk.Origin.INDEPENDENT
    refuse(refuse_rating(last.assessment, said, independent=independent, reviewer=reviewer), field="likelihood")
    return _write(actor, risk, What.ASSESSED, said, on, _reason(note))


@transaction.atomic
def end_risk(*, actor: Actor, risk: Risk, happened: bool, note: str, on: date) -> Risk:
    """It is over, or it came true. Only the independent reviewer ends what they raised. Raises NotAllowed, AgainstTheRule."""
    independent = risk.origin == Risk.Origin.INDEPENDENT
    actor.require(Permission.WRITE_FINDINGS if independent else Permission.MANAGE_CONTRACT, risk)
    risk, last = _open(risk, on)
    return _write(actor, risk, What.HAPPENED if happened else What.CLOSED, last.assessment, on, _reason(note))


def _open(risk: Risk, on: date) -> tuple[Risk, RiskEntry]:
    """The risk, held until the transaction ends, with its last entry."""
    risk = Risk.objects.select_for_update(of=("self",)).select_related("contract__exchange").get(pk=risk.pk)
    last = risk.entries.latest("number")
    if last.status != "open":
        raise AgainstTheRule(_("This risk is closed."), code="closed_before")
    if on < last.on:
        facts = {"day": long_date(last.on)}
        refuse(Refused("before_the_last_entry", _("It was looked at on %(day)s."), facts=facts), field="on")
    return risk, last


def _reason(note: str) -> str:
    if not note.strip():
        raise AgainstTheRule(_("Say what changed, and what shows it."), code="no_reason", field="note")
    return note.strip()


def _write(actor: Actor, risk: Risk, what: RiskEntry.What, said: Assessment, on: date, note: str) -> Risk:
    if what in (What.RAISED, What.ASSESSED) and (missing := refuse_assessment(said, on)):
        refuse(missing[1], field=missing[0])
    values: dict[str, Any] = {
        "owner": said.owner.strip(), "likelihood": said.likelihood, "impact": said.impact, "response": said.response,
        "plan": said.plan.strip(), "review_on": said.review_on,
    }  # fmt: skip
    number = risk.entries.count() + 1
    RiskEntry.objects.create(risk=risk, number=number, what=what, on=on, by=actor.label, note=note, **values)
    say(RiskChanged(risk.reference, str(what)), by=actor, contract=risk.contract, on=on)
    return risk
