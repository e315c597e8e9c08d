"""Other coverage: offers of employers; and months that are covered in part."""

from typing import Literal

from coverport.law.parameters.entry import Entry


class FamilyTest(Entry, frozen=True, kw_only=True):
    """Whether family members of an employee are tested against the premium for the family, or against that for the employee alone."""

    own_premium: bool


class PartialMonth(Entry, frozen=True, kw_only=True):
    """How premium and credit of a month that is covered in part are found. days: by its days; whole_month: as for the whole."""

    method: Literal["days", "whole_month"]
