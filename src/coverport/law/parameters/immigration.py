"""Which immigration statuses open which program. The words are those of eligibility.facts.ImmigrationStatus."""

from coverport.law.parameters.entry import Entry


class Statuses(Entry, frozen=True, kw_only=True):
    """The statuses that a rule takes."""

    statuses: tuple[str, ...]


class CreditStatuses(Entry, frozen=True, kw_only=True):
    """Whom the credit is open to beside citizens: everybody lawfully present (statuses null), or only these statuses."""

    statuses: tuple[str, ...] | None


class FiveYearBar(Entry, frozen=True, kw_only=True):
    """Statuses that wait some years after they were granted, 8 USC 1613. exempt: statuses that, held before, lift the wait."""

    years: int
    statuses: tuple[str, ...]
    exempt: tuple[str, ...]


class LawfullyResiding(Entry, frozen=True, kw_only=True):
    """Whether a state covers lawfully residing children and pregnant people without the five-year bar, 42 USC 1396b(v)(4).

    children_under: age; null where children are not covered.
    """

    children_under: int | None
    pregnant: bool
