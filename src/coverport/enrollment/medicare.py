"""Who is on a plan and soon can have Medicare by age gets a letter in the three months before: nothing ends by itself."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from coverport.core.dates import first_of_month, last_of_month
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment.models import EnrollmentMember, Kind
from coverport.enrollment.recipients import recipient
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.models import Exchange
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import UnderAge
from coverport.notices.actions import send_notice
from coverport.notices.kinds import ageing, build
from coverport.notices.queries import was_told

# The first period to sign up begins three months before Medicare can, and ends three months after that month: 42 CFR 407.14.
MONTHS = 3


def tell_of_medicare(exchange: Exchange, *, on: date) -> int:
    """Write to everybody whose Medicare can begin in the next three months; answers to how many. Each is told once."""
    return sum(_post(member, begins, on) for member, begins in _nearing(exchange, on))


def begins_on(born: date, age: int) -> date:
    """The first of the month of the birthday; of who was born on the first of a month, the month before: 42 USC 426(a), 20 CFR 404.102."""
    month = date(born.year + age, born.month, 1)
    return first_of_month(month, -1) if born.day == 1 else month


def medicare_age(year: int) -> int:
    """From which age on Medicare can be had in a year, 42 USC 426(a)."""
    return typed(UnderAge, "renewal.medicare_age", on=new_year(year)).under


def _nearing(exchange: Exchange, on: date) -> Iterator[tuple[EnrollmentMember, date]]:
    if on.year < min(exchange.years(), default=on.year):  # nobody is covered yet
        return
    age = medicare_age(on.year)
    first, after = (first_of_month(on, months) for months in (1, MONTHS + 2))
    rows = EnrollmentMember.objects.filter(
        enrollment__exchange=exchange, enrollment__kind=Kind.MEDICAL, enrollment__status__in=STANDING, active=True,
        coverage__contains=on, person__died_on=None,
        person__birth_date__gte=first.replace(year=first.year - age),
        person__birth_date__lt=after.replace(year=after.year - age),
    )  # fmt: skip
    around = ("person", "enrollment__exchange", "enrollment__application__household__owner")
    for member in rows.select_related(*around).order_by("id"):
        begins = begins_on(member.person.birth_date, age)
        rehearsed = is_rehearsal(member.enrollment.owner_user_id)
        if first_of_month(begins, -MONTHS) <= on < begins and not rehearsed:
            yield member, begins


@transaction.atomic
def _post(member: EnrollmentMember, begins: date, on: date) -> bool:
    enrollment, decision = member.enrollment, f"{member.person.reference} {begins}"
    if was_told(ageing.MEDICARE, exchange=enrollment.exchange, decision=decision):
        return False
    to = recipient(enrollment)
    case = ageing.Medicare(
        exchange=enrollment.exchange, to=to, on=on, name=member.person.short_name, begins=begins,
        sign_up=(first_of_month(begins, -MONTHS), last_of_month(first_of_month(begins, MONTHS))),
        credit=enrollment.credit_cents > 0,
        others=enrollment.members.filter(active=True, coverage__contains=on).exclude(person=member.person_id).exists(),
    )  # fmt: skip
    letter = build(ageing.MEDICARE, case, language=to.language)
    send_notice(
        ageing.MEDICARE, exchange=enrollment.exchange, to=to, about=enrollment.reference, decision=decision, letter=letter, on=on
    )  # fmt: skip
    return True
