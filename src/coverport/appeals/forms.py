"""What somebody says is wrong; what staff decide, with all that the law wants in it."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as lazy

from coverport.web.forms import DatePartsField, PlainForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST = 4000
OUTCOMES = (
    ("won", lazy("For the person")),
    ("part", lazy("In part for the person")),
    ("lost", lazy("Against the person: our decision stands")),
    ("dismissed", lazy("Dismissed: it is not looked at further")),
)


def _text(label: "_StrPromise", hint: "_StrPromise", rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}))


class AppealForm(PlainForm):
    """An appeal request. Nothing but a few words is asked: 45 CFR 155.520(a)(1)."""

    grounds = _text(
        lazy("What do you think is wrong?"),
        lazy(
            "In your own words and language. You can send papers later. Nobody decides about your appeal who worked on your case."
        ),
        rows=6,
    )
    keeps_help = forms.BooleanField(
        label=lazy("I had help before. I want to keep it until the appeal is decided."), required=False,
        help_text=lazy("If you lose, you may have to pay tax credit back."),
    )  # fmt: skip
    expedited = forms.BooleanField(
        label=lazy("Waiting could harm my health. I ask for a faster decision."), required=False
    )


class DecideForm(PlainForm):
    """The decision of an appeal, 45 CFR 155.545(a). All of it stands in the letter as it is written here."""

    outcome = forms.ChoiceField(
        label=lazy("Decision"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one answer.")},
    )  # fmt: skip
    effect = _text(
        lazy("What it means for the person"), lazy("One or two plain sentences, in the language of the person."), rows=3
    )
    facts = _text(lazy("What you found"), lazy("The facts on which it rests, one on each line."))
    citation = forms.CharField(label=lazy("The rule"), help_text=lazy("Such as: 26 USC 36B(c)(1)(A)"), max_length=300)
    effective_on = DatePartsField(label=lazy("From when it counts"))
