"""A file of several functional groups is answered group by group: each answer counts for its own messages alone."""

from datetime import timedelta

import pytest

from coverport.edi.answers import overdue
from coverport.edi.models import Due834, EdiFile, Heard
from coverport.edi.receive import receive
from tests.edi.enrolled import AT, deliver, enroll, written
from tests.edi.insurer import interchange
from tests.edi.splitter import split

pytestmark = pytest.mark.usefixtures("on_sale")
NEXT = AT + timedelta(days=1)


@pytest.fixture
def file(federal) -> EdiFile:
    """Two plans of one insurer in one file."""
    enroll(federal)
    enroll(federal, email="b@example.org", level="bronze")
    deliver()
    found = written(federal)
    EdiFile.objects.update(placed_at=NEXT)
    assert len(split(found.bytes).groups) == 2
    return found


def answered(control: int, file: EdiFile, *groups: tuple[int, str], ta1: str = "") -> None:
    """The insurer's 999s and TA1. groups: the place of a group, and AK901; no AK2, as for a group that is refused whole."""
    told = split(file.bytes)
    said = [
        [
            f"GS*FA*96751NH0150006*NH0*20131211*090000*{n}*X*005010X231A1", f"ST*999*{n:04d}*005010X231A1",
            f"AK1*BE*{told.groups[place].gs[6]}*005010X220A1", f"AK9*{how}*1*1*{int(how in 'AE')}", f"SE*4*{n:04d}", f"GE*1*{n}",
        ]
        for n, (place, how) in enumerate(groups, start=1)
    ]  # fmt: skip
    content = interchange(control, said, wants="0")
    if ta1:
        line = f"TA1*{told.control}*131210*1730*{ta1}"
        content = interchange(control, [[line], *said], wants="0").replace(
            f"IEA*{len(said) + 1}".encode(), f"IEA*{len(said)}".encode()
        )
    taken = receive(exchange="federal", issuer="96751", name=f"{control}.edi", content=content, at=NEXT)
    assert taken.faults == []


def by_group(file: EdiFile) -> list[str]:
    """What the insurer's door said of each group's messages."""
    controls = [[int(policy.control) for policy in group.policies] for group in split(file.bytes).groups]
    return [Due834.objects.get(control__in=those).answer for those in controls]


@pytest.mark.parametrize("how", ["A", "E"])
def test_an_accepted_group_leaves_the_other_one_open(file, how):
    answered(301, file, (0, how))
    assert by_group(file) == ["accepted", ""]
    file.refresh_from_db()
    assert file.answer == ""
    assert overdue(NEXT + timedelta(hours=25)) == [file]
    answered(302, file, (1, "A"))
    file.refresh_from_db()
    assert (by_group(file), file.answer) == (["accepted", "accepted"], "accepted")
    assert overdue(NEXT + timedelta(hours=25)) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_refused_group_is_refused_alone(file, order):
    how = {0: "A", 1: "R"}
    for number, place in enumerate(order):
        answered(301 + number, file, (place, how[place]))
    assert by_group(file) == ["accepted", "refused"]
    file.refresh_from_db()
    assert file.answer == "partly"


def test_both_refused_it_is_refused(file):
    answered(301, file, (0, "R"), (1, "R"))
    file.refresh_from_db()
    assert (by_group(file), file.answer) == (["refused", "refused"], "refused")


def test_what_was_accepted_stays_accepted_when_the_same_bytes_come_again_and_are_refused_as_known(file):
    answered(301, file, (0, "A"), (1, "A"))
    answered(302, file, (0, "R"), ta1="R*025")
    file.refresh_from_db()
    assert (by_group(file), file.answer) == (["accepted", "accepted"], "accepted")


def test_a_group_that_is_refused_is_refused_with_the_messages_that_were_in_order(file):
    """As with a group number that differs at its end (AK905 4): no message of it was taken."""
    told = split(file.bytes).groups[0]
    said = [
        "GS*FA*96751NH0150006*NH0*20131211*090000*1*X*005010X231A1", "ST*999*0001*005010X231A1",
        f"AK1*BE*{told.gs[6]}*005010X220A1", f"AK2*834*{told.policies[0].control}*005010X220A1", "IK5*A", "AK9*R*1*1*0*4",
        "SE*6*0001", "GE*1*1",
    ]  # fmt: skip
    content = interchange(301, [said], wants="0")
    assert receive(exchange="federal", issuer="96751", name="a.edi", content=content, at=NEXT).faults == []
    assert by_group(file) == ["refused", ""]


def test_a_message_that_was_accepted_and_is_refused_later_is_for_staff(file):
    answered(301, file, (0, "A"), (1, "A"))
    answered(302, file, (1, "R"))
    (heard,) = Heard.objects.filter(outcome="staff")
    assert [each["code"] for each in heard.reasons] == ["accepted_before"]
    assert by_group(file) == ["accepted", "accepted"]
