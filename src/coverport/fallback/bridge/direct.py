"""Plans that insurers sold directly while the site failed: listed, taken over as enrollments from their first day, credit reconciled."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.money import display
from coverport.enrollment.actions import effectuate, grant_special_period, select_plan
from coverport.enrollment.choice.refusals import Shown
from coverport.enrollment.choice.selection import Offer, offer
from coverport.enrollment.choice.ways import standing_plan
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import told
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.models import DirectPolicy, PolicyList
from coverport.fallback.bridge.policy_list import Listed, ListRefused, read_answers, read_policies
from coverport.fallback.bridge.policy_notices import post_taken_over
from coverport.fallback.events import CreditAnswered, PoliciesListed, PolicyLeftToStaff, PolicyTakenOver
from coverport.fallback.rules.bridging import credit_owed
from coverport.law.parameters import CreditBack

Status = DirectPolicy.Status
CLOCK = Actor.system("fallback")
PURPOSE = "coverage while the site failed, 45 CFR 155.420(d)(9)"
# The special period by which it is taken over, and the rule of its first day.
EVENT, RULE = "exceptional", "set_by_exchange"


class NotTaken(Refusal):
    """A policy that cannot be taken over by anybody now."""

    code = "not_taken"


class _Unfit(Exception):
    """What does not fit, in words for staff."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# ---- In


@transaction.atomic
def list_policies(*, actor: Actor, exchange: Exchange, name: str, content: bytes, on: date) -> PolicyList:
    """Take an insurer's list in, all of it or nothing; the same file again is the same list. Raises NotAllowed, ListRefused.

    A policy that is known already stays as it is, but for how far it is paid. Taking over is for take_over_waiting.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    listed = read_policies(content)
    digest = hashlib.sha256(content).hexdigest()
    Exchange.objects.select_for_update().get(pk=exchange.pk)
    if there := PolicyList.objects.filter(exchange=exchange, sha256=digest).first():
        return there
    taken = PolicyList.objects.create(exchange=exchange, name=name[:200], sha256=digest, on=on)
    for each in listed:
        _write(taken, each)
    record(
        PoliciesListed(taken.reference, len(listed)), by=actor, on=on, exchange=exchange.slug, subject=taken.reference,
        purpose=PURPOSE,
    )  # fmt: skip
    return taken


def _write(taken: PolicyList, each: Listed) -> None:
    policy, new = DirectPolicy.objects.get_or_create(
        exchange=taken.exchange, issuer_id=each.plan_id[:5], number=each.number,
        defaults={
            "list": taken, "plan_id": each.plan_id, "first": each.first, "paid_through": each.paid_through,
            "premium_cents": each.premium, "people": [list(one) for one in each.people],
        },
    )  # fmt: skip
    if not new and policy.status != Status.TAKEN and policy.paid_through < each.paid_through:
        policy.paid_through = each.paid_through
        policy.save(update_fields=["paid_through"])


# ---- Taken over


def take_over_waiting(*, actor: Actor, exchange: Exchange, on: date) -> int:
    """Take over whatever waits and whose people are decided by now; each in a transaction of its own. Answers how many."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    waiting = DirectPolicy.objects.filter(exchange=exchange, status=Status.WAITING).order_by("pk")
    policies = list(waiting)
    return sum(take_over(actor=actor, policy=each, on=on).status == Status.TAKEN for each in policies)


@transaction.atomic
def take_over(*, actor: Actor, policy: DirectPolicy, on: date) -> DirectPolicy:
    """Record it as an enrollment from its first day, as far back as the law gives credit; once, however often it is asked for.

    While nobody of these names is decided it waits; what does not fit goes to staff with the reason. Raises NotAllowed, NotTaken.
    """
    actor.require(Permission.RUN_FALLBACK, policy.exchange)
    locked = DirectPolicy.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=policy.pk)
    if locked.status == Status.TAKEN:
        return locked
    if locked.status == Status.SET_ASIDE:
        raise NotTaken(_("This policy was set aside."))
    try:
        with transaction.atomic():
            return _take_over(actor, locked, on)
    except _Unfit as unfit:
        return _leave(locked, Status.STAFF, unfit.reason, actor, on)
    except Refusal as refused:
        return _leave(locked, Status.STAFF, refused.message, actor, on)


def _take_over(actor: Actor, policy: DirectPolicy, on: date) -> DirectPolicy:
    known = law.credit_back(policy.exchange.profile.states[0], policy.first.year, on)
    if known is None:
        raise _Unfit(
            _("The law of today gives no credit back for this plan year. Choose a plan by another way with them.")
        )
    application = _application_of(policy, known)
    if application is None:
        return policy
    if there := standing_plan(application):
        raise _Unfit(_("The household has a plan for this year already: %(number)s.") % {"number": there.reference})
    start = max(policy.first, known.earliest)
    enrollment = _enroll(policy, application, _people(policy, application), start, known, on)
    months = load(application.household, application.year).rows
    credit: dict[date, int] = {}
    for row in months:
        if row.policy == enrollment.reference:
            credit[row.month] = credit.get(row.month, 0) + row.credit
    policy.status, policy.reason, policy.enrollment, policy.taken_on = Status.TAKEN, "", enrollment, on
    policy.owed_cents, policy.authority = credit_owed(credit, policy.paid_through), known.citation
    policy.save()
    shown = told(enrollment)
    post_taken_over(policy, shown.plan.name, shown.issuer, [each[0] or each[1] for each in policy.people], on=on)
    record(
        PolicyTakenOver(policy.reference, enrollment.reference, policy.owed_cents), by=actor, on=on,
        exchange=policy.exchange.slug, subject=policy.reference, purpose=PURPOSE,
    )  # fmt: skip
    return policy


