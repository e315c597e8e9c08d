"""Clients that others published for the original, by what they send and read: their query strings, headers and bodies, and every field
that they look at in the answers. Each is named with its repository on GitHub and the file that was read.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from coverport.plans.models import DirectoryFile, Drug, DrugCoverage, Provider, ProviderCoverage
from tests.conformance.marketplace_api.conftest import NH, Api
from tests.conformance.marketplace_api.source import MERRIMACK, Plan, by_price
from tests.conformance.marketplace_api.test_entry import call, served

__all__ = ["served"]
Published = dict[str, list[Plan]]
KEY = "d687412e7b53146b2631dc01974ad0a4"


class Sent:
    """An answer as such a client sees it."""

    def __init__(self, line: str, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = int(line[:3]), headers, body

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.body)


def send(
    method: str, path: str, query: str = "", *, body: Any = None, headers: Mapping[str, str] | None = None
) -> Sent:
    """Through the server's entry, with exactly these headers."""
    said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()}
    if "HTTP_CONTENT_TYPE" in said:
        said["CONTENT_TYPE"] = said.pop("HTTP_CONTENT_TYPE")
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Sent(*call(method, f"/api/v1{path}{'?' if query else ''}{query}", data, **said))


# mattmarcum/healthcare-gov-plan-explorer: src/lib/api.ts, flatten.ts, types.ts. A browser extension on HealthCare.gov's own pages.
SPA = {
    "household": {
        "people": [
            {"aptc_eligible": True, "dob": "1973-06-02", "does_not_cohabitate": False, "gender": "Female",
             "relationship": "Self", "utilization_level": "Medium"},
            {"aptc_eligible": True, "dob": "2004-03-09", "does_not_cohabitate": False, "gender": "Male",
             "relationship": "Child", "utilization_level": "Low"},
        ],
        "effective_date": "2014-01-01",
    },
    "place": {"zipcode": "03301", "extended_zipcode": "0330112345", "countyfips": MERRIMACK, "state": "NH"},
    "market": "Individual", "year": 2014, "aptc_override": 120.5, "csr_override": "CSR87", "catastrophic_override": False,
}  # fmt: skip
PLAIN = {"content-type": "text/plain;charset=UTF-8", "origin": "https://www.healthcare.gov"}


def explorer_page(offset: int) -> dict[str, Any]:
    more = {"limit": 50, "offset": offset, "order": "asc", "sort": "premium", "suppressed_plan_ids": []}
    body = {**SPA, "filter": {"division": "HealthCare", "metal_design_types": []}, **more}
    answer = send("POST", "/plans/search", "year=2014", body=body, headers=PLAIN)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    found: dict[str, Any] = answer.json()
    return found


def in_network(entries: list[dict[str, Any]], csr: str) -> list[dict[str, Any]]:
    """As the extension picks them: of the household's variant, else the plain one, in the network."""
    inside = [one for one in entries if one["network_tier"] == "In-Network"] or entries
    return (
        [one for one in inside if f"{csr}% AV" in one["csr"]]
        or [one for one in inside if one["csr"] == "Exchange variant (no CSR)"]
        or inside
    )


def test_the_plan_explorer_fills_every_column_of_its_table(served: Api, published: Published) -> None:
    first = explorer_page(0)
    plans = list(first["plans"])
    for offset in range(50, first["total"], 50):
        plans += explorer_page(offset)["plans"]
    expected = {one.id for one in published[MERRIMACK] if one.level != "Catastrophic" and one.premium(40, 9)}
    assert {plan["id"].upper() for plan in plans} == expected
    premiums = [plan["premium_w_credit"] for plan in plans]
    assert premiums == sorted(premiums)
    for plan in plans:
        assert plan["premium_w_credit"] == pytest.approx(
            max(0, plan["premium"] - min(120.5, plan["aptc_eligible_premium"]))
        )
        assert plan["oopc"] > 0
        assert {"name", "metal_level", "type", "benefits_url", "formulary_url", "network_url"} <= set(plan)
        assert plan["issuer"]["name"]
        assert isinstance(plan["hsa_eligible"], bool)
        assert isinstance(plan["specialist_referral_required"], bool)
        assert isinstance(plan["quality_rating"]["global_rating"], int)
        assert all(
            isinstance(one["amount"], (int, float)) and one["type"] for one in in_network(plan["deductibles"], "87")
        )
        assert in_network(plan["moops"], "87")[0]["amount"] > 0
        assert any("display_string" in share for one in plan["benefits"] for share in one["cost_sharings"])
    detail = send("POST", f"/plans/{plans[0]['id']}", "year=2014", body=SPA, headers=PLAIN).json()["plan"]
    assert (detail["id"], detail["premium"]) == (plans[0]["id"], plans[0]["premium"])
    assert isinstance(detail["sbcs"], dict)


