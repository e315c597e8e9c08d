"""What many operations share: codes, years, money."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from coverport.core.money import Cents

Fips = Annotated[str, Meta(pattern=r"^[0-9]{5}$", description="Five-digit FIPS code of a county.", examples=["33013"])]
Zip = Annotated[str, Meta(pattern=r"^[0-9]{5}$", description="Five-digit ZIP code.", examples=["03301"])]
StateCode = Annotated[str, Meta(pattern=r"^[A-Za-z]{2}$", description="Two-letter code of a state.", examples=["NH"])]
PlanId = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{5}[A-Za-z]{2}[0-9]{7}$",
        description="14-character HIOS plan id.",
        examples=["96751NH0150001"],
    ),
]
IssuerId = Annotated[str, Meta(pattern=r"^[0-9]{5}$", description="Five-digit HIOS issuer id.", examples=["96751"])]
Npi = Annotated[str, Meta(pattern=r"^[0-9]{10}$", description="National Provider Identifier.", examples=["1234567893"])]
RxCui = Annotated[str, Meta(pattern=r"^[0-9]{1,8}$", description="RxNorm concept.", examples=["209459"])]
Year = Annotated[int, Meta(ge=2014, le=2099, description="Plan year; the current one where left out.", examples=[2014])]
Offset = Annotated[int, Meta(ge=0, le=1_000_000, description="How many to skip.")]
Limit = Annotated[int, Meta(ge=1, le=100, description="How many to answer with, 100 at most.")]
Text = Annotated[str, Meta(max_length=200)]
# A number in a question is read digit by digit; nothing passes through binary fractions.
Amount = Annotated[Decimal, Meta(description="Dollars.")]

CsrRequest = Literal["CSR73", "CSR87", "CSR94", "LimitedCSR", "ZeroCSR"]
Csr = Literal[
    "Exchange variant (no CSR)",
    "Zero Cost Sharing Plan Variation",
    "Limited Cost Sharing Plan Variation",
    "73% AV Level Silver Plan CSR",
    "87% AV Level Silver Plan CSR",
    "94% AV Level Silver Plan CSR",
    "Non-Exchange variant",
    "Unknown CSR",
]
MetalLevel = Literal["Catastrophic", "Silver", "Bronze", "Gold", "Platinum", "High", "Low"]
MetalLevelAsked = Literal["Catastrophic", "Silver", "Bronze", "Expanded Bronze", "Gold", "Platinum", "High", "Low"]
PlanType = Literal["Indemnity", "PPO", "HMO", "EPO", "POS"]
DesignType = Literal["DESIGN1", "DESIGN2", "DESIGN3", "DESIGN4", "DESIGN5", "NOT_APPLICABLE"]
Division = Literal["HealthCare", "Dental"]
MarketAsked = Literal["Individual", "SHOP", "Any"]
NetworkTier = Literal["In-Network", "In-Network Tier 2", "Out-of-Network", "Combined In-Out of Network"]
FamilyCost = Literal["Individual", "Family Per Person", "Family"]
Utilization = Literal["Low", "Medium", "High"]
Gender = Literal["Male", "Female"]

# HIOS numbers variants after the plan id; requests and answers name them differently.
VARIANT_ASKED: dict[str, str] = {"CSR73": "04", "CSR87": "05", "CSR94": "06", "LimitedCSR": "03", "ZeroCSR": "02"}
CSR_OF: dict[str, Csr] = {
    "00": "Non-Exchange variant",
    "01": "Exchange variant (no CSR)",
    "02": "Zero Cost Sharing Plan Variation",
    "03": "Limited Cost Sharing Plan Variation",
    "04": "73% AV Level Silver Plan CSR",
    "05": "87% AV Level Silver Plan CSR",
    "06": "94% AV Level Silver Plan CSR",
}


def dollars(amount: Cents) -> float:
    """Cents as a JSON number: whole dollars without decimals; the nearest double prints as the same two decimals."""
    return amount // 100 if amount % 100 == 0 else amount / 100


class Range(msgspec.Struct, frozen=True):
    """From the lowest to the highest, dollars."""

    min: float
    max: float


class Error(msgspec.Struct, frozen=True):
    """Why a request was not answered. code: 1000 to 1017. The two pairs of names say the same: clients read either."""

    code: str
    status: str
    message: str
    error: str
    msg: str
    err: str


class YearQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Operations of one plan year."""

    year: Year | None = None


class NoQuery(msgspec.Struct, frozen=True):
    """Nothing is asked."""
