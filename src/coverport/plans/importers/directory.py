"""Machine-readable providers, drugs and plans as insurers publish them: 45 CFR 156.122(d), 156.230(b), CMS's QHP JSON schemas."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal

import msgspec

from coverport.plans.importers.json_stream import entries
from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.source import Source
from coverport.plans.importers.tables import PLAN_PATTERN

PROVIDERS, DRUGS, PLANS, INDEX = "providers", "drugs", "plan_documents", "index"


class ProviderPlan(msgspec.Struct, frozen=True):
    """A plan whose network a provider is in. years: none means any."""

    plan_id: str
    network_tier: str = ""
    years: list[int] = []


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    address: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""


class PersonName(msgspec.Struct, frozen=True):
    first: str = ""
    last: str = ""
    middle: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        parts = (self.prefix, self.first, self.middle, self.last, self.suffix)
        return " ".join(part.strip() for part in parts if part and part.strip())


class Provider(msgspec.Struct, frozen=True):
    """A doctor or a facility. The schema's text says `speciality`, its samples `specialty`: both are read."""

    type: Literal["INDIVIDUAL", "FACILITY"]
    plans: list[ProviderPlan]
    npi: str | int | None = None
    name: PersonName | None = None
    facility_name: str | None = None
    facility_type: list[str] = []
    specialty: list[str] = []
    speciality: list[str] = []
    accepting: str | None = None
    gender: str | None = None
    languages: list[str] | None = None
    addresses: list[Address] = []
    last_updated_on: date | None = None

    @property
    def specialties(self) -> list[str]:
        return list(dict.fromkeys([*self.specialty, *self.speciality]))

    @property
    def full_name(self) -> str:
        return (self.facility_name or str(self.name or "")).strip()


class DrugPlan(msgspec.Struct, frozen=True):
    """A plan whose formulary a drug is on. None: the file does not say."""

    plan_id: str
    drug_tier: str = ""
    prior_authorization: bool | None = None
    step_therapy: bool | None = None
    quantity_limit: bool | None = None
    years: list[int] = []


class Drug(msgspec.Struct, frozen=True):
    rxnorm_id: str | int
    drug_name: str
    plans: list[DrugPlan]


class Pharmacy(msgspec.Struct, frozen=True):
    """What a member pays for a tier at a kind of pharmacy."""

    pharmacy_type: str
    copay_amount: float | None = None
    copay_opt: str | None = None
    coinsurance_rate: float | None = None
    coinsurance_opt: str | None = None


class FormularyTier(msgspec.Struct, frozen=True):
    drug_tier: str
    mail_order: bool | None = None
    cost_sharing: list[Pharmacy] = []


class NetworkTier(msgspec.Struct, frozen=True):
    network_tier: str


class PlanDocument(msgspec.Struct, frozen=True):
    """A plan's tiers of network and formulary; `formulary` stands as a list or as one object."""

    plan_id: str
    marketing_name: str = ""
    summary_url: str | None = None
    marketing_url: str | None = None
    formulary_url: str | None = None
    plan_contact: str | None = None
    years: list[int] = []
    network: list[NetworkTier] = []
    formulary: list[FormularyTier] | FormularyTier = []
    last_updated_on: date | None = None

    @property
    def tiers(self) -> list[FormularyTier]:
        return [self.formulary] if isinstance(self.formulary, FormularyTier) else self.formulary


Entry = Provider | Drug | PlanDocument
_TYPES: dict[str, type[Entry]] = {PROVIDERS: Provider, DRUGS: Drug, PLANS: PlanDocument}
_MARKS = {
    "npi": PROVIDERS, "facility_name": PROVIDERS, "rxnorm_id": DRUGS, "drug_name": DRUGS, "marketing_name": PLANS,
    "network": PLANS,
}  # fmt: skip
FORMATS = {
    PROVIDERS: "QHP providers JSON", DRUGS: "QHP drugs JSON", PLANS: "QHP plans JSON", INDEX: "QHP index JSON",
}  # fmt: skip


class Listing(msgspec.Struct, eq=False):
    """A directory file while it is read. entries: read them to the end, then the counts are complete."""

    source: Source
    kind: str
    entries: Iterator[Entry]
    rows: int = 0
    plans: set[str] = msgspec.field(default_factory=set)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    notes: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def format(self) -> str:
        return FORMATS[self.kind]


