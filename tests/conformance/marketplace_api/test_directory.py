"""Drugs, providers, crosswalks and groups: answers are those of rows that the tests write."""

from typing import Any

import pytest

from tests.conformance.marketplace_api.conftest import Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan

ANN, CLINIC = "1234567893", "1987654320"


@pytest.fixture
def plans(api: Api, published: dict[str, list[Plan]]) -> list[str]:
    """Three plans: the first covers ibuprofen and has Ann, the second says so of others, the third says nothing."""
    from coverport.plans.models import DirectoryFile, Drug, DrugCoverage, Provider, ProviderCoverage

    ids = [one.id for one in published[MERRIMACK] if one.level == "Silver"][:3]
    file = DirectoryFile.objects.create(exchange="federal", kind="providers", name="p.json", sha256="0" * 64)
    home = {"address": "1 Main Street", "city": "Concord", "state": "NH", "zip": "03301", "phone": ""}
    ann = _provider(Provider, file, ANN, "Ann Smith", [home | {"zip": "03302"}, home], facility=False)
    clinic = _provider(Provider, file, CLINIC, "Smith Clinic", [home | {"zip": "03303"}], facility=True)
    _provider(Provider, file, "1112223334", "Zoe Smith", [home | {"zip": "90210"}], facility=False)
    ProviderCoverage.objects.create(provider=ann, plan_id=ids[0], years=[2014])
    ProviderCoverage.objects.create(provider=ann, plan_id=ids[2], years=[2013])
    ProviderCoverage.objects.create(provider=clinic, plan_id=ids[1], years=[])
    ibuprofen = Drug.objects.create(file=file, rxnorm_id="206878", name="Ibuprofen 400 MG Oral Tablet")
    other = Drug.objects.create(file=file, rxnorm_id="209459", name="Tylenol 500 MG Oral Tablet")
    DrugCoverage.objects.create(drug=ibuprofen, plan_id=ids[0], years=[2014])
    DrugCoverage.objects.create(drug=other, plan_id=ids[1], years=[])
    return ids


def _provider(model: Any, file: Any, npi: str, name: str, addresses: list[dict[str, str]], *, facility: bool) -> Any:
    return model.objects.create(
        file=file, npi=npi, name=name, facility=facility, specialties=["Family Medicine"], accepting="accepting",
        languages=["English"], addresses=addresses,
    )  # fmt: skip


def test_drugs_by_the_beginning_of_a_name(api: Api, plans: list[str]) -> None:
    found = api.get("drugs/autocomplete", q="ibup").json()
    assert [(one["rxcui"], one["strength"]) for one in found] == [("206878", "400 MG")]
    assert api.get("drugs/autocomplete", q="ibup", envelope="spec").json() == {"drugs": found}
    assert api.get("drugs/autocomplete", q="ib").status_code == 400
    page = api.get("drugs/search", q="tablet", limit=1).json()
    assert ([one["rxcui"] for one in page["drugs"]], page["prev"]) == (["206878"], "")
    assert [one["rxcui"] for one in api.get(page["next"]).json()["drugs"]] == ["209459"]
    assert api.get("drugs/999").json()["code"] == "1014"


@pytest.mark.parametrize(
    "asked_for", [{"drugs": "206878,209459"}, {"drugs": ["206878", "209459"]}, {"drugs[]": ["206878", "209459"]}]
)
def test_which_plans_cover_which_drugs(api: Api, plans: list[str], asked_for: dict[str, Any]) -> None:
    found = api.get("drugs/covered", **asked_for, planids=",".join(plans), year=2014).json()
    said = [(one["plan_id"], one["rxcui"], one["coverage"]) for one in found["coverage"]]
    assert said == [
        (plans[0], "206878", "Covered"), (plans[0], "209459", "NotCovered"),
        (plans[1], "206878", "NotCovered"), (plans[1], "209459", "Covered"),
        (plans[2], "206878", "DataNotProvided"), (plans[2], "209459", "DataNotProvided"),
    ]  # fmt: skip
    assert found["Provider & Drug Coverage"] == found["coverage"]


def test_providers_near_a_zip_code(api: Api, plans: list[str]) -> None:
    found = api.get("providers/search", q="smith", zipcode="03301", type="Individual,Facility").json()["providers"]
    assert [(one["provider"]["npi"], one["distance"], one["address"]["zipcode"]) for one in found] == [
        (ANN, 0, "03301"), (CLINIC, -1, "03303"),
    ]  # fmt: skip
    assert found[0]["provider"]["provider_type"] == found[0]["provider"]["type"] == "Individual"
    alone = api.get("providers/search", q="smith", zipcode="03301", type="Facility").json()["providers"]
    assert [one["provider"]["npi"] for one in alone] == [CLINIC]
    assert [
        one["provider"]["npi"]
        for one in api.get("providers/autocomplete", q="ann", zipcode="03301", type="Individual").json()
    ] == [ANN]
    assert api.get(f"providers/{CLINIC}").json()["provider"]["name"] == "Smith Clinic"
    assert api.get("providers/1000000004").json()["code"] == "1013"


