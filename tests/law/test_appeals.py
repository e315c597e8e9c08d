from datetime import date

import pytest

from coverport import law


@pytest.mark.parametrize(
    ("decided", "last_day"),
    [
        (date(2013, 12, 10), date(2014, 3, 10)),
        (date(2015, 12, 1), date(2016, 2, 29)),  # 2016 is a leap year
        (date(2014, 12, 1), date(2015, 3, 1)),
    ],
)
def test_an_appeal_may_be_asked_for_within_ninety_days_of_the_notice(decided, last_day):
    """45 CFR 155.520(b)."""
    assert law.last_day_to_appeal(decided) == last_day


def test_before_exchanges_opened_there_is_no_window():
    with pytest.raises(law.MissingLaw, match=r"appeals\.request_window"):
        law.last_day_to_appeal(date(2013, 9, 30))
