"""The verbs of an event that is proven before coverage starts: the choice waits, papers come, it goes on as if chosen that day, or ends.

45 CFR 155.420(g). Until it is proven nobody else hears of the choice: neither the insurer nor who bills.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Household
from coverport.applications.queries import applicants_of
from coverport.applications.verification.refusals import NotReviewed, ProofClosed, ProofNotTaken
from coverport.core import clamd
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.core.sent_papers import store
from coverport.core.uploads import Upload, inspect
from coverport.enrollment import events
from coverport.enrollment.changes.recording import say_one
from coverport.enrollment.choice.beginning import goes_on_from
from coverport.enrollment.choice.starting_later import check_later, start_later
from coverport.enrollment.choice.ways import held_by, pay_by
from coverport.enrollment.effectuating import effectuate
from coverport.enrollment.ending import end_coverage, go, locked_enrollment
from coverport.enrollment.models import EndingPolicy, Enrollment, EventPaper, EventProof
from coverport.enrollment.notices import post_plan_selected
from coverport.enrollment.queries import around_of
from coverport.enrollment.special.proof_notices import post_event_proof
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.law.loader import MissingLaw, parameter
from coverport.law.lookups import typed
from coverport.law.parameters.special import SpecialVerification

LAW = "enrollment.special_verification"
MOST_PAPERS = 20
US = Actor.system("enrollment")


def verified_first(event: str, state: str, on: date) -> SpecialVerification | None:
    """The rule by which an event is proven before coverage starts; None where none asks. A state exchange has a row of its own or none."""
    if parameter(LAW, state) is None and profiles.for_state(state, on.year).slug != "federal":
        return None
    try:
        found = typed(SpecialVerification, LAW, on=on, state=state)
    except MissingLaw:
        return None
    return found if found.asks(event) else None


def hold_for_proof(enrollment: Enrollment, *, by: Actor, on: date) -> bool:
    """Pend a choice whose event has to be proven; answers whether it is. Called in the choice's own transaction, before others hear."""
    rule = _rule_for(enrollment, on)
    if rule is None:
        return False
    proof = _asked(enrollment, rule, on)
    if not proof.is_open:
        return False
    enrollment.status = Enrollment.Status.PENDED
    enrollment.save(update_fields=["status"])
    post_event_proof(proof, enrollment, on=on)
    _say(events.EventProofAsked(proof.reference, enrollment.reference), proof, by, on)
    return True


def _rule_for(enrollment: Enrollment, on: date) -> SpecialVerification | None:
    """Of people who have no plan yet; not where staff granted the period, or an insurer's own list or a birth of ours shows the event."""
    period, application, before = enrollment.period, enrollment.application, enrollment.follows
    if period is None or period.reason or held_by(application) is not None:
        return None
    if before is not None and before.effectuated_on is not None:  # the same people, who were covered until now
        return None
    listed = EndingPolicy.objects.filter(household=period.household_id, last_day=period.event_date)
    if period.event == "loss_of_coverage" and listed.exists():
        return None
    born = {one.person.birth_date for one in applicants_of(application)}
    if period.event == "birth_adoption" and period.event_date in born:  # 82 FR 18346: adoption and placement, not birth
        return None
    return verified_first(period.event, application.state, on)


def _asked(enrollment: Enrollment, rule: SpecialVerification, on: date) -> EventProof:
    """What is asked about its period; each choice has all of its days, and what was proven once stays so."""
    assert enrollment.period is not None
    columns = {
        "asked_on": on, "due_on": on + timedelta(days=rule.days), "authority": rule.citation, "status": "open",
        "closed_on": None, "later": False,
    }  # fmt: skip
    proof, made = EventProof.objects.get_or_create(period=enrollment.period, defaults=columns)
    if not made and proof.status != EventProof.Status.PROVEN:
        EventProof.objects.filter(pk=proof.pk).update(**columns)
        proof.refresh_from_db()
    return proof


def send_paper(*, actor: Actor, proof: EventProof, upload: Upload, on: date) -> EventPaper:
    """Take a paper in; the same file sent again is the same paper. Raises NotTaken, ProofClosed."""
    actor.require(Permission.CHANGE, proof)
    media_type, scanned = inspect(upload)  # before any lock: a scanner may take its time
    with transaction.atomic():
        locked = _locked(proof)
        if locked.papers.count() >= MOST_PAPERS:
            words = _("We have %(most)s files for this already. Call us, and we look at them with you.")
            raise ProofNotTaken(words % {"most": MOST_PAPERS}, field="file")
        paper = store(locked.papers, locked.reference, upload, media_type=media_type, scanned=scanned, on=on)
        _say(events.EventPaperSent(locked.reference, paper.reference), locked, actor, on)
    return paper


@transaction.atomic
def accept_proof(*, actor: Actor, proof: EventProof, note: str, on: date) -> EventProof:
    """It is proven: all that was chosen goes on with the day that it had when it was chosen, or later where that was asked for.

    Raises NotReviewed, ProofClosed.
    """
    actor.require(Permission.REVIEW_PROOF, proof)
    locked = _locked(proof)
    if not locked.papers.filter(refused_on=None).exists() and not note.strip():
        raise NotReviewed(_("Say by what it is proven, since no paper is here."), field="note")
    locked.status, locked.closed_on, locked.note = EventProof.Status.PROVEN, on, note.strip()[:500]
    locked.save(update_fields=["status", "closed_on", "note"])
    _say(events.EventProofClosed(locked.reference, locked.status), locked, actor, on)
    if locked.later:
        start_later(pended_by(locked), on=on)
    for enrollment in pended_by(locked):
        _release(enrollment, on)
    return locked


