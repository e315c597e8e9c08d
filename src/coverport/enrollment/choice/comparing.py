"""What a household pays before and after something that it is shown before it agrees."""

import hashlib

import msgspec

from coverport.enrollment.rules.year import Amounts


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """before, after: by the month, from the first month that differs on; held: from the month of the day on which it is shown to
    that one, as it stands.
    """

    before: tuple[Amounts, ...]
    after: tuple[Amounts, ...]
    held: tuple[Amounts, ...] = ()

    @property
    def until_now(self) -> Amounts | None:
        """What a month costs until now; where this month is not covered, what the first one that differs would have cost."""
        return next(iter(self.held or self.before), None)

    @property
    def by_month(self) -> tuple[Amounts, ...]:
        """From which months on it costs another amount, also where something before this made it so."""
        return (*self.held[1:], *self.after)

    @property
    def costs_the_same(self) -> bool:
        """Whether no month has another amount than until now, as where only what the credit rests on became other."""
        was = self.until_now
        return was is not None and all((row.premium, row.credit) == (was.premium, was.credit) for row in self.by_month)

    @property
    def digest(self) -> str:
        """Of all of it: what is agreed to is what was shown."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
