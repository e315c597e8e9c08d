"""What the person attests to and signs under penalty of perjury."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.applications.forms.fields import SeveralField, YesNoField
from coverport.web.forms import PlainForm

HELP = (
    ("interpreter", _("An interpreter")),
    ("sign_language", _("Sign language")),
    ("large_print", _("Letters in large print or braille")),
    ("in_person", _("Somebody to help me with forms")),
)


class SignatureForm(PlainForm):
    """What the household wishes beside coverage, an attestation and a typed name."""

    # 45 CFR 155.205(c): help with language and disability is free, and asked for once.
    help = SeveralField(label=_("Do you need help when you deal with us? It is free."), choices=HELP)
    # 52 USC 20506(a)(6)(B): the words of the question are the law's; an open answer is a no.
    votes = YesNoField(
        label=_(
            "If you are not registered to vote where you live now, would you like to apply to register to vote here today?"
        ),
        help_text=_(
            "Applying to register or declining to register to vote will not affect the amount of assistance that you will be provided by "
            "this agency. If you answer neither, you will be considered to have decided not to register to vote at this time."
        ),
        required=False,
    )
    true = forms.BooleanField(
        label=_("What I wrote is true as far as I know. I know that I may be punished if I lie on purpose."),
        error_messages={"required": _("Check this box to go on.")},
    )
    signature = forms.CharField(
        label=_("Type your full name to sign"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your full name to sign.")},
    )  # fmt: skip
