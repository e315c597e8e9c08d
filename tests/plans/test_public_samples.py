"""Every public sample file loads with the rows and plans that its notes state, and what is no plan file is refused."""

from pathlib import Path

import pytest

from coverport.plans.importers.assemble import Parts, assemble
from coverport.plans.importers.directory import Listing
from coverport.plans.importers.landscape import read_landscape
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.importers.recognize import Landscape, recognize
from coverport.plans.importers.records import Record
from coverport.plans.importers.source import sources
from tests.shared import shared


def read(path: Path, year: int | None = None) -> tuple[str, int, int, dict[str, int], list[Record]]:
    """(format, rows, plans, counts, records)."""
    (one,) = sources([path])
    known = recognize(one)
    assert not isinstance(known, Landscape)
    opened = known(year)
    if isinstance(opened, Listing):
        assert list(opened.entries) or opened.kind == "index"
        return opened.format, opened.rows, len(opened.plans), opened.counts, []
    records = list(opened.records)
    return opened.format, opened.rows, len(opened.plans), opened.counts, records


@pytest.mark.parametrize(
    ("name", "year", "rows", "plans", "counts"),
    [
        ("puf_sample_2014_2016/benefits_cost_sharing_sample.csv.gz", None, 10_000, 6166, {"benefits": 10_000}),
        ("puf_sample_2014_2016/service_area_sample.csv.gz", None, 10_000, 0, {}),
        ("puf_sample_2014_2016/plan_crosswalk_sample.csv.gz", None, 10_000, 3188, {}),
        ("puf_sample_2014_2016/network_sample.csv.gz", None, 3822, 0, {"issuers": 908}),
        ("fl_2020/plan_attributes_attr_FL.csv", 2020, 1356, 303, {"plan variants": 1356}),
        ("fl_2020/plan_attributes_attr_FL_full.csv", 2020, 996, 216, {"plan variants": 996}),
        ("fl_2020/benefits_covered.csv", 2020, 1279, 248, {"benefits": 63}),
        ("fl_2020/covered_exclusions.csv", 2020, 1726, 77, {}),
        ("fl_2020/networks.csv", 2020, 15, 0, {"issuers": 9}),
        ("fl_2020/area_zip_county_issuer.csv", 2020, 7972, 0, {"ZIP codes": 1308}),
        ("quality/Nationwide_QRS_PUF_PY2020.csv", 2020, 198, 0, {"rated": 187, "not rated": 11}),
        ("quality/Transparency_in_Coverage_PUF_2020.csv", 2020, 3558, 3309, {}),
        # The notes count the header of these two workbooks as a row.
        ("qhp_json/Machine_Readable_PUF_2015-12-21.xlsx", 2016, 450, 0, {"addresses": 254}),
        ("qhp_json/Machine_Readable_PUF_2020.xlsx", 2020, 347, 0, {"addresses": 347}),
        ("qhp_json/cms-data-index.json", None, 4, 0, {"addresses": 4}),
        ("qhp_json/plans.json", None, 3, 3, {"plans": 3}),
        ("qhp_json/providers.json", None, 3, 3, {"doctors": 2, "facilities": 1}),
        ("qhp_json/drugs-1.json", None, 2, 3, {"drugs": 2}),
        ("qhp_json/drugs-2.json", None, 2, 3, {"drugs": 2}),
        ("serff_format/ma_shop_plans_benefits_v7.1.xml.gz", None, 2, 2, {"plan variants": 4, "benefits": 158}),
        ("serff_format/qhp_plans_benefits_2020.xml", None, 1, 1, {"benefits": 67}),
        ("serff_format/qdp_dental_plans_benefits_2020.xml", None, 1, 1, {"benefits": 9}),
        ("serff_format/ma_shop_rates_v7.1.xml", None, 7, 2, {}),
        ("serff_format/qhp_rates_2020.xml", None, 19, 3, {}),
        ("serff_format/ma_shop_service_area_2017_v6.0.xlsx", None, 19, 0, {"service areas": 2}),
        ("serff_format/service_area_2020_v9.0.xlsx", None, 2, 0, {"service areas": 1}),
        ("serff_format/service_area_2022_v11.0.xlsx", None, 18, 0, {"service areas": 9}),
        ("serff_format/ma_zip_rating_area_2019.xlsx", 2019, 40, 0, {}),
        ("ma_shop_2017_2018/products.csv", None, 94, 94, {"products of 2017": 49, "products of 2018": 45}),
        ("ma_shop_2017_2018/rates.csv.gz", None, 75_484, 64, {}),
        ("ma_shop_2017_2018/rating_area_zips.csv", None, 1396, 0, {}),
        ("ma_shop_2017_2018/service_areas.csv", None, 24, 0, {}),
        ("ma_shop_2017_2018/service_area_zips.csv", None, 8324, 0, {}),
        ("vt/vt_rates_2014_2017.csv", None, 332, 83, {"plan designs of 2014": 25, "plan designs of 2017": 20}),
    ],
)
def test_a_public_sample_loads_with_the_counts_that_its_notes_state(
    name: str, year: int | None, rows: int, plans: int, counts: dict[str, int]
) -> None:
    _, found_rows, found_plans, found_counts, _ = read(shared("data", *name.split("/")), year)
    assert (found_rows, found_plans) == (rows, plans)
    assert counts.items() <= found_counts.items()


