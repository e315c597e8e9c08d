"""What changed, when and for whom; the signature under a preview; what staff answer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.enrollment.changes.telling import kind_words
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.kinds import KINDS, TAKEN_IN
from coverport.web.forms import DatePartsField, PlainForm

ONLINE = tuple(kind for kind, way in KINDS.items() if way.online)


class ReportForm(PlainForm):
    """One change of an enrollment. people: only asked where somebody leaves."""

    kinds: tuple[str, ...] = ONLINE

    kind = forms.ChoiceField(
        label=lazy("What changed?"), widget=forms.RadioSelect, error_messages={"required": lazy("Choose what changed.")},
        # Who leaves the plan alone still counts for the household's help.
        help_text=lazy(
            "If somebody is no longer in the household, such as a grown child or a child whose placement ended, choose “An answer was "
            "wrong, or something else changed”: then help is worked out without them."
        ),
    )  # fmt: skip
    happened_on = DatePartsField(
        label=lazy("On which day?"),
        help_text=lazy(
            "For coverage that should end: the last day that you want to be covered. If somebody or everybody has other coverage: its "
            "first day. If other coverage ended: its last day."
        ),
    )
    people = forms.MultipleChoiceField(
        label=lazy("Who died or leaves the plan? Leave empty for other changes."), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, enrollment: Enrollment, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds, people = self.fields["kind"], self.fields["people"]
        assert isinstance(kinds, forms.ChoiceField)
        assert isinstance(people, forms.MultipleChoiceField)
        kinds.choices = [(kind, kind_words(kind)) for kind in self.kinds]
        members = enrollment.members.filter(active=True).select_related("person")
        people.choices = [(member.person.reference, member.person.short_name) for member in members]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if KINDS.get(given.get("kind", "")) and KINDS[given["kind"]].way == "people" and not given.get("people"):
            self.add_error("people", _("Choose who it is about."))
        return given


HOW: tuple[tuple[str, Any], ...] = (
    (Change.By.PHONE, lazy("By telephone")),
    (Change.By.IN_PERSON, lazy("In person")),
    (Change.By.MAIL, lazy("By letter")),
)


class HowForm(PlainForm):
    """How somebody tells staff of it."""

    how = forms.ChoiceField(
        label=lazy("How were you told?"), choices=HOW, widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose how you were told.")},
    )  # fmt: skip


class TakeInForm(ReportForm, HowForm):
    """What somebody told staff about an enrollment."""

    kinds = TAKEN_IN
    field_order = ("how", "kind", "happened_on", "people")
    happened_on = DatePartsField(
        label=lazy("On which day?"),
        help_text=lazy(
            "Of coverage with us that should end the last day that is asked for; of other coverage its first day, or its last day if it "
            "ended; of everything else the day on which it happened."
        ),
    )


class NumberForm(PlainForm):
    """Which enrollment it is about."""

    number = forms.CharField(
        label=lazy("Enrollment number"), max_length=9, error_messages={"required": lazy("Enter the number.")}
    )


class EitherNumberForm(PlainForm):
    """Which enrollment it is about, or whose application."""

    number = forms.CharField(
        label=lazy("Application or enrollment number"), max_length=9,
        help_text=lazy("Who has no plan, such as a household on Medicaid, is found by the number of the application."),
        error_messages={"required": lazy("Enter the number.")},
    )  # fmt: skip


class AgreeForm(PlainForm):
    """The signature under a preview; shown: the digest of what the person saw."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    # Only where a dental plan would go on without the health plan beside it.
    dental = forms.BooleanField(label="", required=False)
    agrees = forms.BooleanField(
        label=lazy("I looked at what will happen, and I want it."),
        error_messages={"required": lazy("Check this box to go on.")},
    )
    signature = forms.CharField(
        label=lazy("Type your full name to sign"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": lazy("Type your full name to sign.")},
    )  # fmt: skip

    def ask_of_dental(self, found: Any) -> "AgreeForm":
        """found: what untouched.py says of the dental plan, if it would go on."""
        if found is None:
            del self.fields["dental"]
        else:
            words = _("End %(plan)s of %(issuer)s, the dental plan, too, on the same day")
            self.fields["dental"].label = words % {"plan": found.plan, "issuer": found.issuer}
        return self


class SpokenForm(AgreeForm):
    """What somebody agreed to when staff read it to them, or wrote; attestation: where a call is recorded."""

    how = forms.ChoiceField(
        label=lazy("How did they agree?"), choices=HOW, widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose how they agreed.")},
    )  # fmt: skip
    attestation = forms.CharField(
        label=lazy("Recording, if they agreed by telephone"), max_length=200, required=False,
        help_text=lazy("The number of the recording on which they say that they want it."),
    )  # fmt: skip
    field_order = ("dental", "agrees", "how", "signature", "attestation")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agrees"].label = _("I read aloud what stands here, or they saw it, and they want it.")
        self.fields["signature"].label = _("Full name of who agrees")
        self.fields["signature"].error_messages["required"] = _("Enter the full name of who agrees.")
        self.fields["signature"].widget.attrs["autocomplete"] = "off"


class SettleForm(PlainForm):
    """What staff found out. grant: the day from which the change is carried out after all, or the last day of coverage that ends by
    it; empty: it is not.

    shown: the digest of the preview that stands above; empty where none does.
    """

    answer = forms.CharField(
        label=lazy("What you found out"), help_text=lazy("The person reads it in a letter, and it stays in the record."),
        widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": lazy("Write what you found out. It stays in the record.")},
    )  # fmt: skip
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    grant = DatePartsField(
        label=lazy("Carry it out from this day (leave empty where it is not carried out)"), required=False
    )

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if KINDS[kind].when == "last_day":
            self.fields["grant"].label = _("Last day of coverage (leave empty where it is not carried out)")

    @property
    def day(self) -> date | None:
        day: date | None = self.cleaned_data.get("grant")
        return day
