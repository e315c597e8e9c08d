"""The first day of coverage for a choice in open enrollment, by the exchange's calendar."""

from datetime import date

from coverport.enrollment.dated.question import Incomplete, Question, given
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.effective_date import Closed, CoverageStart, effective_date
from coverport.exchanges import calendar, profiles
from coverport.exchanges.calendar import COUNTING, Window


def open_enrollment(asked: Question) -> Answer | Refused:
    """The answer of a plan year, of the one that is open where none is named."""
    selected = given(asked.selected, "--selected")
    year = _year_open(asked.state, selected) if asked.year is None else asked.year
    windows = calendar.load(profiles.for_state(asked.state, year).slug).windows
    found = effective_date(windows, plan_year=year, selected=selected, in_line=asked.in_line)
    if isinstance(found, Closed):
        facts = {"year": year, "opens": found.opens, "closed": found.closed, "selected": selected}
        return Refused(found.code, found.authority, facts)
    return _opened(found, _for_all(windows, year), selected)


def _opened(found: CoverageStart, rows: list[Window], selected: date) -> Answer:
    operational = found.basis == "operational"
    opens, closes = min(row.selected_from for row in rows), max(row.selected_to for row in rows)
    told: tuple[str, ...] = (f"operational: {found.authority}",) if operational else ()
    told += (f"assumed: {found.authority}",) if found.status == "assumed" else ()
    return Answer(
        effective_date=found.regulatory_starts or found.starts,
        window=(opens, max(closes, found.choose_by)),
        rule=found.rule,
        citation=found.regulatory_authority or found.authority,
        means="first_day_of_coverage",
        operational=found.starts if operational else None,
        notes=told,
    )


def _for_all(windows: tuple[Window, ...], year: int) -> list[Window]:
    """The regulatory windows of a year that are open to everybody."""
    rows = [row for row in windows if row.plan_year == year and row.status in COUNTING]
    return [row for row in rows if row.in_line_by is None and row.basis == "regulatory"]


def _year_open(state: str, selected: date) -> int:
    """The plan year whose open enrollment is on; Incomplete where none is, since then nobody can tell which is meant."""
    for year in (selected.year + 1, selected.year):
        windows = calendar.load(profiles.for_state(state, year).slug).windows
        if any(row.selected_from <= selected <= row.selected_to for row in windows if row.plan_year == year):
            return year
    raise Incomplete(f"no open enrollment is on in {state} on {selected}; say which plan year is meant with --year")
