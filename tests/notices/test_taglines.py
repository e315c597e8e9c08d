"""Fifteen languages at the end of every letter, each in its script and direction; what is read from right to left keeps its numbers."""

import re

import pytest
from django.conf import settings

from coverport.notices import fonts, taglines
from coverport.notices.blocks import Heading, Paragraph, Strong, texts
from coverport.notices.letters import Recipient, compose
from coverport.notices.typeset import pdf
from tests.notices import reader, samples

PHONE = "1-800-555-0168"
LINES = taglines.taglines(PHONE, "711")


def needs(language: str) -> None:
    if not fonts.can_set(language):
        pytest.skip(f"no font for {language} here: install fonts-noto-core and fonts-droid-fallback")


def test_there_are_fifteen_beside_english_and_spanish():
    assert len(taglines.TEXTS) == 15
    assert not set(taglines.TEXTS) & {code for code, _ in settings.LANGUAGES}
    assert set(fonts.SET_IN) <= set(taglines.TEXTS)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.language)
def test_each_says_the_number_and_is_in_its_own_script(line):
    assert PHONE in line.text
    assert "711" in line.text
    script = {
        "zh-Hant": "\u4e00-\u9fff",
        "ko": "\uac00-\ud7af",
        "ja": "\u3040-\u30ff",
        "ru": "\u0400-\u04ff",
        "ne": "\u0900-\u097f",
    }
    script |= dict.fromkeys(("ar", "fa"), "\u0600-\u06ff")
    assert re.search(f"[{script.get(line.language, 'A-Za-z')}]{{2}}", line.text)


@pytest.mark.django_db
def test_every_letter_ends_with_them(vermont):
    to = Recipient(user_id=1, name="Ana Rivera", address=("5 Church Street", "Burlington VT 05401"))
    letter = compose(exchange=vermont, to=to, title="You are covered.", blocks=(Paragraph("Words."),), on=samples.DAY)
    assert letter.stationery.taglines == LINES
    assert list(texts(letter))[-15:] == [line.text for line in LINES]


@pytest.mark.parametrize("large", [False, True], ids=["12 pt", "18 pt"])
def test_on_paper_each_says_its_language_and_they_stand_together(large):
    made = pdf(samples.letter(taglines=LINES), large=large)
    here = {line.language.split("-")[0] for line in LINES if fonts.can_set(line.language)}
    said = {element.language.split("-")[0] for element in reader.elements(made)} - {"", "es"}
    assert said == here
    pages = reader.pages(made)
    if not large:
        assert {number for number, page in enumerate(pages) if "ATANSYON" in page} == {
            number for number, page in enumerate(pages) if "ACHTUNG" in page
        }
    assert "[U+" not in "".join(pages)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_number_is_read_from_left_to_right_in_every_direction(language):
    needs(language)
    (line,) = (one for one in LINES if one.language == language)
    made = pdf(samples.letter(Paragraph("Words."), statement=(), taglines=(line,)))
    placed = [word for page in range(len(reader.pages(made))) for word in reader.placed(made, page)]
    assert PHONE in "".join(word.text for word in placed).replace(" ", "")


def test_a_whole_letter_from_right_to_left_is_mirrored_but_for_the_address_and_the_numbers():
    needs("ar")
    blocks = (Heading(2, "قرار"), Paragraph(("المبلغ ", Strong("$1,214.37"), " شهريا")))
    made = pdf(samples.letter(*blocks, language="ar", title="يمكنك الحصول على مساعدة", statement=()))
    assert str(reader.opened(made).Root.Lang) == "ar"
    placed = reader.placed(made)
    window = {word.y: "" for word in placed if 2.0 < word.y < 2.7}
    for word in placed:
        window |= {word.y: f"{window[word.y]} {word.text}".strip()} if word.y in window else {}
    assert list(window.values()) == ["Ana Rivera", "5 Church Street", "Burlington VT 05401"]
    assert min(word.x for word in placed if word.y in window) == pytest.approx(0.875, abs=0.002)
    assert "$1,214.37" in "".join(word.text for word in placed)
    assert next(word for word in placed if word.text == "Coverport Vermont").x > 4


@pytest.mark.django_db
def test_on_its_page_arabic_goes_from_right_to_left(client, ana, vermont):
    client.force_login(ana)
    notice = samples.posted(vermont, ana, taglines=LINES)
    page = client.get(f"/vt/letters/{notice.reference}/").content.decode()
    assert page.count('dir="rtl"') == 2
    assert '<p lang="ar" dir="rtl">' in page
    assert '<p lang="ht">' in page


def test_a_tagline_without_a_font_is_left_out_and_the_rest_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("COVERPORT_FONTS", str(tmp_path))
    monkeypatch.setattr(fonts, "SYSTEM", ())
    fonts.scripts.cache_clear()
    try:
        assert set(fonts.missing()) == set(fonts.SET_IN)
        said = "".join(reader.pages(pdf(samples.letter(taglines=LINES))))
    finally:
        monkeypatch.undo()
        fonts.scripts.cache_clear()
    assert "ATANSYON" in said
    assert "[U+" not in said


def test_processes_share_the_links_to_fonts_and_another_choice_has_a_folder_of_its_own(tmp_path, monkeypatch):
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COVERPORT_FONTS", str(system))
    monkeypatch.setattr(fonts, "SYSTEM", ())
    folders = []
    try:
        for name in ("NotoSansArabic-Regular.ttf", None, "DroidSansFallback.ttf"):
            if name:
                (system / name).write_bytes(b"")
            fonts.scripts.cache_clear()
            fonts.folder_of_scripts.cache_clear()  # as a second process
            folders.append(fonts.folder_of_scripts())
    finally:
        monkeypatch.undo()
        fonts.scripts.cache_clear()
        fonts.folder_of_scripts.cache_clear()
    assert folders[0] == folders[1] != folders[2]
    assert {folder.parent for folder in folders} == {tmp_path / "data" / "fonts"}
    assert {link.resolve() for link in folders[2].iterdir()} == set(system.iterdir())
