"""A death that somebody told of, kept with who died before anything is decided anew and told: no letter is addressed to them."""

from collections.abc import Collection
from datetime import date

from coverport.applications.deaths import note_deaths
from coverport.applications.verification.settling import withdraw_of_the_dead
from coverport.enrollment.models import Change
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy


def note_death(change: Change, policy: Policy, *, on: date) -> None:
    """Of whom a change is about. An insurer that tells it of a plan says of whom only where one person is on it."""
    if KINDS[change.kind].cause == "death":
        there = {span.person for span in policy.spans}
        note_deaths_of(
            change.household_id, change.people or (there if len(there) == 1 else ()), change.happened_on, on=on
        )


def note_deaths_of(household: int, people: Collection[str], died_on: date, *, on: date) -> None:
    """In the transaction of the verb that was told; papers about them are asked for no more. household: its key; people: references."""
    note_deaths(household, people, died_on)
    withdraw_of_the_dead(household, people, on=on)