@pytest.mark.parametrize(
    ("name", "rows", "plans", "counties"),
    [
        ("2015_nm", 1713, 88, 33),
        ("2016_nm", 926, 34, 33),
        ("2015_nv", 426, 70, 17),
        ("2016_nv", 599, 65, 17),
        ("2016_hi", 84, 21, 4),
    ],
)
def test_a_landscape_of_a_later_generation_loads_with_its_counts(
    name: str, rows: int, plans: int, counties: int
) -> None:
    path = shared("data", "landscape", f"{name}_individual_medical.csv.gz")
    year = int(name[:4])
    filing = read_landscape(path, exchange="federal", year=year, states=["NM", "NV", "HI"])
    assert (len(filing.pair_county), len(filing.plans), len(set(filing.pair_county))) == (rows, plans, counties)
    has_share = [plan.ehb_share is not None for plan in filing.plans]
    assert any(has_share) == (year == 2016)
    assert all("medical_deductible_individual" in plan.cost_sharing["01"] for plan in filing.plans)


@pytest.mark.parametrize(
    "name",
    [
        "quality/Nationwide_QRS_PUF_Data_Dictionary_PY2020.xlsx",
        "serff_format/ma_rate_factors_2017.xlsx",
        "slcsp/plans.csv",
        "qhp_json/README.md",
    ],
)
def test_what_is_no_plan_file_is_refused_with_what_was_expected(name: str) -> None:
    with pytest.raises(UnreadableFile, match="docs/reference/plan-files"):
        read(shared("data", *name.split("/")))


@pytest.mark.parametrize(("year", "plans", "priced"), [(2017, 49, 305), (2018, 45, 273)])
def test_massachusetts_tables_become_plans_priced_by_zip_code(year: int, plans: int, priced: int) -> None:
    folder = shared("data", "ma_shop_2017_2018")
    by_kind: dict[str, list[Record]] = {}
    for path in sorted(folder.iterdir()):
        for record in read(path)[-1]:
            if record.year == year:
                by_kind.setdefault(record.kind, []).append(record)
    filing, notes = assemble(Parts(exchange="ma", year=year, state="MA", source="test", records=by_kind))
    assert filing is not None
    assert (len(filing.plans), len(filing.row_plan), len(set(filing.pair_county))) == (plans, priced, 14)
    assert any("later than January" in words for words in notes)
    place = next(index for index, plan in enumerate(filing.plans) if plan.plan_id == "29125MA0030112" or year == 2018)
    row = filing.row_plan.tolist().index(place)
    if year == 2017:  # its first lines: 345.27 to age 20, 543.92 at 21
        assert (filing.row_area[row], filing.rates[row, [0, 20, 21]].tolist()) == ("R-MA001", [34527, 34527, 54392])
