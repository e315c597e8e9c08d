"""What the person attests to and signs under penalty of perjury, and whether we may look at tax data."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coverport.applications.forms.fields import SeveralField, YesNoField
from coverport.web.forms import PlainForm

HELP = (
    ("interpreter", lazy("An interpreter")),
    ("sign_language", lazy("Sign language")),
    ("large_print", lazy("Letters in large print or braille")),
    ("in_person", lazy("Somebody to help me with forms")),
)


class SignatureForm(PlainForm):
    """What the household wishes beside coverage, an attestation, a typed name, and consent where somebody files a return."""

    # 45 CFR 155.205(c): help with language and disability is free, and asked for once.
    help = SeveralField(label=lazy("Do you need help when you deal with us? It is free."), choices=HELP)
    # 52 USC 20506(a)(6)(B): the words of the question are the law's; an open answer is a no.
    votes = YesNoField(
        label=lazy(
            "If you are not registered to vote where you live now, would you like to apply to register to vote here today?"
        ),
        help_text=lazy(
            "Applying to register or declining to register to vote will not affect the amount of assistance that you will be provided by "
            "this agency. If you answer neither, you will be considered to have decided not to register to vote at this time."
        ),
        required=False,
    )
    consent_years = forms.TypedChoiceField(
        label=lazy("May we look at tax data of the people who file a return?"), coerce=int, widget=forms.RadioSelect,
        help_text=lazy("We compare your income with them now, and when your help is renewed. You can change this at any time. "
                       "Without it you send us papers about your income, now and each year."),
        error_messages={"required": lazy("Choose one answer.")},
    )  # fmt: skip
    true = forms.BooleanField(
        label=lazy("What I wrote is true as far as I know. I know that I may be punished if I lie on purpose."),
        error_messages={"required": lazy("Check this box to go on.")},
    )
    signature = forms.CharField(
        label=lazy("Type your full name to sign"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": lazy("Type your full name to sign.")},
    )  # fmt: skip

    def __init__(self, *args: Any, most_years: int, asks_consent: bool, **options: Any) -> None:
        """most_years: for which the law lets somebody consent."""
        super().__init__(*args, **options)
        if asks_consent:
            years = [
                (number, ngettext("Yes, for %(n)s year", "Yes, for %(n)s years", number) % {"n": number})
                for number in range(most_years, 0, -1)
            ]
            self.fields["consent_years"].choices = [*years, (0, _("No"))]  # type: ignore[attr-defined]
        else:
            del self.fields["consent_years"]
