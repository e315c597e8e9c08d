"""The generated page docs/reference/law.md."""

import re
from pathlib import Path

import pytest

from coverport.law.loader import DECIDES, all_parameters
from coverport.law.parameters import KINDS
from coverport.law.reference_page import page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "law.md"
PAGE = page()


def section(name: str) -> str:
    return PAGE.split(f"\n### {name}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]


def test_the_page_in_the_documentation_is_the_one_that_is_made_now() -> None:
    made_now = DOCS.read_text(encoding="utf-8") == PAGE
    assert made_now, "the law changed: coverport law --page > docs/reference/law.md"


def test_every_parameter_has_its_section_and_the_contents_lead_to_it() -> None:
    headings = re.findall(r"^### (\S+)$", PAGE, re.MULTILINE)
    assert headings == sorted({found.name for _, found in all_parameters()})
    assert set(headings) <= set(KINDS)
    anchors = {heading.replace(".", "") for heading in headings}
    assert anchors <= set(re.findall(r"\]\(#([a-z0-9_-]+)\)", PAGE))


def test_every_federal_value_stands_there_with_its_citation() -> None:
    for state, found in all_parameters():
        if state is None:
            told = section(found.name)
            rows = [line for line in told.splitlines() if line.startswith(f"| {found.values[0].start}")]
            assert rows
            for entry in found.values:
                assert entry.citation.replace("|", "\\|") in told


def test_every_state_with_a_value_is_named() -> None:
    for state, found in all_parameters():
        if state:
            assert re.search(
                rf"^\| [A-Z ]*\b{state}\b[A-Z ]* \| {found.values[0].start}", section(found.name), re.MULTILINE
            )


def test_a_stayed_value_is_marked() -> None:
    told = section("renewal.fully_subsidized_charge")
    assert "| 2026-01-01 | 2026-12-31 | 5 | **stayed, read** |" in told
    assert "| 2014-01-01 |  | 0 | in force, read |" in told


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("premium_tax_credit.income_window", "| 2021-01-01 | 2025-12-31 | floor: 100<br>ceiling: none | in force, read |"),
        ("employer_coverage.affordability", "| 2026-01-01 | 2026-12-31 | 9.96 | in force, read |"),
        ("premium_tax_credit.pediatric_dental", "| 2019-01-01 |  | yes | in force, recalled |"),
        ("age_rating.curve", "0-14: 0.765, 15: 0.833,"),
        ("cost_sharing.policy_order", "| 01, 03, 04, 05, 06, 02 |"),
        ("enrollment.open_enrollment", "selected from 2015-12-16, selected to 2015-12-17, starts 2016-01-01, basis operational"),
    ],
)  # fmt: skip
def test_values_are_told_in_figures_and_plain_words(name: str, row: str) -> None:
    assert row in section(name)


def test_states_that_share_a_value_share_a_row() -> None:
    shared = "| AL AR FL IA ID IN KS KY MO MT ND NE NH OH SC SD TN TX VA | 2024-12-09 | 2025-08-24 |"
    assert shared in section("immigration.lawfully_present")


def test_what_is_assumed_or_recalled_stands_once_more_at_the_end() -> None:
    end = PAGE.split("\n## To confirm before go-live\n", 1)[1]
    for state, found in all_parameters():
        for entry in found.values:
            asked = entry.status in DECIDES and (entry.status == "assumed" or entry.confidence == "recalled")
            rows = [line for line in end.splitlines() if line.startswith(f"| {found.name} |")]
            if asked:
                assert any((state or "federal") in line and entry.citation in line for line in rows)
    assert "| tax.filing_threshold | federal | 2027-01-01 to 2027-12-31 | assumed, recalled |" in end
    assert "| tax.filing_threshold | federal | 2024-01-01" not in end
