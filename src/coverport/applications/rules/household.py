"""An application as the questions see it: who is in it, what they have told, and what the law makes of asking."""

from datetime import date

import msgspec

from coverport.applications.rules.told import TaxTold, Told


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One person. age: when coverage begins; sex: F, M or empty; citizenship: citizen, immigrant, neither or empty."""

    key: str
    name: str
    age: int
    sex: str = ""
    relationship: str = "self"
    applies: bool = True
    citizenship: str = ""
    dependent: bool = False
    other_coverage: bool | None = None
    told: Told = Told()

    def has(self, circumstance: str) -> bool:
        """Whether they ticked it."""
        return circumstance in (self.told.circumstances or ())


class LikelyHelp(msgspec.Struct, frozen=True):
    """What the engine says once income is told: for whom Medicaid or CHIP is likely, and whose hours of work would decide."""

    medicaid: frozenset[str] = frozenset()
    chip: frozenset[str] = frozenset()
    parents_hours: bool = False
    hours: frozenset[str] = frozenset()


class AskingLaw(msgspec.Struct, frozen=True, kw_only=True):
    """Values of law, for a state, year and day, on which questions depend. Ages in completed years; None where there is no such rule.

    students: from which age to under which a full-time student counts as a child; unreconciled_years, separate_years: the most
    that could be answered, None before the credit was old enough; arrangements: kinds of employers' arrangements that exist.
    """

    child_under: int
    dependent_child_under: int
    students_under: int
    foster_care_under: int
    postpartum_months: int
    catastrophic_under: int
    waiting_months: int
    barred_statuses: frozenset[str] = frozenset()
    basic_health: bool = False
    unreconciled_years: int | None = None
    separate_years: int | None = None
    unemployment: bool = False
    family_premium: bool = False
    arrangements: tuple[str, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An application so far. help: None until the income of everybody is told."""

    people: tuple[Member, ...]
    law: AskingLaw
    state: str
    year: int
    on: date
    files_taxes: bool | None = None
    files_jointly: bool | None = None
    taxes: TaxTold = TaxTold()
    help: LikelyHelp | None = None

    @property
    def you(self) -> Member:
        return next(one for one in self.people if one.relationship == "self")

    def others(self, *relationships: str) -> tuple[Member, ...]:
        """Everybody but you, of some relationships or of all."""
        return tuple(
            one
            for one in self.people
            if one.relationship != "self" and (not relationships or one.relationship in relationships)
        )


class Question(msgspec.Struct, frozen=True):
    """A question of a step. name: the answer's field; key: whom it is about, empty for the return; options: what may be chosen.

    optional: may stay without an answer.
    """

    step: str
    name: str
    key: str = ""
    options: tuple[str, ...] = ()
    optional: bool = False
