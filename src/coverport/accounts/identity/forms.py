"""What is asked to prove an identity."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.accounts.identity.provider import Questions, Subject
from coverport.web.forms import BirthDateField, PlainForm, ZipField


class SubjectForm(PlainForm):
    """Who you are, as your bank or landlord knows you."""

    first_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=100, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    street = forms.CharField(
        label=_("Street and number"), max_length=100, widget=forms.TextInput({"autocomplete": "street-address"})
    )
    zip = ZipField(label=_("ZIP code"))

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["birth_date"] = BirthDateField(label=_("Date of birth"), today=on)
        self.order_fields(["first_name", "last_name", "birth_date", "street", "zip"])

    def subject(self) -> Subject:
        return Subject(**self.cleaned_data)


class QuestionsForm(PlainForm):
    """The provider's questions."""

    def __init__(self, *args: Any, asked: Questions, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in asked.questions:
            self.fields[f"q_{one.id}"] = forms.ChoiceField(
                label=one.text, choices=[(choice.id, choice.text) for choice in one.choices], widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer, or the last one if none fits.")},
            )  # fmt: skip

    def answers(self) -> dict[str, str]:
        return {name.removeprefix("q_"): value for name, value in self.cleaned_data.items()}


class DocumentForm(PlainForm):
    """A picture or copy of a document."""

    file = forms.FileField(
        label=_("Driver's license, passport or another identity card"),
        help_text=_("A photo or a scan: PDF, JPEG, PNG or HEIC, 10 megabytes at most."),
        allow_empty_file=True,  # the verb says what is wrong with it
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.heic"}),
        error_messages={"required": _("Choose a file first.")},
    )


class DecisionForm(PlainForm):
    """What a state worker found."""

    proven = forms.ChoiceField(
        label=_("Is this the person?"), choices=[("yes", _("Yes, proven")), ("no", _("No, not proven"))],
        widget=forms.RadioSelect, error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Document seen, or what is missing"), max_length=300)
