"""The sheet as shared design asks for it, measured in the PDF itself: docs/reference/letters.md has the measures."""

from itertools import pairwise

import pytest

from coverport.notices import fonts
from coverport.notices.blocks import Callout, Heading, Paragraph, Table, sums
from coverport.notices.typeset import pdf
from tests.notices import reader, samples

WINDOW_LEFT, FIRST_BASELINE, WINDOW_WIDTH, WINDOW_HEIGHT, CLEAR = 0.875, 2.1, 3.5, 1.0, 0.25
WINDOW_TOP = FIRST_BASELINE - 0.8 * 11 / 72
LONG_NAME = "Maria-Magdalena Wolfeschlegelstein Hausenbergerdorff-Welchevoralternwaren the Third"
ONE_WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers"


def in_the_window(pdf_bytes: bytes) -> list[reader.Word]:
    return [word for word in reader.placed(pdf_bytes) if word.x < 0.9]


def test_the_address_stands_behind_the_window_of_the_envelope():
    lines = in_the_window(pdf(samples.letter(address=("5 Church Street", "Apartment 3", "Burlington VT 05401"))))
    assert [line.text for line in lines] == ["Ana Rivera", "5 Church Street", "Apartment 3", "Burlington VT 05401"]
    assert all(line.x == pytest.approx(WINDOW_LEFT, abs=0.002) and line.size == 11 for line in lines)
    assert lines[0].y == pytest.approx(FIRST_BASELINE, abs=0.002)


@pytest.mark.parametrize("large", [False, True], ids=["12 pt", "18 pt"])
def test_nothing_else_stands_within_a_quarter_inch_of_the_window(large):
    words = reader.placed(pdf(samples.letter(), large=large))
    near = [
        w for w in words if w.y > WINDOW_TOP - CLEAR and w.y - 0.8 * w.size / 72 < WINDOW_TOP + WINDOW_HEIGHT + CLEAR
    ]
    assert [word.text for word in near] == ["Ana Rivera", "5 Church Street", "Burlington VT 05401"]


def test_five_lines_of_address_fit_into_the_window():
    lines = in_the_window(pdf(samples.letter(name=LONG_NAME, address=("5 Church Street", "Burlington VT 05401"))))
    assert len(lines) <= 5
    assert lines[-1].y + 0.2 * 11 / 72 <= WINDOW_TOP + WINDOW_HEIGHT


@pytest.mark.parametrize("name", [LONG_NAME, ONE_WORD, "W" * 100], ids=["at spaces", "one word", "wide letters"])
def test_a_long_name_breaks_onto_more_lines_and_is_never_cut_or_made_smaller(name):
    made = pdf(samples.letter(name=name))
    lines = in_the_window(made)
    first_page = reader.squeezed(reader.pages(made)[0])
    assert reader.squeezed(name) in first_page
    assert len(lines) > 3
    assert {line.size for line in lines} == {11}


def test_no_line_of_a_long_name_is_wider_than_the_window():
    if not fonts.are_there():
        pytest.skip("the letters' fonts were not fetched (python -m coverport.notices.fonts)")
    from fontTools.ttLib import TTFont

    font = TTFont(fonts.HOME / "OpenSans_400Regular.ttf")
    advance, cmap, em = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
    for name in (LONG_NAME, ONE_WORD, "W" * 100):
        # pypdf joins what the compiler cut between two signs, so that lines are told apart by their height.
        rows: dict[float, str] = {}
        for word in reader.placed(pdf(samples.letter(name=name))):
            if FIRST_BASELINE - 0.01 < word.y < 3.3:
                rows[word.y] = rows.get(word.y, "") + word.text
        assert len(rows) > 3
        for text in rows.values():
            assert sum(advance[cmap[ord(sign)]][0] for sign in text) / em * 11 / 72 <= WINDOW_WIDTH, text


def test_an_address_taller_than_the_window_pushes_the_date_down_instead_of_meeting_it():
    made = reader.placed(pdf(samples.letter(name="Maria-Magdalena " * 18)))
    last = next(word for word in made if word.text == "Burlington VT 05401")
    date = next(word for word in made if word.text == "December 10, 2013")
    assert date.y - last.y > 0.2


def test_the_date_stands_3_4_inches_from_the_top():
    date = next(word for word in reader.placed(pdf(samples.letter())) if word.text == "December 10, 2013")
    assert date.y - 0.8 * 12 / 72 == pytest.approx(3.4, abs=0.01)
    assert date.x == pytest.approx(1.0, abs=0.002)


@pytest.mark.parametrize("large", [False, True], ids=["12 pt", "18 pt"])
def test_sizes_are_those_of_the_sheet_and_none_is_under_ten_points(large):
    made = pdf(samples.letter(), large=large)
    words = [word for page in range(len(reader.pages(made))) for word in reader.placed(made, page)]
    assert min(word.size for word in words) >= 10
    base = 18 if large else 12
    sizes = {word.text: word.size for word in reader.placed(made, 0)}
    assert sizes["December 10, 2013"] == base
    assert sizes["Each person"] == pytest.approx(base * 14 / 12)


