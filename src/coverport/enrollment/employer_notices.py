"""The letter to an employer whose employee has tax credit and a plan, 45 CFR 155.310(h): where the household told us its address."""

from collections.abc import Iterator
from datetime import date

from coverport.applications.determining import result_of
from coverport.applications.models import Applicant
from coverport.applications.queries import applicants_of
from coverport.core.rehearsals import is_rehearsal
from coverport.eligibility.findings import Outcome
from coverport.enrollment.models import Enrollment
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build, telling
from coverport.notices.letters import Recipient
from coverport.notices.models import Notice


def post_employers(enrollment: Enrollment, *, on: date) -> None:
    """Once for each employee and decision, in the transaction that makes coverage sure."""
    if not enrollment.credit_cents or is_rehearsal(enrollment.owner_user_id):
        return
    for one in _employees(enrollment):
        decision = f"{enrollment.determination.reference}:{one.person.reference}"
        told = Notice.objects.filter(exchange=enrollment.exchange.slug, decision=decision, kind=telling.EMPLOYER)
        if not told.exists():
            _post(enrollment, one, decision, on)


def _employees(enrollment: Enrollment) -> Iterator[Applicant]:
    """Who is on the plan, can have the credit, and named an employer with its whole address."""
    decided = result_of(enrollment.determination)
    on_plan = set(enrollment.members.filter(active=True).values_list("person_id", flat=True))
    for one in applicants_of(enrollment.application):
        whole = one.told.offer_employer and one.told.offer_street and one.told.offer_place
        if whole and one.person_id in on_plan and decided.person(one.person.reference).aptc.outcome is Outcome.YES:
            yield one


def _post(enrollment: Enrollment, one: Applicant, decision: str, on: date) -> None:
    told = one.told
    employer, street, place = str(told.offer_employer), str(told.offer_street), str(told.offer_place)
    to = Recipient(user_id=None, name=employer, address=(street, place))
    case = telling.Employee(
        exchange=enrollment.exchange, to=to, on=on, employee=one.person.name, employer=employer, year=enrollment.year
    )  # fmt: skip
    letter = build(telling.EMPLOYER, case, language=to.language)
    # Not about the enrollment: its page leads to letters that are the person's own.
    send_notice(
        telling.EMPLOYER, exchange=enrollment.exchange, to=to, about=enrollment.determination.reference, decision=decision,
        letter=letter, on=on,
    )  # fmt: skip
