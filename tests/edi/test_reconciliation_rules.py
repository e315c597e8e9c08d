"""Layouts, comparison and the table of who is right, without a database."""

import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.authority import BY_834, OURS, Authority, Case, decide
from coverport.edi.reconciliation.rules.comparing import Found, Policy, differences, grouped, paired
from coverport.edi.reconciliation.rules.layout import Column, Layout, parsed, written
from coverport.edi.reconciliation.rules.lines import Fault, Header, header_of, read_part, write_part

LAYOUT = tables.layout("coverport-1")
HEADER = Header("coverport-1", "vt", "13627", "2014-03-01", "2014-03-15T18:00:00-04:00", 1, True)
SIGNS = st.text("ABCDEFGHÑé '\"|,-", max_size=12).map(lambda text: " ".join(text.split()))
VALUES = {
    "text": SIGNS, "words": SIGNS, "zip": st.from_regex(r"\A\d{5}\Z"),
    "day": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    "amount": st.integers(0, 10**7).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
}  # fmt: skip


def value(column: Column) -> st.SearchStrategy[str]:
    """Something that the column can say, or nothing."""
    if column.name in {"policy", "member"}:
        return st.from_regex(r"\A[A-Z]{1,3}\Z")
    if column.name == "plan":
        return st.just("13627VT0340001")
    said = (
        st.sampled_from(column.codes)
        if column.codes
        else VALUES[column.kind].filter(lambda text: len(text) <= column.most)
    )
    return said if column.needed else st.just("") | said


ROW = st.fixed_dictionaries({column.name: value(column) for column in LAYOUT.columns})
ROWS = st.lists(ROW, max_size=5, unique_by=lambda row: (row["policy"], row["member"])).map(
    lambda rows: sorted(rows, key=lambda row: (row["policy"], row["member"]))
)


@settings(max_examples=25)
@given(ROWS)
def test_what_is_written_is_read_the_same(rows):
    text = "".join(write_part(HEADER, rows, LAYOUT))
    assert header_of(text, LAYOUT) == HEADER
    assert list(read_part(text, LAYOUT)) == rows


@settings(max_examples=25)
@given(ROWS, ROWS)
def test_each_policy_is_compared_once_and_with_itself_never_differs(ours, theirs):
    pairs = list(paired(grouped(ours), grouped(theirs)))
    numbers = [(mine or other).number for mine, other in pairs]
    assert numbers == sorted({row["policy"] for row in (*ours, *theirs)})
    assert all(mine is None or other is None or mine.number == other.number for mine, other in pairs)
    assert not [found for policy in grouped(ours) for found in differences(policy, policy, LAYOUT)]


def policy(**said: str) -> Policy:
    return Policy("A", {"1": {"policy": "A", "member": "1", "subscriber": "Y", "status": "effectuated", **said}})


@pytest.mark.parametrize(
    ("ours", "theirs", "differs"),
    [
        ({"last_name": "Muñoz"}, {"last_name": "MUNOZ"}, []),  # as an 834 carries it
        ({"street": "9  Pine St"}, {"street": "9 pine st"}, []),
        ({"zip": "05401"}, {"zip": "054011234"}, []),
        ({"zip": "05401"}, {"zip": "05402"}, ["zip"]),
        ({"credit": "310.00"}, {"credit": "310.01"}, ["credit"]),
        ({"credit": "310.00"}, {"credit": ""}, []),  # nothing is said
        ({"unit": "Apt 2"}, {"unit": ""}, ["unit"]),  # there is none
        ({}, {"paid_through": "2014-03-31"}, []),  # not ours to say
        ({"status": "canceled"}, {"status": "canceled", "credit": "1.00"}, []),
        ({"status": "canceled", "credit": "2.00"}, {"credit": "1.00"}, ["status"]),
        ({"credit": "2.00"}, {"status": "canceled", "credit": "1.00"}, ["status"]),
    ],
)
def test_what_counts_as_different(ours, theirs, differs):
    assert [found.field for found in differences(policy(**ours), policy(**theirs), LAYOUT)] == differs


def test_a_policy_that_was_canceled_need_not_be_there():
    canceled = policy(status="canceled")
    assert list(differences(canceled, None, LAYOUT)) == []
    assert list(differences(None, canceled, LAYOUT)) == []
    assert [found.kind for found in differences(policy(), None, LAYOUT)] == ["missing_there"]
    assert [found.kind for found in differences(None, policy(), LAYOUT)] == ["unknown_here"]


