"""Saving one step as a face shows it: unless that would overwrite what was saved meanwhile; and rows that come and go in a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from coverport.applications.forms.income import IncomeForm, with_line
from coverport.applications.forms.people import PeopleForms, with_row, without_row
from coverport.applications.models import Application
from coverport.applications.pages import PAGES
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.applications.seen import seen
from coverport.core.access import Actor


def save_step(*, actor: Actor, application: Application, step: str, form: Any, shown: str, on: date) -> bool:
    """Save, unless that would overwrite other answers that were saved, on another device or by somebody else, since the page was shown.

    shown: what the page held, in the words of seen.py; empty where that is not known.
    """
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        application.refresh_from_db()
        before = seen(application, step)
        PAGES[step].save(actor, application, form, on)
        application.refresh_from_db()
        # The same form sent twice changes nothing, and is no conflict.
        fits = shown in {"", before} or seen(application, step) == before
        transaction.set_rollback(not fits)
    if not fits:
        application.refresh_from_db()
    return fits


def rows_changed(application: Application, step: str, data: Mapping[str, Any], on: date) -> Any:
    """The form with a row more or less, unjudged, when one of those buttons was pressed; otherwise None."""
    if step == steps.PEOPLE and (changed := _people_changed(data)) is not None:
        return PeopleForms(on=on, data=changed, unjudged=True)
    if step == steps.INCOME and (key := data.get("add")) is not None:
        return IncomeForm(
            with_line(data, key), applicants=applicants_of(application), told_before=None, on=on, unjudged=True
        )
    return None


def _people_changed(data: Mapping[str, Any]) -> dict[str, Any] | None:
    if "add" in data:
        return with_row(data)
    gone = data.get("remove", "")
    return without_row(data, int(gone)) if gone.isascii() and gone.isdigit() and gone != "0" else None
