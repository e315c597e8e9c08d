"""Small public use files, templates and directories that tests write themselves, in the formats that CMS and insurers use."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, str]
ISSUER = "99999"
AGES = ["0-14", *map(str, range(15, 64)), "64 and over"]
PLAN_A, PLAN_B, DENTAL = f"{ISSUER}NH0010001", f"{ISSUER}NH0010002", f"{ISSUER}NH0020001"


def table(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """Rows as CSV, the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def rates(
    plan: str = PLAN_A, *, year: int = 2020, area: str = "Rating Area 1", first: float = 200, tobacco: bool = False
) -> list[Row]:
    """A plan's rates in an area: so much at 0-14, a dollar more with each label."""
    return [
        {
            "BusinessYear": str(year), "StateCode": plan[5:7], "IssuerId": plan[:5], "RateEffectiveDate": f"{year}-01-01",
            "RateExpirationDate": f"{year}-12-31", "PlanId": plan, "RatingAreaId": area,
            "Tobacco": "Tobacco User/Non-Tobacco User" if tobacco else "No Preference", "Age": age,
            "IndividualRate": f"{first + place:.2f}", "IndividualTobaccoRate": f"{first + place + 50:.2f}" if tobacco else "",
            "Couple": "",
        }
        for place, age in enumerate(AGES)
    ]  # fmt: skip


def attributes(plan: str = PLAN_A, variant: str = "01", *, year: int = 2020, **more: str) -> Row:
    return {
        "BusinessYear": str(year), "StateCode": plan[5:7], "IssuerId": plan[:5], "SourceName": "HIOS",
        "MarketCoverage": "Individual", "DentalOnlyPlan": "No", "StandardComponentId": plan,
        "PlanMarketingName": "Granité Silver", "HIOSProductId": plan[:10], "NetworkId": "NHN001", "ServiceAreaId": "NHS001",
        "FormularyId": "NHF001", "IsNewPlan": "Existing", "PlanType": "HMO", "MetalLevel": "Silver",
        "QHPNonQHPTypeId": "Both", "ChildOnlyOffering": "Allows Adult and Child-Only",
        "DiseaseManagementProgramsOffered": "Asthma, Diabetes", "EHBPercentTotalPremium": "0.995", "NationalNetwork": "No",
        "PlanId": f"{plan}-{variant}", "CSRVariationType": "Standard Silver On Exchange Plan", "AVCalculatorOutputNumber": "0.7064",
        "IsHSAEligible": "No", "TEHBInnTier1IndividualMOOP": "$8,150", "TEHBInnTier1FamilyPerPersonMOOP": "$8150 per person",
        "TEHBInnTier1FamilyPerGroupMOOP": "$16300 per group", "MEHBDedInnTier1Individual": "$4,500",
        "MEHBDedInnTier1FamilyPerPerson": "$4500 per person", "MEHBDedInnTier1FamilyPerGroup": "$9000 per group",
        "MEHBDedInnTier1Coinsurance": "30%", "SBCHavingaBabyDeductible": "$4,500", "PlanBrochure": "www.example.org/brochure",
        "URLForSummaryofBenefitsCoverage": "https://example.org/sbc", "IssuerMarketPlaceMarketingName": "Granite Health", **more,
    }  # fmt: skip


def dental_attributes(**more: str) -> Row:
    return attributes(DENTAL, DentalOnlyPlan="Yes", MetalLevel="Low", PlanMarketingName="Granite Teeth", **more)


def service_area(
    county: str = "33013", *, year: int = 2020, zips: str = "", state: str = "NH", whole: bool = False
) -> Row:
    return {
        "BusinessYear": str(year), "StateCode": state, "IssuerId": ISSUER, "ServiceAreaId": f"{state}S001",
        "ServiceAreaName": "Somewhere", "CoverEntireState": "Yes" if whole else "No", "County": "" if whole else county,
        "PartialCounty": "Yes" if zips else "No", "ZipCodes": zips, "MarketCoverage": "Individual", "DentalOnlyPlan": "No",
    }  # fmt: skip


def benefit(
    name: str = "Specialist Visit", *, variant: str = "01", plan: str = PLAN_A, year: int = 2020, **more: str
) -> Row:
    return {
        "BusinessYear": str(year), "StateCode": plan[5:7], "IssuerId": plan[:5], "StandardComponentId": plan,
        "PlanId": f"{plan}-{variant}", "BenefitName": name, "CopayInnTier1": "$75.00 Copay after deductible",
        "CopayOutofNet": "Not Applicable", "CoinsInnTier1": "Not Applicable", "CoinsOutofNet": "50.00% Coinsurance after deductible",
        "IsEHB": "Yes", "IsCovered": "Covered", "LimitQty": "20.0", "LimitUnit": "Visit(s) per Year",
        "Exclusions": "Except café visits", "Explanation": "", "IsExclFromInnMOOP": "No", **more,
    }  # fmt: skip


