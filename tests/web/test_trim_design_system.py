"""What is kept of the design system: every rule that an element of ours can match, and nothing that no page names."""

import pytest

from coverport.web import trim_design_system as trimming
from coverport.web.fetch_design_system import HOME, STYLE_SHEETS

SHEET = """@charset "UTF-8";/* a } comment */*,:after{box-sizing:border-box}
@font-face{font-family:Open Sans;src:url(../fonts/one.woff2)}@font-face{font-family:Bitter;src:url(../fonts/two.woff2)}
.ds-c-button,.ds-c-tabs__item{color:var(--button__color)}.ds-c-button:not(.ds-c-tabs):hover,.ds-c-button .ds-c-tabs{top:0}
@media (min-width:1px){.ds-c-tabs{left:0}.ds-c-field--medium{width:1px}}@media print{.ds-c-tabs{left:0}}
@keyframes spin{to{rotate:1turn}}@keyframes fade{to{opacity:0}}.ds-c-button::before{animation:fade 1s;content:"};{"}
@container style(--debugger: true){.ds-c-button{outline:0}}a:is(.ds-c-button,.ds-c-card){right:0}"""
THEME = ":root, ::before {--button__color:var(--color-primary);--color-primary:#000;--color-card:#fff;--font:'Open Sans', Arial;--own:1px}"
OWN = "body{font-family:var(--font);margin:var(--own)}"


def trimmed(*classes: str) -> str:
    return trimming.trimmed(SHEET, THEME, frozenset(classes), OWN)


def test_a_rule_stays_where_an_element_of_ours_can_match_it():
    found = trimmed("ds-c-button", "ds-c-field--")
    assert ".ds-c-button{color:var(--button__color)}" in found
    assert ".ds-c-button:not(.ds-c-tabs):hover{top:0}" in found  # what it must not be may be anything
    assert "@media (min-width:1px){.ds-c-field--medium{width:1px}}" in found  # a name that is put together from parts
    assert '.ds-c-button::before{animation:fade 1s;content:"};{"}' in found  # braces in a text end no rule
    assert "*,:after{box-sizing:border-box}" in found
    for gone in ("ds-c-tabs__item", ".ds-c-button .ds-c-tabs", "@media print", "@container", "comment", "ds-c-card"):
        assert gone not in found


def test_only_variables_faces_and_movements_that_something_uses_stay_and_are_set_once():
    found = trimmed("ds-c-button")
    assert (
        ":root{--button__color:var(--color-primary);--color-primary:#000;--font:'Open Sans', Arial;--own:1px;}" in found
    )
    assert "font-family:Open Sans" in found
    assert "@keyframes fade" in found
    for gone in ("--color-card", "Bitter", "@keyframes spin"):
        assert gone not in found
    assert "--button__color" not in trimmed()


def test_a_second_run_writes_nothing_and_a_changed_template_is_seen(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (tmp_path / "css").mkdir()
    for name, content in zip(STYLE_SHEETS, (SHEET, THEME), strict=True):
        (tmp_path / name).write_text(content)
    assert trimming.trim(tmp_path, package)
    assert not trimming.trim(tmp_path, package)
    (package / "page.html").write_text('<a class="ds-c-button">')
    assert trimming.trim(tmp_path, package)
    assert ".ds-c-button" in (tmp_path / trimming.USED).read_text()


def test_the_sheet_that_pages_load_is_that_of_the_templates_as_they_are():
    if not (HOME / STYLE_SHEETS[0]).is_file():
        pytest.skip("the design system was not fetched here (make setup)")
    sheet, theme = ((HOME / name).read_text() for name in STYLE_SHEETS)
    wanted = trimming.trimmed(
        sheet, theme, trimming.classes_in(trimming.PACKAGE), trimming.own_styles(trimming.PACKAGE)
    )
    assert (HOME / trimming.USED).read_text() == wanted, "run `make setup`: a template names something new"
    assert len(wanted) < len(sheet + theme) / 4
