"""What does not change from day to day about an exchange: `<slug>/profile.yaml`. No Django, so that the command line can ask."""

import os
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from coverport.core.errors import Refusal

# The package's own exchanges are samples. $COVERPORT_EXCHANGES names the folders that an installation's exchanges are in, with `:`
# between them; `samples` stands for the package's.
SAMPLES = "samples"
FOLDERS = Path(__file__).parent


class Threshold(msgspec.Struct, frozen=True):
    """A policy by which a little may stay unpaid, 45 CFR 155.400(g). amount: the percent that must be paid, or whole dollars."""

    kind: Literal["net_percent", "gross_percent", "dollars"]
    amount: int
    authority: str


class ByMail(msgspec.Struct, frozen=True):
    """What can be sent by mail to pay. to: the lines of the address; none where the bill alone names it, as an insurer's."""

    takes: tuple[Literal["check", "cashiers_check", "money_order", "prepaid_card"], ...]
    to: tuple[str, ...] = ()
    authority: str = ""


class Billing(msgspec.Struct, frozen=True):
    """Who collects premiums in plan years from .. to: "issuer" or "exchange".

    least_days: that a bill of the exchange leaves to pay, also where it went out late. threshold: of the exchange that bills, for
    every insurer; thresholds: of single insurers, by HIOS number, which go before it. by_mail: None where nothing is known of it.
    """

    biller: str
    from_year: int
    to_year: int | None = None
    authority: str = ""
    least_days: int = 10
    threshold: Threshold | None = None
    thresholds: dict[str, Threshold] = {}
    by_mail: ByMail | None = None

    def threshold_of(self, issuer_id: str) -> Threshold | None:
        """The policy for an insurer's enrollments; None where all is owed to the cent."""
        return self.thresholds.get(issuer_id, self.threshold)


class Dated(msgspec.Struct, frozen=True):
    """A state that came to an exchange later, or left it, in plan years from .. to."""

    state: str
    from_year: int
    to_year: int | None = None
    authority: str = ""

    def covers(self, plan_year: int) -> bool:
        return self.from_year <= plan_year and (self.to_year is None or plan_year <= self.to_year)


class Profile(msgspec.Struct, frozen=True):
    """An exchange. states: two letters each; languages: the complete ones; plan_years: those it can sell, the newest first; hours:
    English, translated where they are shown.

    sample_dates: of a sample exchange, by plan year, a day inside its open enrollment; none for a real one.
    sample_markets: by state, the plan years whose plans are made up.
    """

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
    sample_dates: dict[int, date] = {}
    sample_markets: dict[str, tuple[int, ...]] = {}
    medicaid_agencies: dict[str, str] = {}
    joined: tuple[Dated, ...] = ()
    left: tuple[Dated, ...] = ()

    def states_of(self, plan_year: int) -> tuple[str, ...]:
        """The states whose plans the exchange sells in a plan year: those of the start and those that joined, without those that left."""
        later = (one.state for one in self.joined if one.covers(plan_year))
        gone = {one.state for one in self.left if one.covers(plan_year)}
        return tuple(sorted({*self.states, *later} - gone))

    def states_to_come(self) -> tuple[str, ...]:
        """The states that it serves from its newest plan year on, as far as is known today."""
        return self.states_of(max(self.plan_years))

    @property
    def is_sample(self) -> bool:
        """Whether the exchange is one of a demonstration."""
        return bool(self.sample_dates)

    def biller(self, plan_year: int) -> str:
        """Who collects premiums: "issuer" or "exchange". LookupError for a year that no row covers."""
        return self.billing_of(plan_year).biller

    def billing_of(self, plan_year: int) -> Billing:
        """The terms of billing in a plan year. LookupError for a year that no row covers."""
        for row in self.billing:
            if row.from_year <= plan_year and (row.to_year is None or plan_year <= row.to_year):
                return row
        raise LookupError(f"{self.slug}/profile.yaml says nothing about who bills in plan year {plan_year}")


class NoExchange(Refusal):
    """No exchange of this installation serves the place."""

    code = "no_exchange"


def slugs() -> tuple[str, ...]:
    """Every exchange that has a folder here."""
    return tuple(sorted(_folders()))


def _folders() -> dict[str, Path]:
    """Slug -> folder; of one slug, the last place named has it."""
    return _folders_in(_places())


def _places() -> str:
    return os.environ.get("COVERPORT_EXCHANGES", SAMPLES)


@lru_cache(maxsize=8)
def _folders_in(places: str) -> dict[str, Path]:
    """Looked up once: every request asks for them, and a new exchange comes with a new start."""
    folders = [FOLDERS if place == SAMPLES else Path(place) for place in filter(None, places.split(os.pathsep))]
    return {path.parent.name: path.parent for folder in folders for path in folder.glob("*/profile.yaml")}


def folder_of(slug: str) -> Path:
    """Where an exchange's profile, calendar and partners are. Raises NoExchange."""
    folders = _folders()
    if slug not in folders:
        raise NoExchange(f"There is no exchange called {slug} here. There are: {', '.join(sorted(folders))}.")
    return folders[slug]


def load(slug: str) -> Profile:
    """The profile of an exchange. Raises NoExchange."""
    return _load(slug, _places())


@lru_cache(maxsize=256)
def _load(slug: str, places: str) -> Profile:
    return msgspec.convert(read_yaml(folder_of(slug) / "profile.yaml"), Profile)


def for_state(state: str, year: int | None = None) -> Profile:
    """The exchange that serves a state in a plan year; without a year, the one that serves it still. Raises NoExchange."""
    return _for_state(state, year, _places())


def serves(state: str, year: int) -> bool:
    """Whether an exchange of this installation serves a state in a plan year."""
    try:
        for_state(state, year)
    except NoExchange:
        return False
    return True


@lru_cache(maxsize=2048)
def _for_state(state: str, year: int | None, places: str) -> Profile:
    for slug in slugs():
        profile = load(slug)
        if state in (profile.states_of(year) if year else profile.states_to_come()):
            return profile
    raise NoExchange(f"No exchange of this installation serves {state}{f' in {year}' if year else ''}.")


def read_yaml(path: Path) -> Any:
    """A YAML file by the C loader."""
    with path.open("rb") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
