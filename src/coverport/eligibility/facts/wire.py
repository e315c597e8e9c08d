"""How a fact is described to whoever sends it: in words, with its unit and an example. The JSON Schema is made from this."""

from typing import Annotated, Any

from msgspec import Meta

from coverport.core.money import Cents

# Cents inside, dollars with at most two decimals outside: read by coverport.eligibility.document.
Money = Annotated[
    Cents,
    Meta(
        extra={"wire": "dollars"},
        extra_json_schema={"type": ["number", "string"], "pattern": r"^-?\d{1,10}(\.\d{1,2})?$"},
    ),
]

NotNegative = Annotated[Money, Meta(ge=0)]
Fips = Annotated[str, Meta(pattern=r"^\d{5}$")]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
HoursMonth = Annotated[int, Meta(ge=0, le=744)]


def told(words: str, *examples: Any, unit: str = "", **limits: Any) -> Meta:
    """The description of a field, with its unit behind it."""
    return Meta(description=f"{words} Unit: {unit}." if unit else words, examples=list(examples), **limits)
