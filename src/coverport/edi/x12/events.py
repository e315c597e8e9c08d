"""What a reader says, in the order of the file. Segments are counted from 1, the first ISA."""

import msgspec

from coverport.edi.x12.signs import Delimiters
from coverport.edi.x12.walker import Collected, Values


class SegmentRead(msgspec.Struct, frozen=True):
    """One segment as it stands. elements: its id first."""

    segment: int
    loop: str
    elements: tuple[str, ...]


class InterchangeRead(msgspec.Struct, frozen=True):
    segment: int
    values: Values
    marks: Delimiters


class GroupRead(msgspec.Struct, frozen=True):
    segment: int
    values: Values


class TransactionRead(msgspec.Struct, frozen=True):
    """set: 834, 820 or 999. values: of everything before the first record."""

    segment: int
    set: str
    implementation: str
    control: str
    values: Values
    segments: tuple[SegmentRead, ...] = ()


class RecordRead(msgspec.Struct, frozen=True):
    """A member of an 834, a payment of an 820, an acknowledged transaction of a 999. collected: what it has many of, by loop."""

    segment: int
    loop: str
    values: Values
    collected: Collected
    segments: tuple[SegmentRead, ...] = ()


class EndRead(msgspec.Struct, frozen=True):
    """of: transaction, group or interchange. values: of what stands behind the last record, such as AK9."""

    of: str
    segment: int
    values: Values = {}


class AcknowledgmentRead(msgspec.Struct, frozen=True):
    """A TA1."""

    segment: int
    values: Values
