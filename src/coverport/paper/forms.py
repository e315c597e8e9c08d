"""What a clerk types beside the answers themselves: how an envelope came, where a page belongs, what is missing, the signature."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import SeveralField
from coverport.applications.pages import PAGES
from coverport.paper.models import LONGEST_NOTE, Channel
from coverport.web.forms import DatePartsField, PlainForm

CHANNELS = [
    (Channel.MAIL, lazy("By mail")),
    (Channel.FAX, lazy("By fax")),
    (Channel.IN_PERSON, lazy("In person")),
]


AT_MOST = format_lazy(lazy("At most {most} characters."), most=LONGEST_NOTE)


def _note() -> dict[str, Any]:
    """A note that keeps all that was typed: an input with a largest length would cut what is pasted without a word."""
    said = lazy("Use at most %(limit_value)d characters. These are %(show_value)d.")
    return {"widget": forms.Textarea(attrs={"rows": 3}), "validators": [MaxLengthValidator(LONGEST_NOTE, said)]}


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once; none is shown again."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class ScanForm(PlainForm):
    """One envelope. The files are read by the view: each may be a PDF or a picture."""

    channel = forms.ChoiceField(label=lazy("How it came"), choices=CHANNELS, initial=Channel.MAIL)
    received_on = DatePartsField(label=lazy("Received on"))
    postmarked_on = DatePartsField(
        label=lazy("Postmark"), required=False, help_text=lazy("Leave it empty if it cannot be read.")
    )
    arrival = forms.CharField(
        label=lazy("Number of a place that we kept (optional)"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ds-c-field--medium"}),
    )  # fmt: skip


class CallForm(PlainForm):
    """A call begins: in which language, and whether the caller has a number."""

    language = forms.ChoiceField(
        label=lazy("Language of letters"), choices=[("en", "English"), ("es", "Español")], initial="en"
    )
    arrival = forms.CharField(
        label=lazy("Number of a place that we kept (optional)"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ds-c-field--medium"}),
    )  # fmt: skip


class MissingForm(PlainForm):
    """Which parts lack an answer, and what exactly to send."""

    steps = SeveralField(label=lazy("What lacks an answer"))
    note = forms.CharField(
        label=lazy("What to send"), error_messages={"required": lazy("Say what to send.")}, **_note(),
        help_text=format_lazy(
            "{} {}", lazy("The person reads it in the letter, in these words."), AT_MOST,
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, way: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["steps"].widget.choices = [(step, PAGES[step].title) for step in way if step in PAGES]  # type: ignore[attr-defined]
        self.fields["steps"].choices = self.fields["steps"].widget.choices  # type: ignore[attr-defined]


class SignedForm(PlainForm):
    """What stands under the attestation, on paper or on a recorded line."""

    signature = forms.CharField(
        label=lazy("Name as signed"), max_length=200, error_messages={"required": lazy("Enter the name as it is signed.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    consent_years = forms.TypedChoiceField(
        label=lazy("For how many years tax data may be looked at"), coerce=int,
        error_messages={"required": lazy("Choose one answer.")},
    )  # fmt: skip
    attestation = forms.CharField(
        label=lazy("Recording"), max_length=200, required=False,
        help_text=lazy("The number of the recording on which the caller says that the answers are true."),
    )  # fmt: skip

    def __init__(self, *args: Any, most_years: int, phone: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent_years"].choices = [("", ""), *((n, n) for n in range(most_years, -1, -1))]  # type: ignore[attr-defined]
        if not phone:
            del self.fields["attestation"]


class NoteForm(PlainForm):
    """Why something is set aside."""

    note = forms.CharField(
        label=lazy("Why"), help_text=AT_MOST, error_messages={"required": lazy("Write why, for the record.")}, **_note()
    )
