"""What does not change from day to day about an exchange: `<slug>/profile.yaml`. No Django, so that the command line can ask."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from coverport.core.errors import Refusal

FOLDERS = Path(__file__).parent


class Billing(msgspec.Struct, frozen=True):
    """Who collects the first payment in plan years from .. to: "issuer" or "exchange"."""

    biller: str
    from_year: int
    to_year: int | None = None
    authority: str = ""


class Joined(msgspec.Struct, frozen=True):
    """A state that came to an exchange later, in plan years from .. to."""

    state: str
    from_year: int
    to_year: int | None = None
    authority: str = ""


class Profile(msgspec.Struct, frozen=True):
    """An exchange. states: two letters each; languages: the complete ones; plan_years: those it can sell."""

    slug: str
    name: str
    short_name: str
    tenant: str
    states: tuple[str, ...]
    timezone: str
    theme: str
    phone: str
    tty: str
    hours: str
    address: tuple[str, ...]
    hosts: tuple[str, ...]
    plan_years: tuple[int, ...]
    billing: tuple[Billing, ...]
    sample_date_of_record: date | None = None
    medicaid_agencies: dict[str, str] = {}
    joined: tuple[Joined, ...] = ()

    def states_of(self, plan_year: int) -> tuple[str, ...]:
        """The states whose plans the exchange sells in a plan year: those of the start and those that have joined since."""
        later = (
            one.state
            for one in self.joined
            if one.from_year <= plan_year and (one.to_year is None or plan_year <= one.to_year)
        )
        return tuple(sorted({*self.states, *later}))

    def biller(self, plan_year: int) -> str:
        """Who collects the first payment: "issuer" or "exchange". LookupError for a year that no row covers."""
        for row in self.billing:
            if row.from_year <= plan_year and (row.to_year is None or plan_year <= row.to_year):
                return row.biller
        raise LookupError(f"{self.slug}/profile.yaml says nothing about who bills in plan year {plan_year}")


class NoExchange(Refusal):
    """No exchange of this installation serves the place."""

    code = "no_exchange"


def slugs() -> tuple[str, ...]:
    """Every exchange that has a folder here."""
    return tuple(sorted(path.parent.name for path in FOLDERS.glob("*/profile.yaml")))


@cache
def load(slug: str) -> Profile:
    """The profile of an exchange. Raises NoExchange."""
    path = FOLDERS / slug / "profile.yaml"
    if slug not in slugs():
        raise NoExchange(f"There is no exchange called {slug} here. There are: {', '.join(slugs())}.")
    return msgspec.convert(read_yaml(path), Profile)


@cache
def for_state(state: str) -> Profile:
    """The exchange that serves a state. Raises NoExchange."""
    for slug in slugs():
        if state in load(slug).states:
            return load(slug)
    raise NoExchange(f"No exchange of this installation serves {state}.")


def read_yaml(path: Path) -> Any:
    """A YAML file by the C loader."""
    with path.open("rb") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