def test_another_layout_is_data_alone():
    other = Layout(
        layout="other-2", delimiter=",", days="%m/%d/%Y", marks={"header": "01", "detail": "02", "trailer": "99"}, largest_part=10,
        answer=(), columns=(
            Column("policy", needed=True), Column("", kind="filler"), Column("member", needed=True), Column("member_begin", kind="day"),
            Column("status", kind="code", codes=("initial", "effectuated"), spelled={"initial": "N", "effectuated": "Y"}),
        ),
    )  # fmt: skip
    row = {"policy": "A", "member": "1", "member_begin": "2014-01-31", "status": "effectuated"}
    text = "".join(
        write_part(Header("other-2", "vt", "13627", "2014-03-01", "2014-03-15T18:00:00-04:00", 1, True), [row], other)
    )
    assert text.splitlines()[1] == "02,A,,1,01/31/2014,Y"
    assert list(read_part(text, other)) == [row]
    assert [fault.message for fault in read_part(text.replace(",Y\n99", ",X\n99"), other) if isinstance(fault, Fault)][
        :1
    ] == ["status is none of N, Y"]


def test_a_part_has_no_more_lines_than_the_layout_says():
    small = Layout(
        layout="small-1", delimiter="|", days="%Y-%m-%d", marks=LAYOUT.marks, largest_part=2, answer=(),
        columns=(Column("policy", needed=True), Column("member", needed=True)),
    )  # fmt: skip
    rows = [{"policy": "A", "member": str(n)} for n in range(3)]
    assert [
        each for each in read_part("".join(write_part(HEADER, rows[:2], small)), small) if isinstance(each, Fault)
    ] == []
    (fault,) = [each for each in read_part("".join(write_part(HEADER, rows, small)), small) if isinstance(each, Fault)]
    assert fault.message.startswith("a part has at most 2 lines")


def test_the_table_speaks_of_columns_that_are_compared_and_of_mends_that_there_are():
    table = tables.authority()
    assert set(table.differs) <= {column.name for column in LAYOUT.columns}
    for field, cases in table.differs.items():
        for case in cases:
            assert case.mend in (OURS if case.right == "issuer" else (*BY_834, "answer")), field
            assert "45 CFR" in case.authority or "Companion Guide" in case.authority, field


@pytest.mark.parametrize(
    ("ours", "theirs", "right", "mend"),
    [
        ("2014-05-30", "2014-05-31", "exchange", "terminate"),
        ("2014-05-31", "2014-05-30", "staff", ""),
        ("", "2014-05-31", "staff", ""),
    ],
)
def test_who_is_right_about_an_end_goes_by_which_is_earlier(ours, theirs, right, mend):
    case = decide(Found("A", "differs", "", "policy_end", ours, theirs), tables.authority(), "issuer")
    assert (case.right, case.mend) == (right, mend)


@pytest.mark.parametrize(("told", "right"), [(0, "exchange"), (1, "exchange"), (2, "staff"), (3, "staff")])
def test_what_was_told_twice_in_vain_is_for_staff(told, right):
    found = Found("A", "differs", "", "credit", "310.00", "0.00")
    assert decide(found, tables.authority(), "issuer", told).right == right


@pytest.mark.parametrize(("biller", "right"), [("issuer", "issuer"), ("exchange", "staff")])
def test_until_when_it_is_paid_says_who_bills(biller, right):
    found = Found("A", "differs", "", "paid_through", "2014-01-31", "2014-02-28")
    assert decide(found, tables.authority(), biller).right == right


def test_nothing_can_be_told_where_we_have_nothing():
    found = Found("A", "differs", "", "sex", "", "F")
    table = Authority("x", {"sex": (Case("exchange", "person", "x"),), "unit": (Case("exchange", "address", "x"),)})
    assert decide(found, table, "").right == "staff"
    assert decide(Found("A", "differs", "", "unit", "", "Apt 2"), table, "").right == "exchange"


def test_a_year_of_policies_is_compared_in_memory_that_does_not_grow():
    def rows(count: int) -> Iterator[dict[str, str]]:
        for number in range(count):
            yield {
                "policy": f"{number:06d}",
                "member": "1",
                "subscriber": "Y",
                "status": "effectuated",
                "credit": "1.00",
            }

    held = _peak(lambda: len([*rows(8_000), *rows(8_000)]))
    compared = _peak(
        lambda: sum(
            1 for pair in paired(grouped(rows(8_000)), grouped(rows(8_000))) for _ in differences(*pair, LAYOUT)
        )
    )
    assert compared * 4 < held


def _peak(run) -> int:
    """Bytes at most in use; garbage of the collector's next round counts too."""
    tracemalloc.start()
    run()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("day", [date(2014, 1, 1), date(2016, 2, 29)])
def test_days_are_written_and_read_as_the_layout_says(day):
    column = Column("member_begin", kind="day")
    assert parsed(column, written(column, day.isoformat(), "%d.%m.%Y"), "%d.%m.%Y") == day.isoformat()
    assert written(column, "", "%d.%m.%Y") == ""
    assert parsed(column, (day + timedelta(days=1)).isoformat(), "%Y-%m-%d") > day.isoformat()
