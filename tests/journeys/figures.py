"""Public figures typed in a second time, for the reader that checks the product. Nothing here comes from the product's own data.

New Hampshire 2014: CMS, QHP landscape of the individual market 2014. Vermont 2014: rates as filed with the state, 2013.
Age curve: CMS, "Market Rating Reforms: State Specific Age Curve Variations" (2014 to 2017 default). Poverty guideline 2013:
78 FR 5182. Applicable percentage 2014: 26 CFR 1.36B-3(g). Limits of Medicaid and CHIP: New Hampshire as of December 2013
(children to 318% and 5 points), Vermont children to 312% and 5 points, adults to 133% and 5 points.
"""

from decimal import Decimal

# plan id: (metal level, name, child, 21, 27, 30, 40, 50, 60)
NEW_HAMPSHIRE = {
    "96751NH0150001": ("bronze", "120.31", "189.47", "198.56", "215.05", "242.14", "338.39", "514.22"),
    "96751NH0150002": ("bronze", "117.96", "185.76", "194.68", "210.84", "237.40", "331.77", "504.15"),
    "96751NH0150003": ("bronze", "116.77", "183.89", "192.72", "208.72", "235.01", "328.43", "499.08"),
    "96751NH0150004": ("bronze", "112.67", "177.43", "185.95", "201.38", "226.76", "316.89", "481.55"),
    "96751NH0150005": ("bronze", "127.83", "201.31", "210.97", "228.49", "257.27", "359.54", "546.36"),
    "96751NH0150006": ("silver", "143.28", "225.63", "236.46", "256.09", "288.36", "402.98", "612.36"),
    "96751NH0150008": ("silver", "144.58", "227.69", "238.62", "258.43", "290.99", "406.65", "617.95"),
    "96751NH0150010": ("gold", "170.09", "267.86", "280.72", "304.02", "342.33", "478.40", "726.97"),
    "96751NH0150011": ("catastrophic", "95.24", "149.99", "157.19", "170.24", "191.69", "267.88", "407.07"),
    "96751NH0330001": ("silver", "143.74", "226.37", "237.24", "256.93", "289.30", "404.30", "614.37"),
    "96751NH0330002": ("gold", "185.25", "291.73", "305.73", "331.11", "372.83", "521.03", "791.76"),
}
PRICED_AGES = (21, 27, 30, 40, 50, 60)

# insurer, metal level, plan design as filed, one adult
VERMONT = (
    ("13627", "bronze", "Blue for You CDHP", "350.08"),
    ("13627", "bronze", "Standard", "368.60"),
    ("13627", "bronze", "Standard HDHP", "371.19"),
    ("13627", "catastrophic", "Catastrophic", "328.91"),
    ("13627", "gold", "Blue for You", "474.51"),
    ("13627", "gold", "Blue for You CDHP", "462.61"),
    ("13627", "gold", "Standard", "524.23"),
    ("13627", "platinum", "Standard", "604.17"),
    ("13627", "silver", "Blue for You", "413.03"),
    ("13627", "silver", "Blue for You CDHP", "400.35"),
    ("13627", "silver", "Standard", "453.52"),
    ("13627", "silver", "Standard HDHP", "427.00"),
    ("77566", "bronze", "Bronze HDHP", "370.12"),
    ("77566", "bronze", "Bronze HMO 3000", "352.23"),
    ("77566", "bronze", "Standard", "346.08"),
    ("77566", "bronze", "Standard HDHP", "377.16"),
    ("77566", "catastrophic", "Catastrophic", "201.70"),
    ("77566", "gold", "Gold HMO 500", "539.57"),
    ("77566", "gold", "Gold HMO 850", "519.68"),
    ("77566", "gold", "Standard", "531.66"),
    ("77566", "platinum", "Standard", "614.77"),
    ("77566", "silver", "Silver HDHP 1600", "444.56"),
    ("77566", "silver", "Silver HMO 1700", "432.46"),
    ("77566", "silver", "Standard", "441.38"),
    ("77566", "silver", "Standard HDHP", "442.45"),
)
# The filed family price of the four silver designs nearest the benchmark, as printed, not multiplied.
VERMONT_FAMILY_SILVER = {"Blue for You CDHP": "1124.98", "Blue for You": "1160.61", "Standard HDHP": "1199.87"}

# Ages 21 to 64 and over against age 21.
CURVE = [
    Decimal(factor)
    for factor in (
        "1.000 1.000 1.000 1.000 1.004 1.024 1.048 1.087 1.119 1.135 1.159 1.183 1.198 1.214 1.222 1.230 1.238 1.246 1.262 "
        "1.278 1.302 1.325 1.357 1.397 1.444 1.500 1.563 1.635 1.706 1.786 1.865 1.952 2.040 2.135 2.230 2.333 2.437 2.548 "
        "2.603 2.714 2.810 2.873 2.952 3.000"
    ).split()
]

POVERTY_2013 = (Decimal(11490), Decimal(4020))
# (from percent, to percent, at the lower end, at the upper end)
APPLICABLE_2014 = (
    (Decimal(0), Decimal(133), Decimal("2.00"), Decimal("2.00")),
    (Decimal(133), Decimal(150), Decimal("3.00"), Decimal("4.00")),
    (Decimal(150), Decimal(200), Decimal("4.00"), Decimal("6.30")),
    (Decimal(200), Decimal(250), Decimal("6.30"), Decimal("8.05")),
    (Decimal(250), Decimal(300), Decimal("8.05"), Decimal("9.50")),
    (Decimal(300), Decimal(400), Decimal("9.50"), Decimal("9.50")),
)
