"""Every operation answers in the shape of its own document, of the published specification as corrected, and of a recorded answer."""

import json
import re
from typing import Any
from urllib.parse import urljoin

import jsonschema_rs
import pytest

from tests.conformance.marketplace_api.conftest import NH, Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan
from tests.shared import shared

BODY = asked(40, 30, 9, income=45_000)
PLACED = {"state": "NH", "fips": MERRIMACK, "zipcode": "03301", "year": 2014}
FIRST = "{first plan}"
# Operation -> a valid request: query, parts of the address, body.
VALID: dict[tuple[str, str], tuple[dict[str, Any], dict[str, str], Any]] = {
    ("get", "/versions"): ({}, {}, None),
    ("get", "/market-years"): ({}, {}, None),
    ("get", "/counties/by/zip/{zipcode}"): ({}, {"zipcode": "03301"}, None),
    ("get", "/counties/{fips}"): ({}, {"fips": MERRIMACK}, None),
    ("get", "/states"): ({}, {}, None),
    ("get", "/states/{abbrev}"): ({}, {"abbrev": "NH"}, None),
    ("get", "/states/{abbrev}/medicaid"): ({"year": 2014}, {"abbrev": "NH"}, None),
    ("get", "/states/{abbrev}/poverty-guidelines"): ({"year": 2014}, {"abbrev": "NH"}, None),
    ("get", "/households/pcfpl"): ({"year": 2014, "state": "NH", "size": 2, "income": 30000}, {}, None),
    ("get", "/rate-areas"): (PLACED, {}, None),
    ("get", "/issuers"): ({"state": "NH"}, {}, None),
    ("get", "/issuers/{issuer_id}"): ({}, {"issuer_id": "96751"}, None),
    ("get", "/issuers/{issuer_id}/plan-ids"): ({}, {"issuer_id": "96751"}, None),
    ("post", "/plans"): ({}, {}, {**BODY, "plan_ids": [FIRST]}),
    ("post", "/plans/search"): ({}, {}, BODY),
    ("post", "/plans/search/stats"): ({}, {}, BODY),
    ("post", "/plans/export"): ({"format": "csv"}, {}, BODY),
    ("get", "/plans/{plan_id}"): ({}, {"plan_id": FIRST}, None),
    ("post", "/plans/{plan_id}"): ({}, {"plan_id": FIRST}, BODY),
    ("get", "/plans/{plan_id}/quality-ratings"): ({"year": 2014}, {"plan_id": FIRST}, None),
    ("post", "/quotes/batch"): ({}, {}, {"quotes": [BODY]}),
    ("post", "/households/eligibility/estimates"): ({}, {}, BODY),
    ("post", "/households/slcsp"): ({}, {}, BODY),
    ("post", "/households/lcsp"): ({}, {}, BODY),
    ("post", "/households/lcbp"): ({}, {}, BODY),
    ("post", "/households/ichra"): ({}, {}, {**BODY, "hra": 200}),
    ("get", "/drugs/autocomplete"): ({"q": "ibup"}, {}, None),
    ("get", "/drugs/search"): ({"q": "ibup"}, {}, None),
    ("get", "/drugs/covered"): ({"drugs": "209459,206878", "planids": "96751NH0150001"}, {}, None),
    ("get", "/drugs/{rxcui}"): ({}, {"rxcui": "206878"}, None),
    ("get", "/providers/autocomplete"): ({"q": "smi", "zipcode": "03301", "type": "Individual,Facility"}, {}, None),
    ("get", "/providers/search"): ({"q": "smi", "zipcode": "03301", "type": "Individual"}, {}, None),
    ("get", "/providers/covered"): ({"providerids": "1234567893", "planids": "96751NH0150001"}, {}, None),
    ("get", "/providers/{npi}"): ({}, {"npi": "1234567893"}, None),
    ("get", "/coverage/search"): ({"q": "smi", "zipcode": "03301"}, {}, None),
    ("get", "/coverage/stats"): ({}, {}, None),
    ("get", "/crosswalk"): ({**PLACED, "plan_id": "96751NH0150001"}, {}, None),
    ("post", "/enrollment/validate"): (
        {},
        {},
        {"year": 2014, "enrollment_groups": [{"id": "a", "enrollees": ["1"]}], "enrollees": [{"id": "1"}]},
    ),
    **{
        ("get", f"/data/{name}"): ({"year": 2014}, {}, None)
        for name in ("apt", "decile-mapping", "state-medicaid", "rate-areas", "county-zips", "crosswalk")
    },
    ("get", "/data/files/{name}/{year}"): ({}, {"name": "apt", "year": "2014"}, None),
}


