"""The steps as the web shows them: which form each has, and which verb saves it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from coverport.applications import actions
from coverport.applications.asking import read
from coverport.applications.forms.citizenship import CitizenshipForm
from coverport.applications.forms.contact import ContactForm
from coverport.applications.forms.income import IncomeForm
from coverport.applications.forms.people import PeopleForms, initial_of
from coverport.applications.forms.questions import QuestionsForm
from coverport.applications.forms.taxes import TaxForm
from coverport.applications.models import GENERAL_DELIVERY, Application
from coverport.applications.prefill import people_told
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.core.access import Actor

Data = Mapping[str, Any] | None


class Page(msgspec.Struct, frozen=True):
    """A step: its heading, how its form is made, and how its answer is saved. template: empty for one of the step's own name.

    save: takes what the page held (seen.py) and answers the step that comes next.
    """

    title: Any
    form: Callable[[Application, Data, date], Any]
    save: Callable[[Actor, Application, Any, str, date], str]
    lead: Any = ""
    template: str = ""


def _people(application: Application, data: Data, on: date) -> PeopleForms:
    stored = [initial_of(one) for one in applicants_of(application)]
    return PeopleForms(on=on, data=data, initial=stored or people_told(application.shopping))


def _save_people(actor: Actor, application: Application, form: PeopleForms, shown: str, on: date) -> str:
    return actions.save_people(actor=actor, application=application, people=form.answer(), shown=shown, on=on)


def _address(application: Application, data: Data, on: date) -> ContactForm:
    told = {"zip": application.shopping.get("zip", ""), "county": application.shopping.get("county", "")}
    stored: dict[str, Any] = {
        "street": application.street, "unit": application.unit, "city": application.city, "phone": application.phone,
        "zip": application.zip or told["zip"], "county": application.county_fips or told["county"],
    }  # fmt: skip
    if application.street == GENERAL_DELIVERY:
        stored |= {"street": "", "no_street": True}
    others = [one for one in applicants_of(application) if one.relationship != "self"]
    stored["lives_elsewhere"] = [one.person.reference for one in others if one.told.elsewhere]
    return ContactForm(data, initial=stored, exchange=application.exchange, year=application.year, others=others)


def _save_address(actor: Actor, application: Application, form: ContactForm, shown: str, on: date) -> str:
    return actions.save_contact(actor=actor, application=application, contact=form.answer(), shown=shown, on=on)


def _citizenship(application: Application, data: Data, on: date) -> CitizenshipForm:
    return CitizenshipForm(data, applicants=[one for one in applicants_of(application) if one.applies])


def _save_citizenship(actor: Actor, application: Application, form: CitizenshipForm, shown: str, on: date) -> str:
    return actions.save_citizenship(actor=actor, application=application, attested=form.answer(), shown=shown, on=on)


def _taxes(application: Application, data: Data, on: date) -> TaxForm:
    return TaxForm(data, application=application, applicants=applicants_of(application))


def _save_taxes(actor: Actor, application: Application, form: TaxForm, shown: str, on: date) -> str:
    return actions.save_taxes(actor=actor, application=application, answer=form.answer(), shown=shown, on=on)


def _income(application: Application, data: Data, on: date) -> IncomeForm:
    told = application.shopping.get("income_cents")
    return IncomeForm(data, applicants=applicants_of(application), told_before=told, on=on)


def _save_income(actor: Actor, application: Application, form: IncomeForm, shown: str, on: date) -> str:
    return actions.save_income(actor=actor, application=application, incomes=form.answer(), shown=shown, on=on)


def _asked_in(step: str) -> tuple[Callable[..., Any], Callable[..., str]]:
    """The form and the verb of a step whose questions the rules choose."""

    def form(application: Application, data: Data, on: date) -> QuestionsForm:
        found = read(application)
        assert found.asked is not None, "the address comes first"
        return QuestionsForm(data, wanted=found.of(step), asked=found.asked, stored=found.stored, on=on)

    def save(actor: Actor, application: Application, form: QuestionsForm, shown: str, on: date) -> str:
        given = form.answer()
        return actions.save_answers(actor=actor, application=application, step=step, given=given, shown=shown, on=on)

    return form, save


def _questions(step: str, title: Any, lead: Any) -> Page:
    form, save = _asked_in(step)
    return Page(title, form, save, lead, "applications/questions.html")


PAGES: dict[str, Page] = {
    steps.PEOPLE: Page(_("Who is in your household?"), _people, _save_people),
    steps.ADDRESS: Page(_("Where do you live?"), _address, _save_address),
    steps.FAMILY: _questions(
        steps.FAMILY,
        _("How you belong together"),
        _("Medicaid counts families in its own way. These answers tell us who counts with whom."),
    ),
    steps.CITIZENSHIP: Page(_("Citizenship or immigration status"), _citizenship, _save_citizenship),
    steps.STATUS: _questions(
        steps.STATUS,
        _("Immigration status"),
        _("Different programs are open to different statuses. We use the answers for this alone, never to enforce immigration law."),
    ),
    steps.TAXES: Page(_("Your tax return"), _taxes, _save_taxes),
    steps.RETURNS: _questions(
        steps.RETURNS, _("More about tax returns"), _("The credit follows tax returns, and Medicaid looks at them, too.")
    ),
    steps.CIRCUMSTANCES: _questions(
        steps.CIRCUMSTANCES,
        _("Is any of this true?"),
        _("Each of these can open more help. Check what is true; if nothing is, go on."),
    ),
    steps.DETAILS: _questions(steps.DETAILS, _("A few details"), _("About what you just told us.")),
    steps.INCOME: Page(_("Income in the year of coverage"), _income, _save_income),
    steps.EXPECTED: _questions(
        steps.EXPECTED, _("Your income for the whole year"), _("We added up what you told us. Your own figure counts if it is better.")
    ),
    steps.COVERAGE: _questions(
        steps.COVERAGE, _("Other health coverage"), _("The tax credit is for people who cannot get other coverage.")
    ),
    steps.KINDS: _questions(steps.KINDS, _("Which other coverage?"), _("Not all of it stands in the way of the credit.")),
    steps.OFFERS: _questions(
        steps.OFFERS,
        _("Coverage through a job"),
        _("If the plan costs too much of your income, or pays too little, you can still get the credit."),
    ),
    steps.WORK: _questions(
        steps.WORK, _("Hours of work"), _("At your income, Medicaid in your state depends on hours of work.")
    ),
}  # fmt: skip
