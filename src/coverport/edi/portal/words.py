"""Files, errors and differences in plain words."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

Words = Callable[[], str]

SETS: Mapping[str, Words] = {
    "834": lambda: _("Enrollments (834)"),
    "820": lambda: _("Payments (820)"),
    "999": lambda: _("Acknowledgments (TA1, 999)"),
    "REJ": lambda: _("Rejections"),
    "REC": lambda: _("Our view of a month"),
    "DIS": lambda: _("Answers to a view"),
}
# What a front door answered -> words, and how they look.
ANSWERS: Mapping[str, tuple[Words, str]] = {
    "accepted": (lambda: _("Accepted"), "word-go"),
    "partly": (lambda: _("Accepted in part"), "word-wait"),
    "refused": (lambda: _("Refused"), "word-stop"),
}
OUTCOMES: Mapping[str, tuple[Words, str]] = {
    "applied": (lambda: _("Done"), "word-go"),
    "rejected": (lambda: _("Not accepted"), "word-stop"),
    "staff": (lambda: _("Our staff look at it"), "word-wait"),
    "settled": (lambda: _("Our staff saw to it"), "word-go"),
}
EVENTS: Mapping[str, Words] = {
    "effectuate": lambda: _("Confirmation"),
    "cancel": lambda: _("Cancellation"),
    "terminate": lambda: _("Termination"),
    "reinstate": lambda: _("Reinstatement"),
    "issuer_ids": lambda: _("Your own numbers"),
    "acknowledgment": lambda: _("Acknowledgment"),
    "unknown": lambda: _("Not known"),
}
KINDS: Mapping[str, Words] = {
    "missing_there": lambda: _("The insurer does not have this policy"),
    "unknown_here": lambda: _("The insurer has a policy that we do not have"),
    "person_missing_there": lambda: _("The insurer does not have this person"),
    "person_unknown_here": lambda: _("The insurer has a person whom we do not have"),
    "twice_there": lambda: _("The insurer has this person twice"),
}
FIELDS: Mapping[str, Words] = {
    "subscriber": lambda: _("Subscriber"),
    "status": lambda: _("Status"),
    "plan": lambda: _("Plan"),
    "variant": lambda: _("Cost-sharing variant"),
    "policy_begin": lambda: _("First day of the policy"),
    "policy_end": lambda: _("Last day of the policy"),
    "member_begin": lambda: _("First day of the person"),
    "member_end": lambda: _("Last day of the person"),
    "issuer_policy": lambda: _("Insurer’s policy number"),
    "issuer_subscriber": lambda: _("Insurer’s subscriber number"),
    "issuer_member": lambda: _("Insurer’s number of the person"),
    "last_name": lambda: _("Last name"),
    "first_name": lambda: _("First name"),
    "middle_name": lambda: _("Middle name"),
    "birth_date": lambda: _("Date of birth"),
    "sex": lambda: _("Sex"),
    "tobacco": lambda: _("Tobacco"),
    "street": lambda: _("Street"),
    "unit": lambda: _("Apartment or unit"),
    "city": lambda: _("City"),
    "state": lambda: _("State"),
    "zip": lambda: _("ZIP code"),
    "county": lambda: _("County"),
    "rating_area": lambda: _("Rating area"),
    "total_premium": lambda: _("Monthly premium of all"),
    "credit": lambda: _("Monthly tax credit"),
    "member_premium": lambda: _("Monthly premium of the person"),
    "paid_through": lambda: _("Paid through"),
}
STATUSES: Mapping[str, tuple[Words, str]] = {
    "open": (lambda: _("Our staff look at it"), "word-wait"),
    "told": (lambda: _("We are right by rule; the insurer is told"), "word-accent"),
    "fixed": (lambda: _("The insurer is right by rule; ours is mended"), "word-go"),
    "settled": (lambda: _("Decided by staff"), "word-go"),
    "gone": (lambda: _("Not there any more"), "word-go"),
}
# What a comparison counted, in the order in which it is shown.
COUNTS: Mapping[str, Words] = {
    "ours": lambda: _("Policies here"),
    "theirs": lambda: _("Policies at the insurer"),
    "moving": lambda: _("Not compared, because a message is on its way"),
    "fixed": lambda: _("Mended here"),
    "told": lambda: _("Told to the insurer"),
    "open": lambda: _("Waits for our staff"),
}
RIGHT: Mapping[str, Words] = {
    "exchange": lambda: _("The exchange"),
    "issuer": lambda: _("The insurer"),
    "staff": lambda: _("Not decided yet"),
}
# X12 999: IK304 and IK403, as acknowledgments give them.
SEGMENT_ERRORS: Mapping[str, Words] = {
    "1": lambda: _("the segment is not known"),
    "2": lambda: _("the segment was not expected here"),
    "3": lambda: _("a required segment is missing"),
    "4": lambda: _("the loop occurs too often"),
    "5": lambda: _("the segment occurs too often"),
    "6": lambda: _("the segment does not belong into this message"),
    "7": lambda: _("the segment is not in its order"),
    "8": lambda: _("something in the segment is wrong"),
    "I4": lambda: _("the guide does not use the segment"),
    "I6": lambda: _("a segment that depends on another one is missing"),
    "I7": lambda: _("the loop occurs less often than the guide asks"),
    "I8": lambda: _("the segment occurs less often than the guide asks"),
    "I9": lambda: _("a segment that depends on another one should not be there"),
}
ELEMENT_ERRORS: Mapping[str, Words] = {
    "1": lambda: _("a required value is missing"),
    "2": lambda: _("a value that another one asks for is missing"),
    "3": lambda: _("there are too many values"),
    "4": lambda: _("the value is too short"),
    "5": lambda: _("the value is too long"),
    "6": lambda: _("the value has a sign that is not allowed"),
    "7": lambda: _("the code is not one of the list"),
    "8": lambda: _("the date is no date"),
    "9": lambda: _("the time is no time"),
    "10": lambda: _("the value may not stand beside another one"),
    "12": lambda: _("the value is repeated too often"),
    "13": lambda: _("the value has too many parts"),
    "I6": lambda: _("the code is not in the published list"),
    "I9": lambda: _("a value that depends on another one is missing"),
    "I10": lambda: _("the guide does not use this value"),
    "I11": lambda: _("the value occurs less often than the guide asks"),
    "I12": lambda: _("the value does not match the guide’s pattern"),
    "I13": lambda: _("a value that depends on another one should not be there"),
}
REJECTIONS: Mapping[str, Words] = {
    "unknown_policy": lambda: _("No policy of this number was sent to you."),
    "event_unknown": lambda: _("The maintenance type and its reasons do not go together."),
    "subscriber_differs": lambda: _("The subscriber is not the one of this policy."),
    "wrong_state": lambda: _("This cannot be said of a policy that stands as this one does."),
    "members_differ": lambda: _("The people are not those of this policy."),
    "begin_differs": lambda: _("Coverage begins on another day."),
    "paid_through_missing": lambda: _("Until when the premium is paid is missing (DTP*543)."),
    "end_differs": lambda: _("A cancellation ends on the first day, or on the day before."),
    "end_before_begin": lambda: _("The end is before the beginning; what ends before it begins is canceled."),
    "end_later": lambda: _("An end can only move to an earlier day; for a later one, reinstate first."),
    "ended_by_exchange": lambda: _(
        "The exchange ended this policy; only an end that you told can be taken back by you."
    ),
    "unknown_file": lambda: _("We have sent nothing under this number."),
    "refused": lambda: _("Your front door refused what we sent."),
    "accepted_before": lambda: _("Your front door refused what it had accepted before: we leave it as accepted."),
    "by_hand": lambda: _("Our staff must act on it."),
}