@pytest.fixture
def filled(api: Api, published: dict[str, list[Plan]]) -> Api:
    """With a provider, a drug and a crosswalk to find."""
    from coverport.plans.models import (
        DirectoryFile,
        Drug,
        DrugCoverage,
        Provider,
        ProviderCoverage,
        Reference,
        ReferenceFile,
    )

    file = DirectoryFile.objects.create(exchange="federal", kind="providers", name="p.json", sha256="0" * 64)
    address = {"address": "1 Main Street", "city": "Concord", "state": "NH", "zip": "03301", "phone": "6035550100"}
    someone = Provider.objects.create(
        file=file, npi="1234567893", facility=False, name="Ann Smith", specialties=["Family Medicine"], accepting="accepting",
        languages=["English"], addresses=[address],
    )  # fmt: skip
    ProviderCoverage.objects.create(provider=someone, plan_id="96751NH0150001", years=[2014])
    drug = Drug.objects.create(file=file, rxnorm_id="206878", name="Ibuprofen 400 MG Oral Tablet")
    DrugCoverage.objects.create(drug=drug, plan_id="96751NH0150001", years=[])
    rows = ReferenceFile.objects.create(
        exchange="federal", year=2015, kind="crosswalk", name="c.csv", format="CMS Plan Crosswalk", sha256="1" * 64
    )
    details = {
        "to": "96751NH0150002",
        "county": "",
        "zip": "",
        "level": "1",
        "reason": "2",
        "age_off": None,
        "dental": False,
    }
    Reference.objects.create(file=rows, state="NH", issuer_id="96751", key="96751NH0150001", details=details)
    return api


def ask(api: Api, method: str, path: str, first: str) -> Any:
    query, parts, body = VALID[method, path]
    where = re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], path).lstrip("/").replace(FIRST, first)
    if method == "get":
        return api.get(where, **query)
    text = json.dumps(body).replace(FIRST, first)
    return api.post(where, text, query="?" + "&".join(f"{name}={value}" for name, value in query.items()))


def document() -> dict[str, Any]:
    from coverport.shopping.api.openapi import specification

    return json.loads(json.dumps(specification()))


