"""Doctors, facilities and drugs, and which plans cover them: the reads of all faces."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from coverport.plans.models import DirectoryFile, Drug, DrugCoverage, Provider, ProviderCoverage

# A name that nothing begins with must not scan a directory for minutes.
LONGEST_SECONDS = 5
# How many rows of one name are looked at: every insurer lists a doctor in files of its own.
ROWS_EACH = 40


class FoundDrug(msgspec.Struct, frozen=True):
    """A drug by its RxNorm number, under the first of its names."""

    rxcui: str
    name: str


class FoundProvider(msgspec.Struct, frozen=True):
    """A doctor or facility by its NPI, all files together. accepting: the schema's words, "" where none says."""

    npi: str
    name: str
    facility: bool
    specialties: tuple[str, ...]
    accepting: str
    gender: str
    languages: tuple[str, ...]
    addresses: tuple[Mapping[str, Any], ...]


class Counts(msgspec.Struct, frozen=True):
    """How much is known. issuers: numbers of insurers in the plans that are named."""

    issuers: int
    drugs: int
    providers: int
    providers_plans: int
    drugs_plans: int
    refreshed: datetime | None


@contextmanager
def bounded() -> Iterator[None]:
    """Queries in here end after some seconds with OperationalError."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_SECONDS}s'")
        yield


def drugs_named(words: str, *, offset: int = 0, limit: int = 10) -> list[FoundDrug]:
    """Drugs whose name has all of the words, in the order of names; each RxNorm number once."""
    with bounded():
        rows = _with_words(Drug.objects.all(), words).order_by("rxnorm_id", "name").distinct("rxnorm_id")
        found = sorted(rows.values_list("name", "rxnorm_id")[:5000])
    return [FoundDrug(rxcui, name) for name, rxcui in found[offset : offset + limit]]


def drug(rxcui: str) -> FoundDrug | None:
    """The drug of an RxNorm number."""
    name = Drug.objects.filter(rxnorm_id=rxcui).order_by("name").values_list("name", flat=True).first()
    return FoundDrug(rxcui, name) if name else None


def providers_named(
    words: str,
    *,
    zip_code: str = "",
    facility: bool | None = None,
    specialty: str = "",
    offset: int = 0,
    limit: int = 10,
) -> list[FoundProvider]:
    """Providers whose name has all of the words and who practice near a ZIP code: it has the same first three digits."""
    with bounded():
        rows = _with_words(Provider.objects.exclude(npi=""), words)
        if facility is not None:
            rows = rows.filter(facility=facility)
        if specialty:
            rows = rows.filter(specialties__icontains=specialty)
        found = _together(rows.order_by("name", "npi", "id")[: (offset + limit) * ROWS_EACH])
    near = [one for one in found if not zip_code or any(_zip(each)[:3] == zip_code[:3] for each in one.addresses)]
    near.sort(key=lambda one: not any(_zip(each) == zip_code for each in one.addresses))
    return near[offset : offset + limit]


def provider(npi: str) -> FoundProvider | None:
    """The provider of an NPI."""
    return next(iter(_together(Provider.objects.filter(npi=npi).order_by("id")[:ROWS_EACH])), None)


def _zip(address: Mapping[str, Any]) -> str:
    return str(address.get("zip", ""))[:5]


def _with_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    asked = Q()
    for word in re.split(r"[\s,]+", words.strip().replace("\0", "")):
        asked &= Q(name__icontains=word)
    return rows.filter(asked)


def _together(rows: Iterable[Provider]) -> list[FoundProvider]:
    """One for each NPI, in the order in which they came, with the addresses and words of all its rows."""
    by_npi: dict[str, list[Provider]] = {}
    for row in rows:
        by_npi.setdefault(row.npi, []).append(row)
    return [_one(npi, each) for npi, each in by_npi.items()]


def _one(npi: str, rows: list[Provider]) -> FoundProvider:
    addresses = {tuple(sorted(each.items())): each for row in rows for each in row.addresses if isinstance(each, dict)}
    return FoundProvider(
        npi=npi,
        name=rows[0].name,
        facility=rows[0].facility,
        specialties=tuple(dict.fromkeys(each for row in rows for each in row.specialties)),
        accepting=next((row.accepting for row in rows if row.accepting), ""),
        gender=next((row.gender for row in rows if row.gender), ""),
        languages=tuple(dict.fromkeys(each for row in rows for each in row.languages)),
        addresses=tuple(addresses.values()),
    )


def _in_year(year: int) -> Q:
    """A file that names no years holds for any."""
    return Q(years__len=0) | Q(years__contains=[year])


def plans_covering_drug(
    rxcuis: Collection[str], year: int, plan_ids: Collection[str] | None = None
) -> set[tuple[str, str]]:
    """(RxNorm number, plan id in capitals) of what is on a formulary."""
    rows = DrugCoverage.objects.filter(_in_year(year), drug__rxnorm_id__in=rxcuis)
    return _pairs(rows, "drug__rxnorm_id", plan_ids)


def plans_covering_provider(
    npis: Collection[str], year: int, plan_ids: Collection[str] | None = None
) -> set[tuple[str, str]]:
    """(NPI, plan id in capitals) of who is in a network."""
    rows = ProviderCoverage.objects.filter(_in_year(year), provider__npi__in=npis)
    return _pairs(rows, "provider__npi", plan_ids)


def _pairs(rows: QuerySet[Any], of: str, plan_ids: Collection[str] | None) -> set[tuple[str, str]]:
    if plan_ids is not None:
        rows = rows.filter(plan_id__in={*plan_ids, *(each.upper() for each in plan_ids)})
    with bounded():
        return {(thing, plan_id.upper()) for thing, plan_id in rows.values_list(of, "plan_id").distinct()}


def plans_with_formulary(plan_ids: Collection[str], year: int) -> set[str]:
    """Those of some plans, in capitals, whose insurer says anything of drugs."""
    return _known(DrugCoverage, plan_ids, year)


def plans_with_network(plan_ids: Collection[str], year: int) -> set[str]:
    """Those of some plans, in capitals, whose insurer says anything of providers."""
    return _known(ProviderCoverage, plan_ids, year)


def _known(model: type[DrugCoverage] | type[ProviderCoverage], plan_ids: Collection[str], year: int) -> set[str]:
    """The first row of each plan answers: a network has tens of thousands of them."""
    table = connection.ops.quote_name(model._meta.db_table)
    asked = (
        "SELECT upper(wanted) FROM unnest(%s::text[]) wanted WHERE EXISTS"  # noqa: S608
        f" (SELECT 1 FROM {table} WHERE plan_id = wanted AND (years = '{{}}' OR years @> ARRAY[%s]::smallint[]))"
    )
    with bounded(), connection.cursor() as cursor:
        cursor.execute(asked, [list({*plan_ids, *(each.upper() for each in plan_ids)}), year])
        return {key for (key,) in cursor.fetchall()}


def counts() -> Counts:
    """How much the directory holds."""
    with bounded():
        plans = set(DrugCoverage.objects.values_list("plan_id", flat=True).distinct())
        plans |= set(ProviderCoverage.objects.values_list("plan_id", flat=True).distinct())
        return Counts(
            issuers=len({each[:5] for each in plans}),
            drugs=Drug.objects.values("rxnorm_id").distinct().count(),
            providers=Provider.objects.exclude(npi="").values("npi").distinct().count(),
            providers_plans=ProviderCoverage.objects.count(),
            drugs_plans=DrugCoverage.objects.count(),
            refreshed=DirectoryFile.objects.aggregate(last=Max("imported_at"))["last"],
        )
