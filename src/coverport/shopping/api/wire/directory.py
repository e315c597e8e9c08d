"""Doctors, facilities and drugs."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import Limit, Npi, Offset, PlanId, RxCui, Year, YearQuery, Zip
from coverport.shopping.api.wire.plans import Address

Coverage = Literal["Covered", "NotCovered", "DataNotProvided", "GenericCovered"]
Accepting = Literal["accepting", "not accepting", "accepting in some locations", "unknown"]
Words = Annotated[str, Meta(min_length=1, max_length=100)]
# Shorter words would match most of a directory.
Beginning = Annotated[str, Meta(min_length=3, max_length=100)]
ProviderKind = Literal["Individual", "Facility", "Group"]
MOST = 100


class DrugBeginning(YearQuery, frozen=True, kw_only=True):
    q: Annotated[Beginning, Meta(description="Name of a drug, at least 3 characters.", examples=["ibup"])]
    envelope: (
        Annotated[str, Meta(description='"spec": as the published specification has it, in an object.')] | None
    ) = None


class DrugSearch(YearQuery, frozen=True, kw_only=True):
    q: Words
    offset: Offset = 0
    limit: Limit = 25


class DrugsCovered(YearQuery, frozen=True, kw_only=True):
    drugs: Annotated[tuple[RxCui, ...], Meta(min_length=1, max_length=MOST)]
    planids: Annotated[tuple[PlanId, ...], Meta(min_length=1, max_length=MOST)]


class DrugQuery(YearQuery, frozen=True, kw_only=True):
    rxcui: RxCui


class ProviderBeginning(YearQuery, frozen=True, kw_only=True):
    q: Beginning
    zipcode: Zip
    type: Annotated[tuple[ProviderKind, ...], Meta(min_length=1, max_length=3)]
    envelope: str | None = None


class ProviderSearch(YearQuery, frozen=True, kw_only=True):
    q: Words
    zipcode: Zip
    type: Annotated[tuple[ProviderKind, ...], Meta(min_length=1, max_length=3)]
    specialty: Annotated[str, Meta(max_length=100)] = ""
    offset: Offset = 0
    limit: Limit = 10


class ProvidersCovered(YearQuery, frozen=True, kw_only=True):
    providerids: Annotated[tuple[Npi, ...], Meta(min_length=1, max_length=MOST)]
    planids: Annotated[tuple[PlanId, ...], Meta(min_length=1, max_length=MOST)]


class ProviderQuery(YearQuery, frozen=True, kw_only=True):
    npi: Npi


class CoverageSearch(msgspec.Struct, frozen=True, kw_only=True):
    q: Words
    zipcode: Zip


class CrosswalkQuery(msgspec.Struct, frozen=True, kw_only=True):
    year: Year
    plan_id: PlanId
    state: str
    zipcode: Zip
    fips: Annotated[str, Meta(pattern=r"^[0-9]{5}$")]


class Drug(msgspec.Struct, frozen=True):
    rxcui: str
    name: str
    strength: str
    route: str
    full_name: str
    rxterms_dose_form: str
    rxnorm_dose_form: str


class DrugPage(msgspec.Struct, frozen=True):
    """total: of all pages; clients read on until they have so many."""

    total: int
    drugs: list[Drug]
    next: str
    prev: str


class OneDrug(msgspec.Struct, frozen=True):
    drug: Drug


class DrugCoverage(msgspec.Struct, frozen=True):
    rxcui: str
    plan_id: str
    coverage: Coverage


class Provider(msgspec.Struct, frozen=True):
    """type and provider_type say the same; so do gender and sex: clients read either."""

    npi: str
    name: str
    type: ProviderKind
    provider_type: ProviderKind
    specialties: list[str]
    accepting: Accepting
    gender: str
    sex: str
    languages: list[str]
    facility_types: list[str]
    taxonomy: str
    group_id: str


class NearbyProvider(msgspec.Struct, frozen=True):
    """distance: 0 in the same ZIP code, -1 where it is not known."""

    provider: Provider
    address: Address
    distance: float


class ProviderPage(msgspec.Struct, frozen=True):
    providers: list[NearbyProvider]
    next: str
    prev: str


class OneProvider(msgspec.Struct, frozen=True):
    provider: Provider


class ProviderCoverage(msgspec.Struct, frozen=True):
    npi: str
    plan_id: str
    coverage: Coverage
    addresses: list[Address]
    accepting: Accepting


class DrugsCoverage(msgspec.Struct, frozen=True):
    """The same list under both names that clients read."""

    coverage: list[DrugCoverage]
    by_specification: list[DrugCoverage] = msgspec.field(name="Provider & Drug Coverage")


class ProvidersCoverage(msgspec.Struct, frozen=True):
    coverage: list[ProviderCoverage]
    by_specification: list[ProviderCoverage] = msgspec.field(name="Provider & Drug Coverage")


class Nearby(msgspec.Struct, frozen=True):
    providers: list[NearbyProvider]
    drugs: list[Drug]


class CoverageStats(msgspec.Struct, frozen=True):
    issuers: int
    drugs: int
    providers: int
    providers_plans: int
    drugs_plans: int
    last_refreshed_at: str


class Crosswalk(msgspec.Struct, frozen=True):
    new_plan_id: str
    level: str
    reason: str
