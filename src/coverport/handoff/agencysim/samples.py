"""People who applied at the simulated agency and are sent to the exchange. They are invented."""

import secrets
from datetime import date

from coverport.eligibility import facts
from coverport.handoff.layout import LAYOUT, AccountTransfer, Contact, Finding, Who

# State -> city, ZIP code, county.
PLACES = {
    "NH": ("Concord", "03301", "33013"),
    "VT": ("Burlington", "05401", "50007"),
    "MA": ("Boston", "02108", "25025"),
}


def somebody(state: str, *, email: str, on: date, year: int, name: str = "Sam") -> AccountTransfer:
    """A single adult with $30,000 a year, denied. KeyError for a state without a sample."""
    city, zip_code, county = PLACES[state]
    born = date(1988, 3, 14)
    return AccountTransfer(
        layout=LAYOUT, id=f"MA-{secrets.token_hex(6).upper()}", sender="agency", sent_on=on, year=year,
        application=f"MA-{secrets.token_hex(4).upper()}", signed_on=on, signature=f"{name} Sample",
        contact=Contact(street="7 School Street", city=city, state=state, zip=zip_code, county_fips=county, email=email),
        people=(Who(id="1", first_name=name, last_name="Sample", birth_date=born, relationship="self", sex="M"),),
        facts=facts.Application(
            reference="agency", state=state, coverage_year=year, decided_on=on, begins=date(year, 1, 1), county_fips=county,
            people=(
                facts.Person(
                    id="1", birth_date=born, citizen=True, other_coverage=False,
                    income=(facts.IncomeLine("wages", 30_000_00),),
                ),
            ),
            tax_households=(facts.TaxHousehold(id="1", filers=("1",)),),
        ),
        findings=(Finding(person="1", reason="denied", medicaid="no", chip="no", codes=("medicaid_above_limit",)),),
    )  # fmt: skip
