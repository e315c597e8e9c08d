"""`coverport calendar check`: the package's calendars are whole, and each kind of fault is found and named."""

from datetime import date

import pytest

from coverport.exchanges import calendar, profiles
from coverport.exchanges.calendar import Window
from coverport.exchanges.calendar_check import faults, in_year
from coverport.exchanges.calendar_command import main
from coverport.law.lookups import new_year, typed
from coverport.law.parameters.calendar import DayOfYear, WindowLimits


def limits(year: int) -> WindowLimits:
    return typed(WindowLimits, "enrollment.state_window", on=new_year(year))


def window(begins: str, ends: str, starts: str = "2027-01-01", **more) -> Window:
    return Window(
        more.pop("plan_year", 2027),
        *map(date.fromisoformat, (begins, ends, starts)),
        more.pop("authority", "a rule"),
        **more,
    )


@pytest.mark.parametrize("slug", ["federal", "ma", "vt"])
def test_every_plan_year_from_2014_to_2027_has_a_calendar_without_a_fault(slug):
    windows = calendar.load(slug).windows
    assert {row.plan_year for row in windows} == set(range(2014, 2028))
    assert [faults(windows, year, limits(year)) for year in range(2014, 2028)] == [[]] * 14


@pytest.mark.parametrize(("rows", "words"), [
    ([("2026-11-01", "2026-12-31")], None),
    ([("2026-10-30", "2026-12-31")], None),  # 63 days: nine weeks
    ([("2026-10-29", "2026-12-31")], "lasts 64 days, more than 9 weeks"),
    ([("2026-11-02", "2026-12-31")], "begins on 2026-11-02, after 2026-11-01"),
    ([("2026-11-01", "2026-12-31"), ("2027-01-01", "2027-01-15", "2027-02-01")], "ends on 2027-01-15, after 2026-12-31"),
    ([("2026-11-01", "2026-12-15"), ("2026-12-16", "2026-12-31", "2027-02-01")], "all of open enrollment starts on 2027-01-01"),
    ([("2026-11-01", "2026-12-15"), ("2026-12-17", "2026-12-31")], "nobody can choose from 2026-12-16 to 2026-12-16"),
    ([("2026-11-01", "2026-12-15"), ("2026-12-15", "2026-12-31")], "two regulatory windows speak for 2026-12-15"),
    ([("2026-11-01", "2026-12-31", "2027-02-01")], "start coverage on 2027-02-01, not on 2027-01-01"),
    ([("2026-12-31", "2026-11-01")], "ends before it begins"),
    ([("2026-11-01", "2026-12-31", "2027-01-15")], "not on the first of a month of 2027"),
    ([("2026-11-01", "2027-01-01")], "before the last choice"),
    ([], "no window that is in force or assumed"),
])  # fmt: skip
def test_a_fault_of_2027_is_found(rows, words):
    found = faults([window(*row) for row in rows], 2027, limits(2027))
    assert found == [] if words is None else any(words in fault for fault in found), found


@pytest.mark.parametrize(("more", "words"), [
    ({"authority": " "}, "names no authority"),
    ({"status": "perhaps"}, "'perhaps'"),
    ({"basis": "habit"}, "'habit'"),
    ({"pay_by": date(2026, 10, 31)}, "first payment by 2026-10-31"),
    ({"in_line_by": date(2027, 1, 1)}, "in line by 2027-01-01"),
    ({"status": "stayed"}, "no window that is in force"),
])  # fmt: skip
def test_a_row_that_is_wrong_in_itself_is_named(more, words):
    found = faults([window("2026-11-01", "2026-12-31", **more)], 2027, limits(2027))
    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(("year", "first", "last", "words"), [
    (2026, "2025-11-01", "2026-01-15", None),
    (2026, "2025-11-01", "2026-01-14", "ends on 2026-01-14, before 2026-01-15"),
    (2024, "2023-11-01", "2023-12-15", None),
    (2024, "2023-11-01", "2023-12-14", "ends on 2023-12-14, before 2023-12-15"),
    (2024, "2023-10-31", "2023-12-15", "begins on 2023-10-31, before 2023-11-01"),
    (2016, "2015-11-01", "2016-02-01", "ends on 2016-02-01, after 2016-01-31"),
    (2014, "2013-10-01", "2014-03-30", "ends on 2014-03-30, before 2014-03-31"),
])  # fmt: skip
def test_each_years_own_limits_bind(year, first, last, words):
    late = max(date.fromisoformat(last), date(year - 1, 12, 16))
    rows = [window(first, f"{year - 1}-12-15" if late.year == year else last, f"{year}-01-01", plan_year=year)]
    if late.year == year:
        rows.append(window(f"{year - 1}-12-16", last, f"{year}-05-01", plan_year=year))
    found = faults(rows, year, limits(year))
    assert found == [] if words is None else any(words in fault for fault in found), found


