"""The kinds of change, and how each goes its way: one table."""

from typing import Literal

import msgspec

# answers: the application is answered anew and decided anew. people: some people leave. end: the whole coverage ends.
Way = Literal["answers", "people", "end"]
# When it counts. month: with the first of the month after we are told, 155.330(f). event: by the rules of the special enrollment
# period named. last_day: the last day of coverage by its cause.
When = Literal["month", "event", "last_day"]


class ChangeKind(msgspec.Struct, frozen=True):
    """event: the special enrollment period that it opens, of law/federal/enrollment/special; cause: why coverage ends.

    step: the step of the application that is asked again first. online: whether the person reports it alone;
    past: whether it is told only once it has happened; ahead: whether, told before, it counts on no day before it happens; joins:
    whether people who can be on the plan now come onto it by it.
    """

    way: Way
    when: When = "month"
    event: str = ""
    cause: str = ""
    step: str = ""
    online: bool = True
    past: bool = False
    ahead: bool = False
    joins: bool = True


KINDS: dict[str, ChangeKind] = {
    "income": ChangeKind("answers", event="help_changed", step="income"),
    "move": ChangeKind("answers", event="move", step="address", ahead=True),
    "birth": ChangeKind("answers", "event", event="birth_adoption", step="people", past=True),
    "adoption": ChangeKind("answers", "event", event="birth_adoption", step="people", past=True),
    "marriage": ChangeKind("answers", "event", event="marriage", step="people", past=True),
    "divorce": ChangeKind("answers", event="dependent_lost", step="people", past=True),
    "lost_coverage": ChangeKind("answers", "event", event="loss_of_coverage", step="people", ahead=True),
    "gained_coverage": ChangeKind("answers", event="help_changed", step="coverage", ahead=True),
    "correction": ChangeKind("answers", step="people"),
    "death": ChangeKind("people", "last_day", cause="death", past=True),
    "drop_member": ChangeKind("people", "last_day", cause="requested"),
    "end": ChangeKind("end", "last_day", cause="requested"),
    "plan_change": ChangeKind("end", "last_day", cause="plan_change", online=False),
    "other_coverage": ChangeKind("end", "last_day", cause="other_coverage"),
    "end_by_death": ChangeKind("end", "last_day", cause="death", online=False),
    "plan_ended": ChangeKind("end", "last_day", cause="plan_ended", online=False),
    "redetermined": ChangeKind("answers", event="help_changed", online=False, joins=False),
    # Another plan of the household was chosen, or came back, and leaves this one more or less of the credit. Done where it comes from.
    "beside": ChangeKind("answers", online=False, joins=False),
    "appeal_pending": ChangeKind("answers", online=False, joins=False),
    "appeal_ended": ChangeKind("answers", online=False, joins=False),
    "lost_eligibility": ChangeKind("end", "last_day", cause="lost_eligibility", online=False),
    "nonpayment": ChangeKind("end", "last_day", cause="nonpayment", online=False),
    "not_proven": ChangeKind("end", "last_day", cause="not_proven", online=False),
    "fraud": ChangeKind("end", "last_day", cause="fraud", online=False),
}
# What staff take in when somebody tells them: all that the household could tell online, and who has no right to a plan any more. Not
# fraud: 45 CFR 147.128(a) wants 30 days' written notice before coverage is rescinded. What asks for no answers waits for a human.
TAKEN_IN = (*(name for name, kind in KINDS.items() if kind.online), "lost_eligibility")
TOLD_TO_STAFF = "told_to_staff"
# Why coverage may end, and who may say so.
CAUSES: dict[str, frozenset[str]] = {
    "requested": frozenset({"enrollee", "issuer", "exchange"}),
    "death": frozenset({"enrollee", "issuer", "exchange"}),
    "plan_change": frozenset({"enrollee", "exchange"}),
    "other_coverage": frozenset({"enrollee", "exchange"}),
    "nonpayment": frozenset({"issuer", "exchange"}),
    "lost_eligibility": frozenset({"exchange"}),
    "plan_ended": frozenset({"issuer", "exchange"}),
    "not_proven": frozenset({"exchange"}),
    "fraud": frozenset({"exchange"}),
}
