"""What a rule beyond the standard finds. The reader looks up in which segment."""

import msgspec


class Breach(msgspec.Struct, frozen=True):
    """at: how the segment begins, such as ("REF", "17"); the record's first where there is none. nth: which of several."""

    rule: str
    message: str
    loop: str
    at: tuple[str, ...]
    element: int = 0
    nth: int = 0