@transaction.atomic
def choose_start(*, actor: Actor, proof: EventProof, later: bool, on: date) -> EventProof:
    """Say when coverage is to start once it is proven. Said twice, it is said once. Raises NotAllowed, ProofClosed, NotNow."""
    actor.require(Permission.CHANGE, proof)
    locked = _locked(proof)
    if locked.later == later:
        return locked
    if later:
        check_later(pended_by(locked), on)
    locked.later = later
    locked.save(update_fields=["later"])
    _say(events.EventProofStart(locked.reference, later), locked, actor, on)
    return locked


def _release(enrollment: Enrollment, on: date) -> None:
    """To who bills and the insurer; the first payment has its days from now on."""
    locked = locked_enrollment(enrollment)
    go(locked, Enrollment.Status.SELECTED, US)
    locked.pay_by = pay_by(locked.start, locked.application, on)[0]
    locked.save(update_fields=["status", "pay_by"])
    post_plan_selected(locked, around=around_of(locked), on=on)
    say_one(events.PlanSelected(locked.reference), locked, by=US, on=on)
    if goes_on_from(locked.follows, locked.issuer_id):  # what it replaces was paid for meanwhile
        effectuate(actor=US, enrollment=locked, on=on)


@transaction.atomic
def refuse_paper(*, actor: Actor, paper: EventPaper, note: str, on: date) -> EventPaper:
    """A paper does not prove it; the person is told why and may send another. Raises NotReviewed, ProofClosed."""
    actor.require(Permission.REVIEW_PROOF, paper)
    proof = _locked(paper.proof)
    if not note.strip():
        raise NotReviewed(_("Say why, so that the person can send a better one."), field="note")
    found = proof.papers.select_for_update().get(pk=paper.pk)
    if found.refused_on is not None:
        raise NotReviewed(_("This document was decided already."))
    found.refused_on, found.refused_by_id, found.note = on, actor.user_id, note.strip()[:500]
    found.save(update_fields=["refused_on", "refused_by", "note"])
    _say(events.EventPaperRefused(proof.reference, found.reference), proof, actor, on)
    for enrollment in pended_by(proof)[:1]:
        post_event_proof(proof, enrollment, refused=found, on=on)
    return found


def expire_proofs(*, exchange: Exchange, on: date) -> int:
    """End what nobody proved in time; answers how many. A paper that waits for us holds the end back."""
    late = EventProof.objects.filter(period__exchange=exchange, status="open", due_on__lt=on)
    keys = late.exclude(papers__in=EventPaper.objects.filter(refused_on=None)).values_list("pk", flat=True)
    return sum(_expire(key, on) for key in list(keys))


@transaction.atomic
def _expire(key: int, on: date) -> bool:
    proof = EventProof.objects.select_related("period__household", "period__exchange").get(pk=key)
    try:
        locked = _locked(proof)
    except ProofClosed:
        return False
    if locked.due_on >= on or locked.papers.filter(refused_on=None).exists():
        return False
    locked.status, locked.closed_on = EventProof.Status.NOT_PROVEN, on
    locked.save(update_fields=["status", "closed_on"])
    _say(events.EventProofClosed(locked.reference, locked.status), locked, US, on)
    for enrollment in pended_by(locked):
        end_coverage(actor=US, enrollment=enrollment, cause="not_proven", last=enrollment.start, on=on)
    return True


@transaction.atomic
def open_paper(*, actor: Actor, paper: EventPaper, on: date) -> bytes:
    """A paper, for its owner or who reviews it; who of the staff opened it is written down. Raises NotAllowed, Damaged."""
    if not actor.may(Permission.VIEW, paper):
        actor.require(Permission.REVIEW_PROOF, paper)
        _say(events.EventPaperSeen(paper.proof.reference, paper.reference), paper.proof, actor, on)
    if not paper.may_be_opened:
        raise NotAllowed(f"paper {paper.reference} was not scanned yet")
    return paper.opened()


def scan_papers() -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean."""
    return clamd.scan_waiting(EventPaper.objects.filter(scanned=False, refused_on=None), EventPaper.opened)


def pended_by(proof: EventProof) -> list[Enrollment]:
    """What waits for it, oldest first."""
    rows = Enrollment.objects.filter(period=proof.period_id, status=Enrollment.Status.PENDED)
    return list(rows.select_related("exchange", "application__household__owner", "catalog", "period").order_by("id"))


def _locked(proof: EventProof) -> EventProof:
    """The row, locked after its household, as every verb locks them."""
    Household.objects.select_for_update().get(pk=proof.period.household_id)
    rows = EventProof.objects.select_for_update(of=("self",)).select_related("period__household", "period__exchange")
    found = rows.get(pk=proof.pk)
    if not found.is_open:
        raise ProofClosed(_("This is settled already. You need not send anything."))
    return found


def _say(fact: Fact, proof: EventProof, by: Actor, on: date) -> None:
    record(
        fact, by=by, on=on, exchange=proof.period.exchange.slug, subject=proof.reference, purpose="enrollment in a plan"
    )
