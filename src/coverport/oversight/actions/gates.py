"""The gate of an exchange: evidence, waivers, and the opening itself."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.core.openings import keeps_the_gate
from coverport.exchanges.models import Exchange
from coverport.oversight.events import ExchangeOpened, WaiverSigned
from coverport.oversight.models import Gate, GateItem, Opening, Waiver
from coverport.oversight.readiness import CHECKS, ITEMS, Seen
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.gates import Item, Standing, Waived, blocking, standing

PURPOSE = "opening of an exchange"


class NotReady(AgainstTheRule):
    """The exchange stays closed. `blocking`: the items that keep it so."""

    code = "not_ready"

    def __init__(self, message: str, items: tuple[str, ...]) -> None:
        super().__init__(message)
        self.blocking = items


@transaction.atomic
def make_gate(*, actor: Actor, exchange: Exchange, year: int, owner: str, on: date) -> Gate:
    """The gate of a plan year, with one person who answers for it. Asked again, it is the same. Raises NotAllowed."""
    actor.require(Permission.MANAGE_CONTRACT, exchange)
    if not owner.strip():
        raise AgainstTheRule(_("A gate has one person who answers for it."), code="no_owner", field="owner")
    gate, made = Gate.objects.get_or_create(
        exchange=exchange, year=year, defaults={"owner": owner.strip(), "owner_since": on}
    )
    if made:
        GateItem.objects.bulk_create(
            GateItem(gate=gate, code=code, title=title, check_name=check) for code, title, check in ITEMS
        )
    return gate


@transaction.atomic
def show(*, actor: Actor, item: GateItem, evidence: str, on: date) -> GateItem:
    """Attach evidence to an item that the system does not look at itself. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.ACCEPT_WORK, item.gate)
    if item.check_name:
        raise AgainstTheRule(_("The system looks at this itself; nobody can say so instead."), code="measured")
    if not evidence.strip():
        raise AgainstTheRule(_("Say what shows it, and where it is kept."), code="no_evidence", field="evidence")
    item.evidence, item.shown_by, item.shown_on = evidence.strip(), actor.label, on
    item.save(update_fields=["evidence", "shown_by", "shown_on"])
    return item


@transaction.atomic
def waive(*, actor: Actor, item: GateItem, signed_by: str, title: str, reason: str, until: date, on: date) -> Waiver:
    """Let an item pass until a day. The name and the reason are public. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.MANAGE_CONTRACT, item.gate)
    for name, text in (("signed_by", signed_by), ("title", title), ("reason", reason)):
        if not text.strip():
            raise AgainstTheRule(
                _("A waiver names its signer, their office and the reason."), code="unsigned", field=name
            )
    if until < on:
        raise AgainstTheRule(_("A waiver ends on a day that is still to come."), code="ended_before", field="until")
    waiver = Waiver.objects.create(
        item=item, signed_by=signed_by.strip(), title=title.strip(), reason=reason.strip(), signed_on=on, until=until,
        entered_by=actor.label,
    )  # fmt: skip
    gate = item.gate
    record(
        WaiverSigned(waiver.reference, item.code), by=actor, on=on, exchange=gate.exchange.slug, subject=gate.reference,
        purpose=PURPOSE,
    )  # fmt: skip
    return waiver


def seen(item: GateItem, on: date) -> Seen:
    """What stands for an item: what the system sees, or the evidence that somebody attached."""
    if item.check_name:
        return CHECKS[item.check_name](item.gate.exchange, item.gate.year, on)
    return Seen(item.shown_on is not None and item.shown_on <= on, item.evidence)


def standings(gate: Gate, on: date) -> list[tuple[GateItem, Seen, Standing]]:
    """Every item with what stands for it."""
    items = gate.items.select_related("gate__exchange").prefetch_related("waivers")
    looked = [(item, seen(item, on)) for item in items]
    return [(item, found, standing(_as_rule(item, found), on)) for item, found in looked]


def _as_rule(item: GateItem, found: Seen) -> Item:
    waivers = tuple(Waived(each.signed_by, each.signed_on, each.until) for each in item.waivers.all())
    return Item(item.code, found.shown, waivers)


@transaction.atomic
def open_exchange(*, actor: Actor, exchange: Exchange, year: int, on: date) -> Opening:
    """Open an exchange for a plan year; from then on people can enroll. Raises NotAllowed, NotReady."""
    actor.require(Permission.MANAGE_CONTRACT, exchange)
    opened = Opening.objects.filter(exchange=exchange, year=year).first()
    if opened is not None:
        return opened
    told = {"exchange": exchange.name, "year": year}
    gate = Gate.objects.filter(exchange=exchange, year=year).first()
    if gate is None:
        raise NotReady(_("%(exchange)s has no gate for %(year)s yet. Name its owner first.") % told, ("no_gate",))
    looked = standings(gate, on)
    closed = blocking([_as_rule(item, found) for item, found, _standing in looked], on)
    if closed:
        raise NotReady(
            _("%(exchange)s stays closed for %(year)s: %(items)s.") % {**told, "items": ", ".join(closed)}, closed
        )
    evidence = {
        item.code: {"state": stands.state, "evidence": found.evidence, "signed_by": stands.signed_by}
        for item, found, stands in looked
    }
    opened = Opening.objects.create(
        exchange=exchange, year=year, opened_by=actor.label, opened_on=on, evidence=evidence
    )
    record(ExchangeOpened(year), by=actor, on=on, exchange=exchange.slug, subject=gate.reference, purpose=PURPOSE)
    return opened


@keeps_the_gate
def is_open(exchange: Exchange, year: int) -> bool:
    """A sample is open at once. Another exchange is opened by its gate, from the first plan year for which one was made."""
    if exchange.sample:
        return True
    gated = Gate.objects.filter(exchange=exchange, year__lte=year).exists()
    return not gated or Opening.objects.filter(exchange=exchange, year=year).exists()
