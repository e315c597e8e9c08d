"""The steps as the web shows them: which form each has, and which verb saves it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from coverport.applications import actions
from coverport.applications.forms.contact import ContactForm
from coverport.applications.forms.each import CitizenshipForm, CoverageForm, IncomeForm
from coverport.applications.forms.people import PeopleForms, initial_of
from coverport.applications.forms.taxes import TaxForm
from coverport.applications.models import Applicant, Application
from coverport.applications.prefill import people_told
from coverport.applications.rules import steps
from coverport.core.access import Actor

Data = Mapping[str, Any] | None


class Page(msgspec.Struct, frozen=True):
    """A step: its heading, how its form is made, and how its answer is saved."""

    title: Any
    form: Callable[[Application, Data, date], Any]
    save: Callable[[Actor, Application, Any, date], None]


def _applicants(application: Application, **only: Any) -> list[Applicant]:
    return list(application.applicants.filter(**only).select_related("person").order_by("position"))


def _people(application: Application, data: Data, on: date) -> PeopleForms:
    stored = [initial_of(one) for one in _applicants(application)]
    return PeopleForms(on=on, data=data, initial=stored or people_told(application.shopping))


def _save_people(actor: Actor, application: Application, form: PeopleForms, on: date) -> None:
    actions.save_people(actor=actor, application=application, people=form.answer(), on=on)


def _address(application: Application, data: Data, on: date) -> ContactForm:
    told = {"zip": application.shopping.get("zip", ""), "county": application.shopping.get("county", "")}
    stored = {
        "street": application.street, "unit": application.unit, "city": application.city, "phone": application.phone,
        "zip": application.zip or told["zip"], "county": application.county_fips or told["county"],
    }  # fmt: skip
    return ContactForm(data, initial=stored, exchange=application.exchange, year=application.year)


def _save_address(actor: Actor, application: Application, form: ContactForm, on: date) -> None:
    actions.save_contact(actor=actor, application=application, contact=form.answer(), on=on)


def _citizenship(application: Application, data: Data, on: date) -> CitizenshipForm:
    return CitizenshipForm(data, applicants=_applicants(application, applies=True))


def _save_citizenship(actor: Actor, application: Application, form: CitizenshipForm, on: date) -> None:
    actions.save_citizenship(actor=actor, application=application, attested=form.answer(), on=on)


def _taxes(application: Application, data: Data, on: date) -> TaxForm:
    return TaxForm(data, application=application, applicants=_applicants(application))


def _save_taxes(actor: Actor, application: Application, form: TaxForm, on: date) -> None:
    actions.save_taxes(actor=actor, application=application, answer=form.answer(), on=on)


def _income(application: Application, data: Data, on: date) -> IncomeForm:
    told = application.shopping.get("income_cents")
    return IncomeForm(data, applicants=_applicants(application), told_before=told, on=on)


def _save_income(actor: Actor, application: Application, form: IncomeForm, on: date) -> None:
    actions.save_income(actor=actor, application=application, incomes=form.answer(), on=on)


def _coverage(application: Application, data: Data, on: date) -> CoverageForm:
    return CoverageForm(data, applicants=_applicants(application, applies=True))


def _save_coverage(actor: Actor, application: Application, form: CoverageForm, on: date) -> None:
    actions.save_coverage(actor=actor, application=application, has_other=form.answer(), on=on)


PAGES: dict[str, Page] = {
    steps.PEOPLE: Page(_("Who is in your household?"), _people, _save_people),
    steps.ADDRESS: Page(_("Where do you live?"), _address, _save_address),
    steps.CITIZENSHIP: Page(_("Citizenship or immigration status"), _citizenship, _save_citizenship),
    steps.TAXES: Page(_("Your tax return"), _taxes, _save_taxes),
    steps.INCOME: Page(_("Income in the year of coverage"), _income, _save_income),
    steps.COVERAGE: Page(_("Other health coverage"), _coverage, _save_coverage),
}
