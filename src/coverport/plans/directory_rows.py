"""Doctors, facilities, drugs and plan documents to rows, while their file is read; the caller holds the transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from coverport.core.copying import copy_in, new_keys
from coverport.plans.importers import directory
from coverport.plans.importers.directory import Entry, Listing
from coverport.plans.models import DirectoryFile, Drug, DrugCoverage, PlanDocument, Provider, ProviderCoverage

_MANY = 1000


def is_there(exchange: str, listing: Listing, sha256: str) -> bool:
    """Whether the same bytes stand under the file's name already."""
    return DirectoryFile.objects.filter(
        exchange=exchange, kind=listing.kind, name=listing.source.name, sha256=sha256
    ).exists()


def store(exchange: str, listing: Listing, sha256: str) -> None:
    """Write a file in the place of the one of its name and kind."""
    DirectoryFile.objects.filter(exchange=exchange, kind=listing.kind, name=listing.source.name).delete()
    file = DirectoryFile.objects.create(exchange=exchange, kind=listing.kind, name=listing.source.name, sha256=sha256)
    write = _WRITERS.get(listing.kind)
    for batch in _batches(listing.entries):
        if write is not None:
            write(file, batch)


def _batches(entries: Iterable[Entry]) -> Iterator[Sequence[Any]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == _MANY:
            yield batch
            batch = []
    if batch:
        yield batch


def _providers(file: DirectoryFile, batch: Sequence[directory.Provider]) -> None:
    keys = new_keys(Provider, len(batch))
    copy_in(
        Provider,
        "id, file_id, npi, facility, name, specialties, accepting, gender, languages, addresses, updated_on",
        (
            (
                key, file.pk, str(one.npi or ""), one.type == "FACILITY", one.full_name[:300], one.specialties or one.facility_type,
                one.accepting or "", one.gender or "", one.languages or [], msgspec.json.encode(one.addresses).decode(),
                one.last_updated_on,
            )
            for key, one in zip(keys, batch, strict=True)
        ),
    )  # fmt: skip
    copy_in(
        ProviderCoverage,
        "provider_id, plan_id, network_tier, years",
        (
            (key, plan.plan_id, plan.network_tier, plan.years)
            for key, one in zip(keys, batch, strict=True)
            for plan in one.plans
        ),
    )


def _drugs(file: DirectoryFile, batch: Sequence[directory.Drug]) -> None:
    keys = new_keys(Drug, len(batch))
    copy_in(
        Drug,
        "id, file_id, rxnorm_id, name",
        ((key, file.pk, str(one.rxnorm_id), one.drug_name[:500]) for key, one in zip(keys, batch, strict=True)),
    )
    copy_in(
        DrugCoverage,
        "drug_id, plan_id, tier, prior_authorization, step_therapy, quantity_limit, years",
        (
            (
                key,
                plan.plan_id,
                plan.drug_tier,
                plan.prior_authorization,
                plan.step_therapy,
                plan.quantity_limit,
                plan.years,
            )
            for key, one in zip(keys, batch, strict=True)
            for plan in one.plans
        ),
    )


def _documents(file: DirectoryFile, batch: Sequence[directory.PlanDocument]) -> None:
    copy_in(
        PlanDocument,
        "file_id, plan_id, years, network_tiers, details",
        (
            (
                file.pk, one.plan_id, one.years, [tier.network_tier for tier in one.network],
                msgspec.json.encode(msgspec.structs.replace(one, formulary=one.tiers)).decode(),
            )
            for one in batch
        ),
    )  # fmt: skip


# An index is read for its addresses; nothing of it is stored.
_WRITERS: dict[str, Callable[[DirectoryFile, Sequence[Any]], None]] = {
    directory.PROVIDERS: _providers,
    directory.DRUGS: _drugs,
    directory.PLANS: _documents,
}
