"""Who people are, told to an insurer of a policy which somebody left before."""

from datetime import date

import pytest

from coverport.enrollment.actions import end_coverage
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import enroll, paid
from tests.edi.test_whole_life import STAFF, heard, told_premium, why
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
MARCH_8, MARCH_10, MARCH_12 = date(2014, 3, 8), date(2014, 3, 10), date(2014, 3, 12)


def test_a_description_within_a_month_in_which_somebody_left_says_so_and_its_premiums_add_up(federal):
    """Luis dies on February 22; Ana's policy then ends with that month, before what she corrected in March was told."""
    enrollment = paid(enroll(federal, (ANA, LUIS), income=60_000_00))
    luis = enrollment.members.get(subscriber=False).person.reference
    heard()
    agreed(reported(enrollment, "death", date(2014, 2, 22), on=MARCH_8, people=[luis]), on=MARCH_8)
    heard()
    change = reported(enrollment, "correction", MARCH_10, on=MARCH_10)
    answer_anew(change, on=MARCH_10, income=60_000_00)
    agreed(change, on=MARCH_10)
    enrollment.refresh_from_db()
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2014, 2, 28), on=MARCH_12)
    described, ended = heard()
    assert why(ended)[0] == "024"
    parts = {one.one("REF", "17")[2]: int(one.amount("PRE AMT 1") * 100) for one in described.people}
    assert parts[luis] > 0
    assert len(parts) == 2
    assert sum(parts.values()) == told_premium(described)
    luis_told = next(one for one in described.people if one.one("REF", "17")[2] == luis)
    assert luis_told.one("DTP", "357")[3] == "20140222"
