"""`coverport import_plans`: what files become, whatever they are called, and that a set changes everything or nothing."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, variants
from coverport.plans.models import (
    CatalogNumber,
    Drug,
    DrugCoverage,
    Plan,
    PlanDocument,
    PlanFiling,
    Provider,
    ProviderCoverage,
    RateRow,
    Reference,
)
from coverport.plans.plan import Amount, Share, Stars
from tests.plans import landscapes, public_files
from tests.plans.public_files import DENTAL, PLAN_A, PLAN_B, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine of its own with two exchanges on December 10, 2019."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    for slug in ("federal", "vt"):
        Exchange.objects.create(slug=slug, name=slug, date_of_record=date(2019, 12, 10))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        yield tmp_path
    catalogs._open.clear()


def test_rates_plans_and_service_areas_become_a_catalog_whatever_the_files_are_called(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public_files.puf_set(machine / "set")
    call_command("import_plans", machine / "set")
    out = capsys.readouterr().out
    assert "one.csv: CMS Rate: 102 rows, 2 plans, 2 prices by plan, area and date." in out
    assert "two.csv: CMS Plan Attributes: 3 rows, 2 plans, 3 plan variants." in out
    assert "federal 2020 NH: 2 plans with 2 prices by area in 2 counties." in out
    sold = catalogs.current("federal", 2020)
    assert sold.rates[0, [0, 14, 15, 63, 64]].tolist() == [20000, 20000, 20100, 24900, 25000]
    assert sold.tobacco_rates[0, [0, 64]].tolist() == [25000, 30000]
    assert not sold.derived.any()
    plan = sold.plan(PLAN_A)
    assert (plan.name, plan.issuer_name, plan.metal_level, plan.plan_type) == (
        "Granité Silver",
        "Granite Health",
        "silver",
        "HMO",
    )
    assert (str(plan.ehb_share), plan.hsa_eligible, plan.national_network) == ("0.995", False, False)
    assert (plan.disease_programs, plan.offered) == (("Asthma", "Diabetes"), "both")
    assert plan.urls.brochure == "http://www.example.org/brochure"
    assert sold.plan(PLAN_B).expanded
    standard, best = plan.variants["01"], plan.variants["06"]
    assert standard.deductibles == (
        Amount("medical", "in", 450000, 450000, 900000, coinsurance=standard.deductibles[0].coinsurance),
    )
    assert standard.limits == (Amount("combined", "in", 815000, 815000, 1630000),)
    assert (best.deductibles[0].individual, str(standard.actuarial_value)) == (25000, "70.64")
    assert standard.examples.baby is not None
    assert standard.examples.baby.deductible == 450000
    assert plan.cost_sharing["01"]["medical_deductible_individual"] == "$4,500"


def test_a_part_of_a_county_is_served_in_its_zip_codes_alone(machine: Path) -> None:
    call_command("import_plans", *public_files.puf_set(machine / "set"))
    sold = catalogs.current("federal", 2020)
    assert len(sold.place("33001", "03246").rows) == 2
    assert len(sold.place("33001", "03220").rows) == 0
    with pytest.raises(Exception, match="depend on the ZIP code"):
        sold.place("33001")
    whole = sold.place("33013")
    assert (len(whole.rows), whole.zip_needed, whole.rating_area) == (2, False, "Rating Area 1")


def test_the_order_of_files_and_commands_does_not_matter(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = public_files.puf_set(machine / "set")
    call_command("import_plans", paths[0])
    assert "federal 2020 NH: kept; to be sold there must also be plans (Plan Attributes" in capsys.readouterr().out
    assert not Plan.objects.exists()
    call_command("import_plans", paths[2])
    call_command("import_plans", paths[1])
    apart = catalogs.current("federal", 2020)
    assert len(apart.plans()) == 2
    call_command("import_plans", *reversed(paths))
    assert catalogs.current("federal", 2020).sha256 == apart.sha256


def test_the_same_files_again_change_nothing(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = public_files.puf_set(machine / "set")
    call_command("import_plans", *paths)
    before = (
        Reference.objects.count(),
        list(RateRow.objects.values_list("id", flat=True)),
        CatalogNumber.objects.count(),
    )
    capsys.readouterr()
    call_command("import_plans", *paths)
    assert capsys.readouterr().out.count("Nothing was changed: it is there already.") == 3
    assert (
        Reference.objects.count(),
        list(RateRow.objects.values_list("id", flat=True)),
        CatalogNumber.objects.count(),
    ) == before


def test_a_set_with_one_bad_file_changes_nothing(machine: Path) -> None:
    paths = public_files.puf_set(machine / "set")
    table(paths[0], [*public_files.rates(), public_files.rates()[0] | {"Age": "15", "IndividualRate": "-1"}])
    with pytest.raises(CommandError, match=r"one\.csv has 1 mistake"):
        call_command("import_plans", *paths)
    assert not Reference.objects.exists()
    assert not Plan.objects.exists()


def test_a_dry_run_reads_checks_and_puts_together_but_changes_nothing(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_plans", *public_files.puf_set(machine / "set"), dry_run=True)
    out = capsys.readouterr().out
    assert "federal 2020 NH: 2 plans with 2 prices by area in 2 counties." in out
    assert "Dry run: nothing was changed." in out
    assert not Reference.objects.exists()
    assert not PlanFiling.objects.exists()


def test_the_report_for_machines_names_file_line_column_and_what_is_expected(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(
        machine / "r.csv", [*public_files.rates()[:2], public_files.rates()[2] | {"IndividualRate": "20000.01"}]
    )
    with pytest.raises(CommandError):
        call_command("import_plans", path, json=True)
    report = json.loads(capsys.readouterr().out)
    assert report["files"][0]["outcome"] == "refused"
    assert report["files"][0]["problems"] == [
        {
            "line": 4, "column": "IndividualRate", "found": "'20000.01'",
            "expected": "dollars from 1.00 to 20000.00 with at most two decimals", "cell": None,
        }
    ]  # fmt: skip


def test_one_states_plans_are_replaced_and_the_others_stay(machine: Path) -> None:
    call_command("import_plans", landscapes.write(machine / "nh.csv", [landscapes.row(1)]))
    virginia = landscapes.row(2) | {
        "state": "VA", "county": "ACCOMACK", "plan_id_standard_component": "88888VA0000001", "rating_area": "Rating Area 1",
    }  # fmt: skip
    call_command("import_plans", landscapes.write(machine / "va.csv", [virginia]))
    assert [plan.plan_id for plan in catalogs.current("federal", 2014).plans()] == ["88888VA0000001", "99999NH0000001"]
    call_command("import_plans", landscapes.write(machine / "nh.csv", [landscapes.row(3)]))
    assert [plan.plan_id for plan in catalogs.current("federal", 2014).plans()] == ["88888VA0000001", "99999NH0000003"]
    assert PlanFiling.objects.count() == 2


def test_an_insurers_templates_take_the_place_of_its_own_plans_alone(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_plans", *public_files.puf_set(machine / "set"))
    other = PLAN_B.replace("99999", "77777")
    table(machine / "set" / "one.csv", [*public_files.rates(), *public_files.rates(other)])
    table(machine / "set" / "two.csv", [public_files.attributes(), public_files.attributes(other)])
    areas = [public_files.service_area(), public_files.service_area() | {"IssuerId": "77777"}]
    table(machine / "set" / "three.csv", areas)
    call_command("import_plans", machine / "set")
    assert [plan.plan_id for plan in catalogs.current("federal", 2020).plans()] == [other, PLAN_A]
    templates = [
        public_files.plans_xml(machine / "p.xml"),
        public_files.rates_xml(machine / "r.xml"),
        public_files.service_area_workbook(machine / "s.xlsx"),
    ]
    capsys.readouterr()
    call_command("import_plans", *templates)
    assert "federal 2020 NH, issuer 99999: 1 plans with 1 prices by area in 1 counties." in capsys.readouterr().out
    sold = catalogs.current("federal", 2020)
    assert [plan.plan_id for plan in sold.plans()] == [other, PLAN_A]
    plan = sold.plan(PLAN_A)
    assert (plan.name, plan.hsa_eligible, plan.market) == ("Granite & Co", True, "individual")
    assert plan.variants["01"].limits == (Amount("combined", "in", 300000, 300000, 600000),)
    assert str(plan.variants["01"].actuarial_value) == "88.24"
    assert plan.variants["06"].shares["Specialist Visit"] == (Share(copay=4000, words="$40.00"),)
    assert plan.cost_sharing["01"]["specialist"] == "$40.00"


def test_dental_plans_stand_apart_and_lack_the_ages_that_they_are_not_sold_to(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = public_files.puf_set(machine / "set")
    dental = [
        row | {"IndividualRate": "25.00" if row["Age"] in {"0-14", "15"} else "0"} for row in public_files.rates(DENTAL)
    ]
    table(machine / "set" / "dental_rates.csv", dental)
    table(machine / "set" / "dental.csv", [public_files.dental_attributes()])
    call_command("import_plans", *paths[2:], machine / "set" / "dental_rates.csv", machine / "set" / "dental.csv")
    assert "note: prices of 0 or 9999 taken as: not sold at this age (49)" in capsys.readouterr().out
    sold = catalogs.current("federal", 2020)
    place = sold.place("33013")
    assert (len(place.rows), len(place.dental_rows)) == (0, 1)
    assert sold.rates[0, [0, 14, 15, 16, 64]].tolist() == [2500, 2500, 2500, -1, -1]
    assert sold.plan(DENTAL).metal_level == "low"


def test_reference_files_join_the_plans_and_make_a_new_catalog(machine: Path) -> None:
    call_command("import_plans", *public_files.puf_set(machine / "set"))
    benefits = [public_files.benefit(), public_files.benefit(variant="06", CopayInnTier1="No Charge")]
    table(machine / "latin.csv", benefits, encoding="latin-1")
    quality = {
        "IssuerID": "99999",
        "State": "NH",
        "Plan Type": "HMO",
        "Global_rate": "4",
        "S1_rate": "3",
        "S2_rate": "CSR-I",
        "S3_rate": "5",
    }
    network = {
        "BusinessYear": "2020", "StateCode": "NH", "IssuerId": "99999", "NetworkName": "Granite Net", "NetworkId": "NHN001",
        "NetworkURL": "https://example.org/doctors",
    }  # fmt: skip
    rules = {
        "BusinessYear": "2020", "StateCode": "NH", "IssuerId": "99999", "ProductId": PLAN_A[:10], "StandardComponentId": "",
        "DependentMaximumAgRule": "26", "AgeDeterminationRule": "Age on effective date", "MinimumTobaccoFreeMonthsRule": "6",
    }  # fmt: skip
    claims = {
        "State": "NH", "Issuer_Name": "Granite Health", "Issuer_ID": "99999", "Plan_ID": PLAN_A,
        "Plan_Number_Claims_Received": "1,200", "Plan_Number_Claims_Denied": "N/A",
    }  # fmt: skip
    others = [table(machine / f"{name}.csv", [row]) for name, row in (("n", network), ("b", rules))]
    yearless = [table(machine / f"{name}.csv", [row]) for name, row in (("q", quality), ("t", claims))]
    call_command("import_plans", machine / "latin.csv", *others)
    call_command("import_plans", *yearless, year=2020)
    plan = catalogs.current("federal", 2020).plan(PLAN_A)
    assert plan.benefits[0].exclusions == "Except café visits"
    assert (str(plan.benefits[0].quantity), plan.benefits[0].unit, plan.benefits[0].covered) == (
        "20",
        "Visit(s) per Year",
        True,
    )
    shares = plan.variants["01"].shares["Specialist Visit"]
    assert [(one.tier, one.copay, one.copay_when) for one in shares] == [("in", 7500, "after"), ("out", None, None)]
    assert (str(shares[1].coinsurance), shares[1].coinsurance_when) == ("50", "after")
    assert plan.variants["06"].shares["Specialist Visit"][0].copay == 0
    assert plan.stars == Stars(2020, 4, 3, None, 5)
    assert (plan.network_name, plan.urls.network) == ("Granite Net", "https://example.org/doctors")
    assert (plan.tobacco_free_months, plan.dependents_max_age) == (6, 26)
    assert (plan.claims_received, plan.claims_denied) == (1200, None)
    assert catalogs.current("federal", 2020).number == 6


def test_a_year_that_no_file_says_must_be_given(machine: Path) -> None:
    quality = {
        "IssuerID": "99999",
        "State": "NH",
        "Plan Type": "HMO",
        "Global_rate": "4",
        "S1_rate": "3",
        "S2_rate": "4",
        "S3_rate": "5",
    }
    with pytest.raises(CommandError, match="no column Year; expected the plan year, given with --year"):
        call_command("import_plans", table(machine / "q.csv", [quality]))


def test_vermonts_tiers_and_a_landscapes_words_become_figures(machine: Path) -> None:
    tiers = {"single": "400.00", "couple": "800.00", "parent_children": "772.00", "family": "1124.00"}
    rows = [
        {
            "year": "2017", "rate_status": "final", "issuer": "MVP", "hios_issuer_id": "77566", "metal_level": "Silver",
            "plan_design": "Standard", "tier": tier, "monthly_premium": price,
        }
        for tier, price in tiers.items()
    ]  # fmt: skip
    call_command("import_plans", table(machine / "vt.csv", rows))
    sold = catalogs.current("vt", 2017)
    assert sold.tier_rates[0].tolist() == [40000, 80000, 77200, 112400]
    assert (sold.plans()[0].id_synthetic, sold.plans()[0].name) == (True, "Silver Standard")
    assert len(sold.counties()) == 14
    call_command("import_plans", landscapes.write(machine / "nh.csv", [landscapes.row(1)]))
    plan = catalogs.current("federal", 2014).plan("99999NH0000001")
    found = variants.of(plan, "06")
    assert found is not None
    assert found.shares["Primary Care Visit to Treat an Injury or Illness"] == (Share(copay=500, words="$5"),)


def test_machine_readable_files_become_a_directory_in_both_spellings_and_both_shapes(machine: Path) -> None:
    for number, spelling in enumerate(("specialty", "speciality")):
        public_files.as_json(machine / f"providers{number}.json", public_files.providers(spelling))
    for number, as_list in enumerate((True, False)):
        public_files.as_json(machine / f"plans{number}.json", public_files.documents(as_list=as_list))
    public_files.as_json(machine / "drugs.json", public_files.drugs())
    call_command("import_plans", *machine.glob("*.json"))
    call_command("import_plans", *machine.glob("*.json"))  # the same again changes nothing
    doctors = Provider.objects.filter(facility=False)
    assert [doctor.specialties for doctor in doctors] == [["Dermatology"], ["Dermatology"]]
    assert Provider.objects.filter(facility=True, npi="", name="Concord Hospital").count() == 2
    assert sorted(ProviderCoverage.objects.values_list("years", flat=True)) == [[], [], [2020], [2020]]
    assert [one.details["formulary"][0]["drug_tier"] for one in PlanDocument.objects.all()] == ["GENERIC", "GENERIC"]
    assert Drug.objects.get().rxnorm_id == "209459"
    coverage = DrugCoverage.objects.get()
    assert (coverage.tier, coverage.prior_authorization, coverage.step_therapy) == ("GENERIC", False, None)


def test_zip_and_gzip_files_and_folders_are_opened(machine: Path) -> None:
    paths = public_files.puf_set(machine / "set")
    public_files.packed(machine / "all.zip", {path.name: path.read_bytes() for path in paths[:2]})
    (machine / "areas").write_bytes(gzip.compress(paths[2].read_bytes()))
    call_command("import_plans", machine / "all.zip", machine / "areas")
    assert len(catalogs.current("federal", 2020).plans()) == 2


def test_a_newer_file_replaces_what_it_speaks_of_and_the_older_one_can_come_back(machine: Path) -> None:
    def network(issuer: str, name: str) -> dict[str, str]:
        return {
            "BusinessYear": "2020", "StateCode": "NH", "IssuerId": issuer, "NetworkName": name, "NetworkId": "NHN001",
            "NetworkURL": "https://example.org",
        }  # fmt: skip

    def names() -> list[str]:
        return sorted(one.details["name"] for one in Reference.objects.all())

    old = table(machine / "old.csv", [network("99999", "A"), network("77777", "B")])
    call_command("import_plans", old)
    call_command("import_plans", table(machine / "new.csv", [network("99999", "C")]))
    assert names() == ["B", "C"]
    call_command("import_plans", old)
    assert names() == ["A", "B"]


def test_an_insurers_dental_template_leaves_its_medical_one_alone_whatever_came_first(machine: Path) -> None:
    """Each Plans & Benefits template is for one market, medical or dental: 45 CFR 156.340 and the template's own header."""
    medical = public_files.plans_xml(machine / "medical.xml")
    dental = public_files.plans_xml(machine / "dental.xml", plan=DENTAL, metal="Low", dental="Yes")
    areas = public_files.service_area_workbook(machine / "areas.xlsx")
    ages = [(DENTAL, "Rating Area 1", age, f"{20 + place}.00") for place, age in enumerate(public_files.AGES)]
    rates = [public_files.rates_xml(machine / "r1.xml"), public_files.rates_xml(machine / "r2.xml", ages)]
    call_command("import_plans", medical, rates[0], areas, exchange="federal")
    call_command("import_plans", dental, rates[1], exchange="federal")
    sold = catalogs.current("federal", 2020)
    assert sorted(plan.plan_id for plan in sold.plans()) == sorted([PLAN_A, DENTAL])
    assert [len(sold.place("33013").rows), len(sold.place("33013").dental_rows)] == [1, 1]
    assert {one.name for plan in sold.plans() for one in plan.benefits} == {"Specialist Visit"}
    assert all(plan.benefits for plan in sold.plans())
    before = sold.sha256
    call_command("import_plans", medical, rates[0], exchange="federal")
    assert catalogs.current("federal", 2020).sha256 == before


