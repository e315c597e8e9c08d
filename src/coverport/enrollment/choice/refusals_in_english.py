"""Why a date was refused, as the command line says it. Pages have words of their own in the reader's language."""

from coverport.enrollment.rules.answers import Refused

_WORDS = {
    "no_calendar": "the exchange has no calendar for plan year {year}",
    "before_open_enrollment": "nobody can choose a plan for {year} on {selected}: open enrollment is from {opens} to {closed}",
    "after_open_enrollment": "nobody can choose a plan for {year} on {selected}: open enrollment was from {opens} to {closed}",
    "not_in_line": "open enrollment for {year} ended on {closed}; only who was in line by then may still finish (--in-line)",
    "not_open": "the law has no such special enrollment period from {from} to {to}",
    "excluded_cause": "this is not a loss of coverage in the law's sense: {cause}",
    "enrollees_only": "only people who are enrolled through the exchange already have this period",
    "used_this_month": "this period is for one choice a month, and one was made on {used}",
    "before_window": "chosen too early, on {selected}: the window is from {opens} to {closes}",
    "after_window": "chosen too late, on {selected}: the window was from {opens} to {closes}",
    "prior_coverage_unknown": "this event asks for coverage on a day from {since} on, before {event_date}: say when it ended "
    "(--prior-coverage-end), or why none is asked for (--moved-from abroad, territory or no_plans; --indian)",
    "no_prior_coverage": "coverage ended on {ended}; this event asks for a day of it from {since} on, before {event_date}",
    "nobody_covered": "nobody had coverage on a day from {since} on, before {event_date}, which this event asks for",
    "not_elective": "--elect {elected} cannot be chosen here; there are: {rules}",
    "no_later_start": "coverage from {start} leaves too little to be paid at once on {day} for a later start: {owed} months",
    "staff_must_grant": "staff set this first day of coverage by the circumstances: give it with --granted",
    "too_late_for_rule": "{rule} can be had only by a choice before {month}",
    "before_exchanges": "coverage would begin on {start}; through an exchange it began on {earliest} at the earliest",
    "not_served": "coverage would begin in {year}, when no exchange of this installation serves {state}: ask the exchange that does",
    "ended_with_exchange": "coverage through an exchange of this installation ended in {state} with {last}: none serves it in {year}",
    "counts_elsewhere": "it would count in {year}, when no exchange of this installation serves {state}: ask the exchange that does",
    "request_after_end": "coverage cannot end on {wanted} by a request of {requested}: the last day lies before it",
    "no_month_paid": "no month of the year was paid (--paid) as far as was said, so that three months of grace are not given from {month}: "
    "say --paid yes where one was. Where none was, what never began is canceled, and what was renewed has the grace of the state, which is "
    "asked for without --credit",
    "state_grace_unknown": "without a tax credit (--credit) the grace period from {month} is the state's own to set, and is "
    "not known here",
    "paid_in_grace": "nothing ends: all was paid on {paid}, inside the grace period to {ends}",
    "binder_late": "the first payment came on {paid}, after {due}: the enrollment is canceled, as if it had never been",
    "chosen_after_due_day": "coverage cannot begin on {starts}: the first payment was due on {due}, before the choice of {received}",
}


def in_english(refused: Refused) -> str:
    """The words of a refusal with its facts and citation."""
    facts = {name: _told(value) for name, value in refused.facts.items()}
    cited = f" [{refused.citation}]" if refused.citation else ""
    return _WORDS[refused.code].format(**facts) + cited


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "no fixed end" if value is None else str(value)
