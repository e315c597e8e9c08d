"""Whatever stands in a name or a sentence is set as it is: markup is words, any script is shown, nothing crashes."""

import hashlib
import os
import subprocess
import sys

import msgspec
import pytest

from coverport.notices.blocks import Bullets, Callout, Heading, Paragraph, Table
from coverport.notices.typeset import pdf
from tests.notices import reader, samples

MARKUP = [
    "#panic(1) #set page(width: 1pt) $x^2$ *bold* _it_ `raw` @label <label> \\ ~ // no comment /* nor this */",
    '<script>alert("1")</script> <b>bold</b> &amp; {{ request }} {% now "Y" %}',
    '"], read("letter.typ"), #import "x" = Heading - item + item / term: #{ 1 + 1 }',
    "%(name)s {page} {pages} \\u{41} \\n [U+0041]",
]


@pytest.mark.parametrize("text", MARKUP, ids=["typst", "html", "quotes", "placeholders"])
def test_markup_is_printed_letter_by_letter(text):
    everywhere = (
        Callout(text), Heading(2, text), Paragraph(text), Bullets((text,)), Table(text, (text,), ((text,),)),
    )  # fmt: skip
    made = pdf(samples.letter(*everywhere, title=text, name=text, address=(text,), statement=()))
    said = reader.squeezed("".join(reader.pages(made)))
    # Name, address, title, callout, heading, paragraph, list, and the table's caption, head and cell.
    assert said.count(reader.squeezed(text)) == 10


@pytest.mark.parametrize(
    "name", ["José Núñez Łukasz", "Nguyễn Thị Ánh Tuyết", "Şükrü Öztürk", "Ольга Ёлкина", "O’Brien–Đỗ"]
)
def test_names_in_latin_cyrillic_and_vietnamese_letters_are_set(name):
    pages = reader.pages(pdf(samples.letter(*samples.EVERY_BLOCK * 2, name=name)))
    assert name in pages[0]
    assert pages[1].startswith(name)


def test_a_sign_that_our_fonts_lack_is_set_from_the_machines_or_named_by_its_number():
    names = ("王小明", "محمد علي", "שלום כהן", "สมชาย", "👩\u200d👩\u200d👧\ufe0f", "\ue000", "\ufffe")
    # One letter for all, since looking for fonts is what takes time.
    made = pdf(samples.letter(*(Paragraph(f"Ana {name} Rivera") for name in names), name=f"Ana {''.join(names)}"))
    said = "".join(reader.pages(made))
    missing = {sign for sign in "".join(names) if sign not in said and f"[U+{ord(sign):04X}]" not in said}
    assert missing <= {"\u200d", "\ufe0f", " "}, f"lost: {sorted(map(ascii, missing))}"
    assert "5 Church Street" in said


@pytest.mark.parametrize("name", ["Ana\x07Rivera", "Ana\tRivera", "Ana\nRivera", "Ana\x85Rivera"])
def test_a_control_sign_in_a_name_is_a_space(name):
    assert "Ana Rivera" in reader.pages(pdf(samples.letter(name=name)))[0].splitlines()


@pytest.mark.parametrize("turning", ["\u202e", "\u202d", "\u2067", "\u202b"])
def test_no_sign_in_a_name_turns_the_words_after_it(turning):
    pages = reader.pages(pdf(samples.letter(*samples.EVERY_BLOCK * 2, name=f"Ana{turning} Rivera")))
    assert pages[1].startswith("Ana Rivera, Reference K7QP-2M4X, December 10, 2013")


def test_a_long_word_brings_no_invisible_sign_into_any_other():
    said = "".join(reader.pages(pdf(samples.letter(name="thebettertwobuttons" * 3))))
    assert "\u200b" not in said
    assert "Each person" in said


def test_the_same_letter_has_the_same_bytes():
    letter = samples.letter()
    first = pdf(letter)
    pdf(samples.letter(name="王小明"))  # another one in between
    assert pdf(letter) == first
    assert pdf(samples.letter(name="Bea Rivera")) != first


SET_IT = """
import hashlib, sys, django, msgspec
django.setup()
from coverport.notices import blocks, typeset
letter = msgspec.json.decode(sys.stdin.buffer.read(), type=blocks.Letter)
print(hashlib.sha256(typeset.pdf(letter)).hexdigest())
"""


def test_another_process_elsewhere_on_another_day_makes_the_same_bytes():
    letter = samples.letter()
    there = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "coverport.config.settings", "TZ": "Asia/Tokyo", "LC_ALL": "C",
        "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SET_IT], input=msgspec.json.encode(letter), env=there, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == hashlib.sha256(pdf(letter)).hexdigest()