# ohandyya/health-coverage-navigator: src/health_coverage_navigator/live/marketplace.py. Python with httpx; the key in the query.
def test_the_coverage_navigator_from_a_zip_code_to_plans_and_drugs(served: Api, directory: None) -> None:
    headers = {"accept": "*/*", "user-agent": "python-httpx/0.28.1", "content-type": "application/json"}
    key = {"apikey": KEY}
    year = send("GET", "/market-years", urlencode(key), headers=headers).json()["current"]
    assert isinstance(year, int)
    (county,) = send("GET", "/counties/by/zip/03301", urlencode(key), headers=headers).json()["counties"]
    body = {
        "household": {"income": 30_000.0, "people": [{"age": 40, "aptc_eligible": True}]}, "market": "Individual",
        "place": {"countyfips": county["fips"], "state": county["state"], "zipcode": "03301"}, "year": 2014,
    }  # fmt: skip
    found = send("POST", "/plans/search", urlencode(key), body=body, headers=headers).json()
    assert isinstance(found["total"], int)
    assert len(found["plans"]) == 10
    for plan in found["plans"]:
        assert plan["premium_w_credit"] <= plan["premium"]
        mine = [one for one in plan["deductibles"] if one["network_tier"] == "In-Network" and one["individual"]]
        assert all("deductible" in one["type"].lower() for one in mine)
        assert any("maximum out of pocket" in one["type"].lower() for one in plan["moops"])
        assert {"available", "global_rating"} <= set(plan["quality_rating"])
    drugs = send("GET", "/drugs/autocomplete", urlencode({"q": "ibuprofen", **key})).json()
    assert isinstance(drugs, list)
    assert {"rxcui", "name", "strength", "route", "full_name"} <= set(drugs[0])
    query = {"year": "2014", "drugs": drugs[0]["rxcui"], "planids": "96751NH0150001,96751NH0150002", **key}
    covered = send("GET", "/drugs/covered", urlencode(query)).json()["coverage"]
    assert [(one["rxcui"], one["plan_id"], one["coverage"]) for one in covered] == [
        (drugs[0]["rxcui"], "96751NH0150001", "Covered"), (drugs[0]["rxcui"], "96751NH0150002", "DataNotProvided"),
    ]  # fmt: skip


def test_the_coverage_navigator_hands_on_who_lives_elsewhere(served: Api) -> None:
    """It looks for these words in whatever case, in the first of message, error, msg, err."""
    body = {
        "household": {"income": 40_000.0, "people": [{"age": 40, "aptc_eligible": True}]}, "market": "Individual",
        "place": {"countyfips": "06037", "state": "CA", "zipcode": "90001"}, "year": 2014,
    }  # fmt: skip
    answer = send("POST", "/plans/search", urlencode({"apikey": KEY}), body=body)
    assert answer.status == 400
    assert "not a valid marketplace state" in answer.json()["message"].lower()


# Badri-Rajendran/PolicyPal: src/core/marketplace_api.py, src/ingestion/marketplace_api.py, plans.py. Python with requests; takes whole
# counties in, page by page of ten, and follows the redirect of the bulk file.
def test_policypal_takes_a_whole_county_in(served: Api, published: Published) -> None:
    key = urlencode({"apikey": KEY})
    leads = send("GET", "/data/county-zips", f"year=2014&{key}")
    assert leads.status == 302
    states = send("GET", f"/data/{leads.headers['Location']}").json()
    counties = {
        one["state"]: [(each["fips"], each["zips"][0]) for each in one["counties"] if each["zips"]] for one in states
    }
    zipcode = dict(counties["NH"])[MERRIMACK]
    plans, offset = [], 0
    while True:
        body = {
            "household": {"people": [{"age": 27}]}, "market": "Individual",
            "place": {"state": "NH", "countyfips": MERRIMACK, "zipcode": zipcode}, "year": 2014, "offset": offset,
        }  # fmt: skip
        page = send("POST", "/plans/search", key, body=body).json()
        plans += page["plans"]
        offset += 10
        if offset >= page["total"]:
            break
        assert len(page["plans"]) == 10
    expected = {one.id: price for one in published[MERRIMACK] if (price := one.premium(27))}
    assert {one["id"].upper(): Decimal(str(one["premium"])) for one in plans} == expected
    for plan in plans:
        needed = ("id", "name", "metal_level", "type", "state", "hsa_eligible", "has_national_network")
        assert all(plan[name] not in (None, "") for name in needed)
        assert all(plan["issuer"][name] not in (None, "") for name in ("id", "name", "state"))
        # Rows that share all of these would overwrite each other in its table.
        for entries in (plan["deductibles"], plan["moops"]):
            keys = [(one["type"], one["csr"], one["network_tier"], one["family_cost"]) for one in entries]
            assert len(keys) == len(set(keys))


