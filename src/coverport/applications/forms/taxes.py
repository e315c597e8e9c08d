"""How the household files for the plan year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import YesNoField, yes_no
from coverport.applications.models import Applicant, Application
from coverport.applications.rules.answers import Problem, TaxAnswer
from coverport.applications.words import sentence
from coverport.core.dates import age_on
from coverport.web.forms import About, PlainForm

OUTSIDE = [
    ("parent", lazy("Yes, a parent who is not in this application")),
    ("other", lazy("Yes, somebody else who is not in this application")),
]
CLAIMS_FROM = 18


class TaxForm(PlainForm):
    """Will you file, together with your spouse, and whom will you claim. Asks only what this household can answer."""

    files_taxes = YesNoField()
    files_jointly = YesNoField(label=lazy("Will you and your spouse file one return together?"), required=False)
    dependents = forms.MultipleChoiceField(
        label=lazy("Who will you claim as a dependent?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    claimed_by = forms.ChoiceField(
        widget=forms.RadioSelect,
        help_text=lazy("For example your parents, if you are a student."),
        error_messages={"required": lazy("Choose one answer.")},
    )

    def __init__(self, *args: Any, application: Application, applicants: Sequence[Applicant], **options: Any) -> None:
        options["initial"] = _initial(application, applicants)
        super().__init__(*args, **options)
        others = [one for one in applicants if one.relationship not in {"self", "spouse"}]
        year = {"year": application.year}
        self.fields["files_taxes"].label = _("Will you file a federal tax return for %(year)s?") % year
        claimed_by = self.fields["claimed_by"]
        assert isinstance(claimed_by, forms.ChoiceField)
        claimed_by.label = _("Will somebody else claim you as a dependent for %(year)s?") % year
        claimed_by.choices = [("no", _("No")), *_claimers(others, application.started_on), *OUTSIDE]
        dependents = self.fields["dependents"]
        assert isinstance(dependents, forms.MultipleChoiceField)
        dependents.choices = [(one.person.reference, one.person.name) for one in others]
        if not others:
            del self.fields["dependents"]
        if not any(one.relationship == "spouse" for one in applicants):
            del self.fields["files_jointly"]
        self.about = {name: About("", str(each.label)) for name, each in self.fields.items()}

    def answer(self) -> TaxAnswer:
        given = self.cleaned_data
        return TaxAnswer(
            files_taxes=given["files_taxes"],
            files_jointly=given.get("files_jointly"),
            claimed_by=given["claimed_by"],
            dependents=frozenset(given.get("dependents", ())),
        )

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, sentence(problem))


def _initial(application: Application, applicants: Sequence[Applicant]) -> dict[str, Any]:
    unanswered = application.files_taxes is None
    claimed = [one for one in applicants if one.dependent or (unanswered and one.relationship == "child")]
    return {
        "files_taxes": yes_no(application.files_taxes),
        "files_jointly": yes_no(application.files_jointly),
        "claimed_by": application.told.claimed_by,
        "dependents": [one.person.reference for one in claimed],
    }


def _claimers(others: Sequence[Applicant], on: date) -> list[tuple[str, str]]:
    """Adults of the household who are not your spouse."""
    adults = [one for one in others if age_on(one.person.birth_date, on) >= CLAIMS_FROM and one.relationship != "child"]
    return [(one.person.reference, _("Yes, %(name)s does") % {"name": one.person.name}) for one in adults]
