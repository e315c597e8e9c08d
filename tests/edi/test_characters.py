"""Human text for X12: every Latin letter stays a letter, no delimiter gets through, what cannot be spelled is refused."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.edi.rules.characters import to_x12, unmapped

# The standard's basic and extended sets, less the four delimiters (and the repetition separator).
EXTENDED = set(string.ascii_letters + string.digits + " !\"&'()+,-./;?=%@[]_{}\\|<>#$`")


@pytest.mark.parametrize(("text", "written"), [
    ("José Núñez", "Jose Nunez"),
    ("Jose\u0301 Nun\u0303ez", "Jose Nunez"),  # the same, taken apart
    ("Łódź", "Lodz"),
    ("Weiß", "Weiss"),
    ("Ægir Þór", "AEgir Thor"),
    ("O’Neil", "O'Neil"),
    ("Nguyễn", "Nguyen"),
    ("Дмитрий", "Dmitriy"),
    ("Сергей Глинка", "Sergey Glinka"),
    ("  Ana \t Maria ", "Ana Maria"),
    ("12 Main St. #4/B", "12 Main St. #4/B"),
    ("A*B~C:D^E", "A+B-C.D'E"),
    ("A＊B～C", "A+B-C"),  # full-width signs that become delimiters
    ("", ""),
])  # fmt: skip
def test_text_is_written_in_plain_letters(text, written):
    assert to_x12(text) == written
    assert unmapped(text) == ()


@pytest.mark.parametrize("text", ["王芳", "김민준", "サトウ", "محمد", "דוד", "สมชาย", "😀", "\x00"])
def test_what_has_no_latin_letters_is_named_and_not_dropped(text):
    assert set(unmapped(text))
    assert "?" in to_x12(text)


def test_every_latin_letter_stays_a_letter():
    latin = [chr(n) for n in range(0x41, 0x250) if unicodedata.category(chr(n)).startswith("L")]
    lost = [sign for sign in latin if not any(one.isalpha() for one in to_x12(sign)) and not unmapped(sign)]
    assert lost == []
    # Letters of Europe and Vietnam all have their spelling.
    common = [chr(n) for n in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)) if chr(n).isalpha()]
    assert [sign for sign in common if unmapped(sign)] == []


@given(st.text(max_size=40))
def test_nothing_leaves_the_extended_set(text):
    written = to_x12(text)
    assert set(written) <= EXTENDED
    assert written == written.strip()
