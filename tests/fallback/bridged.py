"""Cases of Massachusetts in February 2014, as an older system's file has them."""

import csv
from datetime import date

from coverport.core.access import Actor
from coverport.fallback.actions import switch_off
from coverport.fallback.cases.layout import COLUMNS
from coverport.fallback.cases.mapping import OWN
from coverport.fallback.cases.taking import take_cases
from coverport.fallback.models import TakenCase

DAY = date(2014, 2, 15)
OFFICE = Actor.system("test")
ANA = {
    "case_number": "M-1", "application_date": "2013-11-05", "plan_year": "2014", "language": "en", "street": "24 Beacon Street",
    "city": "Boston", "zip": "02133", "county_fips": "25025", "first_name": "Ana", "last_name": "Rivera", "birth_date": "1973-04-28",
    "sex": "F", "relationship": "self", "applies": "yes", "citizenship": "citizen",
}  # fmt: skip
TOM = {
    **ANA,
    "first_name": "Tom",
    "birth_date": "2000-07-02",
    "sex": "M",
    "relationship": "child",
    "citizenship": "citizen",
}
HOME = {"street": "5 Church Street", "city": "Burlington", "zip": "05401", "county_fips": "50007"}
# Nothing lacks: her income is 193 percent of the guideline for two, so that her son has CHIP and she may buy a plan.
WHOLE = {
    **ANA, "files_taxes": "yes", "claimed_by": "no", "unreconciled_years": "0", "dependent": "no", "circumstances": "none",
    "income": '[{"kind": "wages", "amount": "30000.00", "period": "year"}]', "expects": "yes", "other_coverage": "no", "denied": "no",
    "signature": "Ana Rivera", "consent_years": "3",
}  # fmt: skip
CHILD = {key: TOM[key] for key in ("first_name", "birth_date", "sex", "relationship")} | {
    "dependent": "yes",
    "income": "[]",
}
# Whom the older program covers; she came after the first of January.
EVA = {
    **ANA,
    "case_number": "M-2",
    "first_name": "Eva",
    "last_name": "Stone",
    "birth_date": "1980-01-09",
    "application_date": "2014-02-03",
}


def file_of(folder, *rows, name="cases.csv"):
    path = folder / name
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def taken(exchange, folder, *rows, on=DAY, name="cases.csv"):
    """The report of a file that is taken over; applications are off meanwhile."""
    return take_cases(actor=OFFICE, exchange=exchange, path=file_of(folder, *rows, name=name), mapping=OWN, on=on)


def off(exchange, on=DAY):
    switch_off(actor=OFFICE, exchange=exchange, function="applications", reason="It does not work.", on=on)


def paper_of(number):
    return TakenCase.objects.select_related("paper__exchange", "paper__application").get(number=number).paper
