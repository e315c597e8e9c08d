"""How the household files for the plan year."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import YesNoField, yes_no
from coverport.applications.models import Applicant, Application
from coverport.applications.rules.answers import Problem, TaxAnswer
from coverport.applications.words import sentence
from coverport.web.forms import PlainForm


class TaxForm(PlainForm):
    """Will you file, together with your spouse, and whom will you claim. Asks only what this household can answer."""

    files_taxes = YesNoField()
    files_jointly = YesNoField(label=lazy("Will you and your spouse file one return together?"), required=False)
    dependents = forms.MultipleChoiceField(
        label=lazy("Whom will you claim as a dependent?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    claimed_by_other = YesNoField(
        help_text=lazy("For example your parents, if you are a student."),
    )

    def __init__(self, *args: Any, application: Application, applicants: Sequence[Applicant], **options: Any) -> None:
        options["initial"] = _initial(application, applicants)
        super().__init__(*args, **options)
        others = [one for one in applicants if one.relationship in {"child", "other"}]
        year = {"year": application.year}
        self.fields["files_taxes"].label = _("Will you file a federal tax return for %(year)s?") % year
        self.fields["claimed_by_other"].label = _("Will somebody else claim you as a dependent for %(year)s?") % year
        dependents = self.fields["dependents"]
        assert isinstance(dependents, forms.MultipleChoiceField)
        dependents.choices = [(one.person.reference, one.person.name) for one in others]
        if not others:
            del self.fields["dependents"]
        if not any(one.relationship == "spouse" for one in applicants):
            del self.fields["files_jointly"]

    def answer(self) -> TaxAnswer:
        given = self.cleaned_data
        return TaxAnswer(
            files_taxes=given["files_taxes"],
            files_jointly=given.get("files_jointly"),
            claimed_by_other=given["claimed_by_other"],
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
        "claimed_by_other": yes_no(application.claimed_by_other),
        "dependents": [one.person.reference for one in claimed],
    }
