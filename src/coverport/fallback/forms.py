"""Where somebody leaves their name, claims a place by its number, or staff turn a switch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from coverport.fallback.functions import FUNCTIONS, title
from coverport.fallback.models import Arrival
from coverport.web.forms import PlainForm


class PlaceForm(PlainForm):
    """Who came, and where we reach them."""

    name = forms.CharField(
        label=lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": lazy("Enter your name.")},
    )  # fmt: skip
    contact = forms.CharField(
        label=lazy("Phone number or email address"), max_length=254,
        help_text=lazy("We use it once, to tell you that you can go on."),
        error_messages={"required": lazy("Enter a phone number or an email address.")},
    )  # fmt: skip


class NumberForm(PlainForm):
    """The number of a place that was kept."""

    number = forms.CharField(
        label=lazy("Your number"), max_length=20, help_text=lazy("For example: K7QP-2M4X"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ds-c-field--medium"}),
        error_messages={"required": lazy("Enter the number that you were given.")},
    )  # fmt: skip


class SwitchForm(PlainForm):
    """A function to switch, and why."""

    function = forms.ChoiceField(label=lazy("What"), error_messages={"required": lazy("Choose one.")})
    reason = forms.CharField(
        label=lazy("Why"), max_length=500, help_text=lazy("For the record. Whoever comes after you reads it."),
        error_messages={"required": lazy("Write why. Whoever comes after you reads it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["function"].choices = [("", ""), *((each, title(each)) for each in FUNCTIONS)]  # type: ignore[attr-defined]


class PlanForm(PlainForm):
    """How long a case takes, from which the page says how many clerks it takes."""

    minutes = forms.IntegerField(
        label=lazy("Minutes that a case takes"), min_value=1, max_value=480,
        help_text=lazy("Massachusetts needed 120 in February 2014 and 33 in March."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ds-c-field--small"}),
        error_messages={
            "required": lazy("Enter a number from 1 to 480."), "invalid": lazy("Enter a number from 1 to 480."),
            "min_value": lazy("Enter a number from 1 to 480."), "max_value": lazy("Enter a number from 1 to 480."),
        },
    )  # fmt: skip


class SettleForm(PlainForm):
    """What became of somebody whom staff called."""

    status = forms.ChoiceField(
        label=lazy("What was done"), widget=forms.RadioSelect, error_messages={"required": lazy("Choose one answer.")},
        choices=[(Arrival.Status.ON_PAPER, lazy("Taken in on paper or by telephone")), (Arrival.Status.DONE, lazy("Settled otherwise"))],
    )  # fmt: skip
    note = forms.CharField(
        label=lazy("Note"), max_length=500, error_messages={"required": lazy("Write what was done, for the record.")}
    )
