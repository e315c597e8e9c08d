"""TA1 and 999 for good files and bad ones: pyx12 accepts each, TA1 stands behind ISA, and the right segment is named."""

import io
from datetime import UTC, datetime

import pytest

from coverport.edi import profiles
from coverport.edi.rules.acknowledge import Numbers, needed, write_acknowledgment
from coverport.edi.x12.judged import judged
from coverport.edi.x12.reader import faults, read
from tests.edi.judge import complaints
from tests.edi.test_reader import CANCEL, INITIAL, SEEN_BY_PYX12, SEEN_BY_US, counted, swap

AT = datetime(2013, 12, 10, 18, 30, tzinfo=UTC)
PARTNER = profiles.load("federal", "96751")


def answer(content: str) -> list[list[str]]:
    """The segments of the acknowledgment, by splitting; it is one that pyx12 and our own checker accept."""
    (said,) = judged(read(io.BytesIO(content.encode("latin-1"))))
    count = needed(said)
    numbers = Numbers(301, range(401, 401 + count), range(501, 501 + count))
    raw = write_acknowledgment(said, PARTNER, numbers, AT, sender="96751T", receiver="COVERPORTFED")
    if count:  # pyx12 has no judgment on an interchange of a TA1 alone
        assert complaints(raw) == ""
    assert list(faults(io.BytesIO(raw))) == []
    return [segment.split("*") for segment in raw.decode("ascii").split("~")[:-1]]


def test_a_file_in_order_is_accepted_with_ta1_behind_isa():
    said = answer(INITIAL)
    assert [each[0] for each in said] == ["ISA", "TA1", "GS", "ST", "AK1", "AK2", "IK5", "AK9", "SE", "GE", "IEA"]
    assert said[1] == ["TA1", "000000041", "131210", "1730", "A", "000"]
    assert said[2][:4] == ["GS", "FA", "96751NH0150006", "NH0"]  # the other way round
    assert said[4:8] == [
        ["AK1", "BE", "7", "005010X220A1"], ["AK2", "834", "000000011", "005010X220A1"], ["IK5", "A"], ["AK9", "A", "1", "1", "1"],
    ]  # fmt: skip


def test_a_bad_element_is_named_by_segment_loop_and_element():
    said = answer(swap(INITIAL, "19750612", "19750230"))
    assert said[6:9] == [["IK3", "DMG", "67", "2100", "8"], ["IK4", "2", "1251", "8"], ["IK5", "R", "I5"]]
    assert said[9] == ["AK9", "R", "1", "1", "0"]


def test_one_bad_transaction_of_two_is_refused_alone():
    first = INITIAL[INITIAL.index("ST*") : INITIAL.index("GE*")]
    second = first.replace("000000011", "000000012").replace("SE*119", "SE*118")
    said = answer(INITIAL.replace("GE*1*7", second + "GE*2*7"))
    assert [each for each in said if each[0] in {"AK2", "IK5", "AK9"}] == [
        ["AK2", "834", "000000011", "005010X220A1"], ["IK5", "A"], ["AK2", "834", "000000012", "005010X220A1"], ["IK5", "R", "4"],
        ["AK9", "P", "2", "2", "1"],
    ]  # fmt: skip


def test_a_group_that_does_not_count_right_is_refused_whole():
    said = answer(INITIAL.replace("GE*1*7", "GE*2*7"))
    assert next(each for each in said if each[0] == "AK9") == ["AK9", "R", "1", "1", "0", "5"]


@pytest.mark.parametrize(("content", "note"), [
    (INITIAL.replace("IEA*1*000000041", "IEA*1*000000042"), "001"),
    (INITIAL[: INITIAL.index("IEA*")], "023"),
    (INITIAL + INITIAL.replace("000000041", "000000041"), "025"),
    (INITIAL.replace("*131210*1730*^", "*139910*1730*^"), "014"),
])  # fmt: skip
def test_an_interchange_that_is_not_in_order_has_a_ta1_alone(content, note):
    said = judged(read(io.BytesIO(content.encode())))
    assert said[-1].note == note
    raw = write_acknowledgment(
        said[-1], PARTNER, Numbers(301, (), ()), AT, sender="96751T", receiver="COVERPORTFED"
    ).decode()
    assert [each.split("*")[0] for each in raw.split("~")[:-1]] == ["ISA", "TA1", "IEA"]
    assert f"*R*{note}~" in raw


@pytest.mark.parametrize("name", SEEN_BY_PYX12)
def test_every_fault_of_the_standard_is_refused_by_an_acknowledgment_in_order(name):
    said = answer(SEEN_BY_PYX12[name][0])
    assert any(each[0] == "AK9" and each[1] == "R" for each in said) or said[1][4] == "R"


def test_what_exchanges_ask_beyond_the_standard_is_no_matter_of_a_999():
    content = swap(INITIAL, "QTY*TO*3", "QTY*TO*4")
    (said,) = judged(read(io.BytesIO(content.encode())))
    (transaction,) = said.groups[0].transactions
    assert (transaction.accepted, [fault.rule for fault in transaction.business]) == (True, ["total_differs"])
    assert SEEN_BY_US["QTY wrong"][0] == content
    assert ["IK5", "A"] in answer(content)


def test_two_interchanges_are_judged_apart():
    bad = counted(swap(CANCEL, "DTP*357*D8*20140101", "DTP*357*D8*20140230"))
    first, second = judged(read(io.BytesIO((INITIAL + bad).encode())))
    assert (first.groups[0].accepted, second.groups[0].accepted) == (1, 0)
    assert first.groups[0].transactions[0].records == 3
