"""Service areas: a whole state, counties, parts of a county."""

import pytest

from coverport.plans.geography import UnknownCounty
from coverport.plans.geography.service_areas import ServiceArea, serves

PARTIAL = ServiceArea("MA", counties={"25013": None, "25015": frozenset({"01002", "01060"})})


@pytest.mark.parametrize(
    ("area", "fips", "zip_code", "answer"),
    [
        (ServiceArea("NH", whole_state=True), "33013", None, True),
        (
            ServiceArea("NH", whole_state=True),
            "23031",
            "03579",
            False,
        ),  # a ZIP code across the line: the county decides
        (PARTIAL, "25013", None, True),
        (PARTIAL, "25013", "01001", True),
        (PARTIAL, "25015", "01002", True),
        (PARTIAL, "25015", "01003", False),
        (PARTIAL, "25015", None, None),
        (PARTIAL, "25017", "01002", False),
        (ServiceArea("MA"), "25013", "01001", False),
        (ServiceArea("MA", counties={"25015": frozenset()}), "25015", "01002", False),
    ],
)
def test_a_place_is_served_or_a_zip_code_would_tell(
    area: ServiceArea, fips: str, zip_code: str | None, answer: bool | None
) -> None:
    assert serves(area, fips, zip_code) is answer


def test_a_county_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownCounty):
        serves(PARTIAL, "25000")
