"""The same account in the federal layout (AccountTransferRequest 2.4), as far as its element names are public; the rest is left out.

Namespaces and names are those that public software of states uses. The schema itself, its code lists and its rules of business are
not public: nothing here was validated against them. docs/reference/account-transfer.md lists what is carried and what is not, and
docs/reference/account-transfer/exch.xsd is our own schema of what we write.
"""

from xml.etree import ElementTree

VERSION = "2.4"
NAMESPACES = {
    "exch": "http://at.dsh.cms.gov/exchange/1.0",
    "ext": "http://at.dsh.cms.gov/extension/1.0",
    "s": "http://niem.gov/niem/structures/2.0",
    "nc": "http://niem.gov/niem/niem-core/2.0",
    "hix-core": "http://hix.cms.gov/0.1/hix-core",
    "hix-ee": "http://hix.cms.gov/0.1/hix-ee",
}
ID, REF = f"{{{NAMESPACES['s']}}}id", f"{{{NAMESPACES['s']}}}ref"
CATEGORY = {"exchange": "Exchange", "agency": "MedicaidAgency"}
PERIODS = {
    "week": "Weekly", "two_weeks": "BiWeekly", "half_month": "SemiMonthly", "month": "Monthly", "quarter": "Quarterly", "year": "Annually",
    "once": "Once",
}  # fmt: skip
KINDS = {
    "wages": "Wages",
    "unemployment": "Unemployment",
    "self_employment": "SelfEmployment",
    "social_security": "SocialSecurity",
}
Element = ElementTree.Element


def full_name(short: str) -> str:
    """An element's whole name, such as ElementTree takes it: "nc:PersonName" with its namespace written out."""
    prefix, _, name = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"
