"""What a tax return says about the credit, 45 CFR 155.305(f)(4), 26 CFR 1.36B-2(b)."""

from coverport.eligibility.facts import Application, FilingStatus, Person, TaxHousehold
from coverport.eligibility.findings import NO, YES, Fact, Finding, Reason, no, unknown
from coverport.law.parameters import SeparateFiling, Years


def filing(
    household: TaxHousehold, *, married: bool, claimed: bool, separate: SeparateFiling, unreconciled: Years
) -> Finding | None:
    """What stands against the credit of everybody on a return: all reasons of a no, else what is unknown; None when nothing does.

    married: the one filer's spouse is on the application; claimed: somebody else claims a filer. Who files apart for a reason
    that the rules excuse has a yes, which says so.
    """
    apart = filing_status(household, married=married) == "married_separately"
    if household.files and not (apart or claimed or household.unreconciled_years):
        return None
    against = _not_filing(household, claimed=claimed)
    against += _unreconciled(household, unreconciled)
    if apart:
        against += _apart(household, separate)
    if against:
        return Finding(NO, tuple(against))
    if household.files is None:
        return unknown("filing_missing", "45 CFR 155.305(f)(4)", {})
    if apart:
        return Finding(YES, (Reason("separate_filing_excused", separate.citation, _years_apart(household, separate)),))
    return None


def not_on_a_return(person: Person) -> Finding:
    """Who neither files nor is claimed here: the credit belongs to a return, 26 CFR 1.36B-1(d)."""
    if person.claimed_by_outsider:
        return no("claimed_by_outsider", "26 CFR 1.36B-1(d), 1.36B-2(b)(3)", {"claimed_by": person.claimed_by_outsider})
    return no("not_on_a_return", "26 CFR 1.36B-1(d); 45 CFR 155.305(f)(1)", {})


def filing_status(household: TaxHousehold, *, married: bool) -> FilingStatus:
    """The status told, else: two filers file jointly, one whose spouse is on the application files apart, others are single."""
    if household.status is not None:
        return household.status
    if len(household.filers) > 1:
        return "married_jointly"
    return "married_separately" if married else "single"


def filer_is_claimed(household: TaxHousehold, application: Application) -> bool:
    """Whether somebody else, on the application or not, claims one who files this return."""
    for filer in household.filers:
        if application.person(filer).claimed_by_outsider is not None:
            return True
        for each in application.tax_households:
            if filer in each.dependents and each is not household:
                return True
    return False


def _not_filing(household: TaxHousehold, *, claimed: bool) -> list[Reason]:
    reasons = []
    if household.files is False:
        reasons.append(Reason("not_filing", "45 CFR 155.305(f)(4)", {}))
    if claimed:
        reasons.append(Reason("filer_is_a_dependent", "26 USC 36B(c)(1)(D); 26 CFR 1.36B-2(b)(3)", {}))
    return reasons


def _unreconciled(household: TaxHousehold, law: Years) -> list[Reason]:
    if law.years is None or household.unreconciled_years < law.years:
        return []
    return [
        Reason("not_reconciled", law.citation, {"unreconciled_years": household.unreconciled_years, "years": law.years})
    ]


def _apart(household: TaxHousehold, law: SeparateFiling) -> list[Reason]:
    """A married person who files apart: only for abuse or abandonment, and only so many years in a row."""
    if household.separate_because is None:
        return [Reason("filing_separately", "26 USC 36B(c)(1)(C); 26 CFR 1.36B-2(b)(2)(i)", {})]
    if household.separate_years < law.years:
        return []
    return [Reason("separate_filing_used_up", law.citation, _years_apart(household, law))]


def _years_apart(household: TaxHousehold, law: SeparateFiling) -> dict[str, Fact]:
    return {"because": household.separate_because, "separate_years": household.separate_years, "years": law.years}