def test_a_later_choice_must_not_start_earlier():
    rows = [
        window("2013-10-01", "2013-12-15", "2014-03-01", plan_year=2014),
        window("2013-12-16", "2014-03-31", "2014-02-01", plan_year=2014),
    ]
    assert any("before those of 2013-12-15" in fault for fault in faults(rows, 2014, limits(2014)))


def test_two_operational_windows_for_one_day_are_a_fault_and_one_beside_the_regulation_is_none():
    rule = window("2026-11-01", "2026-12-31")
    longer = window("2026-12-20", "2026-12-31", basis="operational")
    assert faults([rule, longer], 2027, limits(2027)) == []
    assert any("two operational" in fault for fault in faults([rule, longer, longer], 2027, limits(2027)))


def test_days_of_the_second_half_year_lie_before_the_plan_year():
    assert in_year(DayOfYear(11, 1), 2027) == date(2026, 11, 1)
    assert in_year(DayOfYear(1, 15), 2026) == date(2026, 1, 15)
    assert in_year(DayOfYear(6, 30), 2026) == date(2026, 6, 30)


@pytest.mark.parametrize("arguments", [["check"], ["check", "--state", "vt"], ["check", "--state", "NH"]])
def test_the_command_says_what_it_checked(capsys, arguments):
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert ("vt 2027: 2026-11-01 to 2026-12-31, assumed" in out) == ("NH" not in arguments)


@pytest.mark.parametrize(("arguments", "words"), [
    (["check", "--state", "CA"], "No exchange of this installation serves CA"),
    (["check", "--state", "New Hampshire"], "--state: 'New Hampshire' is not two letters such as NH"),
    ([], "required"),
    (["chekc"], "invalid choice"),
])  # fmt: skip
def test_what_it_cannot_check_is_one_line(capsys, arguments, words):
    assert main(arguments) == 1
    assert words in capsys.readouterr().err


def test_a_state_that_left_has_the_years_in_which_it_was_served(capsys):
    """Kentucky had the federal platform in plan years 2017 to 2021, Idaho in 2014 alone."""
    for state, years in (("KY", [2021, 2020, 2019, 2018, 2017]), ("id", [2014])):
        assert main(["check", "--state", state]) == 0
        told = capsys.readouterr().out.splitlines()
        assert [line.split(":")[0] for line in told] == [f"federal {year}" for year in years]