def _enroll(
    policy: DirectPolicy,
    application: Application,
    people: Sequence[Applicant],
    start: date,
    known: CreditBack,
    on: date,
) -> Enrollment:
    """By the verbs of every choice: a special period of exceptional circumstances, the plan at its price here, covered at once."""
    period = grant_special_period(
        actor=CLOCK, application=application, event=EVENT, event_date=on, start=start, on=on, tell=False,
        reason=f"{known.citation}: policy {policy.number}, sold directly by {policy.issuer_id}",
    )  # fmt: skip
    way = f"{period.reference}.{RULE}"
    found = offer(application, policy.plan_id, people, on=on, way=way)
    _check_price(policy, found)
    enrollment = select_plan(
        actor=CLOCK, application=application, plan_id=policy.plan_id, people=people, credit=found.price.credit,
        signature=application.signature, way=way, on=on,
        shown=Shown(found.start.starts, found.price.premium.total, found.price.credit, found.catalog.number),
        # The same policy is the same enrollment: one 834 goes out for it.
        submission=uuid5(NAMESPACE_URL, f"{policy.exchange.slug}/{policy.issuer_id}/{policy.number}"),
    )  # fmt: skip
    # They go on paying the insurer, wherever the exchange bills others: what was paid is not billed again.
    enrollment.biller, enrollment.pay_by = "issuer", None
    enrollment.save(update_fields=["biller", "pay_by"])
    return effectuate(actor=CLOCK, enrollment=enrollment, on=on)


def _check_price(policy: DirectPolicy, found: Offer) -> None:
    here = found.price.premium.total
    if here != policy.premium_cents:
        raise _Unfit(
            _("The plan costs %(here)s a month for them here; the insurer took %(there)s.")
            % {"here": display(here), "there": display(policy.premium_cents)}
        )


def _application_of(policy: DirectPolicy, known: CreditBack) -> Application | None:
    """The decided application of its first person; None while there is none."""
    first, last, born = policy.people[0]
    found = Application.objects.filter(
        exchange=policy.exchange, year=known.plan_year, status=Application.Status.SUBMITTED,
        applicants__person__birth_date=born, applicants__person__last_name__iexact=last,
        applicants__person__first_name__iexact=first,
    )  # fmt: skip
    newest: dict[int, Application] = {}
    for each in found.select_related("exchange", "household__owner").order_by("pk"):
        newest[each.household_id] = each
    if len(newest) > 1:
        numbers = ", ".join(each.reference for each in newest.values())
        raise _Unfit(_("Several applications have these people: %(numbers)s.") % {"numbers": numbers})
    return next(iter(newest.values()), None)


def _people(policy: DirectPolicy, application: Application) -> list[Applicant]:
    """Everybody on the policy, as they stand in the application."""
    there = {
        (one.person.first_name.casefold(), one.person.last_name.casefold(), one.person.birth_date.isoformat()): one
        for one in application.applicants.select_related("person")
    }
    wanted = [(first.casefold(), last.casefold(), born) for first, last, born in policy.people]
    if missing := [each for each in wanted if each not in there]:
        raise _Unfit(
            _("%(count)s of its people are not in application %(number)s.")
            % {"count": len(missing), "number": application.reference}
        )
    return [there[each] for each in wanted]


def _leave(policy: DirectPolicy, status: str, reason: str, actor: Actor, on: date) -> DirectPolicy:
    """Changed and said only where it is other than before."""
    if (policy.status, policy.reason) != (status, reason[:500]):
        policy.refresh_from_db()
        policy.status, policy.reason = status, reason[:500]
        policy.save(update_fields=["status", "reason"])
        record(
            PolicyLeftToStaff(policy.reference, status), by=actor, on=on, exchange=policy.exchange.slug,
            subject=policy.reference, purpose=PURPOSE,
        )  # fmt: skip
    return policy


@transaction.atomic
def set_policy_aside(*, actor: Actor, policy: DirectPolicy, note: str, on: date) -> DirectPolicy:
    """Staff settle it otherwise, with the reason. Raises NotAllowed, NotTaken."""
    actor.require(Permission.RUN_FALLBACK, policy.exchange)
    locked = DirectPolicy.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=policy.pk)
    if not (note := " ".join(note.split())):
        raise NotTaken(_("Write what was done, for the record."), field="note")
    if locked.status == Status.TAKEN:
        raise NotTaken(_("This policy is taken over already."))
    return _leave(locked, Status.SET_ASIDE, note, actor, on)


# ---- Credit that insurers give back


@transaction.atomic
def take_answers(*, actor: Actor, exchange: Exchange, issuer_id: str, content: bytes, on: date) -> int:
    """What an insurer gave back, policy by policy; answers how many. Raises NotAllowed, ListRefused: then nothing is changed."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    answers = read_answers(content)
    taken = DirectPolicy.objects.select_for_update().filter(
        exchange=exchange, issuer_id=issuer_id, status=Status.TAKEN, number__in=answers
    )
    policies = {each.number: each for each in taken}
    unknown = [(each.line, number) for number, each in answers.items() if number not in policies]
    if unknown:
        raise ListRefused(
            tuple((line, f"policy {number} of {issuer_id} is not taken over") for line, number in unknown)
        )
    for number, policy in policies.items():
        policy.credited_cents = answers[number].credited
        record(
            CreditAnswered(policy.reference, answers[number].credited), by=actor, on=on, exchange=exchange.slug,
            subject=policy.reference, purpose=PURPOSE,
        )  # fmt: skip
    DirectPolicy.objects.bulk_update(policies.values(), ["credited_cents"])
    return len(policies)
