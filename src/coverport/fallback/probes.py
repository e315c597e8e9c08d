"""Probes of what can fail outside of us, each a short question; what they find often enough switches the function."""

import urllib3
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from urllib3.exceptions import HTTPError

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.switches import PAYMENTS
from coverport.exchanges.models import Exchange
from coverport.fallback.actions import switch_off, switch_on
from coverport.fallback.functions import SERVICES
from coverport.fallback.models import Outage, Watch
from coverport.fallback.rules import health

SECONDS = 3.0
_connections = urllib3.PoolManager(num_pools=4, retries=False, timeout=SECONDS)
HEALTH = Actor.system("health")


def addresses() -> dict[str, str]:
    """What is probed, by function. The hub's services stand behind one door."""
    found = dict.fromkeys(SERVICES, settings.HUB_ADDRESS)
    found[PAYMENTS] = settings.PROCESSOR_URL
    return {function: address for function, address in found.items() if address}


def trouble(address: str) -> str:
    """Why an address does not answer; empty where it does, whatever it answers short of an error of its own."""
    try:
        reply = _connections.request("GET", address, preload_content=False, redirect=False)
        status = reply.status
        reply.close()
    except HTTPError as error:
        return type(error).__name__
    return f"HTTP {status}" if status >= 500 else ""


def look() -> dict[str, str]:
    """Probe everything once, and switch what is to be switched at every exchange; answers what was switched, by function."""
    asked: dict[str, str] = {}
    switched = {}
    for function, address in addresses().items():
        if address not in asked:
            asked[address] = trouble(address)
        if did := found(function, asked[address]):
            switched[function] = did
    return switched


@transaction.atomic
def found(function: str, said: str) -> str:
    """Count one finding, and switch the function where it came often enough; answers what was done: "off", "on" or nothing."""
    Watch.objects.get_or_create(function=function)
    watch = Watch.objects.select_for_update().get(function=function)
    watch.failures = watch.failures + 1 if said else 0
    watch.successes = 0 if said else watch.successes + 1
    watch.said, watch.looked_at = said[:200], timezone.now()
    watch.save()
    done = [_switch(exchange, watch) for exchange in Exchange.objects.order_by("pk")]
    return next(filter(None, done), "")


def _switch(exchange: Exchange, watch: Watch) -> str:
    if watch.function == PAYMENTS and exchange.profile.biller(exchange.years()[0]) != "exchange":
        return ""  # its insurers collect; nobody here needs the processor
    outage = Outage.objects.filter(exchange=exchange, function=watch.function, ended_on=None).first()
    way = health.switch(
        failures=watch.failures, successes=watch.successes, off=outage is not None,
        by_health=outage is not None and outage.trigger == Outage.Trigger.HEALTH,
    )  # fmt: skip
    verb = {health.OFF: switch_off, health.ON: switch_on}.get(way)
    if verb is None:
        return ""
    reason = (
        f"{watch.failures} probes failed: {watch.said}" if way == health.OFF else f"{watch.successes} probes worked"
    )
    try:
        verb(
            actor=HEALTH, exchange=exchange, function=watch.function, reason=reason, on=exchange.today(),
            trigger=Outage.Trigger.HEALTH,
        )  # fmt: skip
    except Refusal:  # staff switched it at the same moment
        return ""
    return way
