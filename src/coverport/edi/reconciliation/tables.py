"""The layouts and the table of who is right, from their files."""

from functools import cache
from pathlib import Path

import msgspec

from coverport.edi.reconciliation.rules.authority import Authority
from coverport.edi.reconciliation.rules.layout import Layout
from coverport.exchanges.profiles import read_yaml

FOLDER = Path(__file__).parent
# What we write, and what we read without another word of the partner's.
OURS = "coverport-1"


class NoLayout(LookupError):
    """No layout of this name is known."""


@cache
def layout(name: str) -> Layout:
    """A layout by its name and version. Raises NoLayout."""
    if name not in names():
        raise NoLayout(f"there is no layout {name[:40]!r}; there are: {', '.join(names())}")
    return msgspec.convert(read_yaml(FOLDER / "layouts" / f"{name}.yaml"), Layout)


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (FOLDER / "layouts").glob("*.yaml")))


@cache
def authority() -> Authority:
    return msgspec.convert(read_yaml(FOLDER / "authority.yaml"), Authority)
