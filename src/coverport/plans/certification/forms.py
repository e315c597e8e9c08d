"""Forms of certification."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.plans import geography
from coverport.plans.certification.uploads import MOST_BYTES, Upload
from coverport.web.forms import PlainForm


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class StartForm(PlainForm):
    """For which year, state and insurer plans are filed."""

    issuer_name = forms.CharField(label=_("Name that shoppers see"), max_length=200)
    issuer_id = forms.ChoiceField(label=_("Insurer number (HIOS)"))
    state = forms.ChoiceField(label=_("State"))
    year = forms.TypedChoiceField(label=_("Plan year"), coerce=int)

    def __init__(
        self, *args: Any, issuers: Sequence[str], years: Sequence[int], states: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["issuer_id"].choices = [(one, one) for one in issuers]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]
        self.fields["state"].choices = [(one, geography.state_name(one)) for one in states]  # type: ignore[attr-defined]


class DecisionForm(PlainForm):
    """The reason of a decision; which decision it is, the button says."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The insurer reads it. It is needed to ask for changes and to deny."),
    )  # fmt: skip


class SuppressForm(PlainForm):
    """Which plan takes nobody new, and why."""

    year = forms.TypedChoiceField(label=_("Plan year"), coerce=int)
    plan_id = forms.CharField(label=_("Plan id"), max_length=14, help_text=_("14 characters, such as 99999NH0010001"))
    reason = forms.CharField(label=_("Reason"), max_length=1000)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]


def sent(files: Sequence[Any]) -> list[Upload]:
    """Uploaded files with their bytes; of one that is too large, only so many that it is seen to be."""
    return [Upload(file.name or "", file.read(MOST_BYTES + 1)) for file in files]
