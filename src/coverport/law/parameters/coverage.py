"""Other coverage: offers of employers."""

from coverport.law.parameters.entry import Entry


class FamilyTest(Entry, frozen=True, kw_only=True):
    """Whether family members of an employee are tested against the premium for the family, or against that for the employee alone."""

    own_premium: bool
