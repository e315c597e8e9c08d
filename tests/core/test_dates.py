from datetime import date

import pytest

from coverport.core.dates import age_on, first_of_month, last_of_month


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1983, 6, 15), date(2014, 6, 14), 30),
        (date(1983, 6, 15), date(2014, 6, 15), 31),
        (date(1983, 6, 15), date(2014, 6, 16), 31),
        (date(2000, 2, 29), date(2021, 2, 28), 20),
        (date(2000, 2, 29), date(2021, 3, 1), 21),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
    ],
)
def test_a_person_is_a_year_older_on_the_birthday(born, on, age):
    assert age_on(born, on) == age


def test_months_go_over_the_end_of_a_year():
    assert first_of_month(date(2013, 12, 23), 1) == date(2014, 1, 1)
    assert first_of_month(date(2013, 12, 24), 2) == date(2014, 2, 1)
    assert last_of_month(date(2016, 2, 3)) == date(2016, 2, 29)
