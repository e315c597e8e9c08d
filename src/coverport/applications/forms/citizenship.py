"""What each person attests about citizenship."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.models import Applicant
from coverport.applications.rules.answers import Problem
from coverport.applications.words import sentence
from coverport.web.forms import About, PlainForm

CITIZENSHIP = [
    (Applicant.Citizenship.CITIZEN, lazy("A citizen or national of the United States")),
    (Applicant.Citizenship.IMMIGRANT, lazy("Not a citizen, with an eligible immigration status")),
    (Applicant.Citizenship.NEITHER, lazy("Neither")),
]


class CitizenshipForm(PlainForm):
    """What each person who applies attests."""

    def __init__(self, *args: Any, applicants: Iterable[Applicant], **options: Any) -> None:
        super().__init__(*args, **options)
        for applicant in applicants:
            self.fields[applicant.person.reference] = forms.ChoiceField(
                label=_("%(name)s is") % {"name": applicant.person.name}, choices=CITIZENSHIP, widget=forms.RadioSelect,
                initial=applicant.citizenship, error_messages={"required": _("Choose one answer.")},
            )  # fmt: skip
            self.about[applicant.person.reference] = About(applicant.person.name)

    def answer(self) -> dict[str, str]:
        return dict(self.cleaned_data)

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, sentence(problem))
