"""What the person attests to and signs under penalty of perjury."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.web.forms import PlainForm


class SignatureForm(PlainForm):
    """An attestation and a typed name."""

    true = forms.BooleanField(
        label=_("What I wrote is true as far as I know. I know that I may be punished if I lie on purpose."),
        error_messages={"required": _("Check this box to go on.")},
    )
    signature = forms.CharField(
        label=_("Type your full name to sign"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your full name to sign.")},
    )  # fmt: skip
