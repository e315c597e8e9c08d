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
    return _opened(found, _on_end(_open_to(windows, year, found.basis, asked.in_line), selected))


def _opened(found: CoverageStart, window: tuple[date, date]) -> Answer:
    operational = found.basis == "operational"
    told: tuple[str, ...] = (f"operational: {found.authority}",) if operational else ()
    told += (f"assumed: {found.authority}",) if found.status == "assumed" else ()
    return Answer(
        effective_date=found.regulatory_starts or found.starts,
        window=window,
        rule=found.rule,
        citation=found.regulatory_authority or found.authority,
        means="first_day_of_coverage",
        operational=found.starts if operational else None,
        notes=told,
    )


def _open_to(windows: tuple[Window, ...], year: int, basis: str, in_line: date | None) -> list[Window]:
    """The windows of a year that the regulation opens, and where the answer is not the regulation's, those that the exchange opened."""
    return [
        row
        for row in windows
        if row.plan_year == year
        and row.status in COUNTING
        and row.basis in ("regulatory", basis)
        and (row.in_line_by is None or (in_line is not None and in_line <= row.in_line_by))
    ]


def _on_end(rows: list[Window], selected: date) -> tuple[date, date]:
    """The days on end, around a day, on which a plan can be chosen: a period that was added months later is one of its own."""
    opens, closes = date.max, date.min
    for row in sorted(rows, key=lambda row: row.selected_from):
        if (row.selected_from - closes).days > 1 and closes < selected:
            opens, closes = row.selected_from, row.selected_to
        elif (row.selected_from - closes).days <= 1:
            closes = max(closes, row.selected_to)
    return opens, closes


def _year_open(state: str, selected: date) -> int:
    """The plan year whose open enrollment is on; Incomplete where none is, since then nobody can tell which is meant."""
    candidates = (selected.year + 1, selected.year)
    years = [year for year in candidates if profiles.serves(state, year)]
    for year in years or [selected.year]:
        windows = calendar.load(profiles.for_state(state, year).slug).windows
        if any(row.selected_from <= selected <= row.selected_to for row in windows if row.plan_year == year):
            return year
    elsewhere = [year for year in candidates if year not in years]
    if elsewhere:  # that year's may be on there, in a state that comes to an exchange or leaves it
        raise Incomplete(
            f"no open enrollment of plan year {years[0]} is on in {state} on {selected}, and no exchange of this installation "
            f"serves {state} in {elsewhere[0]}: ask the exchange that does, or say which plan year is meant with --year"
        )
    raise Incomplete(f"no open enrollment is on in {state} on {selected}; say which plan year is meant with --year")
