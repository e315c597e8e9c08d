"""Saving one step as a face shows it: unless that would overwrite what was saved meanwhile; and rows that come and go in a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Field

from coverport.applications.changing import ChangedMeanwhile
from coverport.applications.forms.income import IncomeForm, with_line
from coverport.applications.forms.people import PeopleForms, with_row, without_row
from coverport.applications.models import Application
from coverport.applications.pages import PAGES
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.core.access import Actor


def save_step(*, actor: Actor, application: Application, step: str, form: Any, shown: str, on: date) -> str | None:
    """Save and answer the step that comes next; None where that would overwrite what was saved since the page was shown.

    shown: what the page held, in the words of seen.py; empty where that is not known.
    """
    try:
        return PAGES[step].save(actor, application, form, shown, on)
    except ChangedMeanwhile:
        application.refresh_from_db()
        return None


def rows_changed(application: Application, step: str, data: Mapping[str, Any], on: date) -> Any:
    """The form with a row more or less, unjudged, when one of those buttons was pressed; otherwise None.

    Typing goes on in the new row: who hears the page, or sees little of it, would not find it below the others.
    """
    if step == steps.PEOPLE and (changed := _people_changed(data)) is not None:
        people = PeopleForms(on=on, data=changed, unjudged=True)
        if "add" in data:
            _begin_at(people.rows[-1].fields["first_name"])
        return people
    if step == steps.INCOME and (key := data.get("add")) is not None:
        more = with_line(data, key)
        form = IncomeForm(more, applicants=applicants_of(application), told_before=None, on=on, unjudged=True)
        if (kind := form.fields.get(f"{key}-{int(more[f'{key}-rows']) - 1}-kind")) is not None:
            _begin_at(kind)
        return form
    return None


def one_more(people: PeopleForms) -> PeopleForms:
    """The form as it was kept, with a row for somebody who came to the household, where typing begins."""
    more = PeopleForms(on=people.on, initial=[*people.initial, {}], for_new=True)
    _begin_at(more.rows[-1].fields["first_name"])
    return more


def _begin_at(field: Field) -> None:
    field.widget.attrs["autofocus"] = True


def _people_changed(data: Mapping[str, Any]) -> dict[str, Any] | None:
    if "add" in data:
        return with_row(data)
    gone = data.get("remove", "")
    return without_row(data, int(gone)) if gone.isascii() and gone.isdigit() and gone != "0" else None
