"""The verb that puts a sample market into an exchange: its filing, its directory, its catalog."""

from datetime import date
from pathlib import Path

import msgspec
from django.db import transaction

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges import profiles
from coverport.plans import directory_rows, filing_rows
from coverport.plans.actions import ImportResult, import_plans
from coverport.plans.importers import directory
from coverport.plans.importers.directory import Entry, Listing
from coverport.plans.importers.filing import digest
from coverport.plans.importers.source import Source
from coverport.plans.market import Market, Wish, generate


class OtherPlansThere(Refusal):
    """The exchange sells plans there that are no sample."""

    code = "other_plans_there"


class NotServed(Refusal):
    """The exchange does not serve the state in that year."""

    code = "not_served"


class Generated(msgspec.Struct, frozen=True):
    """What came of it."""

    market: Market
    result: ImportResult


@transaction.atomic
def generate_market(*, actor: Actor, wish: Wish, on: date) -> Generated:
    """Make a sample market and publish it in the place of the state's sample of the year; plans that are no sample are left alone.

    Raises NotAllowed, OtherPlansThere, NotServed, CannotGenerate, NoBenchmark, UnknownRatingArea.
    """
    if wish.state not in profiles.load(wish.exchange).states_of(wish.year):
        raise NotServed(f"{wish.exchange} does not serve {wish.state} in {wish.year}.", field="state")
    there = filing_rows.of(wish.exchange, wish.year).filter(state=wish.state, sample=False).first()
    if there is not None:
        raise OtherPlansThere(f"{wish.exchange} sells other plans of {wish.state} in {wish.year}: {there.source}.")
    market = generate(wish)
    result = import_plans(actor=actor, filing=market.filing, on=on, sample=True)
    for kind, entries in (
        (directory.PROVIDERS, market.directory.providers),
        (directory.DRUGS, market.directory.drugs),
        (directory.PLANS, market.directory.documents),
    ):
        _store(wish, kind, entries)
    return Generated(market, result)


def _store(wish: Wish, kind: str, entries: tuple[Entry, ...]) -> None:
    """A directory file of the market, in the place of the one before."""
    sha256 = digest(msgspec.json.encode(entries))
    listing = Listing(Source(Path(f"sample-market-{wish.state}-{wish.year}")), kind, iter(entries))
    if not directory_rows.is_there(wish.exchange, listing, sha256):
        directory_rows.store(wish.exchange, listing, sha256)
