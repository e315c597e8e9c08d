"""What a decision of the agency does here: approved, the credit ends; denied, it is worked out anew, with its special enrollment."""

from datetime import date

from django.db import transaction

from coverport.applications.determining import facts_of
from coverport.applications.models import Application, Determination
from coverport.applications.queries import determination_of
from coverport.applications.verification.models import Redetermination
from coverport.applications.verification.redetermining import redetermine
from coverport.applications.verification.rules.instead import with_programs
from coverport.core.dates import first_of_month
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.dates import help_counts
from coverport.enrollment.rules.answers import Answer
from coverport.enrollment.special.periods import opened_by_agency
from coverport.exchanges.models import Exchange
from coverport.handoff import notices
from coverport.handoff.actions import leaving, locked_case, move, newest_application
from coverport.handoff.known import denied
from coverport.handoff.layout import Decision
from coverport.handoff.models import Case
from coverport.handoff.outbox import AGENCY

AUTHORITY = "45 CFR 155.345(h), 155.330(f)"


class Unknown(LookupError):
    """A decision about nobody whom we sent."""


@transaction.atomic
def take_decision(exchange: Exchange, decision: Decision, *, on: date) -> Case:
    """Take a decision in; it may come before the receipt of the transfer did. Raises Unknown, and what a new decision raises."""
    found = Case.objects.filter(
        exchange=exchange, outgoing__reference=decision.transfer, person__reference=decision.person
    ).first()
    if found is None:
        raise Unknown("no person of this transfer was sent by this exchange")
    case = locked_case(found)
    if case.status == decision.outcome and case.decided_on == decision.decided_on:
        return case
    _DECIDED[decision.outcome](case, decision, on)
    return case


def _approved(case: Case, decision: Decision, on: date) -> None:
    """The credit ends with the month in which the person is told; the plan stays at its full price, unless they want to leave it."""
    move(
        case, "approved", by=AGENCY, on=on, program=decision.program, because="", decided_on=decision.decided_on,
        special_opens=None, special_closes=None,
    )  # fmt: skip
    application, person = _application(case), case.person.reference
    given = with_programs(facts_of(_newest(application)), person, [decision.program])
    made = redetermine(
        application, given, by=AGENCY, on=on, effective_on=help_counts(told=on, state=application.state).day,
        cause=Redetermination.Cause.AGENCY, authority=AUTHORITY, leaves=leaving(application, [person]),
    )  # fmt: skip
    notices.post_decision(case, made, on=on)


def _denied(case: Case, decision: Decision, on: date) -> None:
    """The exchange has the person again, with the credit that they can have, 45 CFR 155.345(h)."""
    opens, closes = special_days(case, decision.decided_on, on)
    move(
        case, "denied", by=AGENCY, on=on, because=decision.because or "other", decided_on=decision.decided_on,
        special_opens=opens, special_closes=closes,
    )  # fmt: skip
    application = _application(case)
    made = redetermine(
        application, denied(facts_of(_newest(application)), case.person.reference), by=AGENCY, on=on,
        effective_on=help_counts(told=on, state=application.state).day, cause=Redetermination.Cause.AGENCY,
        authority=AUTHORITY,
    )  # fmt: skip
    if opens is not None:
        opened_by_agency(application, decision.decided_on, by=AGENCY, on=on)
    notices.post_decision(case, made, on=on)


def _withdrawn(case: Case, decision: Decision, on: date) -> None:
    """The agency closed the case because the person asked it to. What was decided here stands."""
    move(case, "withdrawn", by=AGENCY, on=on, decided_on=decision.decided_on)
    notices.post_decision(case, None, on=on)


_DECIDED = {"approved": _approved, "denied": _denied, "withdrawn": _withdrawn}


def special_days(case: Case, denied_on: date, on: date) -> tuple[date | None, date | None]:
    """The days on which a plan may be chosen because Medicaid was denied, 45 CFR 155.420(d)(11); none where the law has no such period."""
    asked = Question(
        state=case.application.state, event_date=denied_on, selected=on, granted=first_of_month(on, 1), learned=on,
    )  # fmt: skip
    found = dated("medicaid_denied", asked)
    return found.window if isinstance(found, Answer) else (None, None)


def _application(case: Case) -> Application:
    """The newest of the year, locked."""
    found = newest_application(case.person, case.year)
    assert found is not None, "a case rests on a signed application"
    return Application.objects.select_for_update(of=("self",)).select_related("exchange", "household__owner").get(
        pk=found.pk
    )  # fmt: skip


def _newest(application: Application) -> Determination:
    determination = determination_of(application)
    assert determination is not None, "a signed application is decided"
    return determination
