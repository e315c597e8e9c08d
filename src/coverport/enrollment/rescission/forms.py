"""What was found, what is said to it, and what is decided."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from coverport.enrollment.changes.forms import NumberForm
from coverport.enrollment.models import Rescission
from coverport.enrollment.rescission.notices import finding_words
from coverport.web.forms import PlainForm


class FindingForm(NumberForm):
    """A finding about an enrollment. facts, found_by: as the notice says them."""

    finding = forms.ChoiceField(
        label=lazy("What was found?"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what was found.")},
    )
    facts = forms.CharField(
        label=lazy("The facts, in plain words"),
        help_text=lazy("They stand in the notice, as you write them: what was said, what is true, and how it was found."),
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": lazy("Write the facts. The notice says them.")},
    )  # fmt: skip
    found_by = forms.CharField(
        label=lazy("Who found it"), max_length=200, help_text=lazy("Such as the insurer, or an office by its name."),
        error_messages={"required": lazy("Say who found it.")},
    )  # fmt: skip

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        choice = self.fields["finding"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each, finding_words(each)) for each in Rescission.Finding.values]


class AnswerForm(PlainForm):
    """What the household says to it."""

    answer = forms.CharField(
        label=lazy("Your answer"), widget=forms.Textarea(attrs={"rows": 6}), error_messages={"required": lazy("Write your answer.")}
    )  # fmt: skip


class HeardForm(AnswerForm):
    """The same, as staff heard it."""

    answer = forms.CharField(
        label=lazy("What the household says to it"), widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": lazy("Write what they say.")},
    )  # fmt: skip


class DecideForm(PlainForm):
    """The words of the decision; shown: the digest of what would happen."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    words = forms.CharField(
        label=lazy("What you decide, and why"), help_text=lazy("The person reads it in a letter, and it stays in the record."),
        widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": lazy("Write what you found out. It stays in the record.")},
    )  # fmt: skip