def puf_set(folder: Path, *, year: int = 2020) -> list[Path]:
    """Rates, plan attributes and service areas of two plans in Merrimack and in a part of Belknap County."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        table(folder / "one.csv", [*rates(year=year, tobacco=True), *rates(PLAN_B, year=year, first=300)]),
        table(
            folder / "two.csv",
            [
                attributes(year=year),
                attributes(variant="06", year=year, MEHBDedInnTier1Individual="$250"),
                attributes(PLAN_B, year=year, MetalLevel="Expanded Bronze"),
            ],
        ),
        table(folder / "three.csv", [service_area(year=year), service_area("33001", year=year, zips="03246, 03249")]),
    ]


def cell(tag: str, place: str, text: str) -> str:
    return f'<{tag} cellLocation="{place}"><cellValue>{text}</cellValue></{tag}>'


def rates_xml(path: Path, items: Iterable[Sequence[str]] = (), *, before: str = "", issuer: str = ISSUER) -> Path:
    """A Rates template. items: (plan, area, age, price)."""
    parts = [
        "<items>" + cell("effectiveDate", "Rate_Table-B.8", "2020-01-01") + cell("expirationDate", "Rate_Table-B.9", "2020-12-31")
        + cell("planId", f"Rate_Table-A.{row}", plan) + cell("rateAreaId", f"Rate_Table-B.{row}", area)
        + cell("tobacco", f"Rate_Table-C.{row}", "No Preference") + cell("ageNumber", f"Rate_Table-D.{row}", age)
        + cell("primaryEnrollee", f"Rate_Table-E.{row}", price) + "</items>"
        for row, (plan, area, age, price) in enumerate(items or _every_age(), 14)
    ]  # fmt: skip
    header = (
        "<header><templateVersion>v9.0</templateVersion>" + cell("issuerId", "Rate_Table-B.6", issuer) + "</header>"
    )
    path.write_text(
        f'<?xml version="1.0"?>{before}<qhpApplicationRateGroupListVO xmlns="http://vo.ffe.cms.hhs.gov">'
        f"<qhpApplicationRateGroupVO>{header}{''.join(parts)}</qhpApplicationRateGroupVO></qhpApplicationRateGroupListVO>"
    )
    return path


def _every_age() -> list[tuple[str, str, str, str]]:
    return [(PLAN_A, "Rating Area 1", age, f"{200 + place}.00") for place, age in enumerate(AGES)]


def plans_xml(
    path: Path, *, plan: str = PLAN_A, metal: str = "Silver", dental: str = "No", issuer: str = ISSUER
) -> Path:
    """A Plans & Benefits template with one plan, one benefit and two variants."""

    def variance(number: str, deductible: str) -> str:
        return (
            f"<costShareVariance>{cell('planId', 'Cost_Share_Variances_1-A.4', f'{plan}-{number}')}"
            f"{cell('csrVariationType', 'Cost_Share_Variances_1-D.4', 'Standard')}"
            f"<hsa>{cell('hsaEligibility', 'x', 'Yes')}</hsa>"
            f"<moopList><moop>{cell('name', 'x', 'Maximum Out of Pocket for Medical and Drug EHB Benefits (Total)')}"
            f"{cell('inNetworkTier1IndividualAmount', 'x', '$3,000')}"
            f"{cell('inNetworkTier1FamilyAmount', 'x', '$3000 per person | $6000 per group')}</moop></moopList>"
            f"<planDeductibleList><planDeductible>{cell('deductibleType', 'x', 'Medical EHB Deductible')}"
            f"{cell('inNetworkTier1Individual', 'x', deductible)}</planDeductible></planDeductibleList>"
            f"<avCalculator>{cell('avCalculatorOutputNumber', 'x', '0.882448046755971')}</avCalculator>"
            f"<serviceVisitList><serviceVisit>{cell('visitType', 'x', 'Specialist Visit')}"
            f"{cell('copayInNetworkTier1', 'x', '$40.00')}</serviceVisit></serviceVisitList></costShareVariance>"
        )

    attributes_ = "".join(
        cell(name, f"Benefits_Package_1-{column}.9", text)
        for name, column, text in (
            ("standardComponentID", "A", plan), ("planMarketingName", "B", "Granite &amp; Co"), ("hiosProductID", "C", plan[:10]),
            ("networkID", "E", "NHN001"), ("serviceAreaID", "F", "NHS001"), ("planType", "I", "HMO"), ("metalLevel", "J", metal),
            ("qhpOrNonQhp", "M", "Both"), ("childOnlyOffering", "T", "Allows Adult and Child-Only"),
            ("ehbPercentPremium", "X", "0.9998"), ("planEffectiveDate", "AA", "1/1/2020"),
        )
    )  # fmt: skip
    header = "".join(
        cell(name, f"Benefits_Package_1-B.{row}", text)
        for name, row, text in (
            ("issuerId", 2, issuer), ("statePostalCode", 3, "NH"), ("marketCoverage", 4, "Individual"), ("dentalPlanOnlyInd", 5, dental),
        )
    )  # fmt: skip
    benefits = (
        "<benefits>"
        + cell("benefitTypeCode", "A.61", "Specialist Visit")
        + cell("isBenefitCovered", "D.61", "Covered")
        + "</benefits>"
    )
    path.write_text(
        '<?xml version="1.0"?><planBenefitTemplateVO xmlns="http://vo.ffe.cms.hhs.gov"><packagesList><packages>'
        f"<header>{header}</header><benefitsList>{benefits}</benefitsList><plansList><plans>"
        f"<planAttributes>{attributes_}</planAttributes>"
        f"<costShareVariancesList>{variance('01', '$2,000')}{variance('06', '$0')}</costShareVariancesList>"
        "</plans></plansList></packages></packagesList></planBenefitTemplateVO>"
    )
    return path


def workbook(path: Path, rows: Sequence[Sequence[str]], *, more: dict[str, bytes] | None = None) -> Path:
    """An .xlsx with one sheet, inline strings."""
    lines = [
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(row)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    ]
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(
        path,
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                '<sheet name="Service Areas" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>'.encode(),
            **(more or {}),
        },
    )


def service_area_workbook(
    path: Path, rows: Sequence[Sequence[str]] = (), *, title: str = "2020 Service Area v9.0", **more: Any
) -> Path:
    head = [
        [title], ["To validate, press the button"], [], [], [], ["HIOS Issuer ID:*", ISSUER], ["Issuer State:*", "NH"], [], [], [],
        ["Service Area ID*", "Service Area Name*", "State*", "County Name", "Partial County", "Service Area Zip Code(s)"],
        ["Required:", "Required:"],
    ]  # fmt: skip
    return workbook(path, [*head, *(rows or [["NHS001", "Somewhere", "No", "Merrimack - 33013", "No"]])], **more)


def providers(spelling: str = "specialty") -> list[dict[str, Any]]:
    address = {"address": "1 Main St", "city": "Concord", "state": "NH", "zip": "03301", "phone": "6035550100"}
    return [
        {
            "npi": "1234567893", "type": "INDIVIDUAL", "name": {"first": "Ada", "last": "Stone"}, "addresses": [address],
            spelling: ["Dermatology"], "accepting": "accepting", "last_updated_on": "2019-10-01",
            "plans": [{"plan_id_type": "HIOS-PLAN-ID", "plan_id": PLAN_A, "network_tier": "PREFERRED", "years": [2020]}],
        },
        {
            "npi": None, "type": "FACILITY", "facility_name": "Concord Hospital", "facility_type": ["Hospital"], "addresses": [address],
            "last_updated_on": "2019-10-01",
            "plans": [{"plan_id_type": "HIOS-PLAN-ID", "plan_id": PLAN_A, "network_tier": "PREFERRED"}],
        },
    ]  # fmt: skip


def drugs() -> list[dict[str, Any]]:
    return [
        {
            "rxnorm_id": "209459", "drug_name": "Acetaminophen 500 MG",
            "plans": [{"plan_id_type": "HIOS-PLAN-ID", "plan_id": PLAN_A, "drug_tier": "GENERIC", "prior_authorization": False}],
        }
    ]  # fmt: skip


def documents(*, as_list: bool = True) -> list[dict[str, Any]]:
    tier = {
        "drug_tier": "GENERIC", "mail_order": True,
        "cost_sharing": [
            {"pharmacy_type": "1-MONTH-IN-RETAIL", "copay_amount": 20.0, "copay_opt": "AFTER-DEDUCTIBLE", "coinsurance_rate": 0.1}
        ],
    }  # fmt: skip
    return [
        {
            "plan_id_type": "HIOS-PLAN-ID", "plan_id": PLAN_A, "marketing_name": "Granite Silver", "summary_url": "https://example.org",
            "years": [2020], "network": [{"network_tier": "PREFERRED"}], "formulary": [tier] if as_list else tier,
            "last_updated_on": "2019-10-01",
        }
    ]  # fmt: skip


def as_json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, indent=1))
    return path
