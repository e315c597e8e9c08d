"""Forms of the contract's desk. What they check is the form of an answer; every rule stands in the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coverport.oversight.models import (
    Contract,
    Deliverable,
    Evidence,
    Gate,
    GateItem,
    Milestone,
    Notice,
    RateCardLine,
    ServiceLevel,
)
from coverport.web.forms import MoneyField, PlainForm

MOST = 10**15
ROWS = forms.Textarea(attrs={"rows": 3})


class EvidenceForm(PlainForm):
    """What a submission rests on."""

    kind = forms.ChoiceField(
        label=_("What kind of evidence"),
        choices=[
            (Evidence.Kind.TEST_RUN, _("Test run")),
            (Evidence.Kind.DEMONSTRATION, _("Demonstration")),
            (Evidence.Kind.SERVICE_LEVEL, _("Measured service level")),
            (Evidence.Kind.FILE, _("File")),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("What was run or shown, when, and what came out"), required=False, widget=ROWS)
    service_level = forms.ModelChoiceField(
        label=_("Service level"), queryset=ServiceLevel.objects.none(), required=False
    )
    file = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_level"].queryset = contract.service_levels.all()  # type: ignore[attr-defined]


class DecisionForm(PlainForm):
    """Why it is accepted or sent back."""

    reasons = forms.CharField(
        label=_("Reasons"), required=False, widget=ROWS, help_text=_("Public. Needed to reject: say what is missing.")
    )


class BillForm(PlainForm):
    """A bill with one line; another line goes on another bill."""

    number = forms.CharField(label=_("Invoice number"), max_length=60)
    dated = forms.DateField(label=_("Date of the invoice"), widget=forms.DateInput(attrs={"type": "date"}))
    deliverable = forms.ModelChoiceField(
        label=_("Deliverable"),
        queryset=Deliverable.objects.none(),
        required=False,
        empty_label=_("Choose the deliverable"),
    )
    text = forms.CharField(label=_("What is billed"), max_length=300)
    amount = MoneyField(label=_("Amount"), most=MOST)
    rate = forms.ModelChoiceField(
        label=_("Rate of the contract's card"),
        queryset=RateCardLine.objects.none(),
        required=False,
        empty_label=_("None, a fixed price"),
    )
    quantity = forms.DecimalField(label=_("How many hours or pieces"), required=False, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["deliverable"].queryset = contract.deliverables.all()  # type: ignore[attr-defined]
        self.fields["rate"].queryset = contract.rates.all()  # type: ignore[attr-defined]


class MoneyForm(PlainForm):
    """How much moves, and why. The button says where to."""

    amount = MoneyField(label=_("Amount"), most=MOST)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=400, widget=ROWS,
        help_text=_("Public. Not needed to approve or pay."),
    )  # fmt: skip
    milestone = forms.ModelChoiceField(
        label=_("Late milestone, to deduct damages"),
        queryset=Milestone.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    notice = forms.ModelChoiceField(
        label=_("Notice behind it"), queryset=Notice.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["milestone"].queryset = contract.milestones.all()  # type: ignore[attr-defined]
        self.fields["notice"].queryset = contract.notices.all()  # type: ignore[attr-defined]


class FindingForm(PlainForm):
    """What the independent reviewer found."""

    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("high", _("High")), ("medium", _("Medium")), ("low", _("Low"))],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("What is wrong, and what shows it"), widget=ROWS)
    owner = forms.CharField(label=_("Who has to mend it"), max_length=120)


LEVELS = [("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))]


class AssessForm(PlainForm):
    """How somebody sees a risk now, and why it is seen otherwise than before."""

    owner = forms.CharField(label=_("Owner of the risk"), max_length=120, required=False)
    likelihood = forms.ChoiceField(label=_("How likely it is"), choices=LEVELS, widget=forms.RadioSelect)
    impact = forms.ChoiceField(label=_("How much it would harm"), choices=LEVELS, widget=forms.RadioSelect)
    response = forms.ChoiceField(
        label=_("Response"), widget=forms.RadioSelect,
        choices=[
            ("avoid", _("Avoid it")), ("reduce", _("Reduce it")), ("transfer", _("Put it on somebody else")), ("accept", _("Accept it")),
        ],
    )  # fmt: skip
    plan = forms.CharField(label=_("What is done about it, or why it is accepted"), widget=ROWS, required=False)
    review_on = forms.DateField(label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("What changed, and what shows it"), widget=ROWS, required=False, help_text=_("Public.")
    )


class RiskForm(AssessForm):
    """What could go wrong."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    text = forms.CharField(label=_("What could happen, and what it would do"), widget=ROWS, required=False)
    security = forms.BooleanField(
        label=_("It is about security: its words are not public while it is open"), required=False
    )
    note = None  # type: ignore[assignment]
    field_order = ("title", "text", "security", "owner", "likelihood", "impact", "response", "plan", "review_on")


class EndRiskForm(PlainForm):
    """Why a risk is over."""

    note = forms.CharField(label=_("What shows that it is over, or that it happened"), widget=ROWS, required=False)


class WordForm(PlainForm):
    """An answer or a reason, in words."""

    text = forms.CharField(label=_("In your words"), widget=ROWS)


class NoticeForm(PlainForm):
    """A notice to the vendor."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(Notice.Kind.CURE, _("To cure")), (Notice.Kind.DISPUTE, _("Payment disputed"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("What is told"), required=False, widget=ROWS)
    proof = forms.CharField(
        label=_("How it was served"), max_length=200, help_text=_("Such as registered mail, with its number")
    )
    milestones = forms.ModelMultipleChoiceField(
        label=_("Milestones that it is about"),
        queryset=Milestone.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["milestones"].queryset = contract.milestones.all()  # type: ignore[attr-defined]


class GateForm(PlainForm):
    """For which plan year, and who answers for it."""

    year = forms.IntegerField(label=_("Plan year"), min_value=2014, max_value=2100)
    owner = forms.CharField(label=_("The one person who answers for it"), max_length=120)


class ItemChoice(forms.ModelChoiceField):
    """An item of a gate, by its words."""

    def label_from_instance(self, obj: GateItem) -> str:  # type: ignore[override]
        return gettext(obj.title)


class ShowForm(PlainForm):
    """Evidence for an item that the system does not look at itself."""

    item = ItemChoice(label=_("What is shown"), queryset=GateItem.objects.none(), empty_label=_("Choose one"))
    evidence = forms.CharField(
        label=_("What shows it, and where it is kept"), widget=ROWS, required=False, help_text=_("Public.")
    )

    def __init__(self, *args: Any, gate: Gate, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].queryset = gate.items.filter(check_name="")  # type: ignore[attr-defined]


class WaiveForm(PlainForm):
    """Who lets an item pass, why, and until when. All of it is public."""

    item = ItemChoice(
        label=_("What passes without evidence"), queryset=GateItem.objects.none(), empty_label=_("Choose one")
    )
    signed_by = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    title = forms.CharField(label=_("Office of the signer"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), widget=ROWS, required=False, help_text=_("Public."))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, gate: Gate, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].queryset = gate.items.all()  # type: ignore[attr-defined]


class DefectForm(PlainForm):
    """A fault of the software."""

    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("critical", _("Critical")), ("major", _("Major")), ("minor", _("Minor"))],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("What is wrong"), max_length=200)
    owner = forms.CharField(label=_("Who has to mend it"), max_length=120, required=False)