def test_policypal_prices_thirty_plans_at_once(served: Api, published: Published) -> None:
    """A plan that is not sold there is left out, which it reads as no price; one of zero dollars would be read the same."""
    prices = {one.id: price for one in published[MERRIMACK] if (price := one.premium(50))}
    wanted = [*list(prices)[:29], "99999NH9999999"]
    body = {
        "plan_ids": wanted, "household": {"people": [{"age": 50}]},
        "place": {"state": "NH", "countyfips": MERRIMACK, "zipcode": "03301"}, "market": "Individual", "year": 2014,
    }  # fmt: skip
    found = send("POST", "/plans", urlencode({"apikey": KEY}), body=body).json()["plans"]
    priced = {one["id"].upper(): Decimal(str(one["premium"])) for one in found if one.get("premium", 0) > 0}
    assert priced == {each: prices[each] for each in wanted[:-1]}


# xmemos18/coverage-gap-analyzer: lib/healthcareGovApi.ts. TypeScript with fetch; a list as `type`, spans as `premium` and `deductible`.
def test_the_coverage_gap_analyzer_narrows_in_its_own_way(served: Api, published: Published) -> None:
    headers = {"accept": "application/json", "content-type": "application/json"}
    counties = send("GET", "/counties/by/zip/03301", f"apikey={KEY}", headers={"accept": "application/json"}).json()
    assert all(isinstance(counties["counties"][0][name], str) for name in ("fips", "name", "state"))
    people = [{"age": 40, "aptc_eligible": True, "gender": "Female", "uses_tobacco": False}]
    body = {
        "place": NH, "market": "Individual", "year": 2014, "household": {"income": 30_000, "people": people}, "limit": 100,
        "filter": {"metal_levels": ["Silver"], "type": ["HMO", "PPO"], "premium": {"min": 200, "max": 400}, "issuer_ids": []},
    }  # fmt: skip
    found = send("POST", "/plans/search", f"apikey={KEY}", body=body, headers=headers).json()
    kinds = {"HMO", "PPO"}
    prices = [(one, one.premium(40)) for one in published[MERRIMACK] if one.level == "Silver" and one.kind in kinds]
    assert {one["id"].upper() for one in found["plans"]} == {
        one.id for one, price in prices if price and 200 <= price <= 400
    }
    assert found["total"] == len(found["plans"])
    plan = found["plans"][0]
    assert {"covered", "cost_sharings", "name"} <= set(plan["benefits"][0]) if plan["benefits"] else True
    detail = send("GET", f"/plans/{plan['id']}", f"year=2014&apikey={KEY}", headers={"accept": "application/json"})
    assert detail.json()["plan"]["name"] == plan["name"]
    missing = send("GET", "/plans/99999NH9999999", f"year=2014&apikey={KEY}", headers={"accept": "application/json"})
    assert missing.status == 404
    household = {"income": 30_000, "people": [{"age": 40, "aptc_eligible": True, "uses_tobacco": False}]}
    body = {"place": NH, "household": household, "market": "Individual", "year": 2014}
    (one,) = send("POST", "/households/eligibility/estimates", f"apikey={KEY}", body=body, headers=headers).json()[
        "estimates"
    ]
    second = by_price(published[MERRIMACK], "Silver", 40)[1][0]
    assert isinstance(one["csr"], str)
    assert isinstance(one["is_medicaid_chip"], bool)
    assert 0 < one["aptc"] < second


