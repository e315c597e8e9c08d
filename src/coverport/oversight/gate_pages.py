"""What is shown of the gates of an exchange: each item with what stands for it, and every waiver with its signer, reason and end."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coverport.exchanges.models import Exchange
from coverport.oversight.actions.gates import standings
from coverport.oversight.models import Gate, Opening, Waiver

STATES = {
    "shown": (_("Shown"), "word-go"),
    "waived": (_("Waived"), "word-wait"),
    "waiver_ended": (_("Waiver ended"), "word-stop"),
    "missing": (_("Missing"), "word-stop"),
}


def gates_of(exchange: Exchange) -> list[tuple[Gate, Opening | None]]:
    """The gates of an exchange, the latest year first, each with its opening."""
    opened = {each.year: each for each in Opening.objects.filter(exchange=exchange)}
    return [(gate, opened.get(gate.year)) for gate in Gate.objects.filter(exchange=exchange).order_by("-year")]


def gate_page(gate: Gate, on: date) -> dict[str, Any]:
    """A gate as of a day, item by item."""
    looked = standings(gate, on)
    items = [
        {"item": item, "seen": seen, "words": STATES[found.state][0], "kind": STATES[found.state][1]}
        for item, seen, found in looked
    ]
    return {
        "gate": gate,
        "on": on,
        "items": items,
        "closed": sum(found.state not in ("shown", "waived") for _item, _seen, found in looked),
        "waivers": [(each, each.signed_on <= on <= each.until) for each in waivers_of(gate)],
        "opening": Opening.objects.filter(exchange_id=gate.exchange_id, year=gate.year).first(),
    }


def waivers_of(gate: Gate) -> list[Waiver]:
    """All that were ever signed, also those that have ended."""
    return list(Waiver.objects.filter(item__gate=gate).select_related("item").order_by("signed_on", "id"))
