"""What somebody has to know who looks at their plan: papers that are due, an appeal that waits, Medicare that comes near."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.appeals import standing as appeals
from coverport.applications.verification.models import Document, Inconsistency
from coverport.core.dates import first_of_month, last_of_month, long_date
from coverport.enrollment.medicare import MONTHS, begins_on, medicare_age
from coverport.enrollment.models import Enrollment, EnrollmentMember
from coverport.notices.kinds import ageing


class Note(msgspec.Struct, frozen=True):
    """sentences: the first is the one to read; link, address: what can be done; waits: whether it has to be done."""

    sentences: tuple[str, ...]
    link: str
    address: str
    waits: bool = True


# Of a household, as the page of its plan asks for them: still to be sent, by what was not sent yet.
PAPERS: QuerySet[Inconsistency] = (
    Inconsistency.objects.filter(
        application__household=OuterRef("application__household"), status="open", explained_on=None
    )
    .exclude(documents__status=Document.Status.RECEIVED)
    .order_by("due_on", "id")
)


def papers(application: str | None, by: date | None) -> Iterator[Note]:
    """The papers of a household that are due next. application: its number; by: the last day."""
    if application is not None and by is not None:
        words = _("We need papers from you by %(day)s. If they do not come, your help or your coverage can change.")
        yield Note(
            (words % {"day": long_date(by)},), _("See what to send"), reverse("applications:proof", args=[application])
        )


def appeal(household_id: int, today: date) -> Iterator[Note]:
    """An appeal that is open, or won and not signed yet."""
    if (told := appeals.of_household(household_id, today)) is not None:
        yield Note((told.words,), told.link, told.address, told.waits)


def medicare(enrollment: Enrollment, members: Iterable[EnrollmentMember], *, today: date) -> Iterator[Note]:
    """Of who is on a plan and reaches the age: from three months before to the end of the time to sign up, 42 CFR 407.14.

    The letter of the same months says the same (`medicare_ahead`).
    """
    on = max(today, enrollment.start)
    there = [each for each in members if each.active and on in each.coverage and each.person.died_on is None]
    for member in there:
        begins = begins_on(member.person.birth_date, medicare_age(enrollment.year))
        first, last = first_of_month(begins, -MONTHS), last_of_month(first_of_month(begins, MONTHS))
        if first <= today <= last and not _has_it(enrollment, member):
            yield _medicare(enrollment, member, begins, (first, last), today, alone=len(there) == 1)


def _has_it(enrollment: Enrollment, member: EnrollmentMember) -> bool:
    """Whether they told us that they have it, or could: the credit rests on that already."""
    found = enrollment.application.applicants.filter(person=member.person_id).first()
    return found is not None and "medicare" in (found.told.kinds or ())


def _medicare(
    enrollment: Enrollment, member: EnrollmentMember, begins: date, sign_up: tuple[date, date], today: date, *, alone: bool
) -> Note:  # fmt: skip
    name, first, last = member.person.short_name, *map(long_date, sign_up)
    facts = {"name": name, "first": first, "last": last, "day": long_date(begins), "begins": long_date(begins)}
    late = _("%(name)s can sign up for Medicare until %(last)s. The sooner, the fewer months are lost.")
    credit = ageing.credit_ends(name) if enrollment.credit_cents else ()
    return Note(
        (
            ageing.title_words() % facts,
            (ageing.sign_up_words() if today < begins else late) % facts,
            ageing.ask(),
            *credit,
            _("This plan does not end by itself for %(name)s: report from when on %(name)s has Medicare.") % facts,
        ),
        _("Report that %(name)s has Medicare") % facts,
        reverse("enrollment:report", args=[enrollment.reference])
        + ("?kind=other_coverage" if alone else "?kind=gained_coverage"),
        waits=True,
    )
