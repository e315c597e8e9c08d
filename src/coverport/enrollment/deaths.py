"""A death that a change tells of, kept with who died before anything is decided anew and told: no letter is addressed to them."""

from coverport.applications.deaths import note_deaths
from coverport.enrollment.models import Change
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy


def note_death(change: Change, policy: Policy) -> None:
    """Of whom it is about. An insurer that tells it of a plan says of whom only where one person is on it."""
    if KINDS[change.kind].cause == "death":
        there = {span.person for span in policy.spans}
        note_deaths(change.household_id, change.people or (there if len(there) == 1 else ()), change.happened_on)
