"""The practice payment: a way to pay and nothing else. There is no field for an account number, so none can be kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.billing.adapters.simulated import BANK, CARD, DECLINES
from coverport.web.forms import PlainForm


class PaymentForm(PlainForm):
    """How to pay. The amount is the whole bill and cannot be changed."""

    method = forms.ChoiceField(
        label=_("How do you want to pay?"),
        choices=[
            (BANK, _("From a practice bank account")),
            (CARD, _("With a practice card")),
            (DECLINES, _("With a practice card that is declined")),
        ],
        widget=forms.RadioSelect,
        initial=BANK,
        error_messages={"required": _("Choose how to pay.")},
    )
    amount = forms.IntegerField(widget=forms.HiddenInput)
