"""What the person attests to and signs under penalty of perjury, and whether we may look at tax data."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coverport.web.forms import PlainForm


class SignatureForm(PlainForm):
    """An attestation and a typed name. Consent is asked where somebody files a return, so that its data could matter."""

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