def test_an_installations_own_calendar_is_checked_and_each_fault_is_a_line(tmp_path, monkeypatch, capsys):
    own = tmp_path / "zz"
    own.mkdir()
    profile = (
        (calendar.folder_of("vt") / "profile.yaml").read_text().replace("slug: vt", "slug: zz").replace("[VT]", "[ZZ]")
    )
    (own / "profile.yaml").write_text(profile)
    (own / "calendar.yaml").write_text(
        "windows:\n"
        "  - {plan_year: 2027, selected_from: 2026-11-02, selected_to: 2027-01-02, starts: 2027-01-01, authority: ours}\n"
        "  - {plan_year: 2031, selected_from: 2030-11-01, selected_to: 2030-12-02, starts: 2031-01-01, authority: ours}\n"
    )
    monkeypatch.setenv("COVERPORT_EXCHANGES", f"samples:{tmp_path}")
    assert main(["check", "--state", "ZZ"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert all(line.startswith("coverport calendar: zz ") for line in lines)
    assert any("2014: no window" in line for line in lines)  # a plan year of the profile without a calendar
    assert any("2027: it begins on 2026-11-02" in line for line in lines)
    assert any("2027: it ends on 2027-01-02" in line for line in lines)


def test_a_window_that_is_only_proposed_is_counted_and_not_printed_as_open(tmp_path, monkeypatch, capsys):
    own = tmp_path / "proposing"
    own.mkdir()
    of_vermont = (calendar.folder_of("vt") / "profile.yaml").read_text()
    (own / "profile.yaml").write_text(of_vermont.replace("slug: vt", "slug: proposing"))
    (own / "calendar.yaml").write_text(
        (calendar.folder_of("vt") / "calendar.yaml").read_text()
        + "  - {plan_year: 2027, selected_from: 2027-01-01, selected_to: 2027-01-31, starts: 2027-03-01, status: proposed, "
        "authority: a bill}\n"
    )
    monkeypatch.setenv("COVERPORT_EXCHANGES", str(tmp_path))
    assert main(["check", "--state", "VT"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "proposing 2027: 2026-11-01 to 2026-12-31, assumed; 1 that opens nothing"
    assert told[-1] == "proposing 2014: 2013-10-01 to 2014-03-31; 1 operational"


def test_an_installations_own_exchange_is_gone_with_its_folder(tmp_path, monkeypatch):
    own = tmp_path / "zz"
    own.mkdir()
    of_vermont = (calendar.folder_of("vt") / "profile.yaml").read_text()
    (own / "profile.yaml").write_text(of_vermont.replace("slug: vt", "slug: zz").replace("[VT]", "[ZZ]"))
    with monkeypatch.context() as here:
        here.setenv("COVERPORT_EXCHANGES", f"samples:{tmp_path}")
        assert profiles.for_state("ZZ").slug == "zz"
    with pytest.raises(profiles.NoExchange, match="serves ZZ"):
        profiles.for_state("ZZ")


OWN = """windows:
  - plan_year: 2027
    selected_from: 2026-11-01
    selected_to: 2026-12-31
    starts: 2027-01-01
    status: stayed
    authority: a rule
"""


@pytest.mark.parametrize(("right", "wrong", "words"), [
    # a status, basis or line that is misspelled is not left out: the window would be in force, and for everybody
    ("status: stayed", "statuss: stayed", "window 1 from the top: Object contains unknown field `statuss`"),
    ("status: stayed", "in_lineby: 2026-11-30", "unknown field `in_lineby`"),
    ("    starts: 2027-01-01\n", "", "window 1 from the top: Object missing required field `starts`"),
    ("plan_year: 2027", 'plan_year: "2027"', "Expected `int`, got `str` - at `$.plan_year`"),
    ("2026-11-01", "2026-02-30", "line 3: 2026-02-30 is not a date"),
    ("  - plan_year", "\t- plan_year", "line 2"),
    (OWN, "", "it has no list of windows"),
    (OWN, "windows:", "it has no list of windows"),
    (OWN, None, "No such file"),
])  # fmt: skip
def test_a_calendar_that_cannot_be_read_is_named_with_the_place(tmp_path, monkeypatch, capsys, right, wrong, words):
    folder = tmp_path / "own"
    folder.mkdir()
    profile = (profiles.FOLDERS / "vt" / "profile.yaml").read_text(encoding="utf-8")
    (folder / "profile.yaml").write_text(profile.replace("slug: vt", "slug: own"), encoding="utf-8")
    if wrong is not None:
        (folder / "calendar.yaml").write_text(OWN.replace(right, wrong), encoding="utf-8")
    monkeypatch.setenv("COVERPORT_EXCHANGES", str(tmp_path))
    assert main(["check", "--state", "VT"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert str(folder / "calendar.yaml") in err
    assert words in err
