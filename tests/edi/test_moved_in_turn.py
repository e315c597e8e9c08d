"""An address is told with amounts, from a day on: months that cost something else are told after it, so that it undoes none."""

from datetime import date

import msgspec
import pytest

from coverport.edi.models import Due834
from tests.applications.households import ANA, CONCORD, LUIS
from tests.edi.enrolled import deliver, enroll, paid
from tests.edi.test_whole_life import amounts, heard, why
from tests.enrollment.lives import agreed, answer_anew, months, reported

pytestmark = pytest.mark.usefixtures("on_sale")
MARCH_10, PINE = date(2014, 3, 10), msgspec.structs.replace(CONCORD, street="9 Pine Street")


def as_kept(policies) -> dict[int, tuple[int, int]]:
    """Month -> premium and credit in the book of who takes each message from its day on, over what was said before."""
    book: dict[int, tuple[int, int]] = {}
    for policy in policies:
        *both, since = amounts(policy)
        book |= {month: tuple(both) for month in range(int(since[4:6]), 13)}
    return book


def test_a_move_leaves_later_months_as_they_were_told(federal):
    enrollment = enroll(federal, (ANA,))
    told = heard()
    paid(enrollment)
    for kind, income in (("income", 31_000_00), ("move", 31_000_00)):
        change = reported(enrollment, kind, MARCH_10, on=MARCH_10)
        answer_anew(change, on=MARCH_10, income=income, contact=PINE if kind == "move" else None)
        agreed(change, on=MARCH_10)
        told += heard()
    # The year's credit does not divide by the months that are left: the last ones differ by a cent.
    assert len(set(months(enrollment).values())) > 2
    assert ("001", "DEMOGRAPHIC CHANGE") in [why(policy) for policy in told]
    assert as_kept(told) == months(enrollment)


def test_nobody_is_missing_from_a_change_who_was_not_told_to_have_left(federal):
    enrollment = enroll(federal, (ANA, LUIS), income=45_000_00)
    heard()
    paid(enrollment)
    change = reported(enrollment, "income", MARCH_10, on=MARCH_10)
    answer_anew(change, on=MARCH_10, income=59_300_00)
    agreed(change, on=MARCH_10)
    deliver()
    # From July on the credit differs by a cent, until Ana alone gets none.
    assert Due834.objects.filter(file=None, since=date(2014, 7, 1)).exists()
    luis, last = enrollment.members.get(subscriber=False).person, date(2014, 5, 3)
    change = reported(enrollment, "drop_member", last, on=MARCH_10, people=[luis.reference])
    agreed(change, on=MARCH_10)
    told = heard()
    people = [[one.ins[3] for one in policy.people] for policy in told]
    assert people == [["001", "001"], ["001", "024"], ["001"]]
    assert as_kept(told)[12] == months(enrollment)[12]
