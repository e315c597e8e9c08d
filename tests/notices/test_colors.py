"""The colors on paper are those of the style sheet."""

import re
from pathlib import Path

import coverport.web
from coverport.exchanges import profiles
from coverport.notices.letters import COLORS

STYLE_SHEET = Path(coverport.web.__file__).parent / "static/coverport/coverport.css"


def test_the_colors_on_paper_are_those_of_the_style_sheets_themes():
    themes = re.findall(
        r"^\.(theme-[a-z]+)[ ,][^{]*\{[^}]*?--color-primary: (#[0-9a-f]{6});", STYLE_SHEET.read_text(), re.M
    )
    assert dict(themes) == COLORS


def test_every_exchange_has_a_color_on_paper():
    assert {profiles.load(slug).theme for slug in profiles.slugs()} <= set(COLORS)
