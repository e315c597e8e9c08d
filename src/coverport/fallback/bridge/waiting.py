"""Policies that wait for their people's application: who is known here is told once what waits, what to do, and by when."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from coverport.applications.models import Applicant, Application
from coverport.core.access import Actor, Permission
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.models import DirectPolicy
from coverport.fallback.bridge.policy_notices import post_waiting
from coverport.fallback.bridge.telling import BATCH

Who = tuple[str, str, str]


@transaction.atomic
def tell_waiting_policies(*, actor: Actor, exchange: Exchange, on: date) -> int:
    """Write to the households of policies that wait, where one draft with an address has the first person; answers how many letters.

    Once for each policy. Where nobody or several households are known by the name and birth date, nobody is written to: the page
    says so, for the insurer or staff to reach them. Raises NotAllowed.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    known = law.credit_back(exchange.profile.states[0], on.year, on)
    if known is None:
        return 0
    waiting = DirectPolicy.objects.select_for_update().filter(
        exchange=exchange, status=DirectPolicy.Status.WAITING, told_waiting=None, first__year=known.plan_year
    )
    told = 0
    for begun in range(0, len(policies := list(waiting.order_by("pk"))), BATCH):
        batch = policies[begun : begun + BATCH]
        drafts = _drafts(exchange, known.plan_year, batch)
        found = [(each, drafts[who][0]) for each in batch if len(drafts.get(who := _first(each), ())) == 1]
        post_waiting(found, exchange=exchange, known=known, on=on)
        DirectPolicy.objects.filter(pk__in=[each.pk for each, _draft in found]).update(told_waiting=on)
        told += len(found)
    return told


def _first(policy: DirectPolicy) -> Who:
    first, last, born = policy.people[0]
    return first.casefold(), last.casefold(), born


def _drafts(exchange: Exchange, year: int, policies: Sequence[DirectPolicy]) -> dict[Who, list[Application]]:
    """Drafts with an address by their people, for all first people of some policies at once."""
    wanted = {_first(each) for each in policies}
    rows = Applicant.objects.filter(
        application__exchange=exchange, application__year=year, application__status=Application.Status.DRAFT,
        application__street__gt="", person__birth_date__in={born for _name, _last, born in wanted},
    ).select_related("person", "application__household__owner")  # fmt: skip
    found: dict[Who, list[Application]] = {}
    for row in rows.order_by("pk"):
        person = row.person
        who = (person.first_name.casefold(), person.last_name.casefold(), person.birth_date.isoformat())
        if who in wanted:
            found.setdefault(who, []).append(row.application)
    return found
