"""Answering anew after a decision, or for another year: a signed application stays as it is, a draft begins with its answers."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from coverport.applications.events import ApplicationStarted
from coverport.applications.models import Application, Household
from coverport.applications.rules import steps
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record

ANSWERS = (
    "street", "unit", "city", "state", "zip", "county_fips", "phone", "files_taxes", "files_jointly", "answers",
    "saved_steps",
)  # fmt: skip
OF_EACH = (
    "person_id", "position", "relationship", "applies", "tobacco", "citizenship", "dependent", "other_coverage",
    "answers",
)  # fmt: skip


@transaction.atomic
def revise_application(*, actor: Actor, application: Application, on: date) -> Application:
    """A draft with the answers of a signed application, or the draft that is there. It keeps the place in line."""
    actor.require(Permission.CHANGE, application)
    Household.objects.select_for_update().get(pk=application.household_id)
    draft, created = Application.objects.get_or_create(
        household_id=application.household_id, year=application.year, status=Application.Status.DRAFT,
        defaults={
            "exchange": application.exchange, "started_on": application.started_on,
            **{name: getattr(application, name) for name in ANSWERS},
        },
    )  # fmt: skip
    if created:
        _copy_people(application, draft)
        record(
            ApplicationStarted(application=draft.reference),
            by=actor, on=on, exchange=application.exchange.slug, subject=draft.reference, purpose="change of answers",
        )  # fmt: skip
    return draft


# What a new year makes anew: the return, and the income of a year that has not come yet.
ASKED_AGAIN = frozenset(
    {steps.TAXES, steps.RETURNS, steps.INCOME, steps.EXPECTED, steps.COVERAGE, steps.OFFERS, steps.WORK}
)


@transaction.atomic
def copy_for_year(*, actor: Actor, application: Application, year: int, on: date) -> Application:
    """A draft for another plan year with the answers of a signed application, or the draft that is there.

    What a year changes is filled in and asked again. Raises NotOffered for a year that nobody can apply for now.
    """
    actor.require(Permission.CHANGE, application)
    if year not in application.exchange.years() or year == application.year:
        raise NotOffered(_("Applications for %(year)s are not open now.") % {"year": year})
    Household.objects.select_for_update().get(pk=application.household_id)
    given = {name: getattr(application, name) for name in ANSWERS}
    given["saved_steps"] = [step for step in application.saved_steps if step not in ASKED_AGAIN]
    draft, created = Application.objects.get_or_create(
        household_id=application.household_id, year=year, status=Application.Status.DRAFT,
        defaults={"exchange": application.exchange, "started_on": on, **given},
    )  # fmt: skip
    if created:
        draft.tell(votes=None)
        draft.save(update_fields=["answers"])
        _copy_people(application, draft)
        record(
            ApplicationStarted(application=draft.reference),
            by=actor, on=on, exchange=application.exchange.slug, subject=draft.reference, purpose="copy for another year",
        )  # fmt: skip
    return draft


def _copy_people(application: Application, draft: Application) -> None:
    copy_people([(application.pk, draft.pk)])


_COLUMNS = ", ".join(f'"{name}"' for name in OF_EACH)
# Within the database: sealed answers are neither opened nor sealed again.
_COPY = f"""
    INSERT INTO applications_applicant (application_id, {_COLUMNS})
    SELECT pair.copy, {_COLUMNS}
    FROM unnest(%s::bigint[], %s::bigint[]) AS pair (of, copy) JOIN applications_applicant ON application_id = pair.of
    ORDER BY pair.copy, "position"
"""  # noqa: S608  names of our own columns


def copy_people(copied: Sequence[tuple[int, int]]) -> None:
    """The people of some applications with their answers into others, by key, in their order. In the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [[before for before, _ in copied], [after for _, after in copied]])


class NotOffered(Refusal):
    """A plan year that is not open."""

    code = "not_offered"