def test_a_template_that_is_filed_anew_replaces_the_plans_of_its_market(machine: Path) -> None:
    areas = public_files.service_area_workbook(machine / "areas.xlsx")
    ages = [(PLAN_B, "Rating Area 1", age, f"{150 + place}.00") for place, age in enumerate(public_files.AGES)]
    first = public_files.plans_xml(machine / "plans.xml")
    call_command("import_plans", first, public_files.rates_xml(machine / "r1.xml"), areas, exchange="federal")
    second = public_files.plans_xml(machine / "plans_v2.xml", plan=PLAN_B, metal="Bronze")
    call_command("import_plans", second, public_files.rates_xml(machine / "r2.xml", ages), exchange="federal")
    assert [plan.plan_id for plan in catalogs.current("federal", 2020).plans()] == [PLAN_B]


def test_templates_of_one_command_stand_beside_each_other(machine: Path) -> None:
    """An insurer may file its networks' plans in templates of their own."""
    areas = public_files.service_area_workbook(machine / "areas.xlsx")
    ages = [(PLAN_B, "Rating Area 1", age, f"{150 + place}.00") for place, age in enumerate(public_files.AGES)]
    paths = [
        public_files.plans_xml(machine / "hmo.xml"),
        public_files.plans_xml(machine / "ppo.xml", plan=PLAN_B, metal="Bronze"),
        public_files.rates_xml(machine / "r1.xml"),
        public_files.rates_xml(machine / "r2.xml", ages),
    ]
    call_command("import_plans", *paths, areas, exchange="federal")
    assert sorted(plan.plan_id for plan in catalogs.current("federal", 2020).plans()) == sorted([PLAN_A, PLAN_B])


def test_two_states_in_one_command_are_published_once(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A national file would else make 36 catalogs, each read back whole."""
    maine = "99999ME0010001"
    paths = public_files.puf_set(machine / "set")
    table(paths[0], [*public_files.rates(), *public_files.rates(maine)])
    table(paths[1], [public_files.attributes(), public_files.attributes(maine, StateCode="ME", ServiceAreaId="MES001")])
    table(paths[2], [public_files.service_area(), public_files.service_area(state="ME", whole=True)])
    call_command("import_plans", *paths)
    out = capsys.readouterr().out
    assert "federal 2020 ME: 1 plans with 1 prices by area in 16 counties." in out
    assert out.count("Published: federal 2020: catalog 1.") == 1
    assert CatalogNumber.objects.count() == 1
    assert sorted(plan.plan_id for plan in catalogs.current("federal", 2020).plans()) == [maine, PLAN_A]
    assert PlanFiling.objects.count() == 2