def test_lines_are_17_points_apart_and_none_has_more_than_75_characters():
    text = "The credit is compared with your real income when you file your federal tax return for the year. " * 6
    made = pdf(samples.letter(Paragraph(text)))
    lines = [word for word in reader.placed(made) if word.size == 12 and word.y > 4.1]
    steps = {round((below.y - above.y) * 72, 1) for above, below in pairwise(lines[:6])}
    assert steps == {17.0}
    assert max(len(line) for page in reader.pages(made) for line in page.splitlines()) <= 75


def test_the_rule_at_the_top_is_two_millimeters_of_the_exchanges_color_and_only_on_page_1():
    made = pdf(samples.letter(*samples.EVERY_BLOCK, *samples.EVERY_BLOCK[1:]))
    color = tuple(int(samples.COLOR[place : place + 2], 16) / 255 for place in (1, 3, 5))
    painted = reader.painted(made)
    first_fill = next(place for place, (operator, _) in enumerate(painted) if operator == "f")
    corners = [numbers for operator, numbers in painted[:first_fill] if operator in "ml"]
    assert max(x for x, _ in corners) == 612
    assert max(y for _, y in corners) == pytest.approx(2 / 25.4 * 72, abs=0.01)
    fills = [numbers for operator, numbers in painted[:first_fill] if operator in ("scn", "rg")]
    assert fills[-1] == pytest.approx(color, abs=0.001)
    assert not any(numbers == pytest.approx(color, abs=0.001) for op, numbers in reader.painted(made, 1) if op == "scn")


def test_black_and_the_exchanges_color_are_the_only_colors():
    made = pdf(samples.letter())
    color = tuple(round(int(samples.COLOR[place : place + 2], 16) / 255, 3) for place in (1, 3, 5))
    used = {tuple(round(n, 3) for n in numbers) for op, numbers in reader.painted(made) if op in ("scn", "SCN")}
    assert used <= {(0.0,), (0.0, 0.0, 0.0), color}
    now, colored = (0.0,), 0
    for operator, numbers in reader.painted(made):
        now = numbers if operator == "scn" else now
        colored += operator == "f" and now == pytest.approx(color, abs=0.001)
    assert colored == 2  # the rule at the top, and the bar of the callout


def test_from_page_2_on_one_line_says_whose_letter_it_is():
    made = pdf(samples.letter(*samples.EVERY_BLOCK, *samples.EVERY_BLOCK[1:]))
    pages = reader.pages(made)
    assert len(pages) > 1
    assert "Page 1" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert page.startswith(f"Ana Rivera, Reference K7QP-2M4X, December 10, 2013 Page {number} of {len(pages)}")
    assert {word.y for word in reader.placed(made, 1) if word.y < 0.75} == {reader.placed(made, 1)[0].y}
    assert all(word.y < 10.25 for page in range(len(pages)) for word in reader.placed(made, page))  # no footer


def test_a_name_too_long_for_the_running_line_ends_there_after_a_whole_word():
    long = "Maria Magdalena " * 12
    line = reader.pages(pdf(samples.letter(*samples.EVERY_BLOCK * 2, name=long)))[1].splitlines()[0]
    assert line.startswith("Maria Magdalena Maria")
    assert "…, Reference K7QP-2M4X, December 10, 2013" in line
    assert line.partition("…")[0].endswith(("Maria", "Magdalena"))


# What may not be torn apart, and in which words it shows.
TOGETHER = [
    ("Ana, 40 years old", "Figures of Ana", "Outcome of Ana"),
    ("Luis, 40 years old", "Figures of Luis", "Outcome of Luis"),
    ("The section", "Ana, 40 years old"),
    ("A lone heading", "The column", "The first row", "The result"),
    ("The call begins", "The call ends"),
    ("The last heading", "Its paragraph"),
    ("A table's heading", "The table", "A head", "A cell"),
    ("We treat everyone the same", "You can complain."),
]


@pytest.mark.parametrize("large", [False, True], ids=["12 pt", "18 pt"])
@pytest.mark.parametrize("lines", range(0, 30, 2))
def test_no_heading_ends_a_page_and_no_person_callout_or_column_of_figures_is_torn(lines, large):
    blocks = (
        *(Paragraph("A line of its own.") for _ in range(lines)),
        Heading(2, "The section"), *samples.person("Ana"), *samples.person("Luis"),
        Heading(2, "A lone heading"),
        sums("The column", ("What", "Amount"), (("The first row", "$1.00"), ("The result", "$2.00"))),
        Callout("The call begins. " + "Something is to be done. " * 18 + "The call ends."),
        Heading(2, "The last heading"), Paragraph("Its paragraph."),
        Heading(2, "A table's heading"), Table("The table", ("A head", "Another"), (("A cell", "Another"),)),
    )  # fmt: skip
    pages = reader.pages(pdf(samples.letter(*blocks), large=large))
    for belonging in TOGETHER:
        places = {tuple(number for number, page in enumerate(pages) if words in page) for words in belonging}
        assert len(places) == 1, f"torn after {lines} lines: {belonging}"


def test_in_large_print_the_same_letter_has_the_same_words():
    letter = samples.letter()

    def body(made: bytes) -> str:
        pages = reader.pages(made)
        return reader.squeezed(pages[0] + "".join(page.partition(f" of {len(pages)}")[2] for page in pages[1:]))

    assert body(pdf(letter, large=True)) == body(pdf(letter))
