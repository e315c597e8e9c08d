"""The verbs of the hand-off: refer people, ask for a full determination, withdraw; say what the household wants."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.determining import result_of
from coverport.applications.models import Application, Determination, Household, Person
from coverport.applications.queries import applicants_of, determination_of
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import Fact, record
from coverport.core.references import new_reference
from coverport.handoff import notices
from coverport.handoff.composing import account
from coverport.handoff.events import CaseMoved, CaseOpened, WishSet
from coverport.handoff.layout import LAYOUT, Withdrawal, written
from coverport.handoff.models import Case, CoverageWish, Outgoing
from coverport.handoff.rules.referral import OPEN, Referral, program_of

US = Actor.system("handoff")


class NotPossibleNow(Refusal):
    """The case has gone another way meanwhile."""

    code = "case_moved"


@transaction.atomic
def refer(
    *, actor: Actor, application: Application, determination: Determination, sent: Collection[Referral], on: date
) -> list[Case]:
    """Hand people of a decided application to the agency. Who has an open case of the year has it already, and keeps it."""
    actor.require(Permission.CHANGE, application)
    Household.objects.select_for_update().get(pk=application.household_id)
    people = {one.person.reference: one.person for one in applicants_of(application)}
    there = Case.objects.filter(person__in=people.values(), year=application.year, status__in=OPEN)
    open_now = set(there.values_list("person__reference", flat=True))
    new = [each for each in sent if each.person not in open_now]
    if not new:
        return []
    outgoing = _put(application, account(application, determination, new, key=(key := new_reference()), on=on), key, on)
    decided = result_of(determination)
    cases = Case.objects.bulk_create(
        Case(
            exchange=application.exchange, application=application, person=people[each.person], year=application.year,
            outgoing=outgoing, reason=each.reason, opened_on=on, since=on,
            program=program_of(decided.person(each.person)),
        )
        for each in new
    )  # fmt: skip
    for case in cases:
        say(CaseOpened(case.reference, case.reason), case, by=actor, on=on)
    notices.post_sent(application, cases, on=on)
    return cases


def _put(application: Application, message: object, key: str, on: date, kind: str = "transfer") -> Outgoing:
    body = written(message)
    return Outgoing.objects.create(
        reference=key, exchange=application.exchange, household=application.household, application=application, kind=kind,
        body=body.decode(), sha256=hashlib.sha256(body).hexdigest(), made_on=on,
    )  # fmt: skip


@transaction.atomic
def ask_full_determination(*, actor: Actor, application: Application, person: str, on: date) -> Case:
    """Have the agency look at everything, 45 CFR 155.302(b)(4)(i)(B); what was decided here stands meanwhile. Asked twice, it is once.

    person: a reference. Raises NotAllowed, NotPossibleNow for who is not part of the decision.
    """
    actor.require(Permission.CHANGE, application)
    determination = determination_of(application)
    found = [one for one in applicants_of(application) if one.person.reference == person and one.applies]
    if determination is None or not found:
        raise NotPossibleNow(_("This person is not part of your newest decision."))
    there = Case.objects.filter(person=found[0].person, year=application.year, status__in=OPEN).first()
    if there is not None:
        return there
    asked = Referral(person, "asked")
    return refer(actor=actor, application=application, determination=determination, sent=[asked], on=on)[0]


@transaction.atomic
def withdraw_case(*, actor: Actor, case: Case, on: date) -> Case:
    """Take the request for Medicaid back. The agency holds the case until it says that it let go. Said twice, it is said once."""
    actor.require(Permission.CHANGE, case)
    locked = locked_case(case)
    if locked.status in {"withdrawing", "withdrawn"}:
        return locked
    if locked.status not in OPEN:
        raise NotPossibleNow(_("The agency has decided already. You find its answer here."))
    key = new_reference()
    asks = Withdrawal(
        layout=LAYOUT, id=key, transfer=locked.outgoing.reference, person=locked.person.reference, sent_on=on
    )  # fmt: skip
    _put(locked.application, asks, key, on, kind="withdrawal")
    move(locked, "withdrawing", by=actor, on=on)
    return locked


@transaction.atomic
def set_wish(*, actor: Actor, household: Household, leaves: bool, on: date) -> CoverageWish:
    """Whether people leave their plan where the agency or records show other coverage; else it stays at its full price."""
    actor.require(Permission.CHANGE, household)
    wish, _created = CoverageWish.objects.update_or_create(household=household, defaults={"leaves": leaves, "on": on})
    record(
        WishSet(leaves), by=actor, on=on, exchange=household.exchange.slug, subject=household.reference,
        purpose="coverage found elsewhere, 45 CFR 155.330(e)",
    )  # fmt: skip
    return wish


def leaving(application: Application, people: Sequence[str]) -> tuple[str, ...]:
    """Of these people, who leaves their plan when other coverage is found: all or none, as the household wants."""
    wish = CoverageWish.objects.filter(household=application.household_id).first()
    return tuple(people) if wish is not None and wish.leaves else ()


def locked_case(case: Case) -> Case:
    """The row as it is now; the household is locked first."""
    Household.objects.select_for_update().get(pk=case.application.household_id)
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "exchange", "application__exchange", "application__household__owner", "person", "outgoing"
    )
    return rows.get(pk=case.pk)


def move(case: Case, status: str, *, by: Actor, on: date, **more: object) -> None:
    """To another state, with its audit entry. In the caller's transaction."""
    case.status, case.since = status, on
    for name, value in more.items():
        setattr(case, name, value)
    case.save(update_fields=["status", "since", *more])
    say(CaseMoved(case.reference, status), case, by=by, on=on)


def say(happened: Fact, case: Case, *, by: Actor, on: date) -> None:
    """The audit entry of a case."""
    record(
        happened, by=by, on=on, exchange=case.exchange.slug, subject=case.application.reference,
        purpose="hand-off to the Medicaid agency, 45 CFR 155.345",
    )  # fmt: skip


def newest_application(person: Person, year: int) -> Application | None:
    """The newest signed application of a year in a person's household."""
    found = Application.objects.filter(household=person.household_id, year=year, status=Application.Status.SUBMITTED)
    return found.select_related("exchange", "household__owner").order_by("-id").first()
