"""How letters are to come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.web.forms import PlainForm


class DeliveryForm(PlainForm):
    """On paper or by email, and in which size. The inbox has every letter in any case."""

    way = forms.ChoiceField(
        label=_("How do you want to get letters?"),
        choices=[("paper", _("On paper, by mail")), ("email", _("Only here; an email tells me that there is one"))],
        widget=forms.RadioSelect,
        help_text=_("You can change this at any time. If an email does not arrive, we send the letter by mail."),
    )
    large_print = forms.BooleanField(label=_("Print my letters in large type"), required=False)
