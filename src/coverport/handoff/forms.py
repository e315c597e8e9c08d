"""What a person says of what records show, and what they want."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.handoff.models import Match
from coverport.web.forms import DatePartsField, PlainForm

CHOOSE = {"required": lazy("Choose one answer.")}


class WishForm(PlainForm):
    """To stay on the plan or to leave it, where other coverage is found."""

    wish = forms.ChoiceField(
        label=lazy("If we learn that somebody on your plan has Medicare, Medicaid or CHIP"),
        choices=[
            ("stays", lazy("They stay on the plan, at its full price without tax credit")),
            ("leaves", lazy("They leave the plan when the tax credit ends")),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class MatchForm(PlainForm):
    """Whether the records are right. died_on: asked only after a death record."""

    right = forms.ChoiceField(
        label=lazy("Is this right?"),
        choices=[("yes", lazy("Yes, this is right")), ("no", lazy("No, this is not right"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    died_on = DatePartsField(label=lazy("If it is right: the day of the death"), required=False)

    def __init__(self, *args: Any, match: Match, **options: Any) -> None:
        super().__init__(*args, **options)
        self.death = "death" in match.kinds
        if not self.death:
            del self.fields["died_on"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.death and given.get("right") == "yes" and not given.get("died_on"):
            self.add_error("died_on", _("Enter the day of the death."))
        return given

    @property
    def day(self) -> date | None:
        return self.cleaned_data.get("died_on")
