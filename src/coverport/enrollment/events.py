"""What happens to enrollments, as billing, edi and tax hear it. References only: what holds now stands in the rows that they name."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class PlanSelected(Fact, frozen=True):
    """A plan was chosen and signed for, or one goes on from another; nobody is covered yet."""

    kind: ClassVar[str] = "enrollment.plan_selected"
    enrollment: str


@fact
class PaymentAwaited(Fact, frozen=True):
    """The first bill is out, or the insurer was told and collects it."""

    kind: ClassVar[str] = "enrollment.payment_awaited"
    enrollment: str


@fact
class EnrollmentEffectuated(Fact, frozen=True):
    """The first payment is in, or none is owed: coverage is sure."""

    kind: ClassVar[str] = "enrollment.effectuated"
    enrollment: str


@fact
class EnrollmentChanged(Fact, frozen=True):
    """People came or went, or amounts changed, from a month on. since: its first day; change: what it came from."""

    kind: ClassVar[str] = "enrollment.changed"
    enrollment: str
    since: str
    change: str = ""


@fact
class EnrollmentTerminated(Fact, frozen=True):
    """Coverage ends after its last day, which may lie ahead or behind. cause: of rules/kinds.py."""

    kind: ClassVar[str] = "enrollment.terminated"
    enrollment: str
    last_day: str
    cause: str
    change: str = ""


@fact
class EnrollmentCanceled(Fact, frozen=True):
    """A choice ended before coverage began, as if it had never been made."""

    kind: ClassVar[str] = "enrollment.canceled"
    enrollment: str
    change: str = ""


@fact
class EnrollmentVoided(Fact, frozen=True):
    """Coverage was rescinded from its first day."""

    kind: ClassVar[str] = "enrollment.voided"
    enrollment: str
    change: str = ""


@fact
class EnrollmentReinstated(Fact, frozen=True):
    """Coverage that had ended goes on without a gap."""

    kind: ClassVar[str] = "enrollment.reinstated"
    enrollment: str
    change: str = ""


@fact
class EnrollmentExpired(Fact, frozen=True):
    """The plan year is over."""

    kind: ClassVar[str] = "enrollment.expired"
    enrollment: str


@fact
class ChangeReported(Fact, frozen=True):
    """Somebody told us that something changed."""

    kind: ClassVar[str] = "enrollment.change_reported"
    change: str


@fact
class ChangeLeftToStaff(Fact, frozen=True):
    """A change needs a human."""

    kind: ClassVar[str] = "enrollment.change_left_to_staff"
    change: str


@fact
class ChangeTakenIn(Fact, frozen=True):
    """Staff see to a change for somebody who told them of it. how: of models.Change.By."""

    kind: ClassVar[str] = "enrollment.change_taken_in"
    change: str
    how: str


@fact
class ChangeAgreed(Fact, frozen=True):
    """Somebody agreed to a change, and staff wrote it down. how: of models.Change.By."""

    kind: ClassVar[str] = "enrollment.change_agreed"
    change: str
    how: str


@fact
class ChangeLeftToHousehold(Fact, frozen=True):
    """The household finishes itself what staff began with it."""

    kind: ClassVar[str] = "enrollment.change_left_to_household"
    change: str
    application: str


@fact
class ChangeClosed(Fact, frozen=True):
    """A change was done, settled or withdrawn."""

    kind: ClassVar[str] = "enrollment.change_closed"
    change: str
    how: str


@fact
class SpecialPeriodOpened(Fact, frozen=True):
    """Something happened because of which a household may choose a plan."""

    kind: ClassVar[str] = "enrollment.special_period_opened"
    period: str
    event: str


@fact
class SpecialPeriodRefused(Fact, frozen=True):
    """What happened opens no time for choosing a plan. why: the code of the rule, or by_staff."""

    kind: ClassVar[str] = "enrollment.special_period_refused"
    application: str
    event: str
    why: str


@fact
class EventProofAsked(Fact, frozen=True):
    """A choice waits until what happened is proven."""

    kind: ClassVar[str] = "enrollment.event_proof_asked"
    proof: str
    enrollment: str


@fact
class EventProofStart(Fact, frozen=True):
    """The person said when coverage is to start: later, or on the day that the choice had."""

    kind: ClassVar[str] = "enrollment.event_proof_start"
    proof: str
    later: bool


@fact
class EventPaperSent(Fact, frozen=True):
    """A paper came."""

    kind: ClassVar[str] = "enrollment.event_paper_sent"
    proof: str
    paper: str


@fact
class EventPaperRefused(Fact, frozen=True):
    """A paper is not enough."""

    kind: ClassVar[str] = "enrollment.event_paper_refused"
    proof: str
    paper: str


@fact
class EventPaperSeen(Fact, frozen=True):
    """Somebody of the staff opened a paper."""

    kind: ClassVar[str] = "enrollment.event_paper_seen"
    proof: str
    paper: str


@fact
class EventProofClosed(Fact, frozen=True):
    """It is proven, or its time is over."""

    kind: ClassVar[str] = "enrollment.event_proof_closed"
    proof: str
    how: str


@fact
class EndingPoliciesTaken(Fact, frozen=True):
    """An insurer's list of policies that end was taken in."""

    kind: ClassVar[str] = "enrollment.ending_policies_taken"
    list: str
    sha256: str


@fact
class EndingPolicyClaimed(Fact, frozen=True):
    """A household showed that a policy that ends is its own."""

    kind: ClassVar[str] = "enrollment.ending_policy_claimed"
    policy: str


@fact
class RescissionOpened(Fact, frozen=True):
    """Fraud was found, and the notice is posted: coverage may be taken back after its days."""

    kind: ClassVar[str] = "enrollment.rescission_opened"
    rescission: str


@fact
class RescissionAnswered(Fact, frozen=True):
    """The household answered a finding, or staff wrote down what they said."""

    kind: ClassVar[str] = "enrollment.rescission_answered"
    rescission: str


@fact
class RescissionClosed(Fact, frozen=True):
    """Coverage was taken back, or the finding was dropped."""

    kind: ClassVar[str] = "enrollment.rescission_closed"
    rescission: str
    how: str