def test_which_plans_have_which_providers_in_a_year(api: Api, plans: list[str]) -> None:
    found = api.get("providers/covered", providerids=ANN, planids=",".join(plans), year=2014).json()["coverage"]
    assert [one["coverage"] for one in found] == ["Covered", "NotCovered", "DataNotProvided"]
    assert [len(one["addresses"]) for one in found] == [2, 0, 0]


def test_a_search_leaves_the_plans_that_cover_all_of_them(api: Api, plans: list[str]) -> None:
    def ids(**filter_: Any) -> list[str]:
        return [one["id"].upper() for one in api.post("plans/search", asked(40, filter=filter_)).json()["plans"]]

    assert ids(drugs=["206878"]) == [plans[0]]
    assert ids(drugs=["206878"], providers=[ANN]) == [plans[0]]
    assert ids(drugs=["206878", "209459"]) == []
    assert ids(providers=[CLINIC]) == [plans[1]]


def test_what_is_known_is_counted(api: Api, plans: list[str]) -> None:
    found = api.get("coverage/stats").json()
    assert {name: found[name] for name in ("drugs", "providers", "providers_plans", "drugs_plans")} == {
        "drugs": 2, "providers": 3, "providers_plans": 3, "drugs_plans": 2,
    }  # fmt: skip
    both = api.get("coverage/search", q="smith", zipcode="03301").json()
    assert ([one["provider"]["npi"] for one in both["providers"]], both["drugs"]) == ([ANN, CLINIC], [])


def test_the_plan_that_takes_over_at_a_place(api: Api) -> None:
    from coverport.plans.models import Reference, ReferenceFile

    rows = ReferenceFile.objects.create(
        exchange="federal", year=2015, kind="crosswalk", name="c.csv", format="CMS Plan Crosswalk", sha256="1" * 64
    )
    for to, county, zip_code in (
        ("96751NH0150002", "", ""),
        ("96751NH0150003", MERRIMACK, ""),
        ("96751NH0150004", MERRIMACK, "03301"),
    ):
        details = {
            "to": to,
            "county": county,
            "zip": zip_code,
            "level": "1",
            "reason": "2",
            "age_off": None,
            "dental": False,
        }
        Reference.objects.create(file=rows, state="NH", issuer_id="96751", key="96751NH0150001", details=details)
    where = {"year": 2014, "plan_id": "96751NH0150001", "state": "NH"}
    assert api.get("crosswalk", **where, fips="33001", zipcode="03249").json()["new_plan_id"] == "96751NH0150002"
    assert api.get("crosswalk", **where, fips=MERRIMACK, zipcode="03303").json()["new_plan_id"] == "96751NH0150003"
    assert api.get("crosswalk", **where, fips=MERRIMACK, zipcode="03301").json() == {
        "new_plan_id": "96751NH0150004", "level": "1", "reason": "2",
    }  # fmt: skip
    gone = api.get("crosswalk", **where | {"year": 2015}, fips=MERRIMACK, zipcode="03301")
    assert (gone.status_code, gone.json()["code"]) == (404, "1005")
    assert api.get("data/crosswalk", year=2014)["Location"] == "files/crosswalk/2014"
    assert len(api.get("data/files/crosswalk/2014").json()["data"]) == 3


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({}, ""),
        ({"csr": "73% AV Level Silver Plan CSR"}, "csr"),
        ({"has_hardship": True}, "hardship"),
        ({"location": {"state": "NH", "countyfips": "33011"}}, "address"),
    ],
)
def test_groups_that_cannot_enroll_together_are_split(api: Api, second: dict, reason: str) -> None:
    base = {"csr": "Exchange variant (no CSR)", "location": {"state": "NH", "countyfips": MERRIMACK}}
    body = {
        "year": 2014,
        "enrollment_groups": [
            {"id": "a", "enrollees": ["1", "2"], "subscriber_id": "1", "effective_date": "2014-01-01"}
        ],
        "enrollees": [{"id": "1", **base}, {"id": "2", **base, **second}],
    }
    answer = api.post("enrollment/validate", body)
    groups = answer.json()["suggested_groups"]
    assert answer.status_code == (400 if reason else 200)
    assert [[one["id"] for one in group["enrollees"]] for group in groups] == (
        [["1"], ["2"]] if reason else [["1", "2"]]
    )
    assert {group["grouping_reason"] for group in groups} == {reason}


@pytest.mark.parametrize(("levels", "status"), [(["Gold"], 200), (["Platinum"], 400)])
def test_a_group_of_ones_own_must_find_a_plan(api: Api, levels: list[str], status: int) -> None:
    """No platinum plan is sold in New Hampshire in 2014."""
    one = {
        "id": "1",
        "location": {"state": "NH", "countyfips": MERRIMACK, "zipcode": "03301"},
        "allowed_metal_levels": levels,
    }
    body = {"year": 2014, "is_custom": True, "enrollment_groups": [{"id": "a", "enrollees": ["1"]}], "enrollees": [one]}
    assert api.post("enrollment/validate", body).status_code == status
