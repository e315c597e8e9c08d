"""Cost-sharing reductions: 45 CFR 155.305(g)(2), 156.420(a). One adult in 2014; 11,490 is 100 percent."""

import pytest

from coverport.eligibility import Outcome
from coverport.eligibility.rules.cost_sharing import policy_variant
from tests.eligibility.households import decide, household, parents_and_children, single


@pytest.mark.parametrize(
    ("dollars", "variant"),
    [
        (11_489, "01"),
        (11_490, "06"),
        (11_491, "06"),
        (17_234, "06"),
        (17_235, "06"),  # 150 percent: 94
        (17_236, "05"),
        (22_980, "05"),  # 200: 87
        (22_981, "04"),
        (28_725, "04"),  # 250: 73
        (28_726, "01"),
    ],
)
def test_each_band_ends_with_its_percent_to_the_dollar(dollars: int, variant: str) -> None:
    assert decide(household(single(), dollars)).person("1").csr_variant == variant


@pytest.mark.parametrize("year", range(2014, 2028))
def test_the_bands_are_the_same_every_year(year: int) -> None:
    variants = []
    for percent in (100, 150, 151, 200, 201, 250, 251):
        measured = decide(household(single(), 1, state="TX", year=year))
        guideline = int(measured.person("1").aptc.reasons[0].facts["guideline"] or 0)
        variants.append(
            decide(household(single(), guideline * percent / 10_000, state="TX", year=year)).person("1").csr_variant
        )
    assert variants == ["06", "06", "05", "05", "04", "04", "01"]


def test_without_the_credit_there_is_no_reduction() -> None:
    found = decide(household(single(), 20_000, files_taxes=False)).person("1")
    assert (found.csr.outcome, found.csr.codes, found.csr_variant) == (Outcome.NO, ("cost_sharing_needs_credit",), "01")


def test_while_the_credit_is_unknown_so_is_the_reduction() -> None:
    found = decide(household(single(), 20_000, files_taxes=None)).person("1")
    assert (found.csr.outcome, found.csr_variant) == (Outcome.UNKNOWN, "01")


def test_a_child_with_medicaid_has_no_variant() -> None:
    result = decide(household(parents_and_children(9), 45_000))
    assert [each.csr_variant for each in result.people] == ["04", "04", "01"]


@pytest.mark.parametrize(
    ("variants", "together"),
    [(["06"], "06"), (["06", "04"], "04"), (["05", "01"], "01"), (["06", "05", "06"], "05"), ([], "01")],
)
def test_one_policy_has_the_best_variant_that_all_qualify_for(variants: list[str], together: str) -> None:
    """45 CFR 155.305(g)(3)."""
    assert policy_variant(variants) == together
