"""Paying has one field, the amount as the page showed it. There is none for an account number, so none can be kept."""

from django import forms

from coverport.web.forms import PlainForm


class PaymentForm(PlainForm):
    """All that is owed now; the way to pay is chosen at the processor."""

    amount = forms.IntegerField(widget=forms.HiddenInput)