# Quantum-One-DLT/aca-marketplace-api-js: src/ApiClient.js and its models, generated from the published specification: the key in the
# query, lists with bare commas, envelopes as the specification names them.
def test_the_generated_javascript_client_finds_the_specifications_envelopes(served: Api, directory: None) -> None:
    accept = {"accept": "application/json"}
    lists = "drugs=206878,206879&planids=96751NH0150001,96751NH0150002"
    covered = send("GET", "/drugs/covered", f"apikey={KEY}&{lists}&year=2014", headers=accept).json()
    assert len(covered["Provider & Drug Coverage"]) == 4
    assert covered["Provider & Drug Coverage"] == covered["coverage"]
    providers = f"providerids=1234567893&planids=96751NH0150001&year=2014&apikey={KEY}"
    (one,) = send("GET", "/providers/covered", providers, headers=accept).json()["Provider & Drug Coverage"]
    assert (one["npi"], one["coverage"]) == ("1234567893", "Covered")
    state = send("GET", "/states/NH", f"apikey={KEY}&year=2014", headers=accept).json()
    assert {"marketplace", "shop_marketplace", "8962_link", "8965_link", "hix_url"} <= set(state)
    spec = send("GET", "/drugs/autocomplete", f"apikey={KEY}&q=ibuprofen&envelope=spec", headers=accept).json()
    assert spec["drugs"][0]["rxcui"] == "206878"
    error = send("GET", "/issuers/1019", f"apikey={KEY}", headers=accept)
    assert {"code", "status", "msg", "err"} <= set(error.json())


# TechnologyAlly-Ltd/healthcare-marketplace-api: src/HTTP/Api.php, src/API/*.php. PHP with Guzzle; its sample asks for NV's guidelines.
def test_the_php_package_asks_about_states(served: Api) -> None:
    headers = {"accept": "application/json", "user-agent": "GuzzleHttp/7"}
    for path in ("/states", "/states/NV", "/states/NV/medicaid", "/states/NV/poverty-guidelines"):
        answer = send("GET", path, urlencode({"year": 2014, "apikey": KEY}), headers=headers)
        assert answer.ok, (path, answer.body)
    guidelines = answer.json()["guidelines"]
    assert (guidelines[0]["household_size"], guidelines[0]["guideline"]) == (1, 11_670)  # 79 FR 3593


def test_the_php_package_sends_forms_and_is_told_so(served: Api) -> None:
    """Its POSTs are form-encoded, which the contract is not: a refusal in the contract's form, as its error path reads it."""
    form = urlencode({"household[income]": 52000, "market": "Individual"}).encode()
    answer = send(
        "POST",
        "/plans/search",
        f"apikey={KEY}",
        body=form,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status, answer.json()["code"]) == (400, "1003")


def test_clients_that_read_pages_of_drugs_reach_the_last(served: Api, directory: None) -> None:
    """One pages `drugs/search` by 25 and stops at a shorter page or at `total`, as the original answers."""
    file = DirectoryFile.objects.get()
    Drug.objects.bulk_create(
        Drug(file=file, rxnorm_id=str(300_000 + number), name=f"Metformin {number} MG") for number in range(60)
    )
    seen: list[str] = []
    total = 1
    while len(seen) < total:
        page = send(
            "GET", "/drugs/search", urlencode({"q": "metformin", "year": "2014", "offset": len(seen), "apikey": KEY})
        ).json()
        total = page["total"]
        seen += [one["rxcui"] for one in page["drugs"]]
        if len(page["drugs"]) < 25:
            break
    assert len(set(seen)) == len(seen) == total == 60


@pytest.fixture
def directory(api: Api) -> None:
    """One doctor and two drugs."""
    file = DirectoryFile.objects.create(exchange="federal", kind="providers", name="p.json", sha256="0" * 64)
    address = {"address": "1 Main Street", "city": "Concord", "state": "NH", "zip": "03301"}
    someone = Provider.objects.create(
        file=file, npi="1234567893", facility=False, name="Ann Smith", specialties=["Family Medicine"], accepting="accepting",
        languages=["English"], addresses=[address],
    )  # fmt: skip
    ProviderCoverage.objects.create(provider=someone, plan_id="96751NH0150001", years=[2014])
    drug = Drug.objects.create(file=file, rxnorm_id="206878", name="Ibuprofen 400 MG Oral Tablet")
    DrugCoverage.objects.create(drug=drug, plan_id="96751NH0150001", years=[])
