"""What staff say of something that differs, and of a message that they saw to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.web.forms import PlainForm


class SettleForm(PlainForm):
    """right: whose value holds; note: why, and what was done by hand."""

    right = forms.ChoiceField(
        label=_("Who is right?"),
        widget=forms.RadioSelect,
        choices=[("exchange", _("The exchange")), ("issuer", _("The insurer"))],
        error_messages={"required": _("Say who is right."), "invalid_choice": _("Say who is right.")},
    )
    note = forms.CharField(
        label=_("Why, and what was done"),
        help_text=_("Where the insurer is right, mend the enrollment first. The insurer does not see this note."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, and what was done.")},
    )


class DoneForm(PlainForm):
    """note: what was done by hand."""

    note = forms.CharField(
        label=_("What was done"),
        help_text=_("The insurer does not see this note."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what was done.")},
    )
