"""Where the household lives."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import SeveralField
from coverport.applications.models import Applicant
from coverport.applications.rules.answers import ContactAnswer, Problem
from coverport.applications.words import sentence
from coverport.exchanges import profiles
from coverport.exchanges.addresses import home_of
from coverport.plans.geography import County, UnknownZip, counties_of_zip, state_name, state_of_zip
from coverport.web.forms import PlainForm, ZipField

PHONE_DIGITS = 10


def _text(completes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": completes})


class ContactForm(PlainForm):
    """Home address and telephone. The county is asked only where a ZIP code reaches into several."""

    street = forms.CharField(
        label=lazy("Street address"), max_length=100, widget=_text("address-line1"), required=False,
        help_text=lazy("Where you live. If you have no fixed home, where you can get mail."),
    )  # fmt: skip
    no_street = forms.BooleanField(
        label=lazy("I have no fixed home, or there is no street"), required=False,
        help_text=lazy("Letters then wait for you at the post office of the town that you enter (General Delivery)."),
    )  # fmt: skip
    unit = forms.CharField(
        label=lazy("Apartment or unit (optional)"), max_length=40, required=False, widget=_text("address-line2")
    )
    city = forms.CharField(
        label=lazy("City or town"), min_length=2, max_length=60, widget=_text("address-level2"),
        error_messages={"required": lazy("Enter the city or town."), "min_length": lazy("Enter the city or town.")},
    )  # fmt: skip
    zip = ZipField(label=lazy("ZIP code"))
    county = forms.ChoiceField(label=lazy("County"), required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=lazy("Telephone (optional)"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    lives_elsewhere = SeveralField(
        label=lazy("Who does not live with you?"),
        help_text=lazy(
            "Leave it empty if everybody lives with you. Who is away at school only for a time lives with you."
        ),
    )

    def __init__(self, *args: Any, exchange: Any, year: int, others: Sequence[Applicant] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        apart = self.fields["lives_elsewhere"]
        assert isinstance(apart, SeveralField)
        apart.choices = [(one.person.reference, one.person.name) for one in others]
        if not others:
            del self.fields["lives_elsewhere"]
        self.exchange, self.year = exchange, year
        self.counties = self._counties(str(self["zip"].value() or "")[:5])
        county = self.fields["county"]
        assert isinstance(county, forms.ChoiceField)
        across = len({one.state for one in self.counties}) > 1
        county.choices = [
            (one.fips, f"{one.name}, {state_name(one.state)}" if across else one.name) for one in self.counties
        ]

    def _counties(self, zip_code: str) -> Sequence[County]:
        try:
            return counties_of_zip(zip_code, self.year)
        except UnknownZip:
            return ()

    @property
    def elsewhere(self) -> profiles.Profile | None:
        """The other exchange that serves the ZIP code that was typed."""
        if not self.has_error("zip", "other_exchange"):
            return None
        state = self._state(str(self["zip"].value())[:5])
        return _exchange_of(state) if state else None

    def _state(self, zip_code: str) -> str | None:
        """The state that was typed: of the chosen county; else one that this exchange serves, if the ZIP code reaches into one."""
        chosen = self["county"].value()
        states = [one.state for one in self.counties if one.fips == chosen] or [one.state for one in self.counties]
        served = (state for state in states if state in self.exchange.profile.states)
        return next(served, states[0] if states else state_of_zip(zip_code))

    @property
    def elsewhere_home(self) -> str:
        """The address of that exchange's home page."""
        return home_of(self.elsewhere) if self.elsewhere else ""

    @property
    def asks_county(self) -> bool:
        return len(self.counties) > 1

    def clean_zip(self) -> str:
        typed: str = self.cleaned_data["zip"]
        state = self._state(typed)
        if state and state not in self.exchange.profile.states:
            raise forms.ValidationError(_elsewhere(typed, state), code="other_exchange")
        if not self.counties:
            raise forms.ValidationError(
                _("We do not know the ZIP code %(zip)s. Check it, or call us."),
                code="unknown_zip",
                params={"zip": typed},
            )
        return typed

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed and sum(each.isdigit() for each in typed) < PHONE_DIGITS:
            raise forms.ValidationError(
                _("Enter all ten digits, such as 617-555-0199, or leave it empty."), code="phone_short"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "street" in given and not (given["street"] or given.get("no_street")):
            self.add_error("street", _("Enter the street and number. If there is none, check the box below."))
        if "zip" in given and "county" in given and self.asks_county and not given["county"]:
            self.add_error("county", _("Your ZIP code reaches into several counties. Choose yours."))
        return given

    def answer(self) -> ContactAnswer:
        given = self.cleaned_data
        return ContactAnswer(
            street="" if given["no_street"] else given["street"],
            unit=given["unit"], city=given["city"], zip=given["zip"], phone=given["phone"],
            county_fips=given["county"] or self.counties[0].fips, elsewhere=frozenset(given.get("lives_elsewhere", ())),
        )  # fmt: skip

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error("zip", sentence(problem))


def _elsewhere(zip_code: str, state: str) -> str:
    """That another exchange serves the place, by its name; the page offers the way there."""
    place = {"zip": zip_code, "state": state_name(state)}
    if (other := _exchange_of(state)) is None:
        return _("The ZIP code %(zip)s is in %(state)s, which has its own marketplace.") % place
    return _("The ZIP code %(zip)s is in %(state)s. %(exchange)s serves it.") % {**place, "exchange": other.name}


def _exchange_of(state: str) -> profiles.Profile | None:
    try:
        return profiles.for_state(state)
    except profiles.NoExchange:
        return None
