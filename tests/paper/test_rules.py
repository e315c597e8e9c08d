"""The day that counts for a paper; pages by their codes; two keyings; the time that a keying takes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.core.references import ALPHABET
from coverport.law.lookups import typed
from coverport.law.parameters import ApplicationDate, DayRange
from coverport.paper.rules.dates import application_date
from coverport.paper.rules.joining import TWICE, TWO_CODES, UNREADABLE, Code, code_of, code_text, join
from coverport.paper.rules.keying import differing, seconds_to_key

DAY = date(2014, 3, 31)
A, B = "K7QP-2M4X", "T5RN-8WXZ"


def counted(*, state=None, channel="mail", received=DAY, postmarked=None):
    law = typed(ApplicationDate, "paper.application_date", on=received, state=state)
    found = application_date(channel=channel, received_on=received, postmarked_on=postmarked, law=law)
    return found.day, found.rule


@pytest.mark.parametrize(
    ("received", "day", "rule"),
    [
        (date(2014, 3, 31), date(2014, 3, 31), "postmark"),
        (date(2014, 4, 10), date(2014, 3, 31), "postmark"),  # ten days: the last that counts
        (date(2014, 4, 11), date(2014, 4, 11), "postmark_too_old"),
    ],
)
def test_in_massachusetts_the_postmark_counts_if_the_paper_comes_within_ten_days(received, day, rule):
    assert counted(state="MA", received=received, postmarked=DAY) == (day, rule)


def test_without_a_postmark_and_by_other_ways_than_mail_the_receipt_counts():
    assert counted(state="MA") == (DAY, "no_postmark")
    for channel in ("fax", "in_person", "phone"):
        assert counted(state="MA", channel=channel, postmarked=date(2014, 3, 25)) == (DAY, "receipt")


def test_where_no_state_says_otherwise_the_receipt_counts():
    assert counted(postmarked=date(2014, 3, 25)) == (DAY, "receipt")


def test_an_answer_that_lacks_may_be_sent_for_ten_to_ninety_days():
    days = typed(DayRange, "paper.incomplete_application", on=DAY)
    assert (days.from_days, days.to_days) == (10, 90)


references = st.text(ALPHABET, min_size=8, max_size=8).map(lambda text: f"{text[:4]}-{text[4:]}")


@given(serial=references, of=st.integers(1, 99), page=st.integers(1, 99))
def test_a_code_is_read_as_it_was_written_and_nothing_else_is_one(serial, of, page):
    code = Code(serial, page, of)
    assert code_of(code_text(code)) == (code if page <= of else None)
    assert code_of(code_text(code) + "0 ") is None


def test_other_barcodes_are_no_codes():
    for text in (
        "",
        "https://example.org",
        "CP1 K7QP-2M4X 0 3 en",
        "CP1 K7QP-2M4X 4 3 en",
        "CP1 AEIO-2M4X 1 3 en",
        "CP2 K7QP-2M4X 1 3 en",
    ):
        assert code_of(text) is None, text


def pages(*codes):
    return join([[code_text(Code(*code))] if code else [] for code in codes])


def test_pages_of_one_form_are_joined_in_any_order():
    found = pages((A, 3, 3), (A, 1, 3), (A, 2, 3))
    assert (found.serials, found.trouble, found.needs_person) == ({A: "en"}, {}, False)


def test_two_forms_in_one_envelope_an_unreadable_page_and_a_page_twice_need_a_person():
    two = pages((A, 1, 2), (B, 1, 2), (A, 2, 2))
    assert (tuple(two.serials), two.trouble, two.needs_person) == ((A, B), {}, True)
    lost = pages((A, 1, 2), None)
    assert (lost.trouble, lost.needs_person) == ({1: UNREADABLE}, True)
    twice = pages((A, 1, 2), (A, 1, 2), (A, 2, 2))
    assert (twice.trouble, twice.needs_person) == ({0: TWICE, 1: TWICE}, True)
    one_picture = join([[code_text(Code(A, 1, 2)), code_text(Code(A, 2, 2))]])
    assert one_picture.trouble == {0: TWO_CODES}
    assert join([]).needs_person


def test_two_keyings_differ_where_a_value_or_a_field_does():
    assert differing({"zip": "03301", "x": ""}, {"zip": "03301", "x": ""}) == ()
    assert differing({"zip": "03301"}, {"zip": "03031"}) == ("zip",)
    assert differing({"zip": "03301", "income": "1"}, {"zip": "03301", "other": "1"}) == ("income", "other")


@pytest.mark.parametrize(
    ("values", "seconds"), [({}, 0), ({"a": ""}, 1), ({"a": "x" * 200}, 61), ({"a": "x" * 10, "b": "x"}, 6)]
)
def test_forty_words_a_minute_and_a_second_a_field(values, seconds):
    assert seconds_to_key(values) == seconds
