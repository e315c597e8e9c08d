"""The PDF can be read out: tags, language, title, order, fonts. pdfua checks a part; what it leaves out is looked up here."""

import re

import pytest
import typst
from pdfua import validate

from coverport.notices import fonts
from coverport.notices.blocks import Heading, Paragraph, all_blocks, texts
from coverport.notices.typeset import pdf
from tests.notices import reader, samples

SIZES = pytest.mark.parametrize("large", [False, True], ids=["12 pt", "18 pt"])
# pdfua 0.1.3 cannot run "heading elements are not empty" under pikepdf 10; headings are counted and read below.
NOT_RUN = {"UA-14-001"}


@SIZES
def test_the_letter_passes_pdfua_check(tmp_path, large):
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(samples.letter(), large=large))
    report = validate(str(path))
    assert (report.exit_code, report.findings) == (0, ())
    assert {outcome.rule_id for outcome in report.skipped} <= NOT_RUN


@SIZES
def test_it_says_that_it_is_tagged_in_which_language_and_what_it_is_called(large):
    letter = samples.letter()
    document = reader.opened(pdf(letter, large=large))
    root = document.Root
    assert bool(root.MarkInfo.Marked)
    assert not bool(root.MarkInfo.get("/Suspects", False))
    assert str(root.Lang) == "en"
    assert str(root.StructTreeRoot.Type) == "/StructTreeRoot"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"] == letter.title
    assert str(document.docinfo["/Title"]) == letter.title


def test_its_dates_are_the_letters_and_not_the_machines():
    document = reader.opened(pdf(samples.letter()))
    assert str(document.docinfo["/CreationDate"]).startswith("D:20131210")


@SIZES
def test_every_font_is_inside_and_is_ours(large):
    inside = reader.fonts(pdf(samples.letter(), large=large))
    assert inside
    assert all(inside.values())
    if not fonts.are_there():
        pytest.skip(
            "the letters' fonts were not fetched (python -m coverport.notices.fonts); a substitute was embedded"
        )
    assert {name.split("-")[0] for name in inside} == {"OpenSans"}


@SIZES
def test_the_words_of_every_block_come_in_the_order_of_the_letter(large):
    letter = samples.letter()
    pages = reader.pages(pdf(letter, large=large))
    # Each page without its running line, which is no part of the text.
    said = reader.squeezed(pages[0] + "".join(page.partition(f" of {len(pages)}")[2] for page in pages[1:]))
    place = said.index(reader.squeezed("Montpelier VT 05601"))
    for words in (letter.name, *letter.address, "December 10, 2013", *texts(letter)):
        found = said.find(reader.squeezed(words), place)
        assert found >= 0, f"{words!r} is missing or out of order"
        place = found + len(reader.squeezed(words))


def test_there_is_one_title_and_the_headings_are_those_of_the_letter():
    letter = samples.letter()
    headings = [each for each in reader.elements(pdf(letter)) if re.fullmatch(r"H\d", each.tag)]
    levels = [each.level for each in all_blocks(letter) if isinstance(each, Heading)]
    assert [int(each.tag[1]) for each in headings] == [1, *levels]
    assert all(each.filled for each in headings)


def test_a_letter_whose_headings_skip_a_level_cannot_be_set():
    with pytest.raises(typst.TypstError, match="heading"):
        pdf(samples.letter(Heading(3, "A person without a section"), Paragraph("Words.")))


def test_lists_tables_and_paragraphs_are_tagged_as_what_they_are():
    tags = reader.tags(pdf(samples.letter()))
    for tag in ("L", "LI", "LBody", "Table", "THead", "TBody", "TH", "TD", "Strong"):
        assert tag in tags
    assert tags.count("Table") == 3
    assert tags.count("TH") == 2 + 2 + 3
    # No words stand loose beside the blocks: callout, date and address are paragraphs, too.
    assert "Span" not in {each.tag for each in reader.elements(pdf(samples.letter())) if each.within == "Document"}


def test_a_paragraph_in_another_language_says_so():
    languages = {each.language for each in reader.elements(pdf(samples.letter()))}
    assert languages - {""} == {"es"}
