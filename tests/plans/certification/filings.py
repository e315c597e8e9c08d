"""An insurer's filing for New Hampshire 2014, in CMS's templates: two plans that pass every check, and what tests change in them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from coverport.plans.certification.uploads import Upload
from tests.plans.public_files import cell, service_area_workbook

ISSUER = "99999"
SILVER = "99999NH0010001"
BRONZE = "99999NH0010002"
# variant -> (actuarial value, deductible, limit, copay of a doctor's visit), dollars.
SILVER_VARIANTS: Mapping[str, tuple[str, int, int, int]] = {
    "01": ("0.7012", 3000, 6350, 40),
    "02": ("1.0", 0, 0, 0),
    "03": ("0.7012", 3000, 6350, 40),
    "04": ("0.7350", 2500, 5200, 35),
    "05": ("0.8720", 600, 2250, 20),
    "06": ("0.9410", 100, 1000, 10),
}
BRONZE_VARIANTS: Mapping[str, tuple[str, int, int, int]] = {
    "01": ("0.6020", 5500, 6350, 60),
    "02": ("1.0", 0, 0, 0),
    "03": ("0.6020", 5500, 6350, 60),
}
AGES = ["0-20", *[str(age) for age in range(21, 64)], "64 and over"]
Plan = tuple[str, str, str, Mapping[str, tuple[str, int, int, int]]]
PLANS: Sequence[Plan] = (
    (SILVER, "Granite Silver", "Silver", SILVER_VARIANTS),
    (BRONZE, "Granite Bronze", "Bronze", BRONZE_VARIANTS),
)


def plans_xml(
    path: Path, plans: Sequence[Plan] = PLANS, *, issuer: str = ISSUER, year: int = 2014, ehb: str = "0.9950"
) -> Path:
    """A Plans & Benefits template."""
    header = "".join(
        cell(name, f"Benefits_Package_1-B.{row}", text)
        for name, row, text in (
            ("issuerId", 2, issuer), ("statePostalCode", 3, "NH"), ("marketCoverage", 4, "Individual"), ("dentalPlanOnlyInd", 5, "No"),
        )
    )  # fmt: skip
    path.write_text(
        '<?xml version="1.0"?><planBenefitTemplateVO xmlns="http://vo.ffe.cms.hhs.gov"><packagesList><packages>'
        f"<header>{header}</header><plansList>{''.join(_plan(plan, year, ehb) for plan in plans)}</plansList>"
        "</packages></packagesList></planBenefitTemplateVO>"
    )
    return path


def _plan(plan: Plan, year: int, ehb: str) -> str:
    plan_id, name, metal, variants = plan
    attributes = "".join(
        cell(tag, f"Benefits_Package_1-{column}.9", text)
        for tag, column, text in (
            ("standardComponentID", "A", plan_id), ("planMarketingName", "B", name), ("hiosProductID", "C", plan_id[:10]),
            ("networkID", "E", "NHN001"), ("serviceAreaID", "F", "NHS001"), ("planType", "I", "HMO"), ("metalLevel", "J", metal),
            ("qhpOrNonQhp", "M", "On the Exchange"), ("childOnlyOffering", "T", "Allows Adult and Child-Only"),
            ("ehbPercentPremium", "X", ehb), ("planEffectiveDate", "AA", f"1/1/{year}"),
        )
    )  # fmt: skip
    shares = "".join(_variant(plan_id, number, *figures) for number, figures in variants.items())
    return f"<plans><planAttributes>{attributes}</planAttributes><costShareVariancesList>{shares}</costShareVariancesList></plans>"


def _variant(plan_id: str, number: str, value: str, deductible: int, limit: int, copay: int) -> str:
    return (
        f"<costShareVariance>{cell('planId', 'Cost_Share_Variances_1-A.4', f'{plan_id}-{number}')}"
        f"{cell('csrVariationType', 'Cost_Share_Variances_1-D.4', 'Standard')}<hsa>{cell('hsaEligibility', 'x', 'No')}</hsa>"
        f"<moopList><moop>{cell('name', 'x', 'Maximum Out of Pocket for Medical and Drug EHB Benefits (Total)')}"
        f"{cell('inNetworkTier1IndividualAmount', 'x', f'${limit:,}')}"
        f"{cell('inNetworkTier1FamilyAmount', 'x', f'${limit} per person | ${limit * 2} per group')}</moop></moopList>"
        f"<planDeductibleList><planDeductible>{cell('deductibleType', 'x', 'Medical EHB Deductible')}"
        f"{cell('inNetworkTier1Individual', 'x', f'${deductible:,}')}</planDeductible></planDeductibleList>"
        f"<avCalculator>{cell('avCalculatorOutputNumber', 'x', value)}</avCalculator>"
        f"<serviceVisitList><serviceVisit>{cell('visitType', 'x', 'Primary Care Visit to Treat an Injury or Illness')}"
        f"{cell('copayInNetworkTier1', 'x', f'${copay}.00')}</serviceVisit></serviceVisitList></costShareVariance>"
    )


def rates_xml(
    path: Path, prices: Mapping[str, int] = {SILVER: 300, BRONZE: 200}, *, without: Sequence[str] = (), area: str = "Rating Area 1",
    year: int = 2014, issuer: str = ISSUER,
) -> Path:  # fmt: skip
    """A Rates template: dollars at 21 by plan, three more for each year of age; children at two thirds. without: ages left out."""
    rows = [
        (plan, age, base * 2 // 3 if age == "0-20" else base + 3 * (int(age[:2]) - 21))
        for plan, base in prices.items()
        for age in AGES
        if age not in without
    ]
    items = "".join(
        "<items>" + cell("effectiveDate", "Rate_Table-B.8", f"{year}-01-01") + cell("expirationDate", "Rate_Table-B.9", f"{year}-12-31")
        + cell("planId", f"Rate_Table-A.{row}", plan) + cell("rateAreaId", f"Rate_Table-B.{row}", area)
        + cell("tobacco", f"Rate_Table-C.{row}", "No Preference") + cell("ageNumber", f"Rate_Table-D.{row}", age)
        + cell("primaryEnrollee", f"Rate_Table-E.{row}", f"{price}.00") + "</items>"
        for row, (plan, age, price) in enumerate(rows, 14)
    )  # fmt: skip
    head = "<header><templateVersion>v4.0</templateVersion>" + cell("issuerId", "Rate_Table-B.6", issuer) + "</header>"
    path.write_text(
        '<?xml version="1.0"?><qhpApplicationRateGroupListVO xmlns="http://vo.ffe.cms.hhs.gov">'
        f"<qhpApplicationRateGroupVO>{head}{items}</qhpApplicationRateGroupVO></qhpApplicationRateGroupListVO>"
    )
    return path


def areas_xlsx(path: Path, *, year: int = 2014) -> Path:
    """A Service Area template: all of New Hampshire."""
    return service_area_workbook(path, [["NHS001", "Everywhere", "Yes"]], title=f"{year} Service Area v4.0")


def whole(folder: Path) -> list[Path]:
    """The three templates of a filing that passes every check."""
    folder.mkdir(parents=True, exist_ok=True)
    return [plans_xml(folder / "plans.xml"), rates_xml(folder / "rates.xml"), areas_xlsx(folder / "areas.xlsx")]


def upload(path: Path) -> Upload:
    return Upload(path.name, path.read_bytes())


def document(name: str) -> Upload:
    return Upload(name, b"%PDF-1.7 a letter of the state's actuary\n")
