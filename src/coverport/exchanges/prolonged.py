"""Special enrollment periods that an exchange gave for longer than the regulation asks: dated rows of `<slug>/prolonged.yaml`."""

from datetime import date
from functools import cache

import msgspec

from coverport.exchanges.profiles import folder_of, read_yaml


class Prolonged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For events from .. to (both count), a plan could still be chosen to `selected_to`: what the exchange did, on whose authority."""

    event: str
    event_from: date
    event_to: date
    selected_to: date
    authority: str


@cache
def load(slug: str) -> tuple[Prolonged, ...]:
    """Those of an exchange; none where it has no such file."""
    path = folder_of(slug) / "prolonged.yaml"
    return msgspec.convert(read_yaml(path)["prolonged"], tuple[Prolonged, ...]) if path.exists() else ()


def covering(slug: str, event: str, happened: date, selected: date) -> Prolonged | None:
    """The row that lets somebody choose on a day after an event; None where there is none."""
    return next(
        (
            row
            for row in load(slug)
            if row.event == event and row.event_from <= happened <= row.event_to and selected <= row.selected_to
        ),
        None,
    )