def kind_of(head: bytes) -> str | None:
    """Which of the schemas a file's first bytes belong to; None for other JSON."""
    text = head.decode(errors="ignore").lstrip("\ufeff \t\r\n")
    if text.startswith("{") and "provider_urls" in text and "plan_urls" in text:
        return INDEX
    if not text.startswith("["):
        return None
    for name in re.findall(r'"([a-z_]+)"\s*:', text):
        if name in _MARKS:
            return _MARKS[name]
    return None


def read(source: Source, kind: str) -> Listing:
    """A directory file as typed entries. Raises UnreadableFile while they are read."""
    listing = Listing(source, kind, iter(()))
    listing.entries = _index(listing) if kind == INDEX else _entries(listing, _TYPES[kind])
    return listing


def _entries(listing: Listing, kind: type[Entry]) -> Iterator[Entry]:
    check: Callable[[Any], str | None] = {Provider: _provider, Drug: _drug, PlanDocument: _document}[kind]
    for line, raw in entries(listing.source):
        try:
            found = msgspec.convert(raw, kind, strict=False)
        except msgspec.ValidationError as error:
            raise _refusal(listing, line, str(error)) from error
        if wrong := check(found) or _plan_ids(found):
            raise _refusal(listing, line, wrong)
        listing.rows += 1
        _count(listing, found)
        yield found
    if not listing.rows:
        raise listing.source.refuse("an empty list", "at least one entry")


def _refusal(listing: Listing, line: int, wrong: str) -> UnreadableFile:
    expected = f"an entry of the schema {FORMATS[listing.kind]}"
    return UnreadableFile(listing.source.shown, [Problem(line, None, wrong, expected)])


def _provider(found: Any) -> str | None:
    if found.npi is not None and not re.match(r"^\d{10}$", str(found.npi)):
        return f"npi {found.npi!r}, not ten digits"
    return None if found.full_name else "a provider without a name"


def _drug(found: Any) -> str | None:
    if not re.match(r"^\d{1,8}$", str(found.rxnorm_id)):
        return f"rxnorm_id {found.rxnorm_id!r}, not a number of RxNorm"
    return None if found.drug_name.strip() else "a drug without a name"


def _document(found: Any) -> str | None:
    wrong = [
        one.coinsurance_rate
        for tier in found.tiers
        for one in tier.cost_sharing
        if not 0 <= (one.coinsurance_rate or 0) <= 1
    ]
    return f"coinsurance_rate {wrong[0]}, not between 0 and 1" if wrong else None


def _plan_ids(found: Entry) -> str | None:
    ids = [found.plan_id] if isinstance(found, PlanDocument) else [plan.plan_id for plan in found.plans]
    wrong = next((each for each in ids if not re.match(PLAN_PATTERN, each)), None)
    return f"plan_id {wrong!r}, not 14 characters of HIOS" if wrong else None


def _count(listing: Listing, found: Entry) -> None:
    plans = {found.plan_id} if isinstance(found, PlanDocument) else {plan.plan_id for plan in found.plans}
    listing.plans |= plans
    if isinstance(found, Provider):
        what = "doctors" if found.type == "INDIVIDUAL" else "facilities"
    else:
        what = "drugs" if isinstance(found, Drug) else "plans"
    listing.counts[what] = listing.counts.get(what, 0) + 1


class _Index(msgspec.Struct):
    provider_urls: list[str]
    formulary_urls: list[str]
    plan_urls: list[str]


def _index(listing: Listing) -> Iterator[Entry]:
    """An index names the issuer's other files; nothing of it is stored, it says what to fetch."""
    data = listing.source.read(16 << 20)
    try:
        found = msgspec.json.decode(data, type=_Index)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refusal(listing, 1, str(error)) from error
    addresses = [*found.provider_urls, *found.formulary_urls, *found.plan_urls]
    wrong = next((each for each in addresses if not each.lower().startswith(("http://", "https://"))), None)
    if wrong is not None:
        raise _refusal(listing, 1, f"address {wrong!r}")
    listing.rows = len(addresses)
    listing.counts["addresses"] = len(addresses)
    yield from ()
