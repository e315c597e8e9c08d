"""What can keep a person from choosing a plan. Each is told in place, with everything entered kept."""

from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.enrollment.rules.answers import Refused


class Shown(msgspec.Struct, frozen=True):
    """What the person saw when they signed: the start, the price and the credit by the month, and the catalog that priced it.

    difference: the digest of what it comes to and changes, where another plan of the year or a month in part counts.
    """

    start: date
    premium: Cents
    credit: Cents
    catalog: int
    difference: str = ""


class OutsideEnrollmentPeriod(Refusal):
    """Nobody may choose a plan on this day."""

    code = "outside_enrollment_period"


class NotOpenYet(Refusal):
    """The exchange is not open for the plan year: its gate is not met."""

    code = "not_open_yet"


class NotInServiceArea(Refusal):
    """The plan is not sold where the household lives."""

    code = "not_in_service_area"


class PlanClosed(Refusal):
    """The plan is suppressed: it takes nobody new and keeps its people."""

    code = "plan_closed"


class NotEligible(Refusal):
    """Somebody chosen cannot be on this plan."""

    code = "not_eligible"


class CreditTooHigh(Refusal):
    """More credit than the determination or the plan allows."""

    code = "credit_too_high"


class AlreadyChosen(Refusal):
    """These people have a plan for the year already; `enrollment` is its reference when it is this household's."""

    code = "already_chosen"

    def __init__(self, message: str, *, enrollment: str = "") -> None:
        super().__init__(message)
        self.enrollment = enrollment


class ChangedMeanwhile(Refusal):
    """What the person signed no longer holds; `now` is what holds instead, to be shown and signed again."""

    code = "changed_meanwhile"

    def __init__(self, message: str, *, now: Shown, before: Shown) -> None:
        super().__init__(message)
        self.now, self.before = now, before


class WrongState(Refusal):
    """An enrollment in this state cannot go to that one."""

    code = "wrong_state"


class NotAnswered(Refusal):
    """The changed answers are not signed yet."""

    code = "not_answered"

    def __init__(self) -> None:
        super().__init__(_("Sign your changed answers first. Then we show you what would happen."))


class NeedsPerson(Refusal):
    """Only a human can say what a change does. `asks` says what they must find out."""

    code = "needs_person"

    def __init__(self, asks: str) -> None:
        super().__init__(_("We need to look at this ourselves."))
        self.asks = asks


class ChangeWaits(Refusal):
    """Another change of this enrollment is open already."""

    code = "change_waits"

    def __init__(self, message: str, *, change: str) -> None:
        super().__init__(message)
        self.change = change


class NotNow(Refusal):
    """Such a change cannot be reported for this enrollment, or not for that day. finding: what the rule said, where one did."""

    code = "not_now"

    def __init__(
        self, message: str, *, code: str | None = None, field: str | None = None, finding: Refused | None = None
    ) -> None:
        super().__init__(message, code=code, field=field)
        self.finding = finding


class PreviewChanged(Refusal):
    """What would happen is no longer what was shown; it is shown and signed again."""

    code = "preview_changed"

    def __init__(self) -> None:
        super().__init__(_("Something changed while this page was open. Look at what is new, and sign again."))


class ListRefused(Refusal):
    """Nothing of a list was taken in. faults: (line, why), all of them."""

    code = "list_refused"

    def __init__(self, faults: tuple[tuple[int, str], ...]) -> None:
        super().__init__(_("Nothing of the file was taken in."))
        self.faults = faults