def test_there_is_a_valid_request_for_every_operation_of_the_document(api: Api) -> None:
    paths = document()["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == set(VALID)


def test_the_document_has_every_operation_of_the_published_specification() -> None:
    published = json.loads(shared("reference", "cms_marketplace_api_v1_swagger2.json").read_text())
    theirs = {
        (method, path)
        for path, methods in published["paths"].items()
        for method in methods
        if method in {"get", "post"}
    }
    assert len(theirs) == 39
    assert theirs <= set(VALID)


@pytest.mark.parametrize(("method", "path"), sorted(VALID))
def test_a_valid_request_is_answered_in_the_documents_own_shape(
    filled: Api, published: dict[str, list[Plan]], method: str, path: str
) -> None:
    answer = ask(filled, method, path, published[MERRIMACK][0].id)
    said = document()["paths"][path][method]
    ((status, good),) = [(code, each) for code, each in said["responses"].items() if code in {"200", "302"}]
    assert answer.status_code == int(status), answer.content[:500]
    if status == "302":
        answer = filled.client.get(urljoin(f"/api/v1{path}", answer["Location"]))
        assert answer.status_code == 200
        return
    schema = good["content"].get("application/json", {}).get("schema")
    if schema:
        jsonschema_rs.validate({**schema, "components": document()["components"]}, answer.json())


def test_errors_have_the_documents_shape_too(api: Api) -> None:
    schema = {"$ref": "#/components/schemas/Error", "components": document()["components"]}
    for answer in (api.get("counties/33999"), api.post("plans/search", "{"), api.get("issuers/1")):
        jsonschema_rs.validate(schema, answer.json())


# What the published definitions have and answers of the live API do not, or otherwise.
LEFT_OUT = {
    "Drug": {"id"},
    "DrugCoverage": {"generic_rxcui"},
    "Provider": set(),
    "Plan": {"sbcs", "network_adequacy"},
}
SAME = {
    "Plan": "Plan", "Benefit": "Benefit", "CostSharing": "CostSharing", "Deductible": "Deductible", "MOOP": "Deductible",
    "Issuer": "Issuer", "QualityRating": "QualityRating", "Eligibility": "Eligibility", "State": "State", "County": "County",
    "ZIPCounty": "ZipCounty", "RateArea": "RateArea", "PovertyGuideline": "PovertyGuideline", "StateMedicaid": "StateMedicaid",
    "Drug": "Drug", "DrugCoverage": "DrugCoverage", "Provider": "Provider", "ProviderCoverage": "ProviderCoverage",
    "NearbyProvider": "NearbyProvider", "LowestCostPlanResponse": "LowestCost", "ICHRAResponse": "Ichra", "APT": "Apt",
    "StateCounty": "StateCounties", "StateRateArea": "StateAreas", "Crosswalk": "CrosswalkFile", "CrosswalkData": "CrosswalkRow",
    "DataVersion": "DataVersion", "MarketYears": "MarketYears", "PlanSearchRequest": "SearchRequest", "PlanSearchFilter": "PlanFilter",
    "Household": "Household", "Person": "Person", "ExtendedEnrollment": "Enrollment", "ExtendedEnrollee": "Enrollee",
    "FlattenedEnrollmentGroup": "SuggestedGroup",
}  # fmt: skip


@pytest.mark.parametrize("theirs", sorted(SAME))
def test_every_field_of_the_published_definitions_is_there(theirs: str) -> None:
    published = json.loads(shared("reference", "cms_marketplace_api_v1_swagger2.json").read_text())["definitions"][
        theirs
    ]
    ours = document()["components"]["schemas"][SAME[theirs]]["properties"]
    assert set(published["properties"]) - set(ours) <= LEFT_OUT.get(theirs, set())


def test_a_recorded_answer_is_reproduced_field_by_field(api: Api) -> None:
    """A search of plan year 2021 that the live API answered: ours has each of its fields, with a value of the same kind."""
    recorded = json.loads(shared("reference", "examples", "plans_search_NC_37183_age27_py2021.json").read_text())
    ours = api.post("plans/search", {**asked(27, income=-1), "place": NH}).json()
    assert same_kinds(recorded, ours, "") == []
    assert [group["name"] for group in ours["facet_groups"]] == [group["name"] for group in recorded["facet_groups"]]


def same_kinds(theirs: Any, ours: Any, where: str) -> list[str]:
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            return [f"{where}: {ours!r} is no object"]
        missing = [f"{where}.{name} is missing" for name in theirs if name not in ours]
        return missing + [
            each for name in theirs if name in ours for each in same_kinds(theirs[name], ours[name], f"{where}.{name}")
        ]
    if isinstance(theirs, list):
        if not isinstance(ours, list):
            return [f"{where}: {ours!r} is no list"]
        return same_kinds(theirs[0], ours[0], f"{where}[0]") if theirs and ours else []
    number = (int, float)
    alike = (
        isinstance(ours, number)
        if isinstance(theirs, number) and not isinstance(theirs, bool)
        else type(ours) is type(theirs)
    )
    return [] if alike else [f"{where}: {ours!r} is no {type(theirs).__name__}"]


def test_words_of_cost_sharing_are_derived_as_in_the_recorded_answer() -> None:
    from decimal import Decimal

    from coverport.shopping.api.benefits import display_string, type_of

    recorded = json.loads(shared("reference", "examples", "plans_search_NC_37183_age27_py2021.json").read_text())
    shares = [each for plan in recorded["plans"] for one in plan["benefits"] for each in one["cost_sharings"]]
    assert len(shares) > 100
    for each in shares:
        made = display_string(
            int(each["copay_amount"] * 100), each["copay_options"], Decimal(str(each["coinsurance_rate"])), each["coinsurance_options"]
        )  # fmt: skip
        assert made == each["display_string"], each
    names = {one["name"] for plan in recorded["plans"] for one in plan["benefits"]}
    assert {type_of(name) for name in names} <= {
        "GENERIC_DRUGS", "PRIMARY_CARE_VISIT_TO_TREAT_AN_INJURY_OR_ILLNESS", "SPECIALIST_VISIT", "EMERGENCY_ROOM_SERVICES",
        "DENTAL_CHECK_UP_FOR_CHILDREN", "DENTAL_CHILD_BASIC", "DENTAL_CHILD_MAJOR", "DENTAL_ADULT_ROUTINE", "DENTAL_ADULT_BASIC",
        "DENTAL_ADULT_MAJOR",
    }  # fmt: skip
