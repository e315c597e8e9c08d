"""Who may have applied twice: people of one Social Security number in households of several accounts. Shown to staff, never merged.

Nobody but staff is told: that a number is known here would tell a stranger of the person. In one household it is asked at once.
"""

from collections.abc import Iterable

import msgspec
from django.db.models import Count

from coverport.applications.models import Applicant, Application
from coverport.exchanges.models import Exchange


class Twice(msgspec.Struct, frozen=True):
    """One number in the newest signed applications of several households for a year, each with who has it there."""

    year: int
    applicants: tuple[Applicant, ...]


def applied_twice(exchange: Exchange, *, most: int) -> list[Twice]:
    """For the plan years on offer, the first to sign first."""
    signed = Applicant.objects.filter(
        applies=True, application__exchange=exchange, application__status=Application.Status.SUBMITTED,
        application__year__in=exchange.years(),
    ).exclude(person__ssn_index="")  # fmt: skip
    groups = signed.values("person__ssn_index", "application__year").annotate(
        households=Count("application__household", distinct=True)
    )
    found = []
    for number, year in groups.filter(households__gt=1).values_list("person__ssn_index", "application__year")[:most]:
        rows = signed.filter(person__ssn_index=number, application__year=year)
        standing = _standing(rows.select_related("person", "application__household__owner").order_by("application_id"))
        if len(standing) > 1:
            found.append(Twice(year, standing))
    return sorted(found, key=lambda each: each.applicants[0].application_id)


def _standing(rows: Iterable[Applicant]) -> tuple[Applicant, ...]:
    """Of these, whose application is the newest signed one of its household: who is left out there applies no more."""
    return tuple(one for one in rows if not _answered_anew(one.application))


def _answered_anew(application: Application) -> bool:
    later = Application.objects.filter(household_id=application.household_id, year=application.year, status="submitted")
    return later.filter(pk__gt=application.pk).exists()
