"""Where staff write what became of somebody, send an insurer's list in, or its answers about credit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.web.forms import PlainForm

MOST_BYTES = 20 * 1024 * 1024


class NoteForm(PlainForm):
    """What was done."""

    note = forms.CharField(
        label=lazy("Note"), max_length=500, error_messages={"required": lazy("Write what was done, for the record.")}
    )


class PoliciesForm(PlainForm):
    """An insurer's list of policies."""

    policies = forms.FileField(label=lazy("List of policies"), error_messages={"required": lazy("Choose a file.")})

    def clean_policies(self) -> bytes:
        return _content(self.cleaned_data["policies"])


class AnswersForm(PlainForm):
    """What an insurer says that it gave back."""

    issuer = forms.RegexField(
        r"^\d{5}$", label=lazy("Number of the insurer (HIOS)"), widget=forms.TextInput(attrs={"class": "ds-c-field--small"}),
        error_messages={"required": lazy("Enter the five digits."), "invalid": lazy("Enter the five digits.")},
    )  # fmt: skip
    answers = forms.FileField(label=lazy("What it gave back"), error_messages={"required": lazy("Choose a file.")})

    def clean_answers(self) -> bytes:
        return _content(self.cleaned_data["answers"])


def _content(file: Any) -> bytes:
    if file.size is not None and file.size > MOST_BYTES:
        raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts."))
    content: bytes = file.read()
    return content
