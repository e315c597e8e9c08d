"""How much credit to use now, and the signature."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.core.money import Cents, display
from coverport.enrollment.choice.refusals import Shown
from coverport.web.forms import MoneyField, PlainForm


class CreditForm(PlainForm):
    """All of the credit, none of it, or an amount between. Cleans to cents a month."""

    how_much = forms.ChoiceField(
        label=lazy("How much do you want to use each month?"), widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one.")},
    )  # fmt: skip
    amount = MoneyField(label=lazy("Amount each month, if you choose a part"), required=False)

    def __init__(self, *args: Any, most: Cents, premium: Cents, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = most
        words = {"most": display(most), "all": display(premium - most), "none": display(premium)}
        how_much = self.fields["how_much"]
        assert isinstance(how_much, forms.ChoiceField)
        how_much.choices = [
            ("all", _("All of it: %(most)s. You pay %(all)s a month.") % words),
            ("some", _("A part of it, and the rest at tax time")),
            ("none", _("None now, all of it at tax time. You pay %(none)s a month.") % words),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "how_much" not in given or "amount" not in given:
            return given
        if given["how_much"] != "some":
            if given["amount"]:
                self.add_error("how_much", _("You typed an amount. Choose a part of it, or clear the amount."))
            return given
        if given["amount"] is None:
            self.add_error("amount", _("Enter the amount that you want to use."))
        elif given["amount"] > self.most:
            self.add_error("amount", _("You can use at most %(most)s a month.") % {"most": display(self.most)})
        return given

    @property
    def credit(self) -> Cents:
        given = self.cleaned_data
        return {"all": self.most, "none": 0, "some": given.get("amount") or 0}[given["how_much"]]


class SignForm(PlainForm):
    """The signature under a choice, with what the person saw when they signed."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    start = forms.DateField(widget=forms.HiddenInput)
    premium = forms.IntegerField(widget=forms.HiddenInput)
    credit = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    catalog = forms.IntegerField(widget=forms.HiddenInput)
    difference = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    agrees = forms.BooleanField(
        label=lazy(
            "I want this plan for the people above. If I use a tax credit, I will file a federal tax return for the year and know "
            "that the credit is compared with my real income then."
        ),
        error_messages={"required": lazy("Check this box to go on.")},
    )
    signature = forms.CharField(
        label=lazy("Type your full name to sign"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": lazy("Type your full name to sign.")},
    )  # fmt: skip

    @property
    def shown(self) -> Shown:
        given = self.cleaned_data
        names = ("start", "premium", "credit", "catalog", "difference")
        return Shown(**{name: given.get(name, "") for name in names})
