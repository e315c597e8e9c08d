"""HHS poverty guidelines: aspe.hhs.gov, prior HHS poverty guidelines."""

from datetime import date

import pytest

from coverport import law

# guideline year: (48 states and DC, Alaska, Hawaii), dollars a year for one person and for four
PUBLISHED = {
    2013: ((11_490, 23_550), (14_350, 29_440), (13_230, 27_090)),
    2014: ((11_670, 23_850), (14_580, 29_820), (13_420, 27_430)),
    2015: ((11_770, 24_250), (14_720, 30_320), (13_550, 27_890)),
    2016: ((11_880, 24_300), (14_840, 30_380), (13_670, 27_950)),
    2017: ((12_060, 24_600), (15_060, 30_750), (13_860, 28_290)),
    2018: ((12_140, 25_100), (15_180, 31_380), (13_960, 28_870)),
    2019: ((12_490, 25_750), (15_600, 32_190), (14_380, 29_620)),
    2020: ((12_760, 26_200), (15_950, 32_750), (14_680, 30_130)),
    2021: ((12_880, 26_500), (16_090, 33_130), (14_820, 30_480)),
    2022: ((13_590, 27_750), (16_990, 34_690), (15_630, 31_920)),
    2023: ((14_580, 30_000), (18_210, 37_500), (16_770, 34_500)),
    2024: ((15_060, 31_200), (18_810, 39_000), (17_310, 35_880)),
    2025: ((15_650, 32_150), (19_550, 40_190), (17_990, 36_980)),
    2026: ((15_960, 33_000), (19_950, 41_250), (18_360, 37_950)),
}


@pytest.mark.parametrize("year", PUBLISHED)
@pytest.mark.parametrize(("place", "state"), [(0, "NH"), (0, "DC"), (1, "AK"), (2, "HI")])
def test_each_guideline_is_the_published_one(year: int, place: int, state: str) -> None:
    guideline = law.poverty_guideline(state, date(year, 6, 1))
    assert guideline.year == year
    assert (guideline.amount(1), guideline.amount(4)) == PUBLISHED[year][place]


# guideline year: each further person in the 48 states and DC, Alaska, Hawaii; 2016 stands apart
FURTHER = {
    2013: (4_020, 5_030, 4_620),
    2014: (4_060, 5_080, 4_670),
    2015: (4_160, 5_200, 4_780),
    2017: (4_180, 5_230, 4_810),
    2018: (4_320, 5_400, 4_970),
    2019: (4_420, 5_530, 5_080),
    2020: (4_480, 5_600, 5_150),
    2021: (4_540, 5_680, 5_220),
    2022: (4_720, 5_900, 5_430),
    2023: (5_140, 6_430, 5_910),
    2024: (5_380, 6_730, 6_190),
    2025: (5_500, 6_880, 6_330),
    2026: (5_680, 7_100, 6_530),
}


@pytest.mark.parametrize("year", FURTHER)
@pytest.mark.parametrize(("place", "state"), [(0, "VT"), (1, "AK"), (2, "HI")])
def test_each_further_person_adds_the_published_amount(year: int, place: int, state: str) -> None:
    guideline = law.poverty_guideline(state, date(year, 6, 1))
    first, step = PUBLISHED[year][place][0], FURTHER[year][place]
    assert [guideline.amount(size) for size in range(1, 13)] == [first + step * more for more in range(12)]


# sizes 1 to 8 of 2016, then each further person
LISTED_2016 = {
    "VT": ([11_880, 16_020, 20_160, 24_300, 28_440, 32_580, 36_730, 40_890], 4_160),
    "AK": ([14_840, 20_020, 25_200, 30_380, 35_560, 40_740, 45_920, 51_120], 5_200),
    "HI": ([13_670, 18_430, 23_190, 27_950, 32_710, 37_470, 42_230, 47_010], 4_780),
}


@pytest.mark.parametrize("state", LISTED_2016)
def test_the_lists_of_2016_are_the_published_ones(state: str) -> None:
    sizes, further = LISTED_2016[state]
    guideline = law.poverty_guideline(state, date(2016, 6, 1))
    assert [guideline.amount(size) for size in range(1, 9)] == sizes
    assert guideline.amount(9) == sizes[-1] + further


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2014, 1, 21), 2013),
        (date(2014, 1, 22), 2014),
        (date(2025, 1, 14), 2024),
        (date(2025, 1, 15), 2025),
        (date(2026, 1, 12), 2025),
        (date(2026, 1, 13), 2026),
    ],
)
def test_a_guideline_stands_until_the_next_is_published(on: date, year: int) -> None:
    assert law.poverty_guideline("NH", on).year == year


def test_a_guideline_that_is_not_known_yet_is_refused() -> None:
    with pytest.raises(law.MissingLaw, match=r"poverty_guideline\.contiguous is not known for 2027-02-01"):
        law.poverty_guideline("NH", date(2027, 2, 1))


def test_the_guideline_of_2016_is_a_list_and_not_a_straight_line() -> None:
    guideline = law.poverty_guideline("NH", date(2016, 6, 1))
    amounts = [guideline.amount(size) for size in range(1, 11)]
    assert amounts == [11_880, 16_020, 20_160, 24_300, 28_440, 32_580, 36_730, 40_890, 45_050, 49_210]


def test_hawaii_2018_rises_by_4970_and_not_by_the_year_before() -> None:
    assert law.poverty_guideline("HI", date(2018, 6, 1)).amount(2) == 18_930


def test_a_household_has_at_least_one_person() -> None:
    with pytest.raises(ValueError, match="at least one"):
        law.poverty_guideline("NH", date(2014, 6, 1)).amount(0)


@pytest.mark.parametrize("year", range(2014, 2028))
def test_the_credit_uses_the_guideline_in_force_when_open_enrollment_begins(year: int) -> None:
    """26 USC 36B(d)(3)(B)."""
    assert law.credit_guideline("NH", year).year == year - 1


@pytest.mark.parametrize(
    ("on", "year", "assumed"),
    [
        (date(2014, 1, 21), 2013, False),  # the guideline of 2014 is not published yet
        (date(2014, 1, 22), 2013, True),
        (date(2014, 3, 31), 2013, True),
        (date(2014, 4, 1), 2014, False),
        (date(2014, 12, 31), 2014, False),
    ],
)
def test_medicaid_takes_the_new_guideline_up_by_april(on: date, year: int, assumed: bool) -> None:
    guideline, rests_on_assumption = law.medicaid_guideline("NH", on)
    assert (guideline.year, rests_on_assumption) == (year, assumed)
