"""What happened, when, and what the rule asks beside; what staff grant."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.enrollment import words
from coverport.enrollment.special.periods import GRANTED_BY_STAFF
from coverport.law.parameters.special import SpecialPeriod as Law
from coverport.web.forms import DatePartsField, PlainForm, ZipField


class EventChoice(forms.RadioSelect):
    """The events. Each input's class says which further questions its event asks, so that the page can show those alone."""

    asking: Mapping[str, Collection[str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        asks = (f"asks-{group}" for group in self.asking.get(str(value), ()))
        option["attrs"]["class"] = " ".join((option["attrs"].get("class", ""), *asks)).strip()
        return option


# The questions that only some events ask, by what stands in the class of their place on the page.
_GROUPS = {"ended": ("cause",), "before": ("prior_coverage_end", "uncovered", "moved_from"), "place": ("old_zip",)}


class EventForm(PlainForm):
    """One event. The further questions are asked of the events whose rule needs them; a browser that cannot tell shows them all."""

    event = forms.ChoiceField(
        label=lazy("What happened?"),
        widget=EventChoice,
        error_messages={"required": lazy("Choose what happened.")},
    )
    event_date = DatePartsField(
        label=lazy("On which day?"),
        help_text=lazy(
            "For coverage that ended or will end: its last day. For the others: the day on which it happened."
        ),
    )
    cause = forms.ChoiceField(
        label=lazy("If coverage ended: why?"), required=False, widget=forms.RadioSelect,
        choices=(
            ("other", lazy("Another reason, such as a job that ended or a plan that is no longer sold")),
            ("nonpayment_of_premium", lazy("It was not paid")),
            ("voluntary_termination", lazy("We gave it up ourselves")),
            ("rescission", lazy("It was taken back for fraud")),
        ),
    )  # fmt: skip
    prior_coverage_end = DatePartsField(
        label=lazy("For a move or a marriage: the last day of the health coverage before"), required=False,
        help_text=lazy("If somebody still has it, enter today. If nobody had any, leave it empty and check the box below."),
    )  # fmt: skip
    uncovered = forms.BooleanField(
        label=lazy("For a move or a marriage: nobody had health coverage on any of the 60 days before"), required=False
    )
    moved_from = forms.ChoiceField(
        label=lazy("For a move or a marriage: from where?"), required=False, widget=forms.RadioSelect,
        help_text=lazy("For a marriage: where one of you lived on some of the 60 days before it."),
        choices=(
            ("", lazy("From another place in the United States")),
            ("abroad", lazy("From another country")),
            ("territory", lazy("From a territory of the United States")),
        ),
    )  # fmt: skip
    old_zip = ZipField(label=lazy("For a move within the United States: the ZIP code before"), required=False)

    def __init__(self, *args: Any, events: Mapping[str, Law], **options: Any) -> None:
        super().__init__(*args, **options)
        self.events = events
        kinds = self.fields["event"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [(name, words.event(name)) for name in events]
        assert isinstance(kinds.widget, EventChoice)
        kinds.widget.asking = {name: tuple(_asked_of(name, law)) for name, law in events.items()}
        if not any(law.excluded for law in events.values()):
            del self.fields["cause"]
        if not any(law.prior_coverage for law in events.values()):
            del self.fields["prior_coverage_end"], self.fields["uncovered"], self.fields["moved_from"]
        if "move" not in events:
            del self.fields["old_zip"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        law = self.events.get(given.get("event", ""))
        # What the event does not ask is not looked at, nor may it be in sight.
        asked = {name for group in _asked_of(given["event"], law) for name in _GROUPS[group]} if law else set()
        for name in {each for names in _GROUPS.values() for each in names} - asked:
            self.errors.pop(name, None)
        if law and law.excluded and not given.get("cause"):
            self.add_error("cause", _("Choose why the coverage ended."))
        if given.get("event") == "move" and not given.get("moved_from") and not given.get("old_zip"):
            self.add_error("old_zip", _("Enter the ZIP code where you lived before."))
        if law and law.prior_coverage and given.get("uncovered") and given.get("prior_coverage_end"):
            self.add_error("uncovered", _("Enter the last day of the coverage, or check this box. Not both."))
        return given

    def _moved_from(self, law: Law) -> str:
        far = self.cleaned_data["moved_from"] if law.prior_coverage else ""
        return far or (self.cleaned_data["old_zip"] if self.cleaned_data["event"] == "move" else "")

    @property
    def asked_of_all(self) -> list[forms.BoundField]:
        """What every event is asked."""
        return [self["event"], self["event_date"]]

    @property
    def asked_of_some(self) -> list[tuple[str, list[forms.BoundField]]]:
        """What only some events need, in its groups."""
        found = ((group, [self[name] for name in names if name in self.fields]) for group, names in _GROUPS.items())
        return [(group, fields) for group, fields in found if fields]

    @property
    def told(self) -> dict[str, Any]:
        """As the verb takes it: only what the event's rule asks."""
        given, law = self.cleaned_data, self.events[self.cleaned_data["event"]]
        return {
            "event": given["event"], "event_date": given["event_date"],
            "cause": given["cause"] if law.excluded else "",
            "prior_coverage_end": given["prior_coverage_end"] if law.prior_coverage else None,
            "uncovered": bool(law.prior_coverage and given["uncovered"]), "moved_from": self._moved_from(law),
        }  # fmt: skip


def _asked_of(event: str, law: Law) -> Iterator[str]:
    """The groups of questions that an event asks beside its day."""
    if law.excluded:
        yield "ended"
    if law.prior_coverage:
        yield "before"
    if event == "move":
        yield "place"


class LetterForm(PlainForm):
    """The number in the letter about a policy that ends."""

    number = forms.CharField(
        label=lazy("The number in the letter, such as K7QP-2M4X"), max_length=9,
        error_messages={"required": lazy("Enter the number.")},
    )  # fmt: skip


class GrantForm(PlainForm):
    """A period that staff open, or refuse. start: only where the law leaves the first day of coverage to the exchange.

    None of the events stands there before it is chosen: what is sent by mistake is a letter. events: those of the exchange's law.
    """

    number = forms.CharField(
        label=lazy("Application or enrollment number"),
        max_length=9,
        error_messages={"required": lazy("Enter the number.")},
    )
    event = forms.ChoiceField(label=lazy("What happened?"), error_messages={"required": lazy("Choose what happened.")})
    event_date = DatePartsField(label=lazy("On which day?"))
    decision = forms.ChoiceField(
        label=lazy("Decision"), widget=forms.RadioSelect, choices=(("open", lazy("Open it")), ("refuse", lazy("Refuse it"))),
        error_messages={"required": lazy("Choose one answer.")},
    )  # fmt: skip
    start = DatePartsField(label=lazy("First day of coverage (only where the law leaves it to us)"), required=False)
    reason = forms.CharField(
        label=lazy("Why"),
        help_text=lazy(
            "It stays in the record. If you refuse, it stands in the letter: write it to the person, in their language. Write nothing "
            "about health or abuse."
        ),
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": lazy("Say why. It stays in the record.")},
    )  # fmt: skip

    def __init__(self, *args: Any, events: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = self.fields["event"]
        assert isinstance(kinds, forms.ChoiceField)
        # What happened at home to somebody is nobody's to read: it is granted as an exceptional circumstance.
        named = [(name, words.event(name)) for name in GRANTED_BY_STAFF if name in events and name != "domestic_abuse"]
        kinds.choices = [("", _("Choose one")), *named]

    @property
    def granted(self) -> dict[str, Any]:
        given = self.cleaned_data
        start: date | None = given["start"]
        return {**self.refused, "start": start}

    @property
    def refused(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("event", "event_date", "reason")}
