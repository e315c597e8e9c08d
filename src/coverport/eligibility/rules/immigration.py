"""Citizenship and immigration status beside Medicaid and CHIP: what stands in the way, and until when."""

from datetime import date

from coverport.eligibility.facts import Immigration, Person
from coverport.eligibility.findings import Fact, Finding, no, unknown
from coverport.law.parameters import LawfullyResiding
from coverport.law.resolved import ImmigrationLaw


def medicaid_status(person: Person, age: int, law: ImmigrationLaw, on: date) -> Finding | None:
    """What a person's status says against Medicaid and CHIP on a day: None when nothing does, 42 CFR 435.406."""
    if person.citizen:
        return None
    if (status := person.immigration) is None:
        return _untold(person, age, law.lawfully_residing)
    if status.status == "none":
        return no("not_lawfully_present", "42 CFR 435.406, 435.139", {})
    if _residing(status, law) and _lawfully_residing(person, age, law.lawfully_residing):
        return None
    if status.status not in law.qualified.statuses:
        return no("status_not_qualified", law.qualified.citation, {"status": status.status, "on": on.isoformat()})
    return _bar(status, law, on)


def _untold(person: Person, age: int, option: LawfullyResiding) -> Finding | None:
    """The status itself is not given: whoever is lawfully present may still be under the state's option for children."""
    if person.lawfully_present:
        if _lawfully_residing(person, age, option):
            return None
        return unknown("immigration_to_check", "8 USC 1612(b), 1613", {})
    if person.citizen is None or person.lawfully_present is None:
        return unknown("citizenship_missing", "42 CFR 435.406", {})
    return no("not_lawfully_present", "42 CFR 435.406, 435.139", {})


def _residing(status: Immigration, law: ImmigrationLaw) -> bool:
    return status.status in law.lawfully_present.statuses and status.status not in law.not_lawfully_residing.statuses


def _lawfully_residing(person: Person, age: int, option: LawfullyResiding) -> bool:
    """The state's option for children and pregnant people, without the five-year bar, 42 USC 1396b(v)(4)."""
    child = option.children_under is not None and age < option.children_under
    return child or (option.pregnant and person.pregnant)


def _bar(status: Immigration, law: ImmigrationLaw, on: date) -> Finding | None:
    """The five-year bar of 8 USC 1613: not for veterans, old entries, or who held a status without a bar before."""
    bar = law.five_year_bar
    if status.status not in bar.statuses or status.military or status.entered_before_1996_08_22:
        return None
    if status.before in bar.exempt:
        return None
    if status.since is None:
        return unknown("status_since_missing", bar.citation, {"years": bar.years})
    ends = _years_later(status.since, bar.years)
    if on >= ends:
        return None
    facts: dict[str, Fact] = {
        "since": status.since.isoformat(),
        "years": bar.years,
        "until": ends.isoformat(),
        "on": on.isoformat(),
    }
    return no("five_year_bar", bar.citation, facts)


def _years_later(day: date, years: int) -> date:
    """The same day some years later; March 1 for a February 29 that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, day.month + 1, 1)
