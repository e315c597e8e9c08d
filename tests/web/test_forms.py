"""Fields keep what was typed and say what is wrong with it."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from coverport.web.forms import AgeField, BirthDateField, DatePartsField, MoneyField, PlainForm, ZipField


class Everything(PlainForm):
    zip = ZipField(label="ZIP code")
    born = BirthDateField(label="Birth date", today=date(2013, 12, 10))
    income = MoneyField(label="Income", help_text="Your best guess")
    filing = forms.ChoiceField(label="Filing", choices=[("a", "Jointly"), ("b", "Alone")], widget=forms.RadioSelect)
    citizen = forms.BooleanField(label="I am a citizen")


def refused(field: forms.Field, typed: object) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages[0]


def shown(template: str, form: forms.Form) -> str:
    return Template("{% load coverport %}" + template).render(Context({"form": form}))


@pytest.mark.parametrize(("typed", "cents"), [
    ("45000", 4_500_000), ("45,000.50", 4_500_050), ("$45,000", 4_500_000), (" 0 ", 0), ("10000000", 1_000_000_000), (".5", 50),
])  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed, cents):
    assert MoneyField().clean(typed) == cents


@pytest.mark.parametrize(("typed", "message"), [
    ("", "Enter an amount. If there is none, enter 0."),
    ("-1", "Enter an amount of 0 or more."),
    ("−1", "Enter an amount of 0 or more."),
    ("10000000.01", "Enter an amount of at most $10,000,000. Check the number of zeros."),
    ("9" * 16, "Enter an amount of at most $10,000,000. Check the number of zeros."),
    ("9" * 17, "Enter an amount of at most $10,000,000. Check the number of zeros."),
    ("9" * 400, "Enter an amount of at most $10,000,000. Check the number of zeros."),
    ("-" + "9" * 17, "Enter an amount of 0 or more."),
    ("1e9", "Enter an amount of dollars, such as 45,000 or 45000.50."),
    ("NaN", "Enter an amount of dollars, such as 45,000 or 45000.50."),
    ("1.005", "Enter an amount of dollars, such as 45,000 or 45000.50."),
    ("$", "Enter an amount of dollars, such as 45,000 or 45000.50."),
    ("١٢", "Enter an amount of dollars, such as 45,000 or 45000.50."),
])  # fmt: skip
def test_an_amount_that_cannot_be_is_refused_in_words(typed, message):
    assert refused(MoneyField(), typed) == message


@pytest.mark.parametrize(("typed", "zip_code"), [("03301", "03301"), ("03301-1234", "03301"), (" 05401 ", "05401")])
def test_a_zip_code_is_read_with_or_without_its_four_digits(typed, zip_code):
    assert ZipField().clean(typed) == zip_code


@pytest.mark.parametrize("typed", ["3301", "033011", "abcde", "03301-12", "٠٣٣٠١"])
def test_what_is_no_zip_code_is_refused(typed):
    assert refused(ZipField(), typed) == "A ZIP code has five digits, such as 05401."


@pytest.mark.parametrize(("typed", "age"), [("0", 0), ("64", 64), ("120", 120)])
def test_an_age_goes_from_0_to_120(typed, age):
    assert AgeField().clean(typed) == age


@pytest.mark.parametrize(
    ("typed", "part"), [("121", "120 or less"), ("-1", "whole years"), ("4.5", "whole years"), ("x", "whole years")]
)
def test_an_age_that_cannot_be_is_refused(typed, part):
    assert part in refused(AgeField(), typed)


@pytest.mark.parametrize(("parts", "day"), [
    (["2", "29", "2012"], date(2012, 2, 29)), (["04", "3", "1975"], date(1975, 4, 3)),
])  # fmt: skip
def test_a_date_is_read_from_its_three_parts(parts, day):
    assert DatePartsField().clean(parts) == day


@pytest.mark.parametrize(("parts", "words"), [
    (["", "", ""], "Enter the month, the day and the year."),
    (["2", "", "1980"], "Enter all three"),
    (["2", "29", "2013"], "There is no such date"),
    (["13", "1", "1980"], "There is no such date"),
    (["May", "1", "1980"], "There is no such date"),
    (["4", "3", "75"], "four digits"),
    (["1", "1", "0000"], "There is no such date"),
])  # fmt: skip
def test_a_date_that_is_none_is_refused(parts, words):
    assert words in refused(DatePartsField(), parts)


def test_a_birth_date_lies_between_120_years_ago_and_today():
    field = BirthDateField(today=date(2013, 12, 10))
    assert field.clean(["12", "10", "2013"]) == date(2013, 12, 10)
    assert field.clean(["12", "11", "1892"]) == date(1892, 12, 11)
    assert "future" in refused(field, ["12", "11", "2013"])
    assert "120 years" in refused(field, ["12", "10", "1892"])


def test_whatever_was_typed_stands_in_the_inputs_again():
    form = Everything({
        "zip": "<b>9", "born_month": "Mai", "born_day": "99", "born_year": "75", "income": "lots", "filing": "b",
    })  # fmt: skip
    html = shown("{% for one in form %}{% field one %}{% endfor %}", form)
    for kept in (
        'value="&lt;b&gt;9"',
        'value="Mai"',
        'value="99"',
        'value="75"',
        'value="lots"',
        'value="b" id="id_filing_1" class="ds-c-choice" checked',
    ):
        assert kept in html


def test_a_wrong_answer_is_said_beside_its_input_and_tied_to_it():
    html = shown("{% field form.income %}", Everything({"income": "lots"}))
    assert 'id="id_income_error">Enter an amount of dollars' in html
    assert 'aria-describedby="id_income_hint id_income_error"' in html
    assert 'aria-invalid="true"' in html
    assert "ds-c-field--error" in html


def test_the_summary_links_to_the_first_input_of_every_wrong_answer():
    html = shown("{% error_summary form %}", Everything({"zip": "03301"}))
    assert "4 answers need your attention" in html
    for target in ("#id_born_0", "#id_income", "#id_filing_0", "#id_citizen"):
        assert f'href="{target}"' in html
    assert "Please answer: Filing" in html
    assert "Please check the box: I am a citizen" in html


class Dates(PlainForm):
    happened = DatePartsField(label="When did it happen?")
    ended = DatePartsField(label="Last day of the coverage before")


def test_the_summary_says_which_of_several_dates_is_wrong():
    typed = {"happened_month": "2", "happened_day": "30", "happened_year": "2026"}
    html = shown("{% error_summary form %}", Dates(typed))
    assert "When did it happen? There is no such date." in html
    assert "Last day of the coverage before: Enter the month, the day and the year." in html
    assert "When did it happen?" not in shown("{% field form.happened %}", Dates(typed)).split("id_happened_error")[-1]


def test_where_one_date_is_asked_for_the_summary_does_not_say_which():
    html = shown("{% error_summary form %}", Everything({"born_month": "2", "born_day": "30", "born_year": "2013"}))
    assert ">There is no such date." in html


def test_the_summary_reads_lists_of_forms_and_is_silent_when_all_is_well():
    both = Template("{% load coverport %}{% error_summary forms %}").render(
        Context({"forms": [Everything({}), Everything({})]})
    )
    assert "10 answers need your attention" in both
    assert shown("{% error_summary form %}", Everything()).strip() == ""


def test_cents_that_the_program_puts_in_are_shown_as_dollars():
    assert 'value="45000"' in shown("{% field form.income %}", Everything(initial={"income": 4_500_000}))
    assert 'value="45000.50"' in shown("{% field form.income %}", Everything(initial={"income": 4_500_050}))
