"""A client of the plan API, for scripts and notebooks: typed answers, no dependency but msgspec.

>>> client = Client("https://exchange.example.org")
>>> county = client.counties("03301")[0]
>>> for plan in client.plans(county, zipcode="03301", ages=[40, 38], income="45000", year=2014):
...     print(plan.name, plan.premium_w_credit)
"""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from coverport.shopping.api.wire.common import Error, MarketAsked
from coverport.shopping.api.wire.issuers import Issuers
from coverport.shopping.api.wire.places import PovertyGuideline, RateArea, State, States, ZipCounties, ZipCounty
from coverport.shopping.api.wire.plans import (
    Eligibility,
    Estimates,
    Found,
    FoundPlan,
    FoundPricedPlan,
    Issuer,
    LowestCost,
    Plan,
    PlanDetail,
)
from coverport.shopping.api.wire.requests import Household, HouseholdRequest, Person, Place, PlanRequest, SearchRequest

T = TypeVar("T")
PAGE = 100
# Too many requests, or a moment of trouble on the way: worth another try.
AGAIN = {429, 502, 503}
_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode


class Refused(Exception):
    """The API did not answer. status: of HTTP; code: 1000 to 1017, "" where something in front of the API refused."""

    def __init__(self, status: int, code: str, message: str, error: str) -> None:
        super().__init__(f"{message}: {error}" if error and error != message else message)
        self.status, self.code, self.message, self.error = status, code, message, error


class Client:
    """Calls one installation. key: sent as a header where a gateway asks for one. tries: for what may pass by itself."""

    def __init__(self, address: str, *, key: str = "", timeout: float = 30, tries: int = 3) -> None:
        self.base = address.rstrip("/") + "/api/v1/"
        self.key, self.timeout, self.tries = key, timeout, tries

    def counties(self, zipcode: str, *, year: int | None = None) -> list[ZipCounty]:
        """The counties that a ZIP code reaches into."""
        return self._get(f"counties/by/zip/{quote(zipcode)}", ZipCounties, year=year).counties

    def states(self, *, year: int | None = None) -> list[State]:
        """All states with their marketplaces."""
        return self._get("states", States, year=year).states

    def poverty_guidelines(self, state: str, *, year: int) -> PovertyGuideline:
        """The guideline of a year for a state's area."""
        return self._get(f"states/{quote(state)}/poverty-guidelines", PovertyGuideline, year=year)

    def rate_area(self, county: ZipCounty, *, year: int) -> RateArea:
        """The rating area of a ZIP code's part of a county."""
        return self._get(
            "rate-areas", RateArea, state=county.state, fips=county.fips, zipcode=county.zipcode, year=year
        )

    def issuers(self, *, state: str | None = None, year: int | None = None) -> Iterator[Issuer]:
        """All insurers, page by page."""
        seen = 0
        while True:
            found = self._get("issuers", Issuers, state=state, year=year, limit=PAGE, offset=seen)
            yield from found.issuers
            seen += len(found.issuers)
            if not found.issuers or seen >= found.total:
                return

    def search(self, request: SearchRequest) -> Found[Plan]:
        """One page of a search."""
        return self._post("plans/search", request, Found[Plan])

    def plans(
        self,
        county: ZipCounty,
        *,
        zipcode: str = "",
        ages: Sequence[int],
        income: Decimal | str | None = None,
        year: int | None = None,
        market: MarketAsked = "Individual",
    ) -> Iterator[Plan]:
        """All plans of a county for people of these ages, the cheapest first; pages are fetched as they are needed."""
        request = SearchRequest(
            place=Place(countyfips=county.fips, state=county.state, zipcode=zipcode or county.zipcode),
            market=market,
            year=year,
            household=Household(
                income=None if income is None else Decimal(income), people=tuple(Person(age=age) for age in ages)
            ),
            limit=PAGE,
        )
        yield from self.every(request)

    def every(self, request: SearchRequest) -> Iterator[Plan]:
        """All plans that a search finds."""
        offset = request.offset or 0
        while True:
            found = self.search(msgspec.structs.replace(request, offset=offset, limit=PAGE))
            yield from found.plans
            offset += len(found.plans)
            if not found.plans or offset >= found.total:
                return

    def plan(self, plan_id: str, *, year: int | None = None) -> PlanDetail:
        """One plan without prices."""
        return self._get(f"plans/{quote(plan_id)}", FoundPlan[PlanDetail], year=year).plan

    def priced_plan(self, plan_id: str, request: PlanRequest) -> PlanDetail:
        """One plan at a household's price."""
        return self._post(f"plans/{quote(plan_id)}", request, FoundPricedPlan[PlanDetail]).plan

    def estimates(self, request: HouseholdRequest) -> list[Eligibility]:
        """What each person is likely to have; the credit is the household's, not to be added up."""
        return self._post("households/eligibility/estimates", request, Estimates).estimates

    def slcsp(self, request: HouseholdRequest) -> LowestCost:
        """The second-lowest-cost silver plan for a household."""
        return self._post("households/slcsp", request, LowestCost)

    def _get(self, path: str, kind: type[T], **query: Any) -> T:
        said = {name: value for name, value in query.items() if value is not None}
        return self._call(urllib.request.Request(f"{self.base}{path}?{urlencode(said)}"), kind)  # noqa: S310  see _call

    def _post(self, path: str, body: msgspec.Struct, kind: type[T]) -> T:
        request = urllib.request.Request(f"{self.base}{path}", data=_encode(body), method="POST")  # noqa: S310  see _call
        request.add_header("Content-Type", "application/json")
        return self._call(request, kind)

    def _call(self, request: urllib.request.Request, kind: type[T]) -> T:
        if not self.base.startswith(("http://", "https://")):
            raise ValueError(f"{self.base} is no address of the web")
        if self.key:
            request.add_header("apikey", self.key)
        for left in range(self.tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310  checked above
                    return msgspec.json.decode(answer.read(), type=kind)
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN or not left:
                    raise _refused(error) from None
                time.sleep(_wait(error))
        raise AssertionError("a client tries at least once")


def _wait(error: urllib.error.HTTPError) -> float:
    """As long as the API says, a second where it says nothing, a minute at most."""
    said = (error.headers or http.client.HTTPMessage()).get("Retry-After", "")
    return min(60.0, float(said)) if said.isdigit() else 1.0


def _refused(error: urllib.error.HTTPError) -> Refused:
    try:
        said = msgspec.json.decode(error.read(), type=Error)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Refused(error.code, "", error.reason, "")
    return Refused(error.code, said.code, said.message, said.error)
